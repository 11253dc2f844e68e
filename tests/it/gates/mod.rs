//! Each check of the gate: a file that trips it, what is said, and what comes of it by setting.

mod arrival;
mod changed;
mod cut;
mod limits;
mod past;
mod sheets;
mod words;

use std::fmt::Write as _;

use calamine::{Reader as _, Xlsx};
use test_case::test_case;

use crate::{
    mail::Mail,
    workplace::{self, DATE, Kept, Ran, Workplace},
};

const SERVICE: &str = "jobs/service.toml";

/// The night before: its run is what [`DATE`]'s is compared with.
const EVE: &str = "2026-11-22";

/// A check that a change of tonight's exports trips.
struct Tripped {
    /// The key that says what it means.
    key: &'static str,
    /// Other keys that the case needs.
    with: &'static str,
    /// The exports of the night before, where they are not the usual ones.
    before: fn(&Workplace),
    /// Tonight's.
    tonight: fn(&Workplace),
    /// What is said, and of which file.
    said: &'static str,
    /// What a manager is told of it.
    to_managers: &'static str,
}

const CASES: &str = "in/cases.csv";
const VISITS: &str = "in/visits.csv";
const RATINGS: &str = "in/ratings.csv";

/// A rating for each child of the usual cases.
fn ratings(rag: &str) -> String {
    let mut csv = "child_id,rag,rag_decided_on,rag_decided_by,rag_rationale\n".to_owned();
    for child in 1..=40 {
        // Writing to a string cannot fail.
        let _ = writeln!(csv, "{child:03},{rag},2026-11-20,M1,seen");
    }
    csv
}

/// Tonight's exports as they should be: a visit and a closed case more than the night before.
fn good(place: &Workplace) {
    place.write(
        CASES,
        workplace::cases() + "041,Zzname041,CIN,2026-09-01,North,Care,W1\n",
    );
    place.write(
        VISITS,
        workplace::visits() + "V041-1,001,2026-11-20,face_to_face,Y,W1,Zzsecret\n",
    );
}

/// Visits that say when they were recorded: all on one day.
fn recorded(day: &str) -> String {
    let mut lines = workplace::visits();
    lines.truncate(lines.len() - 1);
    let mut csv = String::new();
    for (at, line) in lines.lines().enumerate() {
        let moment = if at == 0 {
            "recorded_at".to_owned()
        } else {
            format!("{day} 16:30")
        };
        // Writing to a string cannot fail.
        let _ = writeln!(csv, "{line},{moment}");
    }
    csv
}

/// So many visits.
fn many_visits(rows: usize) -> String {
    let mut csv = "visit_id,child_id,visit_date,mode,child_seen,worker_id\n".to_owned();
    for row in 0..rows {
        let child = row % 40 + 1;
        // Writing to a string cannot fail.
        let _ = writeln!(csv, "V{row},{child:03},2026-11-02,face_to_face,Y,W1");
    }
    csv
}

/// The usual cases with some children's lines changed.
fn cases_with(change: impl Fn(usize, &str) -> String) -> String {
    let mut csv = String::new();
    for (at, line) in workplace::cases().lines().enumerate() {
        let line = if at == 0 {
            line.to_owned()
        } else {
            change(at, line)
        };
        csv += &line;
        csv.push('\n');
    }
    csv
}

fn renamed(place: &Workplace, from: &str, to: &str) {
    std::fs::rename(place.path(from), place.path(to)).expect("the file is there");
}

fn nothing(_: &Workplace) {}

const STALE_BY_NAME: Tripped = Tripped {
    key: "stale",
    with: "",
    before: nothing,
    tonight: |place| renamed(place, VISITS, "in/visits_20261120.csv"),
    said: "visits export in/visits_20261120.csv: the export is of 2026-11-20, 72 hours before the run date 2026-11-23; the limit is 26 hours",
    to_managers: "The visits of one system are those of 20 Nov 2026: newer visits may be missing.",
};

/// The name says today, the records do not.
const STALE_BY_CONTENT: Tripped = Tripped {
    key: "stale",
    with: "content_rows = 80",
    before: nothing,
    tonight: |place| {
        place.remove(VISITS);
        place.write("in/visits_20261123.csv", recorded("2026-11-19"));
    },
    said: "visits export in/visits_20261123.csv: its newest record is of 2026-11-19, 48 hours before the run date 2026-11-23 without days off; the limit is 26 hours",
    to_managers: "The newest of the visits of one system were recorded on 19 Nov 2026: newer visits may be missing.",
};

