//! One child of the tracker: its position, its Targeted Support row, its contacts of any kind.

use chrono::NaiveDate;

use super::super::by_rating;
use crate::{
    model::{calendar, facts::CaseRow, rating::Rag, status::Status, visit::Visit},
    report::{child_columns::factor_in_words, context::Context},
    rules::{flags::Flag, night::Night, position::Position, reason},
};

/// One child with an open Targeted Support row.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    /// Where the child stands.
    pub(super) position: &'a Position,
    /// Its Targeted Support row; the first in tie order where there are several.
    pub(super) row: &'a CaseRow,
    /// Its other open rows, in tie order.
    pub(super) others: Vec<&'a CaseRow>,
    /// The latest completed contact, whoever made it.
    pub(super) last: Option<Visit>,
    /// The next visit booked.
    pub(super) next: Option<Visit>,
    factors: Vec<crate::model::text::Sym>,
}

impl<'a> Entry<'a> {
    /// The child's entry; none where no Targeted Support row is open.
    pub(super) fn of(position: &'a Position, night: &'a Night<'_>) -> Option<Self> {
        let open = night.open_rows(position.child);
        let row = *open
            .iter()
            .find(|row| row.status == Status::TargetedSupport)?;
        let factors = open.iter().filter_map(|row| row.risk_factors).collect();
        let others = open
            .into_iter()
            .filter(|row| row.status != Status::TargetedSupport)
            .collect();
        Some(Self {
            position,
            row,
            others,
            last: reason::last_contact_of_any_kind(position.child, night),
            next: reason::booking(position.child, night),
            factors,
        })
    }

    /// Whether something about its rating is to be decided.
    pub(super) fn is_to_review(&self) -> bool {
        self.position.flags.iter().any(Flag::asks_for_decision)
    }

    /// Whether another status is open too.
    pub(super) fn is_also_open(&self) -> bool {
        !self.others.is_empty()
    }

    /// GREEN, and out of the reach of every senior's tracker: a managers' one must have the child.
    pub(super) fn is_without_senior(&self, context: &Context<'_>) -> bool {
        self.position.rag() == Some(Rag::Green)
            && context.gaps.without_senior.contains(&self.position.child)
    }

    /// RED, then unrated, then AMBER, then GREEN; in each the longest without contact first, never at the top.
    pub(super) fn urgency(&self) -> (u8, Option<NaiveDate>) {
        (
            by_rating(self.position.rag()),
            self.last.map(|visit| visit.date),
        )
    }

    /// Days since the last contact of any kind.
    pub(super) fn days_since_contact(&self, date: NaiveDate) -> Option<i64> {
        let last = self.last?;
        Some(calendar::days_between(last.date, date))
    }

    /// The risk factors of every open row, each once.
    pub(super) fn factors(&self, context: &Context<'_>) -> String {
        let mut words: Vec<String> = Vec::new();
        for &list in &self.factors {
            for factor in context.word(list).split(';').map(factor_in_words) {
                if !factor.is_empty() && !words.contains(&factor) {
                    words.push(factor);
                }
            }
        }
        words.join(", ")
    }

    /// The other open statuses in words: "Child in need".
    pub(super) fn also_open_as(&self) -> String {
        let mut titles: Vec<&str> = self.others.iter().map(|row| row.status.title()).collect();
        titles.dedup();
        titles.join(", ")
    }
}
