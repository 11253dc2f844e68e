//! The generator's ratings: upgrades and downgrades days apart, withdrawals, ties, decisions of long ago.

use super::children::Child;
use super::{Generator, Row, set};
use chrono::{Duration, NaiveDate};

impl Generator {
    pub fn add_ratings(&mut self, child: &mut Child) {
        if self.chance(35) {
            self.add_spell(child);
        }
        for _ in 0..self.pick(&[0, 0, 0, 0, 1, 1, 2, 4]) {
            let on = match self.chance(70) {
                true => self.shift(child.decided, &[0, 0, 0, 0, 0, -40, -1, 1, 5]),
                false => self.near(&child.turns.clone()),
            };
            let mut row = self.rating(on, 0);
            set(&mut row, "child_id", &child.id);
            if self.chance(8) {
                let future = self.shift(self.d, &[1, 2]);
                row.insert("rag_decided_on", self.date(future));
            }
            if self.chance(30) {
                // The same decision once more, all but one field.
                let mut twin = row.clone();
                match self.below(4) {
                    0 => twin.insert("rag_rationale", self.blank()),
                    1 => twin.insert("rag_decided_by", self.decider()),
                    2 => twin.insert("rag", self.word("RED|AMBER|GREEN|UNRATED")),
                    _ => twin.insert("rag_recorded_on", row["rag_decided_on"].clone()),
                };
                self.ratings.push(twin);
            }
            self.ratings.push(row);
        }
        child.turns.push(child.decided.min(self.d));
    }

    /// A run of decisions up to about the last one, RED mostly at its end, with gaps about a week.
    fn add_spell(&mut self, child: &mut Child) {
        let mut on = child.decided;
        let mut rag = self.word("RED|RED|RED|AMBER|GREEN");
        for _ in 0..2 + self.below(4) {
            let mut row = self.rating(on, 0);
            set(&mut row, "child_id", &child.id);
            set(&mut row, "rag", &rag);
            self.ratings.push(row);
            child.turns.push(on.min(self.d));
            on -= Duration::days(self.pick(&[1, 3, 5, 6, 7, 8, 14, 60]));
            rag = match rag.as_str() {
                "RED" => self.word("GREEN|AMBER|AMBER|RED|UNRATED"),
                _ => self.word("RED|RED|RED|GREEN|AMBER"),
            };
        }
    }

    pub fn rating(&mut self, decided: NaiveDate, percent_undated: u64) -> Row {
        let rag = match self.chance(7) {
            true => "UNRATED|UNRATED|unrated |PURPLE|?",
            false => "RED|RED|RED|AMBER|AMBER|AMBER|GREEN|GREEN|Amber|green ",
        };
        let recorded = self.shift(decided, &[-1, 0, 0, 0, 1, 3]);
        let rationale = self.word("Seen at school|Home, \"calm\"|Reviewed");
        Row::from([
            ("rag", self.word(rag)),
            (
                "rag_decided_on",
                self.date_or_blank(percent_undated, decided),
            ),
            ("rag_recorded_on", self.date_or_blank(40, recorded)),
            ("rag_decided_by", self.decider()),
            ("rag_rationale", self.or_blank(25, rationale)),
        ])
    }
}
