//! RULES §5: one row of `positions.csv`.

use super::Child;
use super::contacts::Standard;
use super::due::{Clock, Owed, Rule, earliest};
use super::rows::{Case, Mode, Rag, Status};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What the governing row says; dates are empty where its start is unknown and nobody was in contact.
pub struct Governing {
    pub status: Status,
    pub due: Option<NaiveDate>,
    pub rule: &'static str,
    pub from: Option<NaiveDate>,
    pub raised_on: Option<NaiveDate>,
    /// The start of its involvement, where it is known.
    pub involved_from: Option<NaiveDate>,
}

impl Child<'_> {
    /// Of a row whose start is unknown: `contact` + the interval, if there was any.
    fn startless_due(&self, row: &Case, contact: Option<NaiveDate>) -> Option<Vec<Owed>> {
        let from = contact?;
        let by = |due| Owed {
            due,
            rule: Rule::Contact,
            from,
        };
        let intervals = self.intervals(row).into_iter();
        Some(earliest(intervals.map(|i| by(i.after(from))).collect()))
    }

    fn with_interval(&self) -> impl Iterator<Item = &Case> {
        let open = self.open.iter().copied();
        open.filter(|row| !self.intervals(row).is_empty())
    }

    pub fn governing(&self) -> Option<Governing> {
        let mut rows: Vec<(&Case, Vec<Owed>)> = Vec::new();
        let mut unknown: Vec<&Case> = Vec::new();
        for row in self.with_interval() {
            match (row.start, self.startless_due(row, self.last_contact)) {
                (Some(_), _) => rows.push((row, self.row_due(row))),
                (None, Some(due)) => rows.push((row, due)),
                (None, None) => unknown.push(row),
            }
        }
        if let Some(status) = unknown.iter().map(|row| row.status).min() {
            return Some(Governing {
                status,
                due: None,
                rule: "UNKNOWN",
                from: None,
                raised_on: None,
                involved_from: None,
            });
        }
        let due = rows
            .iter()
            .flat_map(|(_, owed)| owed.iter().map(|o| o.due))
            .min()?;
        rows.retain(|(_, owed)| owed.iter().any(|o| o.due == due));
        let status = rows.iter().map(|(row, _)| row.status).min()?;
        rows.retain(|(row, _)| row.status == status);
        let named = rows.iter().flat_map(|(_, owed)| owed.iter());
        let named = named.min_by_key(|o| (o.rule, Reverse(o.from)))?;
        let raised = rows.iter().any(|(row, _)| !self.raised(row).is_empty());
        Some(Governing {
            status,
            due: Some(due),
            rule: match named.rule {
                Rule::First => "FIRST",
                Rule::Raised => "RAISED",
                Rule::Contact => "CONTACT",
                Rule::Change => "CHANGE",
                Rule::Start => "START",
            },
            from: Some(named.from),
            raised_on: self.raised_on().filter(|_| raised),
            involved_from: rows
                .iter()
                .filter_map(|(row, _)| self.involved_from(row))
                .min(),
        })
    }

    /// `D` is past the earliest of the dates by which somebody should have seen the child.
    fn unseen(&self) -> bool {
        !self.unborn && self.with_interval().any(|row| self.unseen_by(row))
    }

    fn unseen_by(&self, row: &Case) -> bool {
        let due = match self.clock(row) {
            None => self.startless_due(row, self.last_seen),
            Some(Clock { s, involved_from }) => {
                // Birth takes the place of what lies before it.
                let born = self.born.unwrap_or(NaiveDate::MIN);
                let clock = Clock {
                    s: s.max(born),
                    involved_from: involved_from.max(born),
                };
                Some(self.due_after(row, clock, self.last_seen))
            }
        };
        match due {
            None => true,
            Some(due) => due.iter().any(|owed| self.d > owed.due),
        }
    }

    fn days_unseen(&self) -> Option<i64> {
        let startless = self.open.iter().any(|row| row.start.is_none());
        if self.unborn || startless && self.last_seen.is_none() {
            return None;
        }
        let involved = self
            .open
            .iter()
            .filter_map(|row| self.involved_from(row))
            .min();
        let born = self.born.filter(|born| *born <= self.d);
        let from = [self.last_seen, involved, born].into_iter().flatten().max();
        Some((self.d - from?).num_days())
    }

    /// The due date with `f` in the place of `a`.
    pub fn due_if_red(&self) -> Option<NaiveDate> {
        let mut all = Vec::new();
        for row in self.with_interval() {
            match self.clock(row) {
                None => all.extend(self.startless_due(row, self.last_full)?),
                Some(clock) => {
                    all.extend(self.due_after(row, clock, self.last_full));
                    all.extend(self.first_visits(row, self.last_full));
                }
            }
        }
        all.iter().map(|owed| owed.due).min()
    }

    /// The row that `team` comes from; a start that is not known stands before those that are.
    pub fn head(&self) -> &Case {
        let rank = |c: &&&Case| (c.status, c.start, c.team.clone(), c.worker.clone());
        self.open.iter().min_by_key(rank).unwrap()
    }

    pub fn position(&self) -> Vec<String> {
        let (d, head, governing) = (self.d, self.head(), self.governing());
        let due = governing.as_ref().and_then(|g| g.due);
        let sunday = d.week(chrono::Weekday::Mon).last_day();
        let state = match (&governing, due) {
            (None, _) => "NO-MINIMUM",
            (Some(_), None) => "OVERDUE",
            (Some(_), Some(due)) if d > due => "OVERDUE",
            (Some(_), Some(due)) if due <= sunday => "DUE",
            (Some(_), Some(_)) => "OK",
        };
        let statuses: BTreeSet<Status> = self.open.iter().map(|c| c.status).collect();
        let statuses: Vec<&str> = statuses.into_iter().map(status_word).collect();
        let rag = match self.rag_on(d) {
            Rag::Red => "RED",
            Rag::Amber => "AMBER",
            Rag::Green => "GREEN",
            Rag::Unrated => "UNRATED",
        };
        let standard = match self.standard_on(d) {
            Standard::Full => "FULL",
            Standard::Hybrid => "HYBRID",
            Standard::Remote => "REMOTE",
        };
        let face_to_face = self.latest(|v| self.seen(v) && v.values.mode == Mode::FaceToFace);
        let flags = self.flags();
        let below = flags.contains(&"RAG-BELOW");
        let status = governing.as_ref().map_or(head.status, |g| g.status);
        let rule = governing.as_ref().map_or("", |g| g.rule);
        vec![
            self.child_id.to_owned(),
            status_word(status).to_owned(),
            statuses.join("+"),
            rag.to_owned(),
            standard.to_owned(),
            text(self.last_contact),
            text(due),
            state.to_owned(),
            text(due.map(|due| (d - due).num_days().max(0))),
            text(self.last_seen),
            text(self.days_unseen()),
            self.unseen().to_string(),
            text(face_to_face),
            head.team.clone(),
            text(head.worker.clone()),
            flags.join(";"),
            rule.to_owned(),
            text(governing.as_ref().and_then(|g| g.from)),
            text(governing.as_ref().and_then(|g| g.raised_on)),
            text(self.due_if_red().filter(|_| below)),
        ]
    }
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Cp => "CP",
        Status::Cic => "CIC",
        Status::Cin => "CIN",
        Status::Cl => "CL",
        Status::Ts => "TS",
        Status::Yos => "YOS",
    }
}

fn text<T: ToString>(cell: Option<T>) -> String {
    cell.map_or(String::new(), |cell| cell.to_string())
}