const FEWER_ROWS: Tripped = Tripped {
    key: "rows_down",
    with: "",
    before: nothing,
    tonight: |place| {
        let text = workplace::visits();
        let some: String = text.split_inclusive('\n').take(61).collect();
        place.write(VISITS, some);
    },
    said: "visits export in/visits.csv: 60 rows, fewer than 80 % of the 80 rows of the last good run",
    to_managers: "There are fewer visits than there should be",
};

/// A spreadsheet took the ids for numbers.
const WITHOUT_ZEROS: Tripped = Tripped {
    key: "orphans",
    with: "",
    before: nothing,
    tonight: |place| {
        let visits = workplace::visits();
        place.write(VISITS, visits.replace(",00", ",").replace(",0", ","));
    },
    said: "visits export in/visits.csv: 80 of 80 visits are to children who have no case row, more than the 90 % allowed",
    to_managers: "Many of the visits match no child or no worker",
};

/// Ratings of ids that no case has.
const RATINGS_OF_OTHERS: Tripped = Tripped {
    key: "orphans",
    with: "",
    before: nothing,
    tonight: |place| place.write(RATINGS, ratings("GREEN").replace("\n0", "\n9")),
    said: "ratings export in/ratings.csv: 40 of 40 ratings are of children who have no case row, more than the 90 % allowed",
    to_managers: "Many of the ratings match no child or no worker",
};

/// The exports write the name of a worker with the id, and the workers export does not.
const WORKERS_OF_OTHER_IDS: Tripped = Tripped {
    key: "orphans",
    with: "",
    before: nothing,
    tonight: |place| {
        let visits = workplace::visits().replace(",W1,", ",\"ZZJONES, Rhys (W1)\",");
        place.write(VISITS, visits);
    },
    said: "visits export in/visits.csv: 80 of 80 visits that name a worker name one whom the workers export does not have, more than the 90 % allowed",
    to_managers: "Many of the visits match no child or no worker",
};

/// A heading was renamed overnight.
const COLUMN_GONE: Tripped = Tripped {
    key: "columns_gone",
    with: "",
    before: nothing,
    tonight: |place| {
        let visits = workplace::visits().replacen("child_seen", "sight_of_child", 1);
        place.write(VISITS, visits);
    },
    said: "visits export in/visits.csv: 1 of 6 columns that the run for 2026-11-22 read are not there: child_seen",
    to_managers: "Please read with care: 1 of 6 columns that the visits had",
};

/// The export says itself that it is cut.
const CUT: Tripped = Tripped {
    key: "cut",
    with: "",
    before: nothing,
    tonight: |place| {
        let note = "Results truncated: only the first 30000 rows are shown\n";
        place.write(VISITS, workplace::visits() + note);
    },
    said: "visits export in/visits.csv: row 82 says that rows are missing (\"truncated\"), behind 81 rows that were read",
    to_managers: "There are fewer visits than there should be",
};

const TWO_FILES: Tripped = Tripped {
    key: "two_files",
    with: "",
    before: nothing,
    tonight: |place| {
        renamed(place, VISITS, "in/visits_20261122.csv");
        // Written later, and read no sooner.
        place.write("in/visits_20261122 - Copy.csv", workplace::visits());
    },
    said: "visits export in/visits_20261122.csv: 2 files of one date match in/visits*; this one was read, and in/visits_20261122 - Copy.csv not",
    to_managers: "A part of the visits may not have been read",
};

/// Nobody is rated any more.
const JUMP: Tripped = Tripped {
    key: "jump",
    with: "",
    before: |place| place.write(RATINGS, ratings("GREEN")),
    tonight: |place| place.write(RATINGS, ratings("UNRATED")),
    said: "cases export in/cases.csv: 0 children were unrated in the run for 2026-11-22, 41 of 41 are now",
    to_managers: "Please read with care: in all teams together 41 children are unrated tonight",
};

const FEWER_CHILDREN: Tripped = Tripped {
    key: "children_down",
    with: "",
    before: nothing,
    tonight: |place| {
        // As many rows as before, ten of them of a child who has another.
        let cases = cases_with(|at, line| match at {
            31.. => line.replacen(&format!("{at:03}"), &format!("{:03}", at - 30), 1),
            _ => line.to_owned(),
        });
        place.write(CASES, cases);
    },
    said: "cases export in/cases.csv: 30 open children, fewer than 90 % of the 40 of the run for 2026-11-22",
    to_managers: "There are fewer cases than there should be",
};

