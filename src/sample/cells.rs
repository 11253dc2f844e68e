//! Cells as people and reporting tools leave them: stray spaces, several date forms, several words for nothing.

use chrono::{NaiveDate, NaiveDateTime};

use super::chance::Chance;
use crate::model::rating::Rag;
use crate::model::visit::Answer;

/// Writes cells untidily.
pub(super) struct UntidyCells {
    pub(super) chance: Chance,
}

impl UntidyCells {
    /// A name or a word, now and then with a space too many or one that does not break.
    pub(super) fn text(&mut self, text: &str) -> String {
        if text.is_empty() {
            return self.nothing().to_owned();
        }
        match self.chance.between(0, 199) {
            0..=3 => format!("{text} "),
            4 => format!(" {text}"),
            5 => text.replace(' ', "  "),
            6 => text.replace(' ', "\u{a0}"),
            7 => format!("{text}\u{a0}"),
            _ => text.to_owned(),
        }
    }

    /// An id, now and then with a space behind it.
    pub(super) fn id(&mut self, id: &str) -> String {
        let space = if self.chance.percent(1.0) { " " } else { "" };
        format!("{id}{space}")
    }

    /// A blank cell, which not everyone leaves blank.
    pub(super) fn nothing(&mut self) -> &'static str {
        self.chance
            .weighted(&[(94, ""), (2, "NULL"), (2, "N/A"), (2, "-")])
    }

    /// A date, mostly day first with slashes.
    pub(super) fn date(&mut self, date: Option<NaiveDate>) -> String {
        let Some(date) = date else {
            return self.nothing().to_owned();
        };
        let form = self
            .chance
            .weighted(&[(91, "%d/%m/%Y"), (5, "%-d %b %Y"), (4, "%Y-%m-%d")]);
        date.format(form).to_string()
    }

    /// The words that people use for a rating.
    pub(super) fn rating(&mut self, rating: Rag) -> &'static str {
        self.chance.weighted(match rating {
            Rag::Red => &[(70, "Red"), (15, "RED"), (10, "High"), (5, "red")],
            Rag::Amber => &[(55, "Amber"), (30, "AMBER"), (10, "amber"), (5, "Medium")],
            Rag::Green => &[(60, "Green"), (30, "green"), (7, "GREEN"), (3, "Low")],
        })
    }

    /// The words that people use for yes and no.
    pub(super) fn answer(&mut self, answer: Answer) -> &'static str {
        match answer {
            Answer::Yes => self.chance.weighted(&[(90, "Yes"), (8, "Y"), (2, "yes ")]),
            Answer::No => self.chance.weighted(&[(95, "No"), (5, "N")]),
            Answer::NotRecorded => "",
        }
    }
}

/// A date the way both systems show it.
pub(super) fn slashed(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A date and time the way both systems show it.
pub(super) fn slashed_time(time: NaiveDateTime) -> String {
    time.format("%d/%m/%Y %H:%M").to_string()
}
