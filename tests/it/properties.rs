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

use lastseen::report::csv_files::POSITION_COLUMNS;

use crate::{
    child::{Child, a_child, a_decision, a_visit},
    night::{PositionRow, day},
};

const STORIES: u32 = 150;

/// A child's story in days before the run date, so that any run date makes sense of it.
#[derive(Clone, Debug)]
struct Told {
    run_date: NaiveDate,
    rows: Vec<ToldRow>,
    visits: Vec<(u64, [&'static str; 4])>,
    ratings: Vec<(&'static str, u64)>,
    unborn: bool,
    framework: bool,
}

/// A case row: days before the run date of its start and end, and its plan's interval.
#[derive(Clone, Debug)]
struct ToldRow {
    status: &'static str,
    since: u64,
    until: Option<u64>,
    plan: Option<u32>,
}

fn told() -> impl Strategy<Value = Told> {
    let row = (
        select(vec!["CP", "CIC", "CIN", "CL", "TS", "YOS"]),
        0_u64..120,
        proptest::option::weighted(0.3, 0_u64..60),
        proptest::option::of(1_u32..60),
    )
        .prop_map(|(status, since, until, plan)| ToldRow {
            status,
            since,
            until: until.map(|until| until.min(since)),
            plan,
        });
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
        .prop_map(
            |(after, mut rows, visits, ratings, unborn, framework)| Told {
                run_date: day("2024-01-01") + Days::new(after),
                rows: {
                    // One row at least is open, so that there is a position.
                    rows[0].until = None;
                    rows
                },
                visits,
                ratings,
                unborn,
                framework,
            },
        )
}

impl Told {
    fn ago(&self, days: u64) -> String {
        (self.run_date - Days::new(days)).to_string()
    }

    fn child(&self) -> Child {
        let mut child = a_child("1");
        for row in &self.rows {
            child = child.open_as(row.status, &self.ago(row.since));
            if let Some(days) = row.plan {
                child = child.plan_every(days);
            }
            if let Some(until) = row.until {
                child = child.until(&self.ago(until));
            }
            if self.unborn {
                child = child.born_on(&(self.run_date + Days::new(500)).to_string());
            }
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
        for same in ["standard", "last_contact", "last_seen"] {
            prop_assert_eq!(&now[same], &then[same]);
        }
        // A first visit that was never made is made good by any contact, once it is long ago.
        if &now["due_rule"] != "FIRST" {
            prop_assert_eq!(due(&now), due(&then));
            prop_assert_eq!(&now["status"], &then["status"]);
            prop_assert!(badness(&then) >= badness(&now), "{now:?} {then:?}");
            prop_assert!(number(&then, "days_overdue") >= number(&now, "days_overdue"));
        }
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
            told.rows[0].plan = plan;
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

/// A change of team or worker is no event: but for those two columns the answer stays the same.
fn same_but_for_team_and_worker(
    one: &PositionRow,
    other: &PositionRow,
) -> Result<(), TestCaseError> {
    for column in POSITION_COLUMNS {
        if !matches!(column, "team" | "worker_id") {
            prop_assert_eq!(
                &one[column],
                &other[column],
                "{} {:?} {:?}",
                column,
                one,
                other
            );
        }
    }
    Ok(())
}

#[test]
fn splitting_a_row_changes_only_team_and_worker() {
    holds((told(), 0_usize..3, 0_u64..120), |(told, at, ago)| {
        let at = at % told.rows.len();
        let row = told.rows[at].clone();
        if ago > row.since || row.until.is_some_and(|until| ago <= until) {
            return Ok(false);
        }
        let mut split = told.clone();
        split.rows[at].since = ago;
        split.rows.push(ToldRow {
            until: Some(ago),
            ..row
        });
        let (whole, split) = (told.row(), split.row());
        same_but_for_team_and_worker(&whole, &split)?;
        Ok(true)
    });
}

#[test]
fn closing_and_reopening_within_a_week_changes_nothing() {
    holds((told(), 0_u64..120, 1_u64..8), |(told, ago, gap)| {
        let row = told.rows[0].clone();
        let closed = ago + gap;
        // From the day of the closing to the day before the reopening.
        let in_the_gap = |days: u64| ago < days && days <= closed;
        let is_quiet = told.visits.iter().all(|(days, _)| !in_the_gap(*days));
        if closed > row.since || !is_quiet {
            return Ok(false);
        }
        let mut reopened = told.clone();
        reopened.rows[0].since = ago;
        reopened.rows.push(ToldRow {
            until: Some(closed),
            ..row
        });
        let (whole, reopened) = (told.row(), reopened.row());
        same_but_for_team_and_worker(&whole, &reopened)?;
        Ok(true)
    });
}

#[test]
fn one_more_contact_never_brings_a_due_date_forward() {
    let kind = (
        select(vec!["face_to_face", "video", "phone"]),
        select(vec!["Y", "N"]),
        select(vec!["QUALIFIED", "UNQUALIFIED", "SUPERVISING"]),
    );
    holds(
        (told(), 0_u64..100, kind),
        |(told, ago, (mode, seen, worker))| {
            let before = told.row();
            let contact = a_visit(&told.ago(ago))
                .with("mode", mode)
                .with("child_seen", seen)
                .by(worker);
            let after = told.child().contact(contact).on_date(&told.ago(0));
            prop_assert!(due(&after) >= due(&before), "{before:?} {after:?}");
            Ok(due(&after) > due(&before))
        },
    );
}

#[test]
fn nobody_becomes_overdue_by_the_ceasing_of_the_framework_alone() {
    holds(told(), |mut told| {
        told.visits.retain(|(ago, _)| *ago > 0);
        told.framework = true;
        let going_on = told.row();
        let child = told.child().framework(&[("2020-03-23", &told.ago(0))]);
        let ceased = child.on_date(&told.ago(0));
        prop_assert_eq!(&ceased["standard"], "FULL");
        prop_assert_eq!(
            &ceased["state"],
            &going_on["state"],
            "{:?} {:?}",
            going_on,
            ceased
        );
        Ok(&going_on["standard"] != "FULL")
    });
}
