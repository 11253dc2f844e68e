//! Headings as sets of words: "Date of Visit (dd/mm)", "VISIT_DTTM" and "ContactDate" all say visit and date.

use std::collections::HashMap;

use crate::model::text::folded;

/// Words that others are grown together with, besides those that mean the same as some.
const PARTS: [&str; 6] = ["name", "status", "team", "plan", "case", "category"];

/// Words that mean the same, as one word; the empty one is left out.
#[derive(Default)]
pub(super) struct Alike {
    words: HashMap<String, String>,
    longest: usize,
}

impl Alike {
    /// From the words that each is to be, and those that it stands for.
    pub(super) fn of(lists: HashMap<String, Vec<String>>) -> Self {
        let words: HashMap<String, String> = lists
            .into_iter()
            .flat_map(|(to, from)| {
                let pair = move |word: String| (folded(&word), to.clone());
                from.into_iter().map(pair)
            })
            .collect();
        let length = |phrase: &String| phrase.split(' ').count();
        let longest = words.keys().map(length).max().unwrap_or(1);
        Self { words, longest }
    }

    /// The different words of a heading, in order.
    pub(super) fn tokens(&self, heading: &str) -> Vec<String> {
        let text = folded(&apart(heading));
        let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        // "Recorded on" is a date, "on plan" is none.
        let last = words.pop().map(|last| match last {
            "on" | "at" => "date",
            last => last,
        });
        words.retain(|word| !matches!(*word, "on" | "at"));
        words.extend(last);
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = self.longest.min(words.len() - at);
            let found = (1..=longest).rev().find_map(|length| {
                let phrase = words[at..at + length].join(" ");
                self.words.get(&phrase).map(|to| (length, to.as_str()))
            });
            match found {
                Some((length, to)) => {
                    tokens.extend((!to.is_empty()).then(|| to.to_owned()));
                    at += length;
                }
                None => {
                    let parts = self.grown_together(words[at]);
                    let parts = parts.unwrap_or_else(|| vec![words[at]]);
                    tokens.extend(parts.into_iter().map(str::to_owned));
                    at += 1;
                }
            }
        }
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// The words of which one was made: `CLIENTID` is client and id. Two or three that are known, each of two letters or more.
    fn grown_together<'a>(&'a self, word: &'a str) -> Option<Vec<&'a str>> {
        let known = |part: &'a str| {
            let to = self.words.get(part).map(String::as_str);
            let is_word = PARTS.contains(&part) || self.words.values().any(|to| to == part);
            to.or(is_word.then_some(part)).filter(|_| part.len() > 1)
        };
        let ends = |word: &'a str| {
            (2..word.len().saturating_sub(1))
                .filter(|at| word.is_char_boundary(*at))
                .rev()
        };
        // "Today" is not made of two.
        let two = |word: &'a str| {
            ends(word)
                .filter(|at| *at >= 4 || word.len() - at >= 4)
                .find_map(|at| Some([known(&word[..at])?, known(&word[at..])?]))
        };
        if word.len() < 5 {
            return None;
        }
        let three = || {
            ends(word).find_map(|at| {
                let [second, third] = two(&word[at..])?;
                Some(vec![known(&word[..at])?, second, third])
            })
        };
        let parts = two(word).map(Vec::from).or_else(three)?;
        Some(parts.into_iter().filter(|part| !part.is_empty()).collect())
    }
}

/// A heading with its words apart: `ChildID` is "Child ID", `LCSChildRef` "LCS Child Ref".
fn apart(heading: &str) -> String {
    let signs: Vec<char> = heading.chars().collect();
    let mut out = String::with_capacity(heading.len() + 8);
    for (at, &sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| signs[before]);
        let is_after_small = before.is_some_and(char::is_lowercase);
        let ends_capitals = before.is_some_and(char::is_uppercase)
            && signs.get(at + 1).is_some_and(|next| next.is_lowercase())
            // The plural of an abbreviation: "IDs".
            && signs[at + 1..] != ['s'];
        if sign.is_uppercase() && (is_after_small || ends_capitals) {
            out.push(' ');
        }
        out.push(sign);
    }
    out
}
