//! Where the limits of joins, of words, of dates and of jumps lie, number by number. [RULES 10]

use lastseen::{
    ingest::{Standing, check_jump, settings::Gate},
    model::field::DataSet,
};
use test_case::test_case;

use crate::night::{Exports, day};

/// What is said, in a refusal or in a warning.
fn said(exports: &Exports) -> (&'static str, Vec<String>) {
    match exports.read(day("2026-11-23")) {
        Err(refused) => {
            let refusals = refused.refusals.iter().map(ToString::to_string);
            ("refuse", refusals.collect())
        }
        Ok(intake) => {
            let warnings = intake.reading.warnings.iter().map(ToString::to_string);
            ("warn", warnings.collect())
        }
    }
}

/// A CSV of so many rows, of which the first few have another value.
fn rows(heading: &str, rows: usize, few: usize, row: impl Fn(usize, bool) -> String) -> String {
    let rows = (0..rows).map(|at| row(at, at < few) + "\n");
    format!("{heading}\n{}", rows.collect::<String>())
}

/// Of so many rows these match nothing: refused above 90 %, and from ten on.
#[test_case(11, 10, true; "ten of eleven")]
#[test_case(10, 10, true; "ten of ten")]
#[test_case(20, 18, false; "90 percent")]
#[test_case(9, 9, false; "nine of nine")]
fn joins_that_find_nothing(all: usize, orphans: usize, is_refused: bool) {
    let of = |is_orphan: bool, id: &str| match is_orphan {
        true => format!("Z{id}"),
        false => id.to_owned(),
    };
    let visits = |children: usize, workers: usize| {
        rows(
            "visit_id,child_id,visit_date,mode,worker_id",
            all,
            all,
            |at, _| {
                let child = of(at < children, "001");
                format!("V{at},{child},2026-11-02,phone,{}", of(at < workers, "W1"))
            },
        )
    };
    let cases = |workers: usize| {
        rows(
            "child_id,status,status_start,team,worker_id",
            all,
            workers,
            |at, is_orphan| format!("{:03},CIN,2026-09-01,North,{}", at + 1, of(is_orphan, "W1")),
        )
    };
    let ratings = rows(
        "child_id,rag,rag_decided_on",
        all,
        orphans,
        |_, is_orphan| format!("{},RED,2026-11-02", of(is_orphan, "001")),
    );
    let exports = |cases: &str| {
        Exports::new()
            .canonical(DataSet::Cases, cases)
            .canonical(DataSet::Workers, "worker_id,role\nW1,student\n")
    };
    for (exports, set) in [
        (
            exports(&cases(0)).canonical(DataSet::Visits, &visits(orphans, 0)),
            "visits",
        ),
        (
            exports(&cases(0)).canonical(DataSet::Visits, &visits(0, orphans)),
            "visits",
        ),
        (
            exports(&cases(0)).canonical(DataSet::Ratings, &ratings),
            "ratings",
        ),
        (exports(&cases(orphans)), "cases"),
    ] {
        let (how, all_said) = said(&exports);
        assert_eq!(how == "refuse", is_refused, "{all_said:?}");
        assert_eq!(all_said.len(), usize::from(is_refused), "{all_said:?}");
        let about = format!("{orphans} of {all} ");
        let is_about = |said: &String| said.starts_with(set) && said.contains(&about);
        assert!(all_said.iter().all(is_about), "{all_said:?}");
    }
}

/// Of so many words these are known to nobody: refused above 20 %, of at least twenty.
#[test_case(20, 5, true; "a quarter of twenty")]
#[test_case(24, 5, true; "little more than a fifth")]
#[test_case(25, 5, false; "a fifth")]
#[test_case(19, 18, false; "eighteen of nineteen")]
fn words_that_nobody_knows(words: usize, unknown: usize, is_refused: bool) {
    let word = |is_unknown: bool, known: &'static str| if is_unknown { "Zz" } else { known };
    let visits = |heading: &str, known: &'static str| {
        let heading = format!("visit_id,child_id,visit_date,mode,{heading}");
        rows(&heading, words, unknown, |at, is_unknown| {
            format!("V{at},001,2026-11-02,phone,{}", word(is_unknown, known))
        })
    };
    let workers = rows(
        "worker_id,role,qualified",
        words,
        unknown,
        |at, is_unknown| format!("W{at},student,{}", word(is_unknown, "Y")),
    );
    let ratings = rows(
        "child_id,rag,rag_decided_on",
        words,
        unknown,
        |_, is_unknown| format!("001,{},2026-11-02", word(is_unknown, "RED")),
    );
    let cases = rows(
        "child_id,status,status_start,team,rag",
        words,
        unknown,
        |at, is_unknown| format!("{at:03},CIN,2026-09-01,North,{}", word(is_unknown, "RED")),
    );
    let usual = || {
        let cases = "child_id,status,status_start,team\n001,CIN,2026-09-01,North\n";
        Exports::new().canonical(DataSet::Cases, cases)
    };
    for (exports, field) in [
        (
            usual().canonical(DataSet::Visits, &visits("child_seen", "Y")),
            "child_seen",
        ),
        (
            usual().canonical(DataSet::Visits, &visits("outcome", "cancelled")),
            "outcome",
        ),
        (usual().canonical(DataSet::Workers, &workers), "qualified"),
        (usual().canonical(DataSet::Ratings, &ratings), "rag"),
        (Exports::new().canonical(DataSet::Cases, &cases), "rag"),
    ] {
        let (how, all) = said(&exports);
        assert_eq!(how == "refuse", is_refused, "{field}: {all:?}");
        let about = format!("{unknown} of the {words} values of \"{field}\" ({field})");
        let found = all.iter().filter(|said| said.contains(&about)).count();
        assert_eq!(found, usize::from(is_refused), "{field}: {all:?}");
    }
}

