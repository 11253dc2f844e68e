//! What is known beforehand: how systems word the heading of each field, and the words of coded ones. From the list
//! beside this file, and from the built-in profiles.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{
    super::profile,
    contact::{ContactWords, Contacts},
    status::Statuses,
    tokens::Alike,
};
use crate::{
    ingest::profile::Profile,
    model::{
        field::{DataSet, Field},
        text::{folded, likeness},
    },
};

/// What is known besides the built-in profiles.
#[derive(Deserialize)]
struct Besides {
    alike: HashMap<String, Vec<String>>,
    neutral: Words,
    /// By data set and field.
    headings: BTreeMap<String, Vec<String>>,
    never: BTreeMap<String, HashSet<String>>,
    /// By data set and field, then by meaning.
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    #[serde(flatten)]
    contacts: ContactWords,
    statuses: BTreeMap<String, Vec<String>>,
    plain: Words,
}

#[derive(Deserialize)]
struct Words {
    words: HashSet<String>,
}

/// The field of a name such as `visits.mode`.
fn field_of(name: &str) -> Option<Field> {
    let (set, field) = name.split_once('.')?;
    Field::from_name(DataSet::from_name(set)?, field)
}

/// Words that say by themselves what a column is.
const TELLING: [&str; 5] = ["team", "birth", "rag", "outcome", "alone"];

/// Headings and words.
#[derive(Default)]
pub(super) struct Known {
    alike: Alike,
    neutral: HashSet<String>,
    headings: HashMap<Field, Headings>,
    words: HashMap<Field, BTreeMap<String, String>>,
    /// Types of contact.
    pub(super) contacts: Contacts,
    /// Statuses within longer words.
    pub(super) statuses: Statuses,
    /// Words that are nobody's name.
    plain: HashSet<String>,
}

#[derive(Default)]
struct Headings {
    /// As built-in profiles write them, folded.
    exact: HashSet<String>,
    /// The same in one word.
    joined: HashSet<String>,
    /// Sets of words, the likeliest first.
    sets: Vec<Vec<String>>,
    never: HashSet<String>,
}

pub(super) fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| {
        // A file of ours, which every test of a draft reads.
        let besides = toml::from_str::<Besides>(include_str!("known.toml"));
        besides.map(Known::of).unwrap_or_default()
    });
    &KNOWN
}

impl Known {
    fn of(besides: Besides) -> Self {
        let mut known = Self {
            alike: Alike::of(besides.alike),
            neutral: besides.neutral.words,
            contacts: Contacts::of(besides.contacts),
            statuses: Statuses::of(besides.statuses),
            plain: besides.plain.words,
            ..Self::default()
        };
        for (name, headings) in besides.headings {
            let Some(field) = field_of(&name) else {
                continue;
            };
            let sets = headings.iter().map(|text| known.alike.tokens(text));
            let of_field = Headings {
                sets: sets.collect(),
                exact: headings.iter().map(|text| folded(text)).collect(),
                joined: HashSet::new(),
                never: besides.never.get(&name).cloned().unwrap_or_default(),
            };
            known.headings.insert(field, of_field);
        }
        for (name, meanings) in besides.words {
            let Some(field) = field_of(&name) else {
                continue;
            };
            let of_field = known.words.entry(field).or_default();
            for (meaning, words) in meanings {
                of_field.extend(words.iter().map(|word| (folded(word), meaning.clone())));
            }
        }
        for name in profile::built_in_names() {
            let text = profile::built_in(name).unwrap_or_default();
            // Each built-in profile is sound, which a test says.
            if let Ok(profile) = Profile::parse(name, text) {
                known.learn(&profile);
            }
        }
        for of_field in known.headings.values_mut() {
            let joined = of_field
                .exact
                .iter()
                .map(|heading| heading.replace(' ', ""));
            of_field.joined = joined.collect();
        }
        known.learn_plain_words();
        known
    }

    fn learn(&mut self, profile: &Profile) {
        for feed in profile.tables.iter().flat_map(|table| &table.feeds) {
            for (field, rule) in &feed.fields {
                // A joined column is none of the file's.
                let own = rule
                    .headings
                    .iter()
                    .filter(|heading| !heading.contains('.'));
                let headings = self.headings.entry(*field).or_default();
                headings.exact.extend(own.map(|heading| folded(heading)));
                // Where a word may be anything, or the column says another thing besides, it says little elsewhere.
                let is_plain = rule.otherwise.is_none() && rule.default.is_none();
                if is_plain
                    && matches!(
                        field,
                        Field::CaseStatus | Field::CaseRag | Field::RatingRag | Field::VisitOutcome
                    )
                {
                    let words = self.words.entry(*field).or_default();
                    for (word, meaning) in &rule.words {
                        words.entry(word.clone()).or_insert_with(|| meaning.clone());
                    }
                }
            }
            if let Some(types) = &feed.visit_type {
                let mode = self.headings.entry(Field::VisitMode).or_default();
                mode.exact
                    .extend(types.headings.iter().map(|heading| folded(heading)));
                self.contacts.learn(&types.types);
            }
        }
    }

