//! The draft as a profile file: each line with what its column holds and why it was taken; what is open as comments.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};

use super::{
    Draft, View,
    column::{Column, Kind, Orders},
    gaps::outcome_of_sight,
    layout::Skipped,
    matching::{Match, Wants, lists_who_was_seen, wants},
    rule::{is_registration, value},
    told::{describe, found, noticed},
};
use crate::model::{
    field::{DataSet, Field},
    text::printable,
};

/// A quoted text of TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

pub(super) fn write(view: &View<'_>) -> Draft {
    let mut writer = Writer {
        view,
        body: String::new(),
        decide: Vec::new(),
        is_whole: true,
    };
    let grouped = writer.grouped();
    for (set, found) in &view.parts {
        writer.part(*set, found);
    }
    let months = writer.month_first();
    writer.ask_about_headings();
    let mut head = String::new();
    let name = view
        .asked
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let _ = writeln!(
        head,
        "# Drafted from {}: look at each line before you trust it, and at what is marked \"decide\".",
        printable(&name)
    );
    let _ = writeln!(head, "title = {}", quoted(view.asked.title));
    let _ = writeln!(
        head,
        "verified = false              # true once you have compared it with a real export"
    );
    if view.table.delimiter != ',' {
        let _ = writeln!(
            head,
            "delimiter = {}",
            quoted(&view.table.delimiter.to_string())
        );
    }
    let _ = writeln!(head, "\n[[table]]\ntitle = {}", quoted(view.asked.title));
    if let Some(sheet) = &view.table.sheet {
        let _ = writeln!(head, "sheets = {}", list(&[sheet]));
    }
    let skipped = writer.skipped();
    if !skipped.is_empty() {
        let _ = writeln!(
            head,
            "# rows of totals, and notes of the report, are none of ours"
        );
        let _ = writeln!(head, "skip_rows_where = {skipped}");
    }
    if !grouped.is_empty() {
        let _ = writeln!(
            head,
            "# a grouped report: a blank cell means what stands above it"
        );
        let headings: Vec<&str> = grouped
            .iter()
            .map(|at| view.columns[*at].heading.as_str())
            .collect();
        let _ = writeln!(head, "fill_down = {}", list(&headings));
    }
    if months {
        let _ = writeln!(
            head,
            "# its dates are 11/23/2026: some can only be read month first, none only day first"
        );
        let _ = writeln!(head, "dates = \"month first\"");
    }
    let (body, decide, is_whole) = (writer.body, writer.decide, writer.is_whole);
    let above = head.matches('\n').count() + 1;
    let mut said = BTreeSet::new();
    let decide = decide
        .into_iter()
        .filter(|(_, question)| said.insert(question.clone()))
        .map(|(line, question)| match line {
            Some(line) => format!("line {}: {question}", above + line),
            None => question,
        })
        .collect();
    Draft {
        text: head + &body,
        sets: view.parts.iter().map(|(set, _)| *set).collect(),
        sheet: view.table.sheet.clone(),
        heading_row: view.layout.heading.number,
        columns: found(view),
        rows: noticed(view, &grouped),
        decide,
        is_whole,
    }
}

pub(super) struct Writer<'a> {
    pub(super) view: &'a View<'a>,
    body: String,
    /// Questions, and the line of the body that each is of.
    decide: Vec<(Option<usize>, String)>,
    pub(super) is_whole: bool,
}

