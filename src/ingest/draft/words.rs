//! The words of coded fields: those whose meaning is plain, and the others as comments. Nobody's name or id is among them.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    column::{Column, FEWEST_ROWS},
    matching::{Wants, wants},
    people,
    text::{Writer, list, quoted},
};
use crate::{
    ingest::{cell, profile::VisitType, rows::Raw},
    model::{
        field::{DataSet, Field},
        text::{counted, folded, printable},
    },
};

impl Writer<'_> {
    /// Whether a word of a column may be shown: in enough rows, and nobody's.
    fn may_be_shown(&self, column: &Column, word: &str, rows: u64) -> bool {
        rows >= FEWEST_ROWS
            && !self.is_somebodys(word)
            && !people::may_be_somebodys(&column.heading, word)
    }

    fn is_somebodys(&self, word: &str) -> bool {
        let key = folded(word);
        let in_others =
            |(at, column): (usize, &Column)| !self.is_plain(at) && column.values.contains(&key);
        self.view.columns.iter().enumerate().any(in_others)
    }

    /// Whether a column is taken for a field whose values are nobody's: a word, a day, a team. Of any other it is not known.
    fn is_plain(&self, at: usize) -> bool {
        let taken = self.view.parts.iter().flat_map(|(_, found)| found.values());
        let of_people = |field| {
            matches!(
                wants(field),
                Wants::Child | Wants::Worker | Wants::RowId | Wants::PersonName
            )
        };
        let mut fields = taken.filter(|of| of.column == at).peekable();
        fields.peek().is_some() && fields.all(|of| !of_people(of.field))
    }

    /// The words of a coded field: those that are plain, and the others as comments.
    pub(super) fn words(&mut self, set: DataSet, field: Field, column: &Column) {
        let known = self.view.known;
        self.line(format!("\n[table.{}.{}]", set.name(), field.name()));
        self.line(format!("headings = {}", list(&[&column.heading])));
        let meaning = |word: &str| -> Option<String> {
            if let Some(meaning) = known.word(field, word) {
                let is_of_rows = matches!(field, Field::CaseStatus | Field::VisitOutcome);
                return (meaning != "SKIP" || is_of_rows).then(|| meaning.to_owned());
            }
            let came_of_it = known.word(Field::VisitOutcome, word);
            match (wants(field), cell::answer(Raw::Text(word))) {
                (Wants::Answer, Some(answer)) => Some(answer.code().to_owned()),
                // Where what came of a visit says who was seen: nobody was, of one that was not made.
                _ if field == Field::VisitChildSeen
                    && came_of_it.is_some_and(|of| of != "completed") =>
                {
                    Some("N".to_owned())
                }
                _ => None,
            }
        };
        let mut lines = Vec::new();
        // What only has a word of ours in it may hold anything else besides.
        let within = |word: &str| match field {
            Field::CaseStatus => known.statuses.within(word).map(str::to_owned),
            Field::VisitOutcome => {
                let outcome = known.contacts.outcome_within(word);
                outcome.map(|outcome| outcome.code().to_owned())
            }
            _ => None,
        };
        let mut assumed = 0;
        let unknown = self.sorted(column, &mut |word| {
            let plain = meaning(word);
            let is_assumed = plain.is_none();
            let is_nobodys = || !people::looks_like_somebodys(word);
            let Some(meaning) = plain.or_else(|| within(word).filter(|_| is_nobodys())) else {
                return false;
            };
            let remark = match is_assumed {
                true => "  # assumed, by a part of it",
                false => "",
            };
            assumed += usize::from(is_assumed);
            lines.push(format!("{} = {}{remark}", quoted(word), quoted(&meaning)));
            true
        });
        // A word of ours that stands in few rows, or is somebody's name as well: all words of ours stand here, so that
        // nothing is said of this one.
        let (ours, unknown): (Vec<_>, Vec<_>) = unknown
            .into_iter()
            .partition(|(word, _)| known.word(field, word).is_some());
        if field == Field::WorkerRole && lines.is_empty() {
            return;
        }
        self.line(format!("\n[table.{}.{}.words]", set.name(), field.name()));
        lines.iter().for_each(|line| self.line(line));
        if !ours.is_empty() {
            let is_of_rows = matches!(field, Field::CaseStatus | Field::VisitOutcome);
            let ours = known.words(field);
            let ours = ours.filter(|(_, meaning)| is_of_rows || *meaning != "SKIP");
            self.ours(ours.map(|(word, meaning)| (word, quoted(meaning))), &lines);
        }
        if assumed > 0 {
            self.ask(format!(
                "of \"{}\" {} taken for what a part of it says, as the draft says beside each: see that it is right",
                printable(&column.heading),
                counted(assumed, "word is", "words are")
            ));
        }
        if field != Field::WorkerRole {
            let choices = choices(field);
            self.unknown(set, field, column, &unknown, ("\"…\"", &choices));
        }
    }

    pub(super) fn visit_types(&mut self, column: &Column) {
        let known = self.view.known;
        let mut lines = Vec::new();
        let mut assumed = 0;
        let unknown = self.sorted(column, &mut |word| {
            let Some(taken) = known.contacts.taken(word) else {
                return false;
            };
            let is_assumed = match taken.is_assumed {
                true => "  # assumed: somebody went there",
                false => "",
            };
            let meaning = type_in_words(taken.meaning);
            lines.push(format!("{} = {meaning}{is_assumed}", quoted(word)));
            assumed += usize::from(taken.is_assumed);
            true
        });
        let (ours, unknown): (Vec<_>, Vec<_>) = unknown
            .into_iter()
            .partition(|(word, _)| known.contacts.is_known(word));
        if lines.is_empty() && ours.is_empty() {
            self.line(format!("# decide: no word of \"{}\" is plain. Take the # away from the lines below and say what each means:", printable(&column.heading)));
            self.line("# [table.visit_type]");
            self.line(format!("# headings = {}", list(&[&column.heading])));
            self.line("# [table.visit_type.types]");
            self.is_whole = false;
        } else {
            self.line("\n[table.visit_type]");
            self.line(format!("headings = {}", list(&[&column.heading])));
            self.line("\n[table.visit_type.types]");
            lines.iter().for_each(|line| self.line(line));
        }
        if !ours.is_empty() {
            let ours = known.contacts.types();
            self.ours(
                ours.map(|(word, meaning)| (word, type_in_words(meaning))),
                &lines,
            );
        }
        if assumed > 0 {
            self.ask(format!(
                "of \"{1}\" {0} only called a visit: it is assumed that somebody went there, as the draft says beside each",
                counted(assumed, "word is", "words are"),
                printable(&column.heading)
            ));
        }
        let choices = "mode is face_to_face, video, phone or other; outcome = \"attempted\", \"planned\" or \"cancelled\" may stand behind it; { skip = true }: no contact with the child";
        let (set, field) = (DataSet::Visits, Field::VisitMode);
        self.unknown(set, field, column, &unknown, ("{ mode = \"…\" }", choices));
    }

    /// All words of ours, whatever the export has, but those that stand in lines already.
    fn ours<'k>(&mut self, ours: impl Iterator<Item = (&'k String, String)>, lines: &[String]) {
        let key = |line: &str| folded(line.split(" = ").next().unwrap_or_default());
        let there: BTreeSet<String> = lines.iter().map(|line| key(line)).collect();
        self.line("# words that exports have in this column, whether or not this one has them");
        for (word, meaning) in ours.filter(|(word, _)| !there.contains(*word)) {
            self.line(format!("{} = {meaning}", quoted(word)));
        }
    }

    /// Gives each word of enough rows that is nobody's to `take`, most rows first; the others, and what it does not take,
    /// come back with their rows.
    fn sorted(&self, column: &Column, take: &mut dyn FnMut(&str) -> bool) -> Vec<(String, u64)> {
        let mut words: Vec<(&String, u64)> = column
            .words
            .iter()
            .flatten()
            .map(|(word, rows)| (word, *rows))
            .collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut left = Vec::new();
        let mut seen = BTreeSet::new();
        for (word, rows) in words {
            // Two spellings of one word are one.
            if !seen.insert(folded(word)) {
                continue;
            }
            let is_hidden =
                rows < FEWEST_ROWS || self.is_somebodys(word) || folded(word).is_empty();
            if is_hidden || !take(word) {
                left.push((word.clone(), rows));
            }
        }
        left
    }

    pub(super) fn unknown(
        &mut self,
        set: DataSet,
        field: Field,
        column: &Column,
        unknown: &[(String, u64)],
        (example, choices): (&str, &str),
    ) {
        let heading = printable(&column.heading);
        if column.words.is_none() {
            self.ask(format!("\"{heading}\" has more than 40 different words: too many for {} of {}; is it another column?", field.name(), set.name()));
            self.is_whole &= field != Field::VisitMode;
            return;
        }
        if unknown.is_empty() {
            return;
        }
        let shown: Vec<&(String, u64)> = unknown
            .iter()
            .filter(|(word, rows)| self.may_be_shown(column, word, *rows))
            // Where yes or no belongs, a word that nobody knows may be a name.
            .filter(|(word, _)| wants(field) != Wants::Answer || people::is_all_plain(word))
            .collect();
        let hidden = unknown.len() - shown.len();
        if !shown.is_empty() {
            self.line(format!(
                "# unknown words: say what each means and take the # before it away ({choices})"
            ));
        }
        let rows: u64 = unknown.iter().map(|(_, rows)| rows).sum();
        self.ask_below(format!(
            "not known: {} of \"{heading}\" ({} of {}), in {}; say there what is meant",
            counted(unknown.len(), "word", "words"),
            field.name(),
            set.name(),
            counted(rows, "row", "rows"),
        ));
        for (word, rows) in shown {
            let word = quoted(word);
            self.line(format!("# unknown: {word} stands in {rows} rows"));
            self.line(format!("# {word} = {example}"));
        }
        if hidden > 0 {
            self.line(format!(
                "# unknown: {}, each in fewer than {FEWEST_ROWS} rows or somebody's, not shown; look for it in the export and write it here",
                counted(hidden, "more word", "more words")
            ));
        }
    }
}

/// What the words of a field may mean.
fn choices(field: Field) -> String {
    let words = match field {
        Field::CaseStatus => "CIN, CP, CIC, CL, TS or YOS; SKIP: the row is none of ours",
        Field::CaseRag | Field::RatingRag => "RED, AMBER, GREEN or UNRATED",
        Field::VisitOutcome => {
            "completed, attempted, cancelled or planned; SKIP: the row is no visit"
        }
        _ => "Y or N; nothing between the quotation marks: not known",
    };
    words.to_owned()
}

fn type_in_words(meaning: VisitType) -> String {
    match meaning {
        VisitType::Skip => "{ skip = true }".to_owned(),
        VisitType::Contact {
            mode,
            outcome,
            child_seen,
        } => {
            let mut text = format!("{{ mode = \"{}\"", mode.code());
            if let Some(outcome) = outcome {
                let _ = write!(text, ", outcome = \"{}\"", outcome.code());
            }
            if let Some(seen) = child_seen {
                let _ = write!(text, ", child_seen = \"{}\"", seen.code());
            }
            text + " }"
        }
    }
}