fn two_in_the_south(place: &Workplace) {
    let cases = cases_with(|at, line| match at {
        39.. => line.replace("North", "South"),
        _ => line.to_owned(),
    });
    place.write(CASES, cases);
}

const TEAM_GONE: Tripped = Tripped {
    key: "teams",
    with: "",
    before: two_in_the_south,
    tonight: |place| place.write(CASES, workplace::cases()),
    said: "cases export in/cases.csv: 1 team of the run for 2026-11-22 without an open child: South (2 then, 0 now)",
    to_managers: "1 team had open children before and has none tonight",
};

const TEAM_NEW: Tripped = Tripped {
    key: "teams",
    with: "",
    before: nothing,
    tonight: two_in_the_south,
    said: "cases export in/cases.csv: 1 team that the run for 2026-11-22 did not have: South (0 then, 2 now)",
    to_managers: "1 team is new tonight",
};

const ROW_CAP: Tripped = Tripped {
    key: "row_cap",
    with: "",
    before: nothing,
    tonight: |place| place.write(VISITS, many_visits(5000)),
    said: "visits export in/visits.csv: 5000 rows, as many as exports are cut off at (5000 with or without the heading row)",
    to_managers: "The visits of one system end at 5000 rows",
};

/// "Seen by worker" instead of Y. [RULES 10]
const VALUES_UNREAD: Tripped = Tripped {
    key: "values_unread",
    with: "",
    before: nothing,
    tonight: |place| {
        place.write(
            VISITS,
            workplace::visits().replace(",Y,", ",Seen by worker,"),
        )
    },
    said: "visits export in/visits.csv: 80 of the 80 values of \"child_seen\" (child_seen) are words that nobody knows, more than 20 %",
    to_managers: "Some words of the visits are new and count as blank",
};

/// Two dates of the report's new server, among eight that can be read either way.
const MONTH_FIRST: Tripped = Tripped {
    key: "date_order",
    with: "",
    before: nothing,
    tonight: |place| {
        let csv = many_visits(120).replacen("2026-11-02", "11/13/2026", 2);
        let csv = csv.replace("2026-11-02", "11/02/2026");
        place.write(VISITS, csv);
    },
    said: "visits export in/visits.csv: 2 dates of \"visit_date\" can only be month first and none day first",
    to_managers: "Some dates of the visits may have day and month exchanged",
};

/// One date alone may be a slip.
const MIXED_DATES: Tripped = Tripped {
    key: "date_order",
    with: "",
    before: nothing,
    tonight: |place| {
        let visits = workplace::visits().replacen("2026-11-02", "11/13/2026", 1);
        place.write(VISITS, visits);
    },
    said: "visits export in/visits.csv: dates of \"visit_date\" are written in two ways: 1 can only be month first, 0 only day first",
    to_managers: "Some dates of the visits may have day and month exchanged",
};

const IDENTICAL: Tripped = Tripped {
    key: "identical",
    with: "",
    before: nothing,
    tonight: |place| place.write(VISITS, workplace::visits()),
    said: "visits export in/visits.csv: 80 rows, byte for byte the 80 rows of the run for 2026-11-22",
    to_managers: "The visits of one system have not changed since 22 Nov 2026",
};

/// The newer export was taken away, and the one before it lies there still.
const OLDER: Tripped = Tripped {
    key: "older",
    with: "max_age = \"9d\"",
    before: |place| renamed(place, VISITS, "in/visits_20261122.csv"),
    tonight: |place| {
        place.remove("in/visits_20261122.csv");
        renamed(place, VISITS, "in/visits_20261121.csv");
    },
    said: "visits export in/visits_20261121.csv: it is of 2026-11-21, older than the one of 2026-11-22 that the run for 2026-11-22 used",
    to_managers: "The visits of one system are those of 21 Nov 2026",
};

/// Last week's file under a new name: its records tell.
const OLDER_BY_CONTENT: Tripped = Tripped {
    key: "older",
    with: "max_age = \"9d\"\ncontent_rows = 80",
    before: |place| place.write(VISITS, recorded("2026-11-20")),
    tonight: |place| {
        place.remove(VISITS);
        place.write("in/visits_20261123.csv", recorded("2026-11-16"));
    },
    said: "visits export in/visits_20261123.csv: it is of 2026-11-16, older than the one of 2026-11-20 that the run for 2026-11-22 used",
    to_managers: "The visits of one system are those of 16 Nov 2026",
};

