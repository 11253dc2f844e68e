//! Any export of the samples as rows of text by heading, without the rows that `rejects.csv` says were left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use chrono::{Days, NaiveDate, NaiveDateTime};

/// One problem, as `rejects.csv` has it.
#[derive(Clone, Debug)]
pub struct Reject {
    pub data_set: String,
    pub file: String,
    pub sheet: String,
    pub row: u64,
    pub column: String,
    pub code: String,
    pub kind: String,
    pub value: String,
    pub message: String,
}

/// Reads a CSV file with one heading row, as rows by heading.
pub fn csv_rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("a sound CSV file"))
        .collect()
}

pub fn rejects(text: &str) -> Vec<Reject> {
    csv_rows(text)
        .into_iter()
        .map(|mut row| {
            let mut take = |name: &str| row.remove(name).expect("a column of rejects.csv");
            Reject {
                data_set: take("data_set"),
                file: take("file"),
                sheet: take("sheet"),
                row: take("row").parse().expect("a row number"),
                column: take("column"),
                code: take("code"),
                kind: take("kind"),
                value: take("value"),
                message: take("message"),
            }
        })
        .collect()
}

/// One row that was accepted; a cell that a warning calls unreadable is blank.
pub struct Row {
    cells: BTreeMap<String, String>,
}

impl Row {
    /// The cell under the first of some headings that the file has; none where it is blank.
    pub fn get(&self, headings: &[&str]) -> Option<String> {
        let cell = headings.iter().find_map(|h| self.cells.get(*h))?;
        (!cell.is_empty()).then(|| cell.clone())
    }

    pub fn date(&self, headings: &[&str]) -> Option<NaiveDate> {
        Some(self.moment(headings)?.date())
    }

    pub fn moment(&self, headings: &[&str]) -> Option<NaiveDateTime> {
        let text = self.get(headings)?;
        Some(moment(&text).unwrap_or_else(|| panic!("the test reads no date in {text:?}")))
    }
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    const FORMS: [&str; 6] = [
        "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y",
    ];
    // A day's number, as spreadsheets count days.
    if let (5, Ok(days)) = (text.len(), text.parse()) {
        let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
        return Some((zero + Days::new(days)).into());
    }
    FORMS.iter().find_map(|form| {
        let (day, rest) = NaiveDate::parse_and_remainder(text, form).ok()?;
        let clock = rest.trim_start_matches(['T', ' ']);
        let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
        let mut next = || parts.next().flatten().unwrap_or(0);
        day.and_hms_opt(next(), next(), next())
    })
}

/// How many headings a file of the root has, and its rows: of a CSV file, or of the one sheet that has the id's heading.
pub fn read(root: &Path, file: &str, id_heading: &str, rejects: &[Reject]) -> (usize, Vec<Row>) {
    let bytes = std::fs::read(root.join(file)).expect("the export is there");
    let lines = if file.ends_with(".xlsx") {
        sheet_lines(bytes, id_heading)
    } else {
        csv_lines(&bytes)
    };
    let top = lines
        .iter()
        .position(|(_, l)| l.iter().any(|c| c == id_heading));
    let top = top.unwrap_or_else(|| panic!("no heading {id_heading} in {file}"));
    let headings = &lines[top].1;
    let of_file = || rejects.iter().filter(|reject| reject.file == file);
    let errors: BTreeSet<u64> = of_file()
        .filter(|r| r.kind == "error")
        .map(|r| r.row)
        .collect();
    let blank: BTreeSet<(u64, &str)> = of_file()
        .filter(|r| r.code == "W-VALUE" || r.code == "W-RAG")
        .map(|r| (r.row, r.column.as_str()))
        .collect();
    let rows = lines[top + 1..]
        .iter()
        .filter(|(number, cells)| !errors.contains(number) && cells.iter().any(|c| !c.is_empty()))
        .map(|(number, cells)| Row {
            cells: headings
                .iter()
                .zip(cells)
                .filter(|(heading, _)| !blank.contains(&(*number, heading.as_str())))
                .map(|(heading, cell)| (heading.clone(), cell.clone()))
                .collect(),
        })
        .collect();
    let named = headings.iter().filter(|heading| !heading.is_empty());
    (named.count(), rows)
}

/// Rows with the number that a spreadsheet shows.
type Lines = Vec<(u64, Vec<String>)>;

fn csv_lines(bytes: &[u8]) -> Lines {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    // Line ends inside quotes make no row of a spreadsheet.
    let mut inside = 0;
    let (mut counted, mut number) = (0, 1);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.expect("a sound CSV file");
        let at = record.position().expect("a place").byte() as usize;
        let at = at + text[at..].find(|c| c != '\r' && c != '\n').unwrap_or(0);
        number += text[counted..at].matches('\n').count() as u64;
        counted = at;
        lines.push((number - inside, record.iter().map(plain).collect()));
        let cells = record.iter().map(|cell| cell.matches('\n').count() as u64);
        inside += cells.sum::<u64>();
    }
    lines
}

fn sheet_lines(bytes: Vec<u8>, id_heading: &str) -> Lines {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let (first, _) = range.start().expect("a sheet with cells");
        let numbers = u64::from(first) + 1..;
        let lines: Lines = numbers
            .zip(range.rows().map(|row| row.iter().map(shown).collect()))
            .collect();
        if lines
            .iter()
            .any(|(_, line)| line.iter().any(|c| c == id_heading))
        {
            return lines;
        }
    }
    panic!("no sheet with {id_heading}")
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(_) => cell.as_datetime().expect("a date").to_string(),
        Data::Empty | Data::Error(_) => String::new(),
        other => plain(&other.to_string()),
    }
}

/// Without the spaces that people leave, and without the words that systems write for nothing.
fn plain(cell: &str) -> String {
    let text = cell
        .split(|c: char| c.is_whitespace())
        .filter(|word| !word.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    let nothing = ["-", "null", "n/a", "none", "#n/a", "na", "(blank)"];
    if nothing.contains(&text.to_lowercase().as_str()) {
        return String::new();
    }
    text
}
