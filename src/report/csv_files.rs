//! `positions.csv` and `rejects.csv`. No cell of them can run as a formula. [RULES 5, DESIGN 4]

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::{
    model::{facts::Facts, problem::Problem},
    rules::{due::DueRule, position::Position},
};

/// The columns of `positions.csv`, exactly. [RULES 5]
pub const POSITION_COLUMNS: [&str; 20] = [
    "child_id",
    "status",
    "statuses",
    "rag",
    "standard",
    "last_contact",
    "due",
    "state",
    "days_overdue",
    "last_seen",
    "days_unseen",
    "unseen",
    "last_face_to_face",
    "team",
    "worker_id",
    "flags",
    "due_rule",
    "due_from",
    "raised_on",
    "due_if_red",
];

/// The columns of `rejects.csv`.
pub const REJECT_COLUMNS: [&str; 9] = [
    "data_set", "file", "sheet", "row", "column", "code", "kind", "value", "message",
];

/// One row a child, in the order of the positions.
pub fn positions_csv(positions: &[Position], facts: &Facts) -> Vec<u8> {
    let mut csv = Csv::new(&POSITION_COLUMNS, positions.len() * 120);
    for position in positions {
        let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let number =
            |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        csv.text(facts.children.text(position.child));
        csv.plain(position.status.code());
        csv.plain(&position.statuses.to_string());
        csv.plain(position.rag_code());
        csv.plain(position.standard.code());
        csv.plain(&date(position.last_contact.map(|visit| visit.date)));
        csv.plain(&date(position.due_date()));
        csv.plain(position.state.code());
        csv.plain(&number(position.days_overdue));
        csv.plain(&date(position.last_seen));
        csv.plain(&number(position.days_unseen));
        csv.plain(if position.unseen { "true" } else { "false" });
        csv.plain(&date(position.last_face_to_face));
        csv.text(facts.words.text(position.team));
        csv.text(
            position
                .worker
                .map_or("", |worker| facts.workers.text(worker)),
        );
        csv.plain(&position.flags.to_string());
        csv.plain(position.due_rule.map_or("", DueRule::code));
        csv.plain(&date(position.due.map(|due| due.from)));
        csv.plain(&date(position.raised_on));
        csv.plain(&date(position.due_if_red));
        csv.end_row();
    }
    csv.finish()
}

/// One row a problem, in the order they were found.
pub fn rejects_csv(problems: &[Problem]) -> Vec<u8> {
    let mut csv = Csv::new(&REJECT_COLUMNS, problems.len() * 160);
    for problem in problems {
        csv.plain(problem.source.data_set.name());
        csv.text(&problem.source.file);
        csv.text(problem.source.sheet.as_deref().unwrap_or_default());
        csv.plain(&problem.row.to_string());
        csv.text(problem.column.as_deref().unwrap_or_default());
        csv.plain(problem.code.code());
        csv.plain(if problem.code.is_error() {
            "error"
        } else {
            "warning"
        });
        csv.text(&problem.value);
        csv.text(&problem.sentence);
        csv.end_row();
    }
    csv.finish()
}

/// A text that a spreadsheet will not run: a formula's first character gets a quote before it.
pub fn inert(text: &str) -> Cow<'_, str> {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0) => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

struct Csv {
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    fn new(columns: &[&str], capacity: usize) -> Self {
        let writer = csv::WriterBuilder::new().from_writer(Vec::with_capacity(capacity + 256));
        let mut csv = Self { writer };
        columns.iter().for_each(|column| csv.plain(column));
        csv.end_row();
        csv
    }

    fn plain(&mut self, text: &str) {
        self.writer
            .write_field(text)
            .expect("a vector takes every write");
    }

    fn text(&mut self, text: &str) {
        self.plain(&inert(text));
    }

    fn end_row(&mut self) {
        self.writer
            .write_record(None::<&[u8]>)
            .expect("every row has the heading's cells");
    }

    fn finish(self) -> Vec<u8> {
        self.writer
            .into_inner()
            .expect("a vector takes every write")
    }
}