const DIFFERENT_DAYS: Tripped = Tripped {
    key: "different_days",
    with: "",
    before: nothing,
    tonight: |place| {
        renamed(place, CASES, "in/cases_20261122.csv");
        renamed(place, VISITS, "in/visits_20261123.csv");
    },
    said: "cases export in/cases_20261122.csv: it is of 2026-11-22, and the visits export in/visits_20261123.csv is of 2026-11-23, 1 day apart",
    to_managers: "Cases and visits are of different days (22 Nov 2026 and 23 Nov 2026)",
};

/// A root in which the night before was run, with the keys that the check's case needs.
fn eve(check: &Tripped) -> Kept {
    let place = Workplace::new();
    let max_age = "max_age = \"26h\"";
    if check.with.contains("max_age") {
        place.edit(SERVICE, max_age, check.with);
    } else {
        place.edit(SERVICE, max_age, &format!("{max_age}\n{}", check.with));
    }
    if check.key != "jump" {
        place.edit(SERVICE, "[gate]", "[gate]\njump = \"off\"");
    }
    (check.before)(&place);
    place.run(&["run", "nightly", "--date", EVE]).with_code(0);
    place.kept()
}

/// The root of the night before with tonight's exports, which trip the check.
fn tripped(eve: &Kept, check: &Tripped, meaning: Option<&str>) -> Workplace {
    let place = Workplace::again(eve);
    if let Some(meaning) = meaning {
        let key = format!("[gate]\n{} = \"{meaning}\"", check.key);
        place.edit(SERVICE, "[gate]", &key);
    }
    good(&place);
    (check.tonight)(&place);
    place
}

fn warnings(place: &Workplace) -> Vec<String> {
    let account = place.account();
    let warnings = account["warnings"].as_array().cloned().unwrap_or_default();
    warnings
        .iter()
        .map(|warning| warning.as_str().expect("a text").to_owned())
        .collect()
}

