//! Aligned tables and JSON on standard output.

use serde::Serialize;

use crate::model::text::printable;

/// A column: its heading, and whether it holds numbers, which stand to the right.
pub enum Column {
    Text(&'static str),
    Number(&'static str),
}

impl Column {
    fn heading(&self) -> &'static str {
        match self {
            Self::Text(heading) | Self::Number(heading) => heading,
        }
    }
}

/// Prints rows below their headings; each cell of a row stands below its own.
pub fn print<const N: usize>(columns: [Column; N], rows: &[[String; N]]) {
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| printable(cell)))
        .collect();
    let widths: [usize; N] = std::array::from_fn(|at| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        let heading = columns[at].heading().chars().count();
        cells.max().unwrap_or(0).max(heading)
    });
    let line = |cells: [&str; N]| {
        let mut line = String::new();
        for (at, cell) in cells.into_iter().enumerate() {
            let room = " ".repeat(widths[at].saturating_sub(cell.chars().count()));
            let (before, after) = match columns[at] {
                Column::Text(_) => ("", room.as_str()),
                Column::Number(_) => (room.as_str(), ""),
            };
            line.extend([before, cell, after, "  "]);
        }
        say!("{}", line.trim_end());
    };
    line(std::array::from_fn(|at| columns[at].heading()));
    for row in &rows {
        line(std::array::from_fn(|at| row[at].as_str()));
    }
}

/// Prints one object, for programs.
pub fn print_json(shown: &impl Serialize) {
    // What is shown holds only numbers, texts and dates, which JSON takes.
    say!(
        "{}",
        serde_json::to_string_pretty(shown).unwrap_or_default()
    );
}
