//! What is made of a field's cell before it is read: one of its several values, what a pattern takes out of it, what
//! its words mean. Each has a column of its own behind those of the file, so that all that reads cells reads these.

use std::borrow::Cow;

use super::seen::{self, ChildNames};
use crate::{
    ingest::{
        cell::{self, Says},
        heading::BoundFeed,
        ids,
        profile::{FieldRule, Several, is_coded, is_day, taken_out},
        rows::{Raw, RowBuf, Unread},
    },
    model::field::Field,
};

/// More values than this stand in no cell.
const MOST_VALUES: usize = 40;

/// The columns that are made of a field's own.
pub struct Derived<'p> {
    /// The field.
    pub field: Field,
    /// Its rule.
    pub rule: &'p FieldRule,
    /// The columns that they are made of, best first.
    pub sources: Vec<usize>,
    /// The first of them; the others follow in order.
    pub first: usize,
}

/// A value on its way into a cell.
pub(super) enum Made<'a> {
    Raw(Raw<'a>),
    Text(Cow<'a, str>),
    Unread(&'a str, Unread),
}

impl<'p> Derived<'p> {
    /// Whether a rule makes something of cells.
    pub fn is_needed(field: Field, rule: &FieldRule) -> bool {
        let has_words = !rule.words.is_empty() && !is_coded(field);
        let is_made = rule.split.is_some() || rule.extract.is_some() || rule.together.is_some();
        is_made || rule.is_list_of_seen || has_words
    }

    /// The first cell that has a value, and which of the columns it stands in.
    pub(super) fn said<'r>(&self, row: &'r RowBuf) -> Option<(usize, Raw<'r>)> {
        let cells = self.sources.iter().map(|&source| row.cell(source));
        cells
            .enumerate()
            .find(|(_, raw)| cell::says(*raw) == Says::Something)
    }

    /// How many rows its cell makes of one.
    fn rows(&self, row: &RowBuf) -> usize {
        if Several::of(self.field) != Some(Several::Rows) {
            return 1;
        }
        let said = self.said(row).map(|(_, raw)| cell::text(raw));
        let values = said.map_or(1, |text| self.values(&text).count());
        if values > MOST_VALUES {
            1
        } else {
            values.max(1)
        }
    }

    /// The values of a cell's text.
    pub(super) fn values<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let mark = self.rule.split.as_deref();
        let parts = mark.map(|mark| text.split(mark));
        let whole = parts.is_none().then_some(text);
        parts
            .into_iter()
            .flatten()
            .chain(whole)
            .map(str::trim)
            .filter(|value| cell::says(Raw::Text(value)) != Says::Nothing)
    }

    /// Puts the cells that are made behind the row's own: of several values, the one of a number.
    fn push(&self, row: &RowBuf, nth: usize, out: &mut RowBuf) {
        let said = self.said(row);
        for (at, &source) in self.sources.iter().enumerate() {
            let raw = row.cell(source);
            match said {
                Some((place, _)) if at == place => match self.made(raw, nth) {
                    Made::Raw(raw) => out.push(raw),
                    Made::Text(text) => out.push_text(&text),
                    Made::Unread(text, why) => out.push(Raw::Unread(text, why)),
                },
                // What is not known before it is noted by who reads it; what comes after it is not looked at.
                Some((place, _)) if at > place => out.push(Raw::Blank),
                _ => out.push(raw),
            }
        }
    }

    /// Puts one text behind the row's own cells, made of all of its own; what of them is not known comes before it.
    fn push_together(&self, row: &RowBuf, mark: &str, out: &mut RowBuf) {
        let cells: Vec<Raw<'_>> = self.sources.iter().map(|&at| row.cell(at)).collect();
        let says = |raw: &Raw<'_>, what| cell::says(*raw) == what;
        let known = cells.iter().filter(|raw| says(raw, Says::Something));
        let known: Vec<Cow<'_, str>> = known.map(|raw| cell::text(*raw)).collect();
        let unknown = cells.iter().find(|raw| says(raw, Says::NotKnown));
        match cells.as_slice() {
            [only] => out.push(*only),
            _ => {
                out.push(unknown.copied().unwrap_or(Raw::Blank));
                out.push_text(&known.join(mark));
            }
        }
        out.cut_or_pad(self.first + cells.len());
    }

    /// What is made of a cell that has a value.
    fn made<'r>(&'r self, raw: Raw<'r>, nth: usize) -> Made<'r> {
        let text = match (raw, &self.rule.split) {
            (Raw::Text(text), None) => return self.of_value(text),
            (Raw::Text(text), Some(_)) => text,
            // True dates, and numbers that a spreadsheet has spoilt, are what they are.
            (Raw::Number(_), _) if !is_day(self.field) && ids::id(raw).is_ok() => {
                return match self.of_value(&cell::text(raw)) {
                    Made::Raw(_) => Made::Raw(raw),
                    Made::Text(text) => Made::Text(Cow::Owned(text.into_owned())),
                    Made::Unread(..) => Made::Raw(Raw::Unread("(a number)", Unread::Pattern)),
                };
            }
            _ => return Made::Raw(raw),
        };
        let mut values = self.values(text);
        match Several::of(self.field) {
            Some(Several::Rows) if self.values(text).count() > MOST_VALUES => {
                Made::Unread(text, Unread::TooMany)
            }
            Some(Several::Rows) => values
                .nth(nth)
                .map_or(Made::Raw(Raw::Blank), |value| self.of_value(value)),
            Some(Several::First) => values
                .next()
                .map_or(Made::Raw(Raw::Blank), |value| self.of_value(value)),
            Some(Several::List) | None => self.of_list(text),
        }
    }

    /// The values of a list, each made what it is.
    fn of_list<'r>(&'r self, text: &'r str) -> Made<'r> {
        let mut list = String::new();
        for value in self.values(text) {
            let value = match self.of_value(value) {
                Made::Raw(raw) => cell::text(raw).into_owned(),
                Made::Text(text) => text.into_owned(),
                Made::Unread(..) => return Made::Unread(text, Unread::Pattern),
            };
            if !value.is_empty() {
                list.push_str(if list.is_empty() { "" } else { "; " });
                list.push_str(&value);
            }
        }
        Made::Text(Cow::Owned(list))
    }

    /// What a pattern takes out of a value, and what that means in the system's words.
    pub(super) fn of_value<'r>(&'r self, value: &'r str) -> Made<'r> {
        let may_be_nobody = matches!(self.field, Field::CaseWorkerId | Field::VisitWorkerId);
        if may_be_nobody && ids::is_nobody(value) {
            return Made::Raw(Raw::Text(value));
        }
        let taken = match taken_out(self.rule.extract.as_ref(), value) {
            Some((taken, _)) => taken,
            None => return Made::Unread(value, Unread::Pattern),
        };
        if self.rule.words.is_empty() || is_coded(self.field) {
            return Made::Raw(Raw::Text(taken));
        }
        match self.rule.listed_word(taken) {
            None => Made::Raw(Raw::Text(taken)),
            Some("") => Made::Raw(Raw::Blank),
            Some(word) => Made::Text(Cow::Borrowed(word)),
        }
    }
}

/// Hands on a row of a data set: as it is, or once for each of the several values in its cells.
pub fn each_piece(
    feed: &BoundFeed<'_>,
    row: &RowBuf,
    names: &ChildNames,
    room: &mut RowBuf,
    mut hand_on: impl FnMut(&RowBuf),
) {
    if feed.derived.is_empty() {
        hand_on(row);
        return;
    }
    let counts: Vec<usize> = feed
        .derived
        .iter()
        .map(|derived| derived.rows(row))
        .collect();
    let all: usize = counts.iter().product();
    for nth in 0..all {
        room.restart_as(row);
        let mut rest = nth;
        let mut child_at = 0;
        for (derived, count) in feed.derived.iter().zip(&counts) {
            let own = rest % count;
            rest /= count;
            room.cut_or_pad(derived.first);
            if derived.field == Field::VisitChildId {
                child_at = own;
            }
            if let Some(mark) = &derived.rule.together {
                derived.push_together(row, mark, room);
            } else if derived.rule.is_list_of_seen {
                seen::push(feed, derived, (row, child_at), names, room);
            } else {
                derived.push(row, own, room);
            }
        }
        hand_on(room);
    }
}
