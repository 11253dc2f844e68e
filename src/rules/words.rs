//! The words of case rows that rules ask about, services and risk factors, compared once a night. [RULES 2]

use std::collections::BTreeSet;

use super::settings::RuleSettings;
use crate::model::{
    facts::Facts,
    text::{Sym, name_key, word_key},
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
            |names: &[String]| -> Vec<String> { names.iter().map(|name| name_key(name)).collect() };
        let without_green = keys(&settings.services_without_green);
        let step_down = keys(&settings.step_down_services);
        let aliases = Aliases::new(settings);
        let factors = aliases.lists(settings);
        let mut marks = vec![Marks::default(); facts.words.len()];
        let mut read = vec![[false; 2]; facts.words.len()];
        for row in facts.cases() {
            if let Some(service) = row.service
                && !std::mem::replace(&mut read[service.index()][0], true)
            {
                let key = name_key(facts.words.text(service));
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
                    mark.red |= factors.red.word(factor).is_some();
                    mark.ts_red |= factors.ts_red.word(factor).is_some();
                    mark.pre_birth |= factors.pre_birth.word(factor).is_some();
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
    let listed = settings.red_factors.iter().chain(&settings.ts_red_factors);
    let aliases = settings.factor_aliases.iter();
    let aliases = aliases.flat_map(|(alias, word)| [word_key(alias), word_key(word)]);
    let listed = listed.map(|word| word_key(word));
    let named = listed.chain(aliases);
    named.chain([word_key("pre_birth")]).collect()
}

/// The other names of factors, in comparable form.
struct Aliases(Vec<(String, String)>);

/// A list of factors of the settings: each word's comparable form, and the word.
struct FactorList<'s, 'a> {
    words: Vec<(String, &'s str)>,
    aliases: &'a Aliases,
}

/// Every list of factors that a rule asks about.
struct FactorLists<'s, 'a> {
    red: FactorList<'s, 'a>,
    ts_red: FactorList<'s, 'a>,
    pre_birth: FactorList<'s, 'a>,
}

impl Aliases {
    fn new(settings: &RuleSettings) -> Self {
        let pairs = settings.factor_aliases.iter();
        Self(
            pairs
                .map(|(alias, word)| (word_key(alias), word_key(word)))
                .collect(),
        )
    }

    fn lists<'s>(&self, settings: &'s RuleSettings) -> FactorLists<'s, '_> {
        let list = |words: &mut dyn Iterator<Item = &'s str>| FactorList {
            words: words.map(|word| (word_key(word), word)).collect(),
            aliases: self,
        };
        FactorLists {
            red: list(&mut settings.red_factors.iter().map(String::as_str)),
            ts_red: list(&mut settings.ts_red_factors.iter().map(String::as_str)),
            pre_birth: list(&mut std::iter::once("pre_birth")),
        }
    }

    fn of(&self, key: &str) -> Option<&str> {
        let known = self.0.iter().find(|(alias, _)| alias == key);
        known.map(|(_, word)| word.as_str())
    }
}

impl<'s> FactorList<'s, '_> {
    /// The list's own word for a factor. An alias is followed only where the list does not name the word itself.
    fn word(&self, factor: &str) -> Option<&'s str> {
        let factor = word_key(factor);
        let mut key = factor.as_str();
        // No more steps than there are aliases: two that name each other end.
        for _ in 0..=self.aliases.0.len() {
            if let Some((_, word)) = self.words.iter().find(|(known, _)| known == key) {
                return Some(word);
            }
            key = self.aliases.of(key)?;
        }
        None
    }
}

/// The RED examples among a `;` list of factors, each by the word of the settings; those of Targeted Support too
/// where they apply.
pub fn red_factors_in<'a>(
    list: &str,
    settings: &'a RuleSettings,
    for_targeted_support: bool,
) -> Vec<&'a str> {
    let aliases = Aliases::new(settings);
    let lists = aliases.lists(settings);
    let word = |factor| {
        let own = || lists.ts_red.word(factor).filter(|_| for_targeted_support);
        lists.red.word(factor).or_else(own)
    };
    list.split(';').filter_map(word).collect()
}
