//! What is known beforehand: the headings under which systems write each field, and the words of coded ones. Those of the
//! built-in profiles, and some more.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::super::profile::{self, Profile, VisitType};
use crate::model::{
    field::{DataSet, Field},
    text::{folded, likeness},
    visit::{Answer, Mode, Outcome},
};

/// Headings and words.
pub(super) struct Known {
    headings: HashMap<Field, HashSet<String>>,
    words: HashMap<Field, HashMap<String, String>>,
    types: HashMap<String, VisitType>,
    /// Words within a type of contact that say how it was made.
    modes: Vec<(Mode, Vec<String>)>,
    /// And what came of it.
    outcomes: Vec<(Outcome, Vec<String>)>,
}

/// Words that stand in headings of anything: alone they say a field, beside others they do not.
const GENERIC: [&str; 24] = [
    "date", "id", "type", "name", "ref", "start", "end", "from", "to", "how", "no", "number", "by",
    "kind", "method", "mode", "reason", "on", "recorded", "entered", "held", "left", "status",
    "plan",
];

/// What is known besides the built-in profiles.
#[derive(Deserialize)]
struct Besides {
    /// By data set and field.
    headings: BTreeMap<String, Vec<String>>,
    /// By data set and field, then by meaning.
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By mode.
    modes: BTreeMap<String, Vec<String>>,
    /// By outcome.
    outcomes: BTreeMap<String, Vec<String>>,
}

/// The field of a name such as `visits.mode`.
fn field_of(name: &str) -> Option<Field> {
    let (set, field) = name.split_once('.')?;
    Field::from_name(DataSet::from_name(set)?, field)
}

/// Shortened words of headings, and what they stand for.
const SHORT: [(&str, &str); 12] = [
    ("dt", "date"),
    ("dte", "date"),
    ("dttm", "date"),
    ("datetime", "date"),
    ("num", "number"),
    ("nbr", "number"),
    ("wkr", "worker"),
    ("yp", "young person"),
    ("cyp", "child"),
    ("ch", "child"),
    ("desc", "type"),
    ("stat", "status"),
];

/// A heading in plain words: `VISIT_DTTM` and `ContactDate` as "visit date" and "contact date".
fn in_words(heading: &str) -> String {
    let mut apart = String::with_capacity(heading.len() + 8);
    let mut last = ' ';
    for sign in heading.chars() {
        if sign.is_uppercase() && last.is_lowercase() {
            apart.push(' ');
        }
        apart.push(sign);
        last = sign;
    }
    let folded = folded(&apart);
    let word = |word| {
        let long = SHORT.iter().find(|(short, _)| *short == word);
        long.map_or(word, |(_, long)| *long)
    };
    folded.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

pub(super) fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::gathered);
    &KNOWN
}

impl Known {
    fn gathered() -> Self {
        let mut known = Self {
            headings: HashMap::new(),
            words: HashMap::new(),
            types: HashMap::new(),
            modes: Vec::new(),
            outcomes: Vec::new(),
        };
        for name in profile::built_in_names() {
            let text = profile::built_in(name).unwrap_or_default();
            // Each built-in profile is sound, which a test says.
            let Ok(profile) = Profile::parse(name, text) else {
                continue;
            };
            for feed in profile.tables.iter().flat_map(|table| &table.feeds) {
                for (field, rule) in &feed.fields {
                    let own = rule
                        .headings
                        .iter()
                        .filter(|heading| !heading.contains('.'))
                        // A profile may say of both what one column holds.
                        .filter(|heading| {
                            *field != Field::VisitChildSeen || !folded(heading).contains("alone")
                        });
                    known
                        .headings
                        .entry(*field)
                        .or_default()
                        .extend(own.map(|heading| folded(heading)));
                    let words = known.words.entry(*field).or_default();
                    for (word, meaning) in &rule.words {
                        words.entry(word.clone()).or_insert_with(|| meaning.clone());
                    }
                }
                if let Some(types) = &feed.visit_type {
                    let mode = known.headings.entry(Field::VisitMode).or_default();
                    mode.extend(types.headings.iter().map(|heading| folded(heading)));
                    for (word, meaning) in &types.types {
                        known.types.entry(word.clone()).or_insert(*meaning);
                    }
                }
            }
        }
        // A file of ours, which a test reads.
        let Ok(besides) = toml::from_str::<Besides>(include_str!("known.toml")) else {
            return known;
        };
        for (field, headings) in besides.headings {
            let Some(field) = field_of(&field) else {
                continue;
            };
            known
                .headings
                .entry(field)
                .or_default()
                .extend(headings.iter().map(|heading| folded(heading)));
        }
        for (field, meanings) in besides.words {
            let Some(field) = field_of(&field) else {
                continue;
            };
            let known = known.words.entry(field).or_default();
            for (meaning, words) in meanings {
                known.extend(words.iter().map(|word| (folded(word), meaning.clone())));
            }
        }
        let modes = besides.modes.into_iter();
        known.modes = modes
            .filter_map(|(mode, parts)| Some((Mode::from_code(&mode)?, parts)))
            .collect();
        let outcomes = besides.outcomes.into_iter();
        known.outcomes = outcomes
            .filter_map(|(outcome, parts)| Some((Outcome::from_code(&outcome)?, parts)))
            .collect();
        known
    }

