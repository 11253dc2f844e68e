//! A workbook as plain data: sheets with a title, a few lines, one table; cells with a role, not a format.

use std::borrow::Cow;

use chrono::NaiveDate;

pub use super::table::{Choices, Column, ColumnHead, Table, column, fill_in};
use super::{charts, page};
use crate::{model::rating::Rag, rules::position::State};

/// A workbook.
#[derive(Clone, Debug)]
pub struct Book {
    /// The document's title.
    pub title: String,
    /// What it is about; the document's subject.
    pub subject: String,
    /// The handling marking, printed on every page.
    pub marking: String,
    /// The run date, which is also the document's creation date.
    pub date: NaiveDate,
    /// Its sheets; the first answers the reader's question.
    pub sheets: Vec<Sheet>,
}

/// A sheet: title in A1, lines below it, then one table that starts in column A.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// At most 31 characters.
    pub name: &'static str,
    /// What the sheet shows, in A1.
    pub title: String,
    /// A few lines between the title and the table.
    pub lines: Vec<Line>,
    /// The table.
    pub table: Table,
    /// Charts, above its table or below it.
    pub charts: Vec<Chart>,
}

impl Sheet {
    /// A sheet with nothing between its title and its table.
    pub fn of(name: &'static str, title: impl Into<String>, table: Table) -> Self {
        Self {
            name,
            title: title.into(),
            lines: Vec::new(),
            table,
            charts: Vec::new(),
        }
    }

    /// The same sheet with one more line of plain words.
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.lines.push(Line::Text(words.into()));
        self
    }

    /// The same sheet with these lines.
    pub fn with_lines(self, lines: Vec<Line>) -> Self {
        Self { lines, ..self }
    }

    /// The sheet of a name.
    pub(super) fn named<'b>(book: &'b Book, name: &str) -> Option<&'b Self> {
        book.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// The first row of its charts above the table, from 0: below the title, the lines and a free row.
    pub(super) fn chart_row(&self) -> u32 {
        page::rows_of_lines(self) + 1
    }

    /// The row of its table's headings, from 0: where the charts above it end.
    pub(super) fn heading_row(&self) -> u32 {
        self.chart_row() + self.charts_in(ChartRoom::AboveTable) * charts::ROWS
    }

    /// The last row of its table, or of what stands there where there is none.
    pub(super) fn last_row(&self) -> u32 {
        self.heading_row() + self.table.rows.len().max(1) as u32
    }

    /// The last row that is printed: its table's, or that of the charts below it.
    pub(super) fn last_printed_row(&self) -> u32 {
        match self.charts_in(ChartRoom::BelowTable) {
            0 => self.last_row(),
            _ => self.last_row() + 1 + charts::ROWS,
        }
    }

    /// How many of its charts stand in a place.
    pub(super) fn charts_in(&self, room: ChartRoom) -> u32 {
        let charts = self.charts.iter();
        charts.filter(|chart| chart.room == room).count() as u32
    }

    /// The same sheet with charts.
    pub fn with_charts(self, charts: Vec<Chart>) -> Self {
        Self { charts, ..self }
    }
}

/// A native line chart of columns of a sheet's table.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The title.
    pub title: &'static str,
    /// What the chart shows, for those who cannot see it.
    pub alt_text: String,
    /// The sheet with the table.
    pub sheet: &'static str,
    /// The heading of the column along the bottom; also the axis' title.
    pub along: &'static str,
    /// The title of the axis that goes up.
    pub up: &'static str,
    /// The lines; one without a share in its column is left out.
    pub lines: Vec<ChartLine>,
    /// Where it stands.
    pub room: ChartRoom,
}

/// Where a chart stands on its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartRoom {
    /// As wide as what is printed, between the lines and the table.
    AboveTable,
    /// Small, below the table, side by side with others.
    BelowTable,
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct ChartLine {
    /// The heading of its column; also its name.
    pub column: &'static str,
    /// How it is drawn.
    pub role: LineRole,
}

/// What a line of a chart stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineRole {
    /// What was recorded at the time.
    Recorded,
    /// What was worked out afterwards.
    Recalculated,
    /// The mean.
    Mean,
    /// A control limit.
    Limit,
    /// Points that signal the good way: marks alone.
    Better,
    /// Points that signal the bad way: marks alone.
    Worse,
}

/// A line above a table.
#[derive(Clone, Debug)]
pub enum Line {
    /// Plain words.
    Text(String),
    /// What to look at first: stands out.
    LookFirst(String),
    /// A link to another sheet.
    Link {
        /// What the reader sees.
        text: String,
        /// The sheet's name.
        sheet: &'static str,
    },
    /// A link to a row of another sheet's table.
    LinkToRow {
        /// What the reader sees.
        text: String,
        /// The sheet's name.
        sheet: &'static str,
        /// The row of its table, from 0.
        row: usize,
    },
}

/// What a cell holds and means.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(Cow<'static, str>),
    /// What this row and those below it are about: it stands out.
    Topic(&'static str),
    /// Why there is nothing: "not recorded".
    Absent(&'static str),
    /// For the reader to fill in.
    FillIn,
    /// The same, from the first column of some rows of another sheet's table.
    Choose {
        /// The sheet.
        sheet: &'static str,
        /// The first of its table's rows, from 0, and the one behind the last.
        rows: (usize, usize),
    },
    /// A date.
    Date(NaiveDate),
    /// A date by which somebody must act, with its weekday.
    Day(NaiveDate),
    /// A number of something.
    Count(i64),
    /// A share from 0 to 1.
    Share(f64),
    /// RED, AMBER, GREEN or UNRATED, with its colour.
    Rating(Option<Rag>),
    /// How a child stands, in words, with its colour.
    Standing(State, String),
    /// A link to another sheet.
    Link {
        /// What the reader sees.
        text: String,
        /// The sheet's name.
        sheet: &'static str,
    },
    /// Nothing, where the heading says what it would be: a gap in a chart's line.
    Blank,
    /// A small line of a row of another sheet's table; words beside it say what it shows.
    Spark {
        /// The sheet with the numbers.
        sheet: &'static str,
        /// The row of its table, from 0.
        row: usize,
        /// The first and last column of the numbers, from 0.
        columns: (u16, u16),
    },
}

impl Cell {
    /// Words, or why there are none.
    pub fn text_or(text: Option<&str>, absent: &'static str) -> Self {
        text.filter(|text| !text.is_empty())
            .map_or(Self::Absent(absent), |text| {
                Self::Text(Cow::Owned(text.to_owned()))
            })
    }

    /// Words.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A day, or why there is none.
    pub fn date_or(date: Option<NaiveDate>, absent: &'static str) -> Self {
        date.map_or(Self::Absent(absent), Self::Date)
    }

    /// A number of something.
    pub fn count(number: impl TryInto<i64>) -> Self {
        Self::Count(number.try_into().unwrap_or(i64::MAX))
    }

    /// A share, or why there is none: nothing is divided by zero.
    pub fn share(part: u64, whole: u64) -> Self {
        if whole == 0 {
            Self::Absent("none to count")
        } else {
            Self::Share(part as f64 / whole as f64)
        }
    }
}
