//! What a column holds, judged by its values alone.

use std::collections::{BTreeMap, HashSet};

use chrono_tz::Tz;

use super::{
    super::{cell, dates, rows::Raw},
    id_form::{IdForm, IdForms, is_id},
    known::known,
    people,
    table::{Holds, Row},
};
use crate::model::text::folded;

/// A column with more different values than this holds no code words.
pub const MOST_WORDS: usize = 40;
/// A value that stands in fewer rows than this is never shown.
pub const FEWEST_ROWS: u64 = 5;
/// Texts longer than this, on the whole, are sentences.
const LONGEST_WORD: u64 = 40;

/// What most of a column's values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing at all.
    Empty,
    /// Dates.
    Day,
    /// Yes or no.
    YesNo,
    /// Ids, one a cell.
    Id,
    /// Ids in brackets behind a name, or before one.
    IdInText {
        /// The pattern that takes them out.
        pattern: &'static str,
    },
    /// Several ids in a cell.
    SeveralIds {
        /// What stands between them.
        between: &'static str,
        /// The pattern that takes each out of its text.
        pattern: Option<&'static str>,
    },
    /// Few words, each in many rows.
    Code,
    /// Names of people.
    Name,
    /// Numbers.
    Number,
    /// Text that somebody wrote.
    FreeText,
}

impl Kind {
    /// In words, for the analyst.
    pub(super) fn in_words(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Day => "dates",
            Self::YesNo => "yes or no",
            Self::Id => "ids",
            Self::IdInText { .. } => "ids in text",
            Self::SeveralIds { .. } => "several ids in a cell",
            Self::Code => "code words",
            Self::Name => "names",
            Self::Number => "numbers",
            Self::FreeText => "text",
        }
    }
}

/// Which way round dates in numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Orders {
    pub(super) day_first: u64,
    pub(super) month_first: u64,
    pub(super) either: u64,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) heading: String,
    /// The words of the heading.
    pub(super) tokens: Vec<String>,
    pub(super) kind: Kind,
    pub(super) filled: u64,
    pub(super) rows: u64,
    pub(super) distinct: u64,
    /// Whether it looks like a column of a grouped report: filled in the first row, and then only where its value changes.
    pub(super) is_grouped: bool,
    pub(super) orders: Orders,
    /// Whether another column has the same heading.
    pub(super) is_twice: bool,
    /// Each different value with the rows that it stands in, where there are few enough.
    pub(super) words: Option<BTreeMap<String, u64>>,
    /// The different values, folded: ids and names among them are never shown.
    pub(super) values: HashSet<String>,
}

impl Column {
    /// Looks at a column of the rows below the headings.
    pub(super) fn of(at: usize, heading: &str, rows: &[&Row]) -> Self {
        let mut words: BTreeMap<String, u64> = BTreeMap::new();
        let mut tally = Tally::default();
        for row in rows {
            let Some(found) = row.cell(at) else { continue };
            tally.take(&found.text, found.holds);
            *words.entry(found.text.clone()).or_default() += 1;
        }
        let distinct = words.len();
        let tokens = known().tokens(heading);
        let kind = tally.kind(distinct, heading, &tokens);
        let is_grouped = is_grouped(at, rows, tally.filled);
        Self {
            distinct: distinct as u64,
            is_grouped,
            is_twice: false,
            at,
            heading: heading.to_owned(),
            tokens,
            filled: tally.filled,
            rows: rows.len() as u64,
            orders: tally.orders,
            values: words.keys().map(|word| folded(word)).collect(),
            words: (distinct <= MOST_WORDS).then_some(words),
            kind,
        }
    }

    /// Whether a word stands in the heading.
    pub(super) fn says(&self, token: &str) -> bool {
        self.tokens.iter().any(|own| own == token)
    }

    /// Whether its values are of people, or may be: never shown, nor is a word that is one of them.
    pub(super) fn is_of_people(&self) -> bool {
        let heading = folded(&self.heading);
        let says_so = heading
            .split(' ')
            .any(|word| word == "name" || ID_WORDS.contains(&word));
        says_so
            || self.words.is_none()
            || matches!(
                self.kind,
                Kind::Id | Kind::IdInText { .. } | Kind::SeveralIds { .. } | Kind::Name
            )
    }
}

fn is_grouped(at: usize, rows: &[&Row], filled: u64) -> bool {
    let most = rows.len() as u64;
    // A group has two rows at least, as most have.
    if filled < 2 || filled * 5 > most * 3 {
        return false;
    }
    let starts = rows.iter().take(2).any(|row| row.cell(at).is_some());
    let mut values = rows
        .iter()
        .filter_map(|row| row.cell(at))
        .map(|cell| &cell.text);
    let mut last = values.next();
    starts
        && values.all(|value| {
            let is_other = last != Some(value);
            last = Some(value);
            is_other
        })
}