/// A letter as one line of plain text.
fn letter(place: &Workplace, name: &str) -> String {
    let path = place.path(&format!("reports/{DATE}/nightly/outbox/{name}.eml"));
    let bytes = std::fs::read(path).expect("a letter");
    let text = Mail::parse(&bytes).text;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn notices(place: &Workplace) -> Vec<String> {
    place
        .tree("reports/notices")
        .into_keys()
        .filter(|name| name.contains(DATE))
        .collect()
}

#[track_caller]
fn check_says(place: &Workplace, code: i32) -> Ran {
    let before = place.tree("");
    let check = place.run(&["check", "--date", DATE]).with_code(code);
    assert_eq!(place.tree(""), before, "check wrote something");
    check
}

#[test_case(&STALE_BY_NAME, "refuse"; "stale by its name")]
#[test_case(&STALE_BY_CONTENT, "refuse"; "stale by its content")]
#[test_case(&FEWER_ROWS, "refuse"; "fewer rows")]
#[test_case(&WITHOUT_ZEROS, "refuse"; "ids without their zeros")]
#[test_case(&FEWER_CHILDREN, "refuse"; "fewer children")]
#[test_case(&TEAM_GONE, "warn"; "a team gone")]
#[test_case(&TEAM_NEW, "warn"; "a team new")]
#[test_case(&RATINGS_OF_OTHERS, "refuse"; "ratings of others")]
#[test_case(&WORKERS_OF_OTHER_IDS, "refuse"; "workers of other ids")]
#[test_case(&COLUMN_GONE, "refuse"; "a column gone")]
#[test_case(&CUT, "refuse"; "cut by its own word")]
#[test_case(&TWO_FILES, "warn"; "two files of one date")]
#[test_case(&JUMP, "warn"; "a jump")]
#[test_case(&ROW_CAP, "warn"; "a row count at a cap")]
#[test_case(&VALUES_UNREAD, "refuse"; "words that nobody knows")]
#[test_case(&MONTH_FIRST, "refuse"; "month first")]
#[test_case(&IDENTICAL, "warn"; "the same bytes")]
#[test_case(&OLDER, "refuse"; "older by its name")]
#[test_case(&OLDER_BY_CONTENT, "refuse"; "older by its content")]
#[test_case(&DIFFERENT_DAYS, "warn"; "different days")]
fn a_check(check: &Tripped, by_default: &str) {
    let eve = eve(check);
    let (default, _) = refused_or_warned(&eve, check, None);
    assert_eq!(default, by_default);
    let other = match by_default {
        "refuse" => "warn",
        _ => "refuse",
    };
    assert_eq!(refused_or_warned(&eve, check, Some(other)).0, other);

    let place = tripped(&eve, check, Some("off"));
    place.nightly().with_code(0);
    assert_eq!(warnings(&place), Vec::<String>::new());
    let check_said = check_says(&place, 0).stdout;
    assert!(!check_said.contains(check.said), "{check_said}");
}

/// A date or two of the other order is never more than a warning.
#[test]
fn dates_of_both_orders_are_warned_of() {
    let eve = eve(&MIXED_DATES);
    for meaning in [None, Some("refuse"), Some("warn")] {
        assert_eq!(refused_or_warned(&eve, &MIXED_DATES, meaning).0, "warn");
    }
    let place = tripped(&eve, &MIXED_DATES, Some("off"));
    place.nightly().with_code(0);
    assert_eq!(warnings(&place), Vec::<String>::new());
}

/// Runs tonight and checks everything that a refusal or a warning must leave.
#[track_caller]
fn refused_or_warned(
    eve: &Kept,
    check: &Tripped,
    meaning: Option<&str>,
) -> (&'static str, Workplace) {
    let place = tripped(eve, check, meaning);
    let outputs = place.tree(&format!("reports/{EVE}"));
    let run = place.nightly();
    assert_eq!(
        place.tree(&format!("reports/{EVE}")),
        outputs,
        "the last good reports stay"
    );
    assert_eq!(
        notices(&place).len(),
        1,
        "one notice: {:?}",
        notices(&place)
    );
    assert!(!run.stderr.contains("Zz"), "{}", run.stderr);
    match run.code {
        4 => {
            run.complains_of(&[&format!("  {}", check.said)]);
            let is_reason = |line: &&str| line.starts_with("  ") && line.contains(" export ");
            assert_eq!(
                run.stderr.lines().filter(is_reason).count(),
                1,
                "one file, one reason: {}",
                run.stderr
            );
            let left = place.tree(&format!("reports/{DATE}"));
            let sent = |name: &String| name.ends_with(".eml") || name.ends_with(".xlsx");
            assert!(!left.keys().any(sent), "{left:?}");
            check_says(&place, 4).complains_of(&[&format!("  {}", check.said)]);
            ("refuse", place)
        }
        0 => {
            run.complains_of(&[&format!("warning: {}", check.said)]);
            let told = warnings(&place);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with(check.said), "{told:?}");
            for name in [
                "data-quality--analyst",
                "monday-visits--tm-north",
                "unseen-children--sm-care",
            ] {
                let letter = letter(&place, name);
                let (said, not_said) = match name {
                    "data-quality--analyst" => (check.said, None),
                    _ => (check.to_managers, Some(check.said)),
                };
                assert!(letter.contains(said), "{name}: {letter}");
                assert!(
                    not_said.is_none_or(|said| !letter.contains(said)),
                    "{name}: {letter}"
                );
            }
            let said = check_says(&place, 0).stdout;
            assert!(said.contains(&format!("warning: {}", check.said)), "{said}");
            ("warn", place)
        }
        code => panic!("exit code {code}: {}", run.stderr),
    }
}

/// The texts of a sheet's cells.
pub fn cells(place: &Workplace, workbook: &str, sheet: &str) -> Vec<String> {
    let path = place.path(&format!("reports/{DATE}/nightly/{workbook}.xlsx"));
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("a sheet");
    range.rows().flatten().map(ToString::to_string).collect()
}

/// A warning stands where each reader looks: in the notes of every workbook, and at the head of the analyst's.
#[test]
fn a_warning_stands_in_every_workbook() {
    let place = tripped(&eve(&IDENTICAL), &IDENTICAL, None);
    place.nightly().with_code(0);
    for (workbook, sheet) in [
        ("data-quality--analyst", "Files"),
        ("data-quality--analyst", "Notes"),
        ("monday-visits--tm-north", "Notes"),
        ("unseen-children--sm-care", "Notes"),
    ] {
        let cells = cells(&place, workbook, sheet);
        assert!(
            cells.iter().any(|cell| cell.contains(IDENTICAL.said)),
            "{workbook}, {sheet}: {cells:?}"
        );
    }
}

/// Nothing is found in exports that are as they should be.
#[test]
fn a_good_night_trips_nothing() {
    let check = Tripped {
        tonight: nothing,
        ..TEAM_NEW
    };
    let place = tripped(&eve(&check), &check, Some("refuse"));
    let run = place.nightly().with_code(0);
    assert_eq!(run.stderr, "");
    assert_eq!(warnings(&place), Vec::<String>::new());
    assert_eq!(notices(&place), Vec::<String>::new());
    // Nor when the same date is run again.
    place.nightly().with_code(0);
    assert_eq!(warnings(&place), Vec::<String>::new());
}
