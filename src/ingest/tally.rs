//! How the values of a column could be read: words that somebody knows, and dates by what stands first in them.

use std::cell::Cell;

use super::dates::Order;
use crate::model::input::ColumnReport;

/// Counts of one field's cells in a sheet; whoever reads a cell adds to them.
#[derive(Debug, Default)]
pub struct Tally {
    words: Cell<u64>,
    unknown: Cell<u64>,
    day_first: Cell<u64>,
    month_first: Cell<u64>,
}

impl Tally {
    /// Counts a coded word.
    pub fn word(&self, is_known: bool) {
        self.words.set(self.words.get() + 1);
        self.unknown.set(self.unknown.get() + u64::from(!is_known));
    }

    /// Counts a date that is written in numbers.
    pub fn date(&self, order: Order) {
        let count = match order {
            Order::Day => &self.day_first,
            Order::Month => &self.month_first,
            Order::Either => return,
        };
        count.set(count.get() + 1);
    }

    /// What was counted; nothing where nothing was.
    pub fn report(
        &self,
        field: &'static str,
        heading: String,
        is_month_first: bool,
    ) -> Option<ColumnReport> {
        let report = ColumnReport {
            field,
            heading,
            words: self.words.get(),
            unknown: self.unknown.get(),
            day_first: self.day_first.get(),
            month_first: self.month_first.get(),
            is_month_first,
        };
        (report.words + report.day_first + report.month_first > 0).then_some(report)
    }
}