#[derive(Default)]
struct Tally {
    filled: u64,
    days: u64,
    bare_days: u64,
    orders: Orders,
    answers: u64,
    numbers: u64,
    ids: u64,
    forms: IdForms,
    names: u64,
    length: u64,
    one_word: u64,
    has_digit: u64,
}

impl Tally {
    fn take(&mut self, text: &str, holds: Holds) {
        self.filled += 1;
        self.length += text.chars().count() as u64;
        let reads = dates::from_text(text, Tz::Europe__London).is_some();
        // Five digits may be a spreadsheet's day, and are an id more often.
        let is_bare = text.parse::<f64>().is_ok();
        let is_day = holds == Holds::Day
            || holds == Holds::Text && !is_bare && (reads || dates::order(text).is_some());
        self.days += u64::from(is_day);
        self.bare_days += u64::from(reads && is_bare && holds != Holds::Day);
        match dates::order(text) {
            Some(dates::Order::Day) => self.orders.day_first += 1,
            Some(dates::Order::Month) => self.orders.month_first += 1,
            Some(dates::Order::Either) => self.orders.either += 1,
            None => {}
        }
        self.answers += u64::from(holds == Holds::Truth || cell::answer(Raw::Text(text)).is_some());
        self.numbers += u64::from(holds == Holds::Number || text.parse::<f64>().is_ok());
        self.ids += u64::from(is_id(text) && !is_day);
        self.has_digit += u64::from(text.bytes().any(|byte| byte.is_ascii_digit()));
        self.one_word += u64::from(!text.contains(char::is_whitespace));
        if !is_day {
            self.forms.take(text);
        }
        self.names += u64::from(is_name(text));
    }

    fn kind(&self, distinct: usize, heading: &str, tokens: &[String]) -> Kind {
        let most = |count: u64, share: f64| count as f64 >= self.filled as f64 * share && count > 0;
        let key = folded(heading);
        let distinct = distinct as u64;
        if self.filled == 0 {
            return Kind::Empty;
        }
        let has = |token: &str| tokens.iter().any(|own| own == token);
        let says_day = has("date") || has("birth");
        if most(self.days, 0.9) || says_day && most(self.days + self.bare_days, 0.9) {
            return Kind::Day;
        }
        let is_few = distinct <= 8;
        if is_few && most(self.answers, 0.95) {
            return Kind::YesNo;
        }
        // Text that somebody wrote may end with a number.
        let is_short = self.length <= LONGEST_WORD * self.filled;
        let is_bracketed = |form: &IdForm| {
            form.pattern
                .is_none_or(|at| at.contains("\\(") || at.contains("\\["))
        };
        // "1 - High" is a word with its number, unless many differ.
        let says_who = ["id", "worker", "child", "by", "name"]
            .iter()
            .any(|word| has(word));
        let may_be = |form: &IdForm| {
            is_bracketed(form) || is_short && (says_who || distinct > MOST_WORDS as u64 / 4)
        };
        match self.forms.form().filter(may_be) {
            Some(IdForm {
                pattern,
                between: Some(between),
            }) => {
                return Kind::SeveralIds { between, pattern };
            }
            Some(IdForm {
                pattern: Some(pattern),
                ..
            }) => return Kind::IdInText { pattern },
            _ => {}
        }
        let says_id = has("id");
        let says_name =
            key.contains("name") || key.ends_with("worker") || key == "child" || key == "client";
        // An age or a count is no id.
        let are_long = self.length >= 4 * self.filled;
        let are_numbers = most(self.numbers, 0.9);
        if most(self.ids, 0.9)
            && most(self.has_digit, 0.8)
            && (says_id || !are_numbers || are_long && distinct * 3 > self.filled)
        {
            return Kind::Id;
        }
        if says_id && most(self.ids, 0.9) && distinct > 1 {
            return Kind::Id;
        }
        if are_numbers {
            return Kind::Number;
        }
        if most(self.names, 0.7)
            && (says_name || distinct > MOST_WORDS as u64)
            && !key.contains("team")
            && !key.contains("service")
        {
            return Kind::Name;
        }
        if distinct <= MOST_WORDS as u64 {
            return Kind::Code;
        }
        if most(self.one_word, 0.9) && most(self.has_digit, 0.6) {
            return Kind::Id;
        }
        Kind::FreeText
    }
}

/// Words of headings that say that a column holds ids.
const ID_WORDS: [&str; 9] = [
    "id",
    "ids",
    "no",
    "number",
    "ref",
    "reference",
    "identifier",
    "code",
    "key",
];

/// Two to five words of letters, the first letters of most of them large.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    (2..=5).contains(&words.len()) && people::are_capitalised(&words, char::is_alphanumeric)
}