impl Writer<'_> {
    /// Something is to be decided about the line written last.
    pub(super) fn ask(&mut self, question: impl Into<String>) {
        let lines = self.body.matches('\n').count();
        self.decide.push((lines.checked_sub(1), question.into()));
    }

    /// Something is to be decided about the whole file.
    fn ask_all(&mut self, question: impl Into<String>) {
        self.decide.push((None, question.into()));
    }

    /// A heading that stands twice names no column.
    fn ask_about_headings(&mut self) {
        let twice = self.view.columns.iter().filter(|column| column.is_twice);
        let twice: BTreeSet<String> = twice.map(|column| printable(&column.heading)).collect();
        for heading in twice {
            self.ask_all(format!("the heading \"{heading}\" stands in several columns, so none of them can be taken: have the export call each by a name of its own"));
        }
    }

    /// Something is to be decided about the line to be written next.
    pub(super) fn ask_below(&mut self, question: impl Into<String>) {
        let lines = self.body.matches('\n').count();
        self.decide.push((Some(lines), question.into()));
    }

    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.body.push_str(line.as_ref());
        self.body.push('\n');
    }

    /// The columns that a grouped report fills in the first row of a group only; outermost first.
    fn grouped(&self) -> Vec<usize> {
        let view = self.view;
        let may_be = |field: Field| {
            !matches!(
                wants(field),
                Wants::RowId | Wants::Day | Wants::Answer | Wants::Number | Wants::Word
            )
        };
        let taken = view.parts.iter().flat_map(|(_, found)| found.values());
        let taken: BTreeSet<usize> = taken
            .filter(|of| may_be(of.field))
            .map(|of| of.column)
            .collect();
        let mut grouped: Vec<usize> = taken
            .into_iter()
            .filter(|&at| view.columns[at].is_grouped)
            .collect();
        // Fewer groups lie outside; of those that go together the id stands before what it tells.
        let is_id = |at: usize| !matches!(view.columns[at].kind, Kind::Id | Kind::IdInText { .. });
        grouped.sort_by_key(|&at| (view.columns[at].filled, is_id(at), at));
        grouped
    }

    fn month_first(&mut self) -> bool {
        let used: BTreeSet<usize> = self
            .view
            .parts
            .iter()
            .flat_map(|(_, found)| found.values())
            .map(|of| of.column)
            .collect();
        let mut all = Orders::default();
        let mut both = Vec::new();
        for column in used.into_iter().map(|at| &self.view.columns[at]) {
            let Orders {
                day_first,
                month_first,
                either,
            } = column.orders;
            all.day_first += day_first;
            all.month_first += month_first;
            all.either += either;
            if day_first > 0 && month_first > 0 {
                both.push(column.heading.clone());
            }
        }
        for heading in both {
            self.ask_all(format!("dates of \"{heading}\" are written both ways round: export them as day/month/year, or as year-month-day"));
        }
        if all.day_first == 0 && all.month_first == 0 && all.either > 0 {
            self.ask_all("every date could be read either way round, so day first is taken; if the system writes 11/23/2026, add dates = \"month first\" below [[table]]".to_owned());
        }
        all.month_first > 0 && all.day_first == 0
    }

    fn skipped(&self) -> String {
        let heading = |skipped: &Skipped| {
            self.view
                .columns
                .iter()
                .find(|column| column.at == skipped.column)
                .map(|column| column.heading.clone())
        };
        let rules: Vec<String> = self
            .view
            .layout
            .skipped
            .iter()
            .filter_map(|skipped| {
                let mut rule = format!("{{ column = {}", quoted(&heading(skipped)?));
                if !skipped.words.is_empty() {
                    let _ = write!(rule, ", is = {}", list(&skipped.words));
                }
                if !skipped.starts.is_empty() {
                    let starts: Vec<&str> =
                        skipped.starts.iter().map(|start| start.trim()).collect();
                    let _ = write!(rule, ", starts_with = {}", list(&starts));
                }
                Some(rule + " }")
            })
            .collect();
        match rules.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            several => format!("[\n    {},\n]", several.join(",\n    ")),
        }
    }

    fn part(&mut self, set: DataSet, found: &HashMap<Field, Match>) {
        let view = self.view;
        self.line(format!("\n[table.{}]", set.name()));
        let mut sections: Vec<(Field, &Column)> = Vec::new();
        for field in set.fields() {
            if field == Field::CaseChildName
                && let Some(two) = self.name_in_two(found.get(&field))
            {
                let two = list(&two);
                self.line("# the name stands in two columns");
                self.line(format!(
                    "child_name = {{ headings = {two}, together = \", \" }}"
                ));
                continue;
            }
            let Some(of) = found.get(&field) else {
                match outcome_of_sight(view, found) {
                    Some(column) if field == Field::VisitChildSeen => {
                        self.line(format!(
                            "# {}: its words say it; child_seen stands below",
                            describe(column)
                        ));
                        sections.push((field, column));
                    }
                    _ => self.missing(field, found),
                }
                continue;
            };
            let column = &view.columns[of.column];
            let about = format!("# {}: {}", describe(column), of.why);
            if self.is_section(field, column) {
                self.line(format!("{about}; {} stands below", field.name()));
                sections.push((field, column));
                continue;
            }
            self.line(about);
            let child = found.get(&Field::VisitChildId);
            let child = child.map(|of| &view.columns[of.column]);
            let value = value(field, column, child);
            self.line(format!("{} = {value}", field.name()));
            let is_of_need = field.is_required() && wants(field) == Wants::Day;
            if is_of_need && !of.is_by_heading {
                self.ask(format!(
                    "{} is taken from \"{}\", by its likeness only: see that it is this day",
                    field.name(),
                    printable(&column.heading)
                ));
            }
            let are_ids = matches!(
                column.kind,
                Kind::Id
                    | Kind::IdInText { .. }
                    | Kind::SeveralIds { .. }
                    | Kind::Number
                    | Kind::Empty
            );
            if wants(field) == Wants::Worker && !are_ids {
                self.ask(format!("{} is taken from \"{}\", which holds no ids: if the export can have the worker's id, take that; the workers export must use the same", field.name(), column.heading));
            }
        }
        for (field, column) in sections {
            match field {
                Field::VisitMode => self.visit_types(column),
                field => self.words(set, field, column),
            }
        }
    }

    /// Whether a field needs a list of words.
    fn is_section(&self, field: Field, column: &Column) -> bool {
        if column.kind == Kind::Empty {
            return false;
        }
        match wants(field) {
            Wants::Word => true,
            Wants::Answer if lists_who_was_seen(column) || is_registration(field, column) => false,
            Wants::Answer => column.kind != Kind::YesNo,
            _ => false,
        }
    }
}
