//! RULES §1: chains of case rows, and when a status and an involvement began.

use super::Child;
use super::rows::{Case, Status};
use chrono::NaiveDate;

const CONTINUES_WITHIN_DAYS: i64 = 7;

impl Status {
    pub fn is_social_care(self) -> bool {
        !matches!(self, Status::Ts | Status::Yos)
    }
}

impl<'a> Child<'a> {
    /// The chain, of the rows that `joins` takes, that holds `row`; empty where its start is not known.
    pub fn chain_of(&self, row: &Case, joins: impl Fn(&Case) -> bool) -> Vec<&'a Case> {
        let begun = |c: &&&Case| c.start.is_some_and(|start| start <= self.d);
        let mut rows: Vec<&'a Case> = self.rows.iter().filter(begun).copied().collect();
        rows.retain(|c| joins(c));
        rows.sort_by_key(|c| c.start);

        let mut chain: Vec<&'a Case> = Vec::new();
        for next in rows {
            // A blank end never ends.
            let ends = chain.iter().map(|c| c.end.unwrap_or(NaiveDate::MAX));
            let gap = |end: NaiveDate| (next.start.unwrap() - end).num_days();
            if ends
                .max()
                .is_some_and(|end| gap(end) > CONTINUES_WITHIN_DAYS)
            {
                if chain.iter().any(|c| std::ptr::eq(*c, row)) {
                    return chain;
                }
                chain.clear();
            }
            chain.push(next);
        }
        match chain.iter().any(|c| std::ptr::eq(*c, row)) {
            true => chain,
            false => Vec::new(),
        }
    }

    /// The chain among the child's rows of the same status.
    pub fn status_chain(&self, row: &Case) -> Vec<&'a Case> {
        self.chain_of(row, |c| c.status == row.status)
    }

    /// Social care rows: the chain among all the social care rows; TS and YOS rows: as above.
    pub fn involvement(&self, row: &Case) -> Vec<&'a Case> {
        match row.status.is_social_care() {
            true => self.chain_of(row, |c| c.status.is_social_care()),
            false => self.status_chain(row),
        }
    }

    pub fn status_from(&self, row: &Case) -> Option<NaiveDate> {
        self.status_chain(row).iter().filter_map(|c| c.start).min()
    }

    pub fn involved_from(&self, row: &Case) -> Option<NaiveDate> {
        self.involvement(row).iter().filter_map(|c| c.start).min()
    }
}
