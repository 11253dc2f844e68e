//! The generator's visits: about the dates that matter to a child, by all sorts of workers.

use super::children::Child;
use super::{Generator, Row, set};
use chrono::{Duration, NaiveDate, NaiveTime};

impl Generator {
    /// A good one on the contact's date, doubtful ones after it and about the child's dates, bookings.
    pub fn add_visits(&mut self, child: &Child, contact: NaiveDate) {
        if self.chance(8) {
            return;
        }
        let never_well = self.chance(12);
        if self.chance(80) {
            self.add_visit(child, contact, !never_well);
        }
        let gap = (self.d - contact).num_days().max(0) as u64;
        for _ in 0..self.pick(&[0, 0, 1, 2, 3]) {
            let days = self.below(gap + 1).min(self.below(gap + 1));
            self.add_visit(child, self.ago(days), false);
        }
        for _ in 0..2 + self.below(7) {
            let on = self.near(&child.turns).min(self.d);
            let on = if self.chance(50) { on.min(contact) } else { on };
            let good = self.chance(45) && !never_well;
            self.add_visit(child, on, good);
        }
        if self.chance(30) {
            let first = self.visits.len();
            let after = self.shift(self.d, &[1, 1, 2, 6, 7, 30]);
            self.add_visit(child, after, false);
            let booked = self.visits.last_mut().expect("just added");
            set(booked, "outcome", "planned");
            self.bookings.extend(self.visits.drain(first..));
        }
    }

    fn add_visit(&mut self, child: &Child, date: NaiveDate, good: bool) {
        let (mode, outcome, seen) = match good {
            true => ("face_to_face", "completed|completed|Completed|", "Y"),
            false => (
                "face_to_face|face_to_face|face_to_face|video|video|phone|phone|other",
                "completed|completed||-|completed|attempted|attempted|cancelled|planned",
                "Y|Y|Y|Yes|y|N|N||NULL|maybe",
            ),
        };
        let before_birth = child.unborn || child.born.is_some_and(|born| date < born);
        let seen = if before_birth { "N||Y" } else { seen };
        let midnight = date.and_time(NaiveTime::MIN);
        let minutes = [
            0, 0, 0, 600, 600, 1440, 2879, 2880, 2881, 4319, 4320, 5759, 5760, 10_000,
        ];
        let recorded = midnight + Duration::minutes(self.pick(&minutes));
        let recorded = self.chance(90).then_some(recorded);
        let row = Row::from([
            (
                "visit_id",
                format!("V{:06}", self.visits.len() + self.bookings.len()),
            ),
            ("child_id", child.id.clone()),
            ("visit_date", self.date(date)),
            ("mode", self.word(mode)),
            ("outcome", self.word(outcome)),
            ("child_seen", self.word(seen)),
            ("seen_alone", self.word("Y|N||sometimes")),
            ("worker_id", self.visitor(good)),
            (
                "recorded_at",
                recorded.map_or(String::new(), |at| self.stamp(at)),
            ),
        ]);
        if self.recorded && self.chance(4) {
            self.add_visit_again(&row, midnight);
        }
        self.visits.push(row);
    }

    /// The same visit once more with another fact, recorded at another time.
    fn add_visit_again(&mut self, row: &Row, midnight: chrono::NaiveDateTime) {
        let mut again = row.clone();
        let minutes = self.pick(&[-1440, -1, 1, 61, 1439]);
        again.insert(
            "recorded_at",
            self.stamp(midnight + Duration::minutes(minutes)),
        );
        let (field, value) = match self.below(5) {
            0 => ("outcome", "cancelled".to_owned()),
            1 => ("mode", "phone".to_owned()),
            2 => ("child_seen", "N".to_owned()),
            3 => ("visit_date", self.past().to_string()),
            _ => ("mode", "face_to_face".to_owned()),
        };
        again.insert(field, value);
        self.visits.push(again);
    }

    /// A visit of a child that no case row knows.
    pub fn add_orphan(&mut self) {
        let child = Child {
            id: "ORPHAN".to_owned(),
            born: None,
            unborn: false,
            decided: self.d,
            turns: Vec::new(),
        };
        let date = self.past();
        self.add_visit(&child, date, true);
    }
}
