//! What the type of a contact says of it: how it was made, what came of it, whether the child was seen.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{
    ingest::profile::VisitType,
    model::{
        text::folded,
        visit::{Answer, Mode, Outcome},
    },
};

/// What a type of contact is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) meaning: VisitType,
    /// Whether it was only assumed that somebody went there, since it is called a visit.
    pub(super) is_assumed: bool,
}

/// Words in types of contact.
#[derive(Deserialize)]
pub(super) struct ContactWords {
    /// By mode.
    modes: BTreeMap<String, Vec<String>>,
    /// By outcome.
    outcomes: BTreeMap<String, Vec<String>>,
    contacts: OtherWords,
}

#[derive(Default, Deserialize)]
struct OtherWords {
    visit: Vec<String>,
    places: Vec<String>,
    deny: Vec<String>,
    unclear: Vec<String>,
}

/// The types that built-in profiles know, and the words by which others are.
#[derive(Default)]
pub(super) struct Contacts {
    known: BTreeMap<String, VisitType>,
    modes: Vec<(Mode, Vec<String>)>,
    outcomes: Vec<(Outcome, Vec<String>)>,
    others: OtherWords,
}

impl Contacts {
    pub(super) fn of(words: ContactWords) -> Self {
        let contact = |mode, outcome| VisitType::Contact {
            mode,
            outcome,
            child_seen: None,
        };
        let modes = words.modes.into_iter();
        let modes: Vec<_> = modes
            .filter_map(|(mode, parts)| Some((Mode::from_code(&mode)?, parts)))
            .collect();
        let outcomes = words.outcomes.into_iter();
        let outcomes: Vec<_> = outcomes
            .filter_map(|(outcome, parts)| Some((Outcome::from_code(&outcome)?, parts)))
            .collect();
        let mut known = BTreeMap::new();
        let mut add = |words: &[String], meaning| {
            known.extend(words.iter().map(|word| (folded(word), meaning)));
        };
        add(&words.contacts.places, contact(Mode::FaceToFace, None));
        for (mode, words) in &modes {
            add(words, contact(*mode, None));
        }
        for (outcome, words) in &outcomes {
            add(words, contact(Mode::FaceToFace, Some(*outcome)));
        }
        Self {
            known,
            modes,
            outcomes,
            others: words.contacts,
        }
    }

    /// Takes over what a built-in profile knows.
    pub(super) fn learn(&mut self, types: &HashMap<String, VisitType>) {
        for (word, meaning) in types {
            self.known.entry(word.clone()).or_insert(*meaning);
        }
    }

    /// Whether a type is known word for word.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.known.contains_key(&folded(word))
    }

    /// What came of a contact, where a word within a text says so and none of them another.
    pub(super) fn outcome_within(&self, text: &str) -> Option<Outcome> {
        let padded = format!(" {} ", folded(text));
        let has = |part: &String| padded.contains(&format!(" {part} "));
        match having(&self.outcomes, &has).as_slice() {
            [one]
                if !self
                    .others
                    .deny
                    .iter()
                    .any(|word| has(word) && word != "no" && word != "not") =>
            {
                Some(*one)
            }
            _ => None,
        }
    }

    /// The types that built-in profiles know.
    pub(super) fn types(&self) -> impl Iterator<Item = (&String, VisitType)> {
        self.known.iter().map(|(word, meaning)| (word, *meaning))
    }

    /// All words in types of contact.
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        let modes = self.modes.iter().flat_map(|(_, words)| words);
        self.known
            .keys()
            .chain(modes)
            .chain(&self.others.visit)
            .chain(&self.others.unclear)
    }

    /// What a type says, where that is plain.
    pub(super) fn taken(&self, word: &str) -> Option<Taken> {
        let key = folded(word);
        let plain = |meaning| Taken {
            meaning,
            is_assumed: false,
        };
        if let Some(known) = self.known.get(&key) {
            return Some(plain(*known));
        }
        let padded = format!(" {key} ");
        let has = |part: &String| padded.contains(&format!(" {part} "));
        let says = |who: &&str| padded.contains(&format!(" {who} seen "));
        let seen = ["child", "children", "cyp", "yp", "young person"]
            .iter()
            .any(says);
        let not_seen = padded.contains(" not seen ");
        let child_seen = match (seen, not_seen) {
            (_, true) => Some(Answer::No),
            (true, false) => Some(Answer::Yes),
            (false, false) => None,
        };
        let modes: Vec<Mode> = having(&self.modes, &has);
        let outcomes: Vec<Outcome> = having(&self.outcomes, &has);
        if self.others.unclear.iter().any(has) {
            return None;
        }
        let denies = !not_seen && self.others.deny.iter().any(has);
        let is_visit = self.others.visit.iter().any(has);
        let (mode, outcome, is_assumed) = match (modes.as_slice(), outcomes.as_slice()) {
            ([mode], []) if !denies => (*mode, None, false),
            ([mode], [outcome]) => (*mode, Some(*outcome), false),
            ([], [outcome]) => (Mode::FaceToFace, Some(*outcome), false),
            ([], []) if is_visit && !denies => (Mode::FaceToFace, None, true),
            _ => return None,
        };
        Some(Taken {
            meaning: VisitType::Contact {
                mode,
                outcome,
                child_seen,
            },
            is_assumed,
        })
    }
}

fn having<T: Copy>(lists: &[(T, Vec<String>)], has: &dyn Fn(&String) -> bool) -> Vec<T> {
    let found = lists.iter().filter(|(_, parts)| parts.iter().any(has));
    found.map(|(what, _)| *what).collect()
}