    fn learn_plain_words(&mut self) {
        let of_headings = self
            .headings
            .values()
            .flat_map(|of| of.sets.iter().flatten());
        let of_words = self.words.values().flat_map(BTreeMap::keys);
        let of_types = self.contacts.words();
        let all = of_headings.chain(of_words).chain(of_types);
        let words: Vec<String> = all
            .flat_map(|text| text.split(' ').map(str::to_owned))
            .collect();
        self.plain.extend(words);
    }

    /// The words of a heading.
    pub(super) fn tokens(&self, heading: &str) -> Vec<String> {
        self.alike.tokens(heading)
    }

    /// How near a heading comes to those of a field, from 0 to 1: 1 where it is one of them, word for word. None where it
    /// is of something else.
    pub(super) fn nearness(&self, field: Field, heading: &str, tokens: &[String]) -> Option<f64> {
        let Some(known) = self.headings.get(&field) else {
            return Some(0.0);
        };
        let heading = folded(heading);
        // "LCSID" is "lcs id" too.
        let is_exact = known.exact.contains(&heading) || known.joined.contains(&heading);
        // That a child was not seen alone is never that it was not seen, whatever a profile makes of its system's column.
        // The last visit may stand beside a case, and is not the visit where there is another.
        let is_vetoed = tokens.iter().any(|token| known.never.contains(token));
        match (is_exact, is_vetoed) {
            (true, true) if field == Field::VisitDate => return Some(0.9),
            (true, true) if matches!(field, Field::CaseStatusStart | Field::CaseStatusEnd) => {
                return Some(0.9);
            }
            (_, true) => return None,
            (true, false) => return Some(1.0),
            (false, false) => {}
        }
        let sets = known.sets.iter().enumerate();
        let near = sets.map(|(place, set)| {
            // Of two that fit as well, the likelier.
            self.likeness(set, tokens) * (1.0 - 0.002 * place.min(20) as f64)
        });
        Some(near.fold(0.0, f64::max))
    }

    fn likeness(&self, wanted: &[String], tokens: &[String]) -> f64 {
        let is_same = |a: &String, b: &String| {
            a == b || (a.len() >= 5 && b.len() >= 5 && likeness(a, b) >= 0.94)
        };
        let has = |list: &[String], token: &String| list.iter().any(|other| is_same(other, token));
        let shared = wanted.iter().filter(|token| has(tokens, token)).count();
        if shared == 0 {
            return 0.0;
        }
        let mut likeness = 0.98;
        for token in wanted.iter().filter(|token| !has(tokens, token)) {
            likeness -= match token.as_str() {
                "date" => 0.12,
                "id" => 0.16,
                "child" => 0.3,
                _ => 0.4,
            };
        }
        for token in tokens.iter().filter(|token| !has(wanted, token)) {
            likeness -= match self.neutral.contains(token) {
                true => 0.04,
                // One word alone says little where others stand beside it, if anything may have it.
                false if wanted.len() == 1 && !TELLING.contains(&wanted[0].as_str()) => 0.4,
                false if wanted.len() == 1 => 0.2,
                false => 0.13,
            };
        }
        f64::max(likeness, 0.0)
    }

    /// Whether a text may be the heading of some field.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let tokens = self.tokens(text);
        let is_of = |field: &Field| self.nearness(*field, text, &tokens) >= Some(0.8);
        // What is longer than a heading is none.
        !tokens.is_empty() && text.len() <= 150 && Field::ALL.iter().any(is_of)
    }

    /// What a code word means in a field, where that is plain.
    pub(super) fn word(&self, field: Field, word: &str) -> Option<&str> {
        let words = self.words.get(&field)?;
        let key = folded(word);
        // "c) Child in need" and "1 - High".
        let bare = profile::without_code_prefix(word).map(folded);
        let numbered = key
            .split_once(' ')
            .filter(|(first, _)| first.parse::<u8>().is_ok());
        let found = words
            .get(&key)
            .or_else(|| words.get(&bare?))
            .or_else(|| words.get(numbered?.1));
        found.map(String::as_str)
    }

    /// Every word of a field, with its meaning.
    pub(super) fn words(&self, field: Field) -> impl Iterator<Item = (&String, &String)> {
        self.words.get(&field).into_iter().flatten()
    }

    /// Whether every word of a text is one that exports have everywhere.
    pub(super) fn is_all_plain(&self, text: &str) -> bool {
        folded(text).split(' ').all(|word| self.is_plain(word))
    }

    /// Whether a text has a word that is nobody's name.
    pub(super) fn has_plain(&self, text: &str) -> bool {
        folded(text).split(' ').any(|word| self.is_plain(word))
    }

    /// Whether a word, folded, is one that exports have everywhere, and so nobody's name.
    pub(super) fn is_plain(&self, word: &str) -> bool {
        self.plain.contains(word)
    }
}
