//! RULES §4: the rating in force on a date. RULES §5: since when it is RED.

use super::Child;
use super::rows::{Case, Rag, Rating};
use chrono::{Days, NaiveDate};

const BEFORE_CHAIN_DAYS: u64 = 7;
const RED_GAP_DAYS: i64 = 7;

impl<'a> Child<'a> {
    /// All dated decisions that take part, on or before `D`.
    fn decisions(&self) -> Vec<&'a Rating> {
        // The chain of all the child's rows that holds a row open on D. Where no chain holds one, all take part.
        let chains = self.open.iter().map(|row| self.chain_of(row, |_| true));
        let starts = chains.flatten().filter_map(|c| c.start);
        let from = starts
            .min()
            .map(|start| start - Days::new(BEFORE_CHAIN_DAYS));

        let lately = |r: &&Rating| from.is_none_or(|from| r.decided.is_some_and(|on| on >= from));
        let history = self.facts.ratings.iter();
        let history = history
            .filter(|(id, _)| id == self.child_id)
            .map(|(_, r)| r);
        let (open, shut): (Vec<&Case>, Vec<&Case>) =
            self.rows.iter().partition(|c| c.is_open_on(self.d));
        let shut = shut.into_iter().filter_map(|c| c.rating.as_ref());
        let open = open.into_iter().filter_map(|c| c.rating.as_ref());
        let mut decisions: Vec<&Rating> = history.chain(shut).filter(lately).chain(open).collect();
        decisions.retain(|r| r.decided.is_some_and(|on| on <= self.d));
        decisions
    }

    /// Several rows where they tie in everything: one decision recorded twice. Empty: unrated.
    pub fn in_force(&self, x: NaiveDate) -> Vec<&'a Rating> {
        let decisions = self.decisions();
        let Some(earliest) = decisions.iter().filter_map(|r| r.decided).min() else {
            return self.undated();
        };
        // Where none lies on or before X, the earliest is taken.
        let x = x.max(earliest);
        let rank = |r: &Rating| (r.decided, r.recorded.or(r.decided), r.rag);
        let mut decisions = decisions;
        decisions.retain(|r| r.decided.is_some_and(|on| on <= x));
        let best = decisions.iter().map(|r| rank(r)).max();
        decisions.retain(|r| Some(rank(r)) == best);
        decisions
    }

    /// Of the case rows open on `D`, the highest risk.
    fn undated(&self) -> Vec<&'a Rating> {
        let ratings = self.open.iter().filter_map(|c| c.rating.as_ref());
        let mut undated: Vec<&Rating> = ratings.filter(|r| r.decided.is_none()).collect();
        let highest = undated.iter().map(|r| r.rag).max();
        undated.retain(|r| Some(r.rag) == highest);
        undated
    }

    pub fn rag_on(&self, x: NaiveDate) -> Rag {
        self.in_force(x).first().map_or(Rag::Unrated, |r| r.rag)
    }

    /// Of the rating in force on `D`; a dated UNRATED withdraws the rating, so there is none to speak of.
    pub fn decided(&self) -> Option<NaiveDate> {
        let in_force = self.in_force(self.d);
        let rated = in_force.first().filter(|r| r.rag != Rag::Unrated);
        rated.and_then(|r| r.decided)
    }

    /// The earliest decision date from which on the rating in force is RED up to `D`, short gaps left out.
    pub fn raised_on(&self) -> Option<NaiveDate> {
        self.decided()?;
        let mut dates: Vec<NaiveDate> = self.decisions().iter().filter_map(|r| r.decided).collect();
        dates.sort();
        dates.dedup();
        // Back from D: the RED dates, and over each gap of fewer than seven days to the RED before it.
        let mut raised_on: Option<NaiveDate> = None;
        let mut gap_from: Option<NaiveDate> = None;
        for date in dates.into_iter().rev() {
            match (self.rag_on(date), raised_on) {
                (Rag::Red, Some(later)) => {
                    let gap = gap_from.map_or(0, |from| (later - from).num_days());
                    if gap >= RED_GAP_DAYS {
                        break;
                    }
                    (raised_on, gap_from) = (Some(date), None);
                }
                (Rag::Red, None) => raised_on = Some(date),
                (_, None) => return None,
                (_, Some(_)) => gap_from = Some(date),
            }
        }
        raised_on
    }
}
