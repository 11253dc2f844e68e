//! The draft as a profile file: each line with what its column holds and why it was taken; what is open as comments.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};

use super::{
    Draft, View,
    column::{Column, Kind, Orders},
    layout::Skipped,
    matching::{Match, Wants, fits, lists_who_was_seen, wants},
    told::{describe, found, noticed},
};
use crate::model::{
    field::{DataSet, Field},
    text::{folded, printable},
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
            let Some(of) = found.get(&field) else {
                if field == Field::CaseChildName
                    && let Some([surname, forename]) = self.name_in_two()
                {
                    self.line("# the name stands in two columns");
                    self.line(format!(
                        "child_name = {{ headings = {}, together = \", \" }}",
                        list(&[&surname, &forename])
                    ));
                    continue;
                }
                self.missing(field, found);
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
            let value = value(field, column);
            self.line(format!("{} = {value}", field.name()));
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

    /// The headings of surname and forename, where they stand apart.
    fn name_in_two(&self) -> Option<[String; 2]> {
        let of = |names: &[&str]| {
            let mut columns = self.view.columns.iter();
            let found = columns.find(|column| {
                let heading = folded(&column.heading);
                names.iter().any(|name| {
                    heading == *name
                        || heading == format!("child {name}")
                        || heading == format!("client {name}")
                        || heading == format!("person {name}")
                })
            });
            found.map(|column| column.heading.clone())
        };
        let surname = of(&["surname", "last name", "lastname", "family name"])?;
        let forename = of(&[
            "forename",
            "first name",
            "firstname",
            "forenames",
            "given name",
        ])?;
        Some([surname, forename])
    }

    /// A field without a column: what is put in its place, or what must be decided.
    fn missing(&mut self, field: Field, found: &HashMap<Field, Match>) {
        let (line, question): (String, &str) = match field {
            Field::VisitId => {
                let parts = [
                    (Field::VisitMode, "-{mode}"),
                    (Field::VisitWorkerId, "-{worker_id}"),
                ];
                let parts: String = parts
                    .iter()
                    .filter(|(field, _)| found.contains_key(field))
                    .map(|(_, part)| *part)
                    .collect();
                (
                    format!("visit_id = {{ template = \"{{child_id}}-{{visit_date}}{parts}\" }}"),
                    "no column numbers the visits: an id is made of the child, the day and what else is known, so two like visits of one day are one",
                )
            }
            Field::VisitMode => (
                "mode = { default = \"face_to_face\" }".to_owned(),
                "no column says how visits were made: face to face is assumed (visits, mode); change it if phone or video calls are among them",
            ),
            Field::CaseTeam => (
                "team = { default = \"Team not recorded\" }".to_owned(),
                "no column names the team, which decides who gets a child's name: have the export say it",
            ),
            Field::CaseStatus => match self.status_by_name() {
                Some(status) => (
                    format!("status = {{ default = \"{status}\" }}"),
                    "no column says the status: it is taken from the name of the file or its headings; see that it is right for every row",
                ),
                None => {
                    self.line("# decide: no column says the status. Take the # away and write CIN, CP, CIC, CL, TS or YOS for every row:");
                    self.line("# status = { default = \"CIN\" }");
                    self.ask("no column says the status (child in need, protection plan, in care, care leaver): export it, or write one for every row".to_owned());
                    self.is_whole = false;
                    return;
                }
            },
            Field::WorkerRole => (
                "role = { default = \"not recorded\" }".to_owned(),
                "no column says the workers' roles",
            ),
            Field::VisitChildSeen => {
                self.line("# decide: no column says whether the child was seen, so nobody counts as seen. Where every visit is one, take the # away:");
                self.line("# child_seen = { default = \"Y\" }");
                self.ask("no column says whether the child was seen, so nobody counts as seen: if every visit of the export is one at which the child was seen, say so (visits, child_seen)".to_owned());
                return;
            }
            field if field.is_required() => {
                let may_be = self.candidates(field);
                self.line(format!(
                    "# decide: no column looks like {}{may_be}; write its heading and take the # away:",
                    field.name()
                ));
                self.line(format!("# {} = [\"…\"]", field.name()));
                self.ask(format!(
                    "no column looks like {} of {}{may_be}; write its heading and take the # away",
                    field.name(),
                    field.data_set().name()
                ));
                self.is_whole = false;
                return;
            }
            _ => return,
        };
        self.line(format!("# decide: {question}"));
        self.line(line);
        self.ask(question.to_owned());
    }

    /// The columns that nothing else takes and that hold what a field needs, as part of a sentence.
    fn candidates(&self, field: Field) -> String {
        let view = self.view;
        let is_free = |at: usize| {
            let mut taken = view.parts.iter().flat_map(|(_, found)| found.values());
            taken.all(|of| of.column != at)
        };
        let fitting: Vec<String> = view
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| is_free(*at) && fits(field, column))
            .map(|(_, column)| format!("\"{}\"", printable(&column.heading)))
            .collect();
        match fitting.as_slice() {
            [] => String::new(),
            several => format!(" (it may be {})", several.join(" or ")),
        }
    }

    /// The one status that the file's name, sheet or headings speak of.
    fn status_by_name(&self) -> Option<&'static str> {
        let name = self.view.asked.path.file_stem()?.to_string_lossy();
        let headings = self
            .view
            .columns
            .iter()
            .map(|column| column.heading.as_str());
        let texts = headings
            .chain([&*name])
            .chain(self.view.table.sheet.as_deref());
        let all: Vec<String> = texts.map(|text| format!(" {} ", folded(text))).collect();
        let says = |words: &[&str]| {
            words
                .iter()
                .any(|word| all.iter().any(|text| text.contains(&format!(" {word} "))))
        };
        let found: Vec<&'static str> = [
            ("CP", &["cp", "cpp", "child protection"][..]),
            ("CIN", &["cin", "child in need", "children in need"]),
            ("CIC", &["cla", "lac", "cic", "looked after", "in care"]),
            ("CL", &["care leaver", "care leavers", "leaving care"]),
        ]
        .into_iter()
        .filter(|(_, words)| says(words))
        .map(|(status, _)| status)
        .collect();
        match found.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

fn is_registration(field: Field, column: &Column) -> bool {
    field == Field::WorkerQualified && matches!(column.kind, Kind::Id | Kind::Number)
}

/// The right side of a field's line.
fn value(field: Field, column: &Column) -> String {
    let heading = quoted(&column.heading);
    if field == Field::VisitChildSeen && lists_who_was_seen(column) {
        return match column.kind {
            Kind::SeveralIds { between, .. } if between != ";" => {
                format!("{{ listed_in = {heading}, split = {} }}", quoted(between))
            }
            _ => format!("{{ listed_in = {heading} }}"),
        };
    }
    if is_registration(field, column) {
        return format!(
            "{{ headings = [{heading}], words = {{ \"Not registered\" = \"N\" }}, otherwise = \"Y\" }}"
        );
    }
    match (wants(field), &column.kind) {
        (Wants::Child | Wants::Worker, Kind::IdInText { pattern }) => {
            format!("{{ headings = [{heading}], extract = '{pattern}' }}")
        }
        (Wants::Child | Wants::Worker, Kind::SeveralIds { between, pattern }) => {
            let extract =
                pattern.map_or_else(String::new, |pattern| format!(", extract = '{pattern}'"));
            format!(
                "{{ headings = [{heading}], split = {}{extract} }}",
                quoted(between)
            )
        }
        _ => format!("[{heading}]"),
    }
}
