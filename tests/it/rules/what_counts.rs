//! Whether one visit counts toward the minimum, and the first thing that speaks against it. [RULES 4]

use lastseen::{
    model::visit::{Answer, Mode, Outcome},
    rules::standard::{Standard, Verdict},
};
use test_case::test_case;

use crate::child::{Child, MONDAY, a_child, a_visit};

/// `*` fits everything; the words of one cell stand between bars.
struct Case {
    standard: &'static str,
    mode: &'static str,
    outcome: &'static str,
    seen: &'static str,
    worker: &'static str,
    verdict: Verdict,
}

const fn case(cells: [&'static str; 5], verdict: Verdict) -> Case {
    let [standard, mode, outcome, seen, worker] = cells;
    Case {
        standard,
        mode,
        outcome,
        seen,
        worker,
        verdict,
    }
}

const STANDARDS: [Standard; 3] = [Standard::Full, Standard::Hybrid, Standard::Remote];
const MODES: [&str; 4] = ["face_to_face", "video", "phone", "other"];
const OUTCOMES: [&str; 5] = ["completed", "", "attempted", "cancelled", "planned"];
const SEEN: [&str; 3] = ["Y", "N", ""];
const WORKERS: [&str; 7] = [
    "QUALIFIED",
    "UNQUALIFIED",
    "UNSAID",
    "NOBODY",
    "",
    "TARGETED",
    "SUPERVISING",
];

const DONE: &str = "completed|";
const STATUTORY: &str = "QUALIFIED|SUPERVISING|UNQUALIFIED|UNSAID|NOBODY|";
const NOT_QUALIFIED: &str = "UNQUALIFIED|UNSAID|NOBODY|";
const EASIER: &str = "HYBRID|REMOTE";

/// Exactly one line fits any visit.
#[rustfmt::skip]
const CASES: &[Case] = &[
    case(["*", "*", "attempted", "*", "*"], Verdict::NotCompleted(Outcome::Attempted)),
    case(["*", "*", "cancelled", "*", "*"], Verdict::NotCompleted(Outcome::Cancelled)),
    case(["*", "*", "planned", "*", "*"], Verdict::NotCompleted(Outcome::Planned)),
    case(["*", "*", DONE, "*", "TARGETED"], Verdict::NotStatutory),
    case(["*", "other", DONE, "*", STATUTORY], Verdict::WrongMode(Mode::Other)),
    case([EASIER, "face_to_face|video|phone", DONE, "*", STATUTORY], Verdict::Counts),
    case(["FULL", "video", DONE, "*", STATUTORY], Verdict::WrongMode(Mode::Video)),
    case(["FULL", "phone", DONE, "*", STATUTORY], Verdict::WrongMode(Mode::Phone)),
    case(["FULL", "face_to_face", DONE, "N", STATUTORY], Verdict::NotSeen(Answer::No)),
    case(["FULL", "face_to_face", DONE, "", STATUTORY], Verdict::NotSeen(Answer::NotRecorded)),
    case(["FULL", "face_to_face", DONE, "Y", NOT_QUALIFIED], Verdict::NotQualified),
    case(["FULL", "face_to_face", DONE, "Y", "SUPERVISING"], Verdict::Supervising),
    case(["FULL", "face_to_face", DONE, "Y", "QUALIFIED"], Verdict::Counts),
];

/// "Child seen" is waived for the unborn: these lines take the place of the last five.
#[rustfmt::skip]
const UNBORN: &[Case] = &[
    case(["FULL", "face_to_face", DONE, "*", NOT_QUALIFIED], Verdict::NotQualified),
    case(["FULL", "face_to_face", DONE, "*", "SUPERVISING"], Verdict::Supervising),
    case(["FULL", "face_to_face", DONE, "*", "QUALIFIED"], Verdict::Counts),
];

fn fits(pattern: &str, cell: &str) -> bool {
    pattern == "*" || pattern.split('|').any(|word| word == cell)
}

fn expected(cases: &[&Case], cells: [&str; 5]) -> Verdict {
    let fitting: Vec<&&Case> = cases
        .iter()
        .filter(|case| {
            let patterns = [
                case.standard,
                case.mode,
                case.outcome,
                case.seen,
                case.worker,
            ];
            patterns
                .iter()
                .zip(cells)
                .all(|(pattern, cell)| fits(pattern, cell))
        })
        .collect();
    assert_eq!(fitting.len(), 1, "one line of the table for {cells:?}");
    fitting[0].verdict
}

/// A child with one visit of every kind, each on a day of its own id.
fn every_kind_of_visit() -> (Child, Vec<[&'static str; 4]>) {
    let mut child = a_child("1").in_need_since("2026-11-01");
    let mut kinds = Vec::new();
    for mode in MODES {
        for outcome in OUTCOMES {
            for seen in SEEN {
                for worker in WORKERS {
                    let visit = a_visit("2026-11-10").with("mode", mode).outcome(outcome);
                    child = child.contact(visit.with("child_seen", seen).by(worker));
                    kinds.push([mode, outcome, seen, worker]);
                }
            }
        }
    }
    (child, kinds)
}

fn check_verdicts(born: &str, cases: &[&Case]) {
    let (child, kinds) = every_kind_of_visit();
    let child = child.born_on(born);
    child.ask(MONDAY, |position, night| {
        let visits = night.facts.visits_of(position.child);
        assert_eq!(visits.len(), kinds.len());
        let mut verdicts = std::collections::HashSet::new();
        for standard in STANDARDS {
            for visit in visits.iter() {
                let id = night.facts.visit_ids.text(visit.id);
                let number: usize = id[1..].parse().expect("ids are V and a number");
                let [mode, outcome, seen, worker] = kinds[number];
                let cells = [standard.code(), mode, outcome, seen, worker];
                let verdict = night.child(position.child).judge_by(&visit, standard);
                assert_eq!(verdict, expected(cases, cells), "{cells:?}");
                verdicts.insert(verdict.because());
            }
        }
        let lines: std::collections::HashSet<String> =
            cases.iter().map(|case| case.verdict.because()).collect();
        assert_eq!(verdicts, lines, "every line of the table is used");
    });
}

#[test]
fn every_kind_of_visit_has_its_verdict() {
    check_verdicts("2020-01-01", &CASES.iter().collect::<Vec<_>>());
}

#[test]
fn every_kind_of_visit_to_the_unborn_has_its_verdict() {
    let table: Vec<&Case> = CASES[..CASES.len() - 5].iter().chain(UNBORN).collect();
    check_verdicts("2026-12-20", &table);
}

/// `AFTER-RUN-DATE` comes first; the run date itself is in time.
#[test_case("2026-11-22", Verdict::Counts; "the day before")]
#[test_case("2026-11-23", Verdict::Counts; "on the run date")]
#[test_case("2026-11-24", Verdict::AfterRunDate; "the day after")]
fn visits_after_the_run_date_are_ignored(date: &str, verdict: Verdict) {
    let child = a_child("1").in_need_since("2026-11-01").visited(date);
    child.ask(MONDAY, |position, night| {
        let visits = night.facts.visits_of(position.child);
        let visit = visits.iter().next().expect("the visit");
        let child = night.child(position.child);
        let found = child.judge_by(&visit, Standard::Full);
        assert_eq!(found, verdict);
        assert_eq!(position.last_contact.is_some(), verdict == Verdict::Counts);
    });
}

/// The same rules through `positions.csv`, where the rating chooses the standard.
#[test_case("RED", "face_to_face", "Y", "QUALIFIED", true; "red and a full visit")]
#[test_case("RED", "face_to_face", "Y", "UNQUALIFIED", false; "red and an unqualified worker")]
#[test_case("RED", "face_to_face", "N", "QUALIFIED", false; "red and the child not seen")]
#[test_case("RED", "video", "Y", "QUALIFIED", false; "red by video")]
#[test_case("AMBER", "video", "N", "UNQUALIFIED", true; "amber by video, not seen, unqualified")]
#[test_case("AMBER", "phone", "", "", true; "amber by phone")]
#[test_case("GREEN", "phone", "N", "NOBODY", true; "green by phone")]
#[test_case("GREEN", "other", "Y", "QUALIFIED", false; "green by letter")]
#[test_case("GREEN", "phone", "Y", "TARGETED", false; "green by Targeted Support")]
fn last_contact(rag: &str, mode: &str, seen: &str, worker: &str, counts: bool) {
    let visit = a_visit("2026-11-10")
        .with("mode", mode)
        .with("child_seen", seen)
        .by(worker);
    let row = a_child("1")
        .in_need_since("2026-11-01")
        .rated(rag, "2026-11-02")
        .contact(visit)
        .on_date(MONDAY);
    assert_eq!(&row["last_contact"], if counts { "2026-11-10" } else { "" });
}

/// Without a workers export every worker counts as qualified; Targeted Support is not known.
#[test_case("QUALIFIED")]
#[test_case("UNQUALIFIED")]
#[test_case("NOBODY")]
#[test_case("TARGETED")]
#[test_case(""; "not named")]
fn qualification_is_not_assessed_without_workers(worker: &str) {
    let row = a_child("1")
        .in_need_since("2026-11-01")
        .contact(a_visit("2026-11-10").by(worker))
        .without_export(lastseen::model::field::DataSet::Workers)
        .on_date(MONDAY);
    assert_eq!(&row["last_contact"], "2026-11-10");
}