/// Of a column's dates so many can only be month first and so many only day first.
#[test_case(0, 2, "", ""; "day first")]
#[test_case(2, 0, "refuse", "2 dates of \"visit_date\" can only be month first"; "two that are month first")]
#[test_case(1, 0, "warn", "1 can only be month first, 0 only day first"; "one that is month first")]
#[test_case(1, 1, "warn", "1 can only be month first, 1 only day first"; "one of each")]
#[test_case(2, 1, "warn", "2 can only be month first, 1 only day first"; "both kinds")]
fn dates_by_what_stands_first(months: usize, days: usize, expected: &str, about: &str) {
    let mut dates = vec!["11/02/2026"; 3];
    dates.extend(vec!["10/13/2026"; months]);
    dates.extend(vec!["13/10/2026"; days]);
    let visits = rows(
        "visit_id,child_id,visit_date,mode",
        dates.len(),
        0,
        |at, _| format!("V{at},001,{},phone", dates[at]),
    );
    let exports = Exports::new()
        .canonical(
            DataSet::Cases,
            "child_id,status,status_start,team\n001,CIN,2026-09-01,North\n",
        )
        .canonical(DataSet::Visits, &visits);
    let (how, all) = said(&exports);
    assert_eq!(all.len(), usize::from(!expected.is_empty()), "{all:?}");
    if let [only] = all.as_slice() {
        assert_eq!(how, expected, "{only}");
        assert!(only.contains(about), "{only}");
    }
}

/// Sets one count of a standing.
type SetCount = fn(Standing, u64) -> Standing;

/// Of a hundred children so many were in a plight, and are now: told where both limits are passed.
#[test_case(10, 16, true; "more than half of ten, and six of a hundred")]
#[test_case(16, 7, true; "fewer by more than half")]
#[test_case(12, 18, false; "half of twelve")]
#[test_case(0, 5, false; "five of a hundred")]
#[test_case(0, 6, true; "six of a hundred")]
#[test_case(80, 95, false; "fifteen of a hundred, and less than half")]
fn a_jump_of_so_many(before: u64, now: u64, is_told: bool) {
    let usual = Standing {
        date: day("2026-11-22"),
        children: 100,
        overdue: 1,
        unseen: 1,
        unrated: 1,
    };
    let all: [(&str, SetCount); 3] = [
        ("overdue", |of, overdue| Standing { overdue, ..of }),
        ("unseen", |of, unseen| Standing { unseen, ..of }),
        ("unrated", |of, unrated| Standing { unrated, ..of }),
    ];
    for (what, with) in all {
        let objections = check_jump(
            &with(usual, now),
            &with(usual, before),
            &[],
            &Gate::default(),
        );
        assert!(objections.refusals.is_empty());
        let told: Vec<String> = objections
            .warnings
            .iter()
            .map(|warning| warning.what.clone())
            .collect();
        assert_eq!(told.len(), usize::from(is_told), "{what}: {told:?}");
        let about = format!("{before} children were {what} ");
        assert!(told.iter().all(|told| told.starts_with(&about)), "{told:?}");
    }
}

/// The meanings and limits of a service that says nothing of its own. [RULES 7, 10]
#[test]
fn the_defaults_are_those_of_the_rule_book() {
    use lastseen::ingest::settings::Reaction::{Refuse, Warn};
    let gate = Gate::default();
    let shares = (gate.max_rejected, gate.min_rows_vs_last, gate.max_orphans);
    assert_eq!((shares, gate.max_age_hours), ((0.02, 0.8, 0.9), 26));
    let refused = [
        gate.stale,
        gate.rows_down,
        gate.columns_gone,
        gate.values_unread,
        gate.orphans,
        gate.sheets_gone,
        gate.cut,
        gate.row_cap,
        gate.date_order,
    ];
    assert_eq!(refused, [Refuse; 9]);
    let warned_of = [
        gate.jump,
        gate.sheets_unread,
        gate.round_cap,
        gate.two_files,
    ];
    assert_eq!(warned_of, [Warn; 4]);
}
