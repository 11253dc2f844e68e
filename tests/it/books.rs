//! The seven reports as their readers find them, in words: sheets, titles, lines, headings, first rows.

use std::{fmt::Write as _, io::Cursor};

use calamine::{Data, DataType, Reader, Xlsx};
use test_case::test_case;

use crate::figures::book::add_line;
use crate::sample_run::{FIRST_DATE, files, first_monday, monday, run_jobs_on, sample};

/// How many rows of a table a snapshot shows.
const ROWS: usize = 3;

#[test_case("monday-visits", "monday-visits--tm-safeguarding-east"; "monday visits")]
#[test_case("monday-visits", "targeted-tracker--sm-targeted-support"; "targeted tracker")]
#[test_case("nightly", "unseen-children--sm-safeguarding"; "unseen children")]
#[test_case("nightly", "rating-review--tm-safeguarding-east"; "rating review")]
#[test_case("nightly", "data-quality--analyst"; "data quality")]
#[test_case("monday-visits", "assurance--tm-safeguarding-east"; "assurance")]
#[test_case("performance-clinic", "performance-clinic--leadership"; "performance clinic")]
fn a_workbook_reads_so(job: &str, stem: &str) {
    let bytes = &monday()[&format!("{job}/{stem}.xlsx")];
    insta::assert_snapshot!(stem, in_words(bytes));
}

/// Whatever the order in which threads finish: the second run has one thread.
#[test]
fn a_second_run_gives_the_same_bytes() {
    let first = first_monday();
    let again = sample();
    run_jobs_on(&again, FIRST_DATE, "1");
    let second = files(&again, FIRST_DATE);
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in first {
        // The account holds timings.
        assert!(
            name.ends_with("account.json") || bytes == &second[name],
            "{name} differs"
        );
    }
    let workbooks = first.keys().filter(|name| name.ends_with(".xlsx")).count();
    assert!(workbooks >= 20, "{workbooks} workbooks");
}

/// The house's sheets end their lines with a blank row, or with the rows of a chart, and begin their tables after them.
fn in_words(workbook: &[u8]) -> String {
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let mut words = String::new();
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).expect("a sheet");
        let rows: Vec<&[Data]> = sheet.rows().collect();
        let blank = rows
            .iter()
            .position(|row| row.iter().all(DataType::is_empty))
            .unwrap_or(rows.len());
        let table = rows[blank..].iter();
        let table: Vec<&&[Data]> = table
            .skip_while(|row| row.iter().all(DataType::is_empty))
            .collect();
        write(&mut words, &format!("=== {name}"));
        let mut lines = Vec::new();
        for row in &rows[..blank] {
            add_line(&mut lines, &shown(&row[0]));
        }
        for line in lines {
            write(&mut words, &line);
        }
        for row in table.iter().take(1 + ROWS) {
            let mut cells: Vec<String> = row.iter().map(shown).collect();
            if cells[0] == "Run" {
                // The run's id changes with the settings.
                cells.truncate(1);
            }
            write(&mut words, &format!("  | {}", cells.join(" | ")));
        }
        let more = table.len().saturating_sub(1 + ROWS);
        if more > 0 {
            write(&mut words, &format!("  + {more}"));
        }
    }
    words
}

fn write(words: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(words, "{}", line.trim_end());
}

/// A cell as a reader sees it; a share to three places, a line's end as a sign.
fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) => date
            .as_datetime()
            .map_or_else(String::new, |date| date.date().to_string()),
        Data::Float(number) if number.fract() != 0.0 => format!("{number:.3}"),
        cell => cell.to_string().replace('\n', " / "),
    }
}
