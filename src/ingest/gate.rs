//! The limits past which a run stops before anything is sent. [RULES 7]

use std::time::SystemTime;

use chrono::NaiveDate;

use super::{locate::Located, refusal::Trouble, settings::Gate};
use crate::model::input::InputReport;

/// What the gate compares tonight with.
pub struct Yardstick<'a> {
    /// The run date.
    pub date: NaiveDate,
    /// The moment of the run, where it answers for today; a file's own time says nothing about another day.
    pub now: Option<SystemTime>,
    /// Rows read of a data set and pattern in the last good run.
    pub last_rows: &'a dyn Fn(&InputReport) -> Option<u64>,
    /// As `last_rows`, but of a run for an earlier date: what the reports compare with.
    pub rows_before: &'a dyn Fn(&InputReport) -> Option<u64>,
}

/// Whether an export is too old, judged by the date in its name, else by the time it was written.
pub fn check_age(file: &Located, gate: &Gate, yardstick: &Yardstick<'_>) -> Result<(), Trouble> {
    let limit = gate.max_age_hours;
    if let Some(export) = file.export_date {
        // A date without a time stands for its whole day, so an export of yesterday is 24 hours old at most.
        let age = (yardstick.date - export).num_hours();
        if age > i64::from(limit) {
            return Err(Trouble::TooOldByName {
                export,
                age,
                date: yardstick.date,
                limit,
            });
        }
        return Ok(());
    }
    let age = yardstick
        .now
        .zip(file.modified)
        .and_then(|(now, written)| now.duration_since(written).ok())
        .map_or(0, |age| age.as_secs() / 3600);
    if age > u64::from(limit) {
        let age = i64::try_from(age).unwrap_or(i64::MAX);
        return Err(Trouble::TooOldByClock { age, limit });
    }
    Ok(())
}

/// Whether enough of a file's rows are there and can be used.
pub fn check_rows(input: &InputReport, gate: &Gate, yardstick: &Yardstick<'_>) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    if input.read == 0 {
        return vec![match input.skipped {
            0 => Trouble::HeaderOnly,
            skipped => Trouble::NothingOfOurs { skipped },
        }];
    }
    let share = input.rejected as f64 / input.read as f64;
    if share > gate.max_rejected {
        troubles.push(Trouble::TooManyRejects {
            rejected: input.rejected,
            read: input.read,
            share: share * 100.0,
            limit: gate.max_rejected * 100.0,
        });
    } else if input.accepted == 0 {
        troubles.push(Trouble::NothingAccepted);
    }
    if let Some(last) = (yardstick.last_rows)(input)
        && (input.read as f64) < gate.min_rows_vs_last * last as f64
    {
        troubles.push(Trouble::TooFewRows {
            read: input.read,
            last,
            limit: gate.min_rows_vs_last * 100.0,
        });
    }
    troubles
}
