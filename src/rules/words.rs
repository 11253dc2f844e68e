//! The words of case rows that rules ask about, services and risk factors, compared once a night. [RULES 2]

use std::collections::BTreeSet;

use super::settings::RuleSettings;
use crate::model::{
    facts::Facts,
    text::{Sym, word_key},
};

/// What each of [`Facts::words`] means to the rules.
pub struct WordBook {
    marks: Vec<Marks>,
}

#[derive(Clone, Copy, Default)]
struct Marks {
    /// The service may hold no GREEN child.
    without_green: bool,
    /// Which of the services it is from which a step down is RED.
    step_down: Option<u16>,
    /// The list holds a RED example.
    red: bool,
    /// The list holds a RED example of Targeted Support.
    ts_red: bool,
    /// The list says that the child is not born yet.
    pre_birth: bool,
}

impl WordBook {
    /// Reads every service and every list of factors once.
    pub(super) fn new(facts: &Facts, settings: &RuleSettings) -> Self {
        let keys =
            |words: &[String]| -> Vec<String> { words.iter().map(|word| word_key(word)).collect() };
        let without_green = keys(&settings.services_without_green);
        let step_down = keys(&settings.step_down_services);
        let factors = FactorWords::new(settings);
        let mut marks = vec![Marks::default(); facts.words.len()];
        let mut read = vec![[false; 2]; facts.words.len()];
        for row in facts.cases() {
            if let Some(service) = row.service
                && !std::mem::replace(&mut read[service.index()][0], true)
            {
                let key = word_key(facts.words.text(service));
                let mark = &mut marks[service.index()];
                mark.without_green = without_green.contains(&key);
                mark.step_down = step_down
                    .iter()
                    .position(|known| *known == key)
                    .and_then(|at| u16::try_from(at).ok());
            }
            if let Some(list) = row.risk_factors
                && !std::mem::replace(&mut read[list.index()][1], true)
            {
                let mark = &mut marks[list.index()];
                for factor in facts.words.text(list).split(';') {
                    let key = factors.key(factor);
                    mark.red |= factors.red.contains(&key);
                    mark.ts_red |= factors.ts_red.contains(&key);
                    mark.pre_birth |= factors.pre_birth == key;
                }
            }
        }
        Self { marks }
    }

    /// Whether a service may hold no GREEN child. [P 1.1]
    pub fn is_without_green(&self, service: Option<Sym>) -> bool {
        self.of(service).without_green
    }

    /// Which of the settings' services it is from which a step down is RED. [P 5.1]
    pub fn step_down(&self, service: Option<Sym>) -> Option<u16> {
        self.of(service).step_down
    }

    /// Whether a list of factors holds one of the framework's RED examples. \[F\]
    pub fn is_red(&self, factors: Option<Sym>) -> bool {
        self.of(factors).red
    }

    /// Whether a list of factors holds one of Targeted Support's RED examples. [P 5.1]
    pub fn is_ts_red(&self, factors: Option<Sym>) -> bool {
        self.of(factors).ts_red
    }

    /// Whether a list of factors says that the child is not born yet.
    pub fn is_pre_birth(&self, factors: Option<Sym>) -> bool {
        self.of(factors).pre_birth
    }

    fn of(&self, word: Option<Sym>) -> Marks {
        word.and_then(|word| self.marks.get(word.index()))
            .copied()
            .unwrap_or_default()
    }
}

/// Every risk factor that the settings name, in comparable form: any other counts for no rule. [RULES 7: W-FACTOR]
pub fn known_factors(settings: &RuleSettings) -> BTreeSet<String> {
    let words = FactorWords::new(settings);
    let aliases = words
        .aliases
        .into_iter()
        .flat_map(|(alias, word)| [alias, word]);
    let named = words.red.into_iter().chain(words.ts_red).chain(aliases);
    named.chain([words.pre_birth]).collect()
}

/// The settings' factors and their other names, in comparable form.
struct FactorWords {
    red: Vec<String>,
    ts_red: Vec<String>,
    pre_birth: String,
    aliases: Vec<(String, String)>,
}

impl FactorWords {
    fn new(settings: &RuleSettings) -> Self {
        let keys = |words: &[String]| words.iter().map(|word| word_key(word)).collect();
        Self {
            red: keys(&settings.red_factors),
            ts_red: keys(&settings.ts_red_factors),
            pre_birth: word_key("pre_birth"),
            aliases: settings
                .factor_aliases
                .iter()
                .map(|(alias, word)| (word_key(alias), word_key(word)))
                .collect(),
        }
    }

    fn key(&self, factor: &str) -> String {
        let key = word_key(factor);
        let known = self.aliases.iter().find(|(alias, _)| *alias == key);
        known.map_or(key, |(_, word)| word.clone())
    }
}

/// The RED examples among a `;` list of factors, each by the word of the settings; those of Targeted Support too
/// where they apply.
pub fn red_factors_in<'a>(
    list: &str,
    settings: &'a RuleSettings,
    for_targeted_support: bool,
) -> Vec<&'a str> {
    let words = FactorWords::new(settings);
    let known: Vec<&String> = settings
        .red_factors
        .iter()
        .chain(
            settings
                .ts_red_factors
                .iter()
                .filter(|_| for_targeted_support),
        )
        .collect();
    list.split(';')
        .filter_map(|factor| {
            let key = words.key(factor);
            known.iter().find(|word| word_key(word) == key)
        })
        .map(|word| word.as_str())
        .collect()
}