    /// How near a heading comes to one of a field's, from 0 to 1, and to which.
    pub(super) fn nearness(&self, field: Field, heading: &str) -> (f64, String) {
        let heading = in_words(heading);
        let words: HashSet<&str> = heading.split(' ').collect();
        let known = self.headings.get(&field).into_iter().flatten();
        // "CP Plan start", "Period of care end": the start or end of whatever the row is.
        let ends = |words: &[&str]| {
            words
                .iter()
                .any(|word| heading.ends_with(&format!(" {word}")))
        };
        let of_its_end = match field {
            Field::CaseStatusStart => {
                ends(&["start", "start date", "started", "began", "from", "begins"])
            }
            Field::CaseStatusEnd => ends(&["end", "end date", "ended", "ceased", "to", "closed"]),
            _ => false,
        };
        let near = known.map(|name| {
            // "CLIENTID" is "client id" too.
            let letters = |text: &str| text.replace(' ', "");
            if *name == heading || letters(name) == letters(&heading) {
                return (1.0, name);
            }
            let own: HashSet<&str> = name.split(' ').collect();
            // One within the other: "Allocated Team" and "Team", "Visit Date" and "Date of Visit (actual)".
            let shared = own.intersection(&words).count();
            let is_within = match own.len() {
                1 => {
                    words.contains(name.as_str())
                        && !GENERIC.contains(&name.as_str())
                        && words.len() <= 4
                }
                _ => shared == own.len() || shared == words.len() && words.len() > 1,
            };
            let within = match is_within {
                true => 0.55 + 0.4 * shared as f64 / own.len().max(words.len()) as f64,
                false if of_its_end => 0.8,
                false => 0.0,
            };
            // A slip of the pen: about as long, and it begins alike.
            let may_be_alike = name.len().abs_diff(heading.len()) <= 3
                && name.chars().next() == heading.chars().next();
            let alike = match may_be_alike.then(|| likeness(name, &heading)) {
                Some(likeness) if likeness >= 0.92 => likeness * 0.9,
                _ => 0.0,
            };
            (within.max(alike), name)
        });
        let best = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        best.map_or((0.0, String::new()), |(near, name)| (near, name.clone()))
    }

    /// Whether a text is, word for word, a heading of some field.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let text = in_words(text);
        // What is longer than a heading is none.
        if text.len() > 60 || !text.contains(char::is_alphabetic) {
            return false;
        }
        let letters = |text: &str| text.replace(' ', "");
        let together = letters(&text);
        text.len() > 1
            && self
                .headings
                .values()
                .flatten()
                .any(|name| letters(name) == together)
            || text.contains(' ')
                && Field::ALL
                    .iter()
                    .any(|field| self.nearness(*field, &text).0 >= 0.8)
    }

    /// What a code word means in a field, where that is plain.
    pub(super) fn word(&self, field: Field, word: &str) -> Option<&str> {
        let key = folded(word);
        let words = self.words.get(&field)?;
        let bare = profile::without_code_prefix(word).map(folded);
        let found = words.get(&key).or_else(|| words.get(&bare?));
        found.map(String::as_str)
    }

    /// Whether a type of contact is, word for word, one that a built-in profile knows.
    pub(super) fn is_visit_type(&self, word: &str) -> bool {
        self.types.contains_key(&folded(word))
    }

    /// What a type of contact says, where that is plain: known to a built-in profile, or said by one of its words.
    pub(super) fn visit_type(&self, word: &str) -> Option<VisitType> {
        let key = folded(word);
        if let Some(known) = self.types.get(&key) {
            return Some(*known);
        }
        let has = |part: &str| {
            let padded = format!(" {key} ");
            padded.contains(&format!(" {part} "))
        };
        let outcomes: Vec<Outcome> = self
            .outcomes
            .iter()
            .filter(|(_, parts)| parts.iter().any(|part| has(part)))
            .map(|(outcome, _)| *outcome)
            .collect();
        let modes: Vec<Mode> = self
            .modes
            .iter()
            .filter(|(_, parts)| parts.iter().any(|part| has(part)))
            .map(|(mode, _)| *mode)
            .collect();
        let denies = ["not", "no", "non", "un", "without", "or", "and"]
            .iter()
            .any(|part| has(part));
        let (mode, outcome) = match (modes.as_slice(), outcomes.as_slice()) {
            ([mode], []) if !denies => (*mode, None),
            ([mode], [outcome]) => (*mode, Some(*outcome)),
            ([], [outcome]) => (Mode::FaceToFace, Some(*outcome)),
            _ => return None,
        };
        let child_seen: Option<Answer> = None;
        Some(VisitType::Contact {
            mode,
            outcome,
            child_seen,
        })
    }
}
