//! Fields without a column: what is put in their place, or what somebody must decide.

use std::collections::HashMap;

use super::{
    View,
    column::{Column, FEWEST_ROWS},
    matching::{Match, fits},
    text::Writer,
};
use crate::model::{
    field::Field,
    text::{folded, printable},
};

impl Writer<'_> {
    /// The headings of surname and forename, where they stand apart and the name is taken from neither or one of them.
    pub(super) fn name_in_two(&self, taken: Option<&Match>) -> Option<[&str; 2]> {
        const OF_A_CHILD: [&str; 4] = ["child", "name", "surname", "forename"];
        let of = |name: &str| {
            self.view.columns.iter().position(|column| {
                let mut tokens = column.tokens.iter();
                !column.is_twice
                    && column.says(name)
                    && tokens.all(|token| OF_A_CHILD.contains(&token.as_str()))
            })
        };
        let two = [of("surname")?, of("forename")?];
        let is_theirs = taken.is_none_or(|of| two.contains(&of.column));
        is_theirs.then(|| two.map(|at| self.view.columns[at].heading.as_str()))
    }

    /// A field without a column: what is put in its place, or what must be decided.
    pub(super) fn missing(&mut self, field: Field, found: &HashMap<Field, Match>) {
        let (line, question): (String, &str) = match field {
            Field::VisitId => {
                // A type of contact may say what came of it.
                let has = |field| found.contains_key(&field);
                let how = has(Field::VisitMode) || has(Field::VisitOutcome);
                let parts = [
                    (how, "-{mode}-{outcome}"),
                    (has(Field::VisitWorkerId), "-{worker_id}"),
                ];
                let parts: String = parts
                    .iter()
                    .filter(|(is_there, _)| *is_there)
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
            Field::CaseStatusStart if self.are_care_leavers() => (
                "status_start = { unknown = true }".to_owned(),
                "no column says since when they are care leavers: their starts are not known, so one without a visit is overdue by no known number of days",
            ),
            Field::WorkerRole => (
                "role = { default = \"not recorded\" }".to_owned(),
                "no column says the workers' roles",
            ),
            Field::VisitChildSeen if self.dates_are_of_sight(found) => (
                "child_seen = { default = \"Y\" }".to_owned(),
                "the date is called one on which the child was seen, so each counts as one; see that a visit without the child does not stand there",
            ),
            Field::VisitChildSeen if self.types_tell_of_sight(found) => return,
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

    /// Whether the column of the visit's date says that the child was seen then.
    fn dates_are_of_sight(&self, found: &HashMap<Field, Match>) -> bool {
        let date = found.get(&Field::VisitDate);
        date.is_some_and(|of| self.view.columns[of.column].says("seen"))
    }

    /// Whether the types of visit say which child was seen.
    fn types_tell_of_sight(&self, found: &HashMap<Field, Match>) -> bool {
        let column = found.get(&Field::VisitMode);
        let words = column.and_then(|of| self.view.columns[of.column].words.as_ref());
        let says_so = |(word, rows): (&String, &u64)| {
            let taken = self.view.known.contacts.taken(word);
            *rows >= FEWEST_ROWS && taken.is_some_and(|taken| taken.meaning.tells_of_sight())
        };
        words.into_iter().flatten().any(says_so)
    }

    /// Whether every row is of a care leaver.
    fn are_care_leavers(&self) -> bool {
        let view = self.view;
        let mut of_status = view.parts.iter().flat_map(|(_, found)| found.values());
        let Some(of) = of_status.find(|of| of.field == Field::CaseStatus) else {
            return self.status_by_name() == Some("CL");
        };
        let words = view.columns[of.column].words.iter().flatten();
        let mut meanings = words.map(|(word, _)| view.known.word(Field::CaseStatus, word));
        meanings.all(|meaning| meaning == Some("CL"))
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
            .filter(|(at, column)| is_free(*at) && !column.is_twice && fits(field, column))
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

/// The column of what came of visits, where its words say that the child was seen.
pub(super) fn outcome_of_sight<'v>(
    view: &'v View<'_>,
    found: &HashMap<Field, Match>,
) -> Option<&'v Column> {
    let column = &view.columns[found.get(&Field::VisitOutcome)?.column];
    let says_so = |(word, rows): (&String, &u64)| {
        let meaning = view.known.word(Field::VisitChildSeen, word);
        meaning.is_some() && folded(word).contains("seen") && *rows >= FEWEST_ROWS
    };
    column.words.iter().flatten().any(says_so).then_some(column)
}
