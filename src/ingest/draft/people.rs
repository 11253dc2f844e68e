//! What may be somebody's, by how it looks: names, dates, long numbers, addresses, text that somebody wrote. None of it
//! is ever shown, whatever column it stands in.

use super::{super::dates, known::known};
use crate::model::text::folded;

/// Words of headings that say that a column is of people.
const OF_PEOPLE: [&str; 20] = [
    "name",
    "surname",
    "forename",
    "by",
    "worker",
    "manager",
    "supervisor",
    "author",
    "mother",
    "father",
    "parent",
    "carer",
    "sibling",
    "email",
    "phone",
    "address",
    "who",
    "iro",
    "birth",
    "postcode",
];
/// Words that say that it is something else of them.
const OF_OTHERS: [&str; 11] = [
    "role",
    "team",
    "type",
    "status",
    "reason",
    "qualified",
    "method",
    "outcome",
    "category",
    "rag",
    "location",
];
/// A word with more digits is an id.
const MOST_DIGITS: usize = 4;
/// What has more words is a sentence.
const MOST_WORDS: usize = 8;

/// Whether a value of a column may be somebody's.
pub fn may_be_somebodys(heading: &str, value: &str) -> bool {
    let tokens = known().tokens(heading);
    let says = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.as_str()));
    says(&OF_PEOPLE) && !says(&OF_OTHERS) || looks_like_somebodys(value)
}

/// Whether a value may be somebody's by itself.
pub fn looks_like_somebodys(value: &str) -> bool {
    let key = folded(value);
    let mut words = key.split(' ');
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    value.contains('@')
        || key.split(' ').count() > MOST_WORDS
        || words.any(|word| digits(word) > MOST_DIGITS)
        || dates::order(value).is_some()
        || dates::from_text(value, chrono_tz::Tz::Europe__London).is_some()
        || (is_name(value) && !known().has_plain(value))
        || has_name(value)
}

/// Whether every word of a value is one that exports have everywhere, so that it is nobody's name.
pub fn is_all_plain(value: &str) -> bool {
    known().is_all_plain(value)
}

/// Whether a sentence has a name in it: a word with a large letter among small ones, and none of ours.
fn has_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_large = |word: &str| {
        let mut signs = word.chars();
        signs.next().is_some_and(char::is_uppercase) && signs.any(char::is_lowercase)
    };
    let has_small = words
        .iter()
        .any(|word| word.starts_with(char::is_lowercase) && word.len() > 1);
    let mut behind = words.iter().skip(1);
    has_small && behind.any(|word| is_large(word) && !known().is_plain(&folded(word)))
}

/// Two words of letters or more, the first letters of most of them large.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text
        .split([' ', ',', ';', '&', '/', '|'])
        .filter(|word| !word.is_empty())
        .collect();
    words.len() >= 2 && are_capitalised(&words, char::is_alphabetic)
}

/// Whether all are words of such signs, as those of names are, and the first letters of most of them large.
pub(super) fn are_capitalised(words: &[&str], is_sign: fn(char) -> bool) -> bool {
    let is_word = |word: &&str| {
        word.starts_with(char::is_alphabetic)
            && word
                .chars()
                .all(|sign| is_sign(sign) || "'-\u{2019}.".contains(sign))
    };
    let large = words
        .iter()
        .filter(|word| word.starts_with(char::is_uppercase));
    words.iter().all(is_word) && large.count() * 2 > words.len()
}
