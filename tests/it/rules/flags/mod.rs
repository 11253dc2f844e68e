//! Every flag of the registry: raised, not raised at the boundary, not assessed. [RULES 6]

mod absence;
mod age;
mod allocation;
mod planning;
mod rating;
mod rating_level;
mod recording;
mod visiting;

use std::collections::BTreeMap;

use lastseen::rules::flags::REGISTRY;

use crate::child::{Child, MONDAY};

/// What a flag is expected to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Raised,
    Clear,
    NotAssessed,
}

/// One story and what one flag says of it on `MONDAY`.
pub struct FlagCase {
    flag: &'static str,
    story: &'static str,
    child: Child,
    answer: Answer,
}

/// The cases of one flag, gathered.
pub struct Cases {
    flag: &'static str,
    cases: Vec<FlagCase>,
}

fn flag(flag: &'static str) -> Cases {
    Cases {
        flag,
        cases: Vec::new(),
    }
}

impl Cases {
    fn raised(self, story: &'static str, child: Child) -> Self {
        self.case(story, child, Answer::Raised)
    }

    fn clear(self, story: &'static str, child: Child) -> Self {
        self.case(story, child, Answer::Clear)
    }

    fn not_assessed(self, story: &'static str, child: Child) -> Self {
        self.case(story, child, Answer::NotAssessed)
    }

    fn case(mut self, story: &'static str, child: Child, answer: Answer) -> Self {
        let flag = self.flag;
        self.cases.push(FlagCase {
            flag,
            story,
            child,
            answer,
        });
        self
    }
}

fn together(families: impl IntoIterator<Item = Cases>) -> Vec<FlagCase> {
    families
        .into_iter()
        .flat_map(|family| family.cases)
        .collect()
}

/// Tells every story and reports all that turn out otherwise at once.
fn check(cases: &[FlagCase]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let found = match case.child.flag_on(MONDAY, case.flag) {
                Some(true) => Answer::Raised,
                Some(false) => Answer::Clear,
                None => Answer::NotAssessed,
            };
            let FlagCase {
                flag,
                story,
                answer,
                ..
            } = case;
            (found != *answer).then(|| format!("{flag}, {story}: {answer:?} expected, {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn absence_flags() {
    check(&absence::cases());
}

#[test]
fn age_flags() {
    check(&age::cases());
}

#[test]
fn allocation_flags() {
    check(&allocation::cases());
}

#[test]
fn planning_flags() {
    check(&planning::cases());
}

#[test]
fn rating_flags() {
    check(&rating::cases());
}

#[test]
fn rating_level_flags() {
    check(&rating_level::cases());
}

#[test]
fn recording_flags() {
    check(&recording::cases());
}

#[test]
fn visiting_flags() {
    check(&visiting::cases());
}

/// Each flag has stories that raise it, that do not, and that cannot tell; and no story is about another flag.
#[test]
fn every_flag_of_the_registry_has_its_stories() {
    let families = [
        absence::cases(),
        age::cases(),
        allocation::cases(),
        planning::cases(),
        rating::cases(),
        rating_level::cases(),
        recording::cases(),
        visiting::cases(),
    ];
    let mut counts: BTreeMap<&str, BTreeMap<Answer, usize>> = BTreeMap::new();
    for case in families.iter().flatten() {
        *counts
            .entry(case.flag)
            .or_default()
            .entry(case.answer)
            .or_default() += 1;
    }
    let told: Vec<&str> = counts.keys().copied().collect();
    let registered: Vec<&str> = REGISTRY.iter().map(|rule| rule.code).collect();
    assert_eq!(told, registered);
    for (flag, answers) in counts {
        for answer in [Answer::Raised, Answer::Clear, Answer::NotAssessed] {
            // Nothing that an export may lack keeps NO-CONTACT from being assessed.
            let cannot_be = answer == Answer::NotAssessed && flag == "NO-CONTACT";
            assert!(
                answers.contains_key(&answer) != cannot_be,
                "{flag} has no story for {answer:?}"
            );
        }
    }
}
