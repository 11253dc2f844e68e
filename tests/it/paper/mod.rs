//! What the printer makes of every sheet of the sample: A4 across, letters of eight points or more, ten columns at most,
//! every line above the table within them; and what the screen shows of it.

pub mod page;

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};

use lastseen::rules::flags::REGISTRY;

use crate::sample_run::monday;
use page::{Page, pages};

/// The smallest letters that a meeting reads.
const SMALLEST: f64 = 8.0;
/// The most columns of a list on paper.
const MOST_COLUMNS: u32 = 10;
/// What may stay in sight above a scrolled list, in points: 200 pixels.
const MOST_FROZEN: f64 = 150.0;

#[test]
fn every_sheet_can_be_read_on_paper() {
    let (mut sheets, mut too_small) = (0, Vec::new());
    for (file, bytes) in monday().iter().filter(|(name, _)| name.ends_with(".xlsx")) {
        let (pages, letters) = pages(bytes);
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        for page in &pages {
            let rows = book.worksheet_range(&page.name).expect("a sheet");
            let place = format!("{file}, {}", page.name);
            let points = page.points(&letters);
            println!(
                "{points:.1} pt, {} columns: {place}",
                page.printed_columns()
            );
            // A grid is no list: a column a team.
            let is_grid = page.name.starts_with("Flags");
            let is_wide = page.printed_columns() > MOST_COLUMNS && !is_grid;
            if points < SMALLEST || is_wide {
                too_small.push(format!("{place}: {points:.2} points"));
            }
            lines_end_with_the_paper(page, (&rows, &letters), &place);
            stays_in_sight(page, &place);
            says_where_in_words(&rows, &place);
            sheets += 1;
        }
    }
    assert!(too_small.is_empty(), "{too_small:#?}");
    assert!(sheets > 150, "{sheets} sheets");
}

/// Above the table each line ends before what is printed does: letters are half as wide as high, more or less.
fn lines_end_with_the_paper(page: &Page, (rows, letters): (&Range<Data>, &[f64]), place: &str) {
    let heading = page.repeated.expect("a repeated row").0;
    for (row, _, style) in page.cells.iter().filter(|(row, ..)| *row < heading) {
        let line = rows
            .get_value((*row, 0))
            .map_or_else(String::new, ToString::to_string);
        let width = line.chars().count() as f64 * letters[*style] * 0.42 * 96.0 / 72.0;
        assert!(
            width <= page.printed_width(),
            "{place}: cut off on paper: {line}"
        );
    }
}

/// No cell names a source by its sign alone, such as `[P 1.4]`.
fn says_where_in_words(rows: &Range<Data>, place: &str) {
    for (.., cell) in rows.used_cells() {
        let text = cell.to_string();
        let signs = ["[P ", "[F]", "[F,", "[RULES"];
        let has_sign = signs.iter().any(|sign| text.contains(sign));
        assert!(!has_sign, "{place}: {text}");
    }
}

/// Notes explains each flag in a full sentence, in letters of twelve points.
#[test]
fn notes_explains_every_flag() {
    let bytes = &monday()["nightly/data-quality--analyst.xlsx"];
    let (pages, letters) = pages(bytes);
    let notes = pages.iter().find(|page| page.name == "Notes");
    let notes = notes.expect("a sheet of notes");
    let sizes = notes.cells.iter().map(|(.., style)| letters[*style]);
    assert_eq!(sizes.fold(f64::MAX, f64::min), 12.0);
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let rows = book.worksheet_range("Notes").expect("a sheet");
    let explained: Vec<String> = rows
        .rows()
        .filter(|row| row[0] == "Flag")
        .map(|row| row[1].to_string())
        .collect();
    assert_eq!(explained.len(), REGISTRY.len());
    for (rule, note) in REGISTRY.iter().zip(&explained) {
        let meaning = note.strip_prefix(&format!("{}: ", rule.code));
        let meaning = meaning.unwrap_or_else(|| panic!("{note} is not about {}", rule.code));
        let (sentence, _) = meaning.split_once(" Source: ").unwrap_or((meaning, ""));
        assert!(
            sentence.starts_with(char::is_uppercase)
                && sentence.ends_with('.')
                && sentence.split(' ').count() > 6
                && sentence != rule.title,
            "{note}"
        );
    }
}

/// The headings and nothing else, or nothing at all.
fn stays_in_sight(page: &Page, place: &str) {
    let (first, last) = page.repeated.expect("a repeated row");
    assert_eq!(first, last, "{place}: repeats one row");
    let height: f64 = (0..page.frozen_rows).map(|row| page.height(row)).sum();
    assert!(height <= MOST_FROZEN, "{place}: {height} points are frozen");
    assert!(
        [0, last + 1].contains(&page.frozen_rows),
        "{place}: {} rows are frozen, headings in row {last}",
        page.frozen_rows
    );
}
