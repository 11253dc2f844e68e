//! Dates that are not the ones that were meant, and what is said of those that are not read.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{CASES, cases, problems, read};
use crate::night::{Exports, day};

fn visits_on(dates: &[&str]) -> Exports {
    let mut csv = "visit_id,child_id,visit_date,mode,child_seen\n".to_owned();
    for (at, date) in dates.iter().enumerate() {
        csv += &format!("V{at},001,\"{date}\",face_to_face,Y\n");
    }
    cases(CASES).canonical(DataSet::Visits, &csv)
}

#[test_case("01/10/26", "a year of two digits can be mistaken; export dates with four"; "two digits")]
#[test_case("01.10.26", "a year of two digits can be mistaken"; "two digits with dots")]
#[test_case("Thu 01/10/26", "a year of two digits can be mistaken"; "two digits behind the day of the week")]
#[test_case("10/23/2026", "this can only be month first, and dates are read day first"; "month first")]
#[test_case("10/23/26", "this can only be month first"; "month first with two digits")]
#[test_case("soon", "this is no date that can be read"; "a word")]
fn a_date_that_is_not_read_says_what_helps(written: &str, sentence: &str) {
    let intake = read(&visits_on(&[written, "2026-11-02"]));
    let problem = &intake.reading.problems[0];
    assert_eq!(problem.code.code(), "E-DATE");
    assert!(
        problem.sentence.starts_with(sentence),
        "{}",
        problem.sentence
    );
}

#[test_case("01-Oct-26", "2026-10-01")]
#[test_case("1 October 26", "2026-10-01")]
#[test_case("Thu 01/10/2026", "2026-10-01")]
#[test_case("Thursday, 1 October 2026", "2026-10-01")]
#[test_case("Thu 2026-10-01 09:30", "2026-10-01")]
#[test_case("\u{200e}01/10/2026", "2026-10-01"; "behind a mark that nobody sees")]
fn a_date_in_another_form_is_read(written: &str, date: &str) {
    let exports = visits_on(&[written]);
    assert_eq!(super::problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(super::column(&exports, "last_seen")[0], date);
}

#[test_case("1990-01-01", true; "the first day")]
#[test_case("1989-12-31", false; "the day before it")]
#[test_case("2036-11-23", true; "the last day")]
#[test_case("2036-11-24", false; "the day after it")]
#[test_case("01-Oct-68", false; "two digits of this century")]
#[test_case("01-Oct-69", false; "two digits of the last century")]
#[test_case("01-Oct-99", true; "two digits of the last century that can be")]
fn a_date_must_be_near(written: &str, is_taken: bool) {
    let csv = format!(
        "child_id,status,status_start,team\n001,CIN,{written},North\n002,CIN,2026-09-01,North\n"
    );
    let said = (!is_taken).then(|| format!("cases 2 status_start E-DATE {written}"));
    assert_eq!(problems(&read(&cases(&csv))), Vec::from_iter(said));
}

/// Ten dates that can only be month first tell that their neighbours are misread.
#[test]
fn an_export_that_is_month_first_is_refused() {
    let mut dates = vec!["11/02/2026"; 12];
    dates.extend(["10/23/2026"; 10]);
    assert_eq!(
        super::refusals(&visits_on(&dates)),
        [
            "visits export visits.csv: 10 dates of \"visit_date\" can only be month first and none day first, so that the others are misread; export them as day/month/year or year-month-day, or say dates = \"month first\" in the profile where the system always writes them so"
        ]
    );
}

#[test]
fn an_export_that_is_day_first_is_not() {
    let dates = ["11/02/2026", "23/10/2026", "13/10/2026"];
    let intake = read(&visits_on(&dates));
    assert_eq!(super::problems(&intake), Vec::<String>::new());
    assert!(
        intake.reading.warnings.is_empty(),
        "{:?}",
        intake.reading.warnings
    );
}

/// What is optional and unread keeps its row.
#[test]
fn an_optional_date_that_is_not_read_keeps_its_row() {
    let csv = "child_id,status,status_start,team,date_of_birth,opened_at\n\
               001,CIN,2026-09-01,North,soon,31/02/2026 10:00\n";
    let exports = cases(csv);
    assert_eq!(
        super::problems(&read(&exports)),
        [
            "cases 2 date_of_birth W-VALUE soon",
            "cases 2 opened_at W-VALUE 31/02/2026 10:00"
        ]
    );
    assert_eq!(super::column(&exports, "child_id"), ["001"]);
}

/// A file without a date in its name is of the day on which it was written: a past run ignores later visits.
#[test]
fn a_past_run_on_todays_export_rejects_nothing() {
    let exports = visits_on(&["2026-10-02", "2026-11-20"]);
    let today = read(&exports);
    assert_eq!(super::problems(&today), Vec::<String>::new());
    let past = exports
        .read_of(
            crate::night::day("2026-10-05"),
            crate::night::day("2026-11-23"),
        )
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    assert_eq!(super::problems(&past), Vec::<String>::new());
}

/// Two digits and a month word: up to 68 in this century, from 69 in the last.
#[test_case("01-Oct-68", &[]; "68")]
#[test_case("01-Oct-67", &[]; "67")]
#[test_case("01-Oct-69", &["E-DATE"]; "69")]
fn the_century_of_two_digits(start: &str, expected: &[&str]) {
    let csv = format!(
        "child_id,status,status_start,team\n001,CIN,{start},North\n002,CIN,2059-09-01,North\n"
    );
    let intake = cases(&csv).read(day("2060-01-05")).expect("a sound file");
    let codes: Vec<&str> = intake
        .reading
        .problems
        .iter()
        .map(|problem| problem.code.code())
        .collect();
    assert_eq!(codes, expected);
}
