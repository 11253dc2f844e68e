//! What must hold of every child, whatever its story. [RULES 3–5]
//!
//! Stories come from a fixed seed. Each property counts the stories in which it had something to say.

use std::cell::Cell;

use chrono::{Days, NaiveDate};
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use crate::{
    child::{Child, a_child, a_decision, a_visit},
    night::{PositionRow, day},
};

const STORIES: u32 = 300;

/// A child's story in days before the run date, so that any run date makes sense of it.
#[derive(Clone, Debug)]
struct Told {
    run_date: NaiveDate,
    rows: Vec<(&'static str, u64, Option<u32>)>,
    visits: Vec<(u64, [&'static str; 4])>,
    ratings: Vec<(&'static str, u64)>,
    unborn: bool,
    framework: bool,
}

fn told() -> impl Strategy<Value = Told> {
    let row = (
        select(vec!["CP", "CIC", "CIN", "CL", "TS", "YOS"]),
        0_u64..120,
        proptest::option::of(1_u32..60),
    );
    let kind = [
        select(vec![
            "face_to_face",
            "face_to_face",
            "video",
            "phone",
            "other",
        ]),
        select(vec![
            "completed",
            "completed",
            "completed",
            "attempted",
            "planned",
        ]),
        select(vec!["Y", "Y", "N", ""]),
        select(vec!["QUALIFIED", "QUALIFIED", "UNQUALIFIED", "TARGETED"]),
    ];
    (
        0_u64..1100,
        prop::collection::vec(row, 1..4),
        prop::collection::vec((0_u64..100, kind), 0..6),
        prop::collection::vec((select(vec!["RED", "AMBER", "GREEN"]), 0_u64..90), 0..3),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(after, rows, visits, ratings, unborn, framework)| Told {
            run_date: day("2024-01-01") + Days::new(after),
            rows,
            visits,
            ratings,
            unborn,
            framework,
        })
}

impl Told {
    fn ago(&self, days: u64) -> String {
        (self.run_date - Days::new(days)).to_string()
    }

    fn child(&self) -> Child {
        let mut child = a_child("1");
        for &(status, since, plan) in &self.rows {
            child = child.open_as(status, &self.ago(since));
            if let Some(days) = plan {
                child = child.plan_every(days);
            }
        }
        if self.unborn {
            child = child.born_on(&(self.run_date + Days::new(500)).to_string());
        }
        for &(ago, [mode, outcome, seen, worker]) in &self.visits {
            let visit = a_visit(&self.ago(ago)).with("mode", mode).outcome(outcome);
            child = child.contact(visit.with("child_seen", seen).by(worker));
        }
        for &(rag, ago) in &self.ratings {
            child = child.decision(a_decision(rag, &self.ago(ago)));
        }
        if self.framework {
            child
        } else {
            child.framework(&[])
        }
    }

    fn row(&self) -> PositionRow {
        self.child().on_date(&self.ago(0))
    }
}

/// Runs a property, which says of each story whether it had something to say.
fn holds<T: std::fmt::Debug>(
    stories: impl Strategy<Value = T>,
    property: impl Fn(T) -> Result<bool, TestCaseError>,
) {
    let config = Config {
        cases: STORIES,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let telling = Cell::new(0);
    let outcome = TestRunner::new_with_rng(config, rng).run(&stories, |story| {
        if property(story)? {
            telling.set(telling.get() + 1);
        }
        Ok(())
    });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    assert!(
        telling.get() >= STORIES / 10,
        "only {} of {STORIES} stories had anything to say",
        telling.get()
    );
}

/// How bad a state is; a child without a minimum has none.
fn badness(row: &PositionRow) -> Option<u8> {
    match &row["state"] {
        "OK" => Some(0),
        "DUE" => Some(1),
        "OVERDUE" => Some(2),
        _ => None,
    }
}

fn number(row: &PositionRow, column: &str) -> Option<u64> {
    row[column].parse().ok()
}

/// Blank for no due date, which is later than any.
fn due(row: &PositionRow) -> &str {
    if row["due"].is_empty() {
        "9999"
    } else {
        &row["due"]
    }
}

#[test]
fn another_full_visit_never_makes_a_child_worse() {
    holds((told(), 0_u64..100), |(told, ago)| {
        let before = told.row();
        let visited = told.child().visited(&told.ago(ago));
        let after = visited.on_date(&told.ago(0));
        prop_assert!(badness(&after) <= badness(&before), "{before:?} {after:?}");
        prop_assert!(due(&after) >= due(&before));
        prop_assert!(number(&after, "days_overdue") <= number(&before, "days_overdue"));
        // Never seen, the days count from the start, which a visit before it may lengthen.
        if !before["last_seen"].is_empty() {
            prop_assert!(number(&after, "days_unseen") <= number(&before, "days_unseen"));
        }
        prop_assert!(&after["unseen"] == "false" || &before["unseen"] == "true");
        Ok(badness(&after) < badness(&before))
    });
}

/// With no visit, decision or case in between.
#[test]
fn a_later_run_date_never_makes_a_child_better() {
    holds((told(), 0_u64..60), |(told, later)| {
        let child = told.child();
        let now = child.on_date(&told.ago(0));
        let then = child.on_date(&(told.run_date + Days::new(later)).to_string());
        for same in ["due", "status", "standard", "last_contact", "last_seen"] {
            prop_assert_eq!(&now[same], &then[same]);
        }
        prop_assert!(badness(&then) >= badness(&now), "{now:?} {then:?}");
        prop_assert!(number(&then, "days_overdue") >= number(&now, "days_overdue"));
        prop_assert!(&now["unseen"] == "false" || &then["unseen"] == "true");
        prop_assert_eq!(
            number(&then, "days_unseen"),
            number(&now, "days_unseen").map(|days| days + later)
        );
        Ok(badness(&then) > badness(&now))
    });
}

#[test]
fn a_plan_never_lengthens_the_gap() {
    holds((told(), 1_u32..60, 1_u32..60), |(told, one, other)| {
        let due_with = |plan| {
            let mut told = told.clone();
            told.rows[0].2 = plan;
            due(&told.row()).to_owned()
        };
        let (shorter, longer) = (one.min(other), one.max(other));
        let [without, long, short] = [None, Some(longer), Some(shorter)].map(due_with);
        prop_assert!(short <= long && long <= without, "{short} {long} {without}");
        Ok(short < long && long < without)
    });
}

/// Fewer visits count under RED than under AMBER; without the framework no more than with it.
#[test]
fn a_higher_rating_never_asks_for_less() {
    holds((told(), 0_u64..90), |(mut told, ago)| {
        let mut rated = |rag| {
            told.ratings = vec![(rag, ago)];
            told.row()
        };
        let [red, amber, green] = ["RED", "AMBER", "GREEN"].map(&mut rated);
        let ease = |row: &PositionRow| {
            let standards = ["FULL", "HYBRID", "REMOTE"];
            standards.iter().position(|code| *code == &row["standard"])
        };
        prop_assert!(ease(&red).is_some());
        prop_assert!(ease(&red) <= ease(&amber) && ease(&amber) <= ease(&green));
        prop_assert!(due(&red) <= due(&amber), "{red:?} {amber:?}");
        prop_assert_eq!(due(&amber), due(&green));
        prop_assert!(badness(&red) >= badness(&amber));
        prop_assert_eq!(&red["last_seen"], &amber["last_seen"]);
        Ok(due(&red) < due(&amber))
    });
}

#[test]
fn the_framework_only_ever_helps() {
    holds(told(), |mut told| {
        told.framework = false;
        let without = told.row();
        told.framework = true;
        let with = told.row();
        prop_assert_eq!(&without["standard"], "FULL");
        prop_assert!(due(&without) <= due(&with));
        prop_assert!(badness(&without) >= badness(&with));
        Ok(due(&without) < due(&with))
    });
}
