//! A cron expression, with what the `cron` crate would let pass refused.

use std::str::FromStr;

use chrono::{TimeZone, Utc};
use cron::Schedule;

/// When a job falls due: second, minute, hour, day, month, weekday.
#[derive(Clone, Debug)]
pub struct CronExpression {
    pub(super) schedule: Schedule,
}

impl CronExpression {
    /// Reads an expression of six fields; five, as in a crontab, get second 0.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence. Numbers for weekdays are refused: they mean one thing in
    /// a crontab and another in the library.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let six = match fields.len() {
            5 => format!("0 {text}"),
            6 => text.to_owned(),
            n => {
                return Err(format!(
                    "has {n} fields; write second minute hour day month weekday, such as \"0 30 6 * * Mon\""
                ));
            }
        };
        let weekday = fields.last().copied().unwrap_or_default();
        if weekday.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "names its weekday by number (\"{weekday}\"), which means different days in different tools; write Mon, Tue, Mon-Fri"
            ));
        }
        let schedule = Schedule::from_str(&six)
            .map_err(|_| "is no cron expression; write second minute hour day month weekday, such as \"0 30 6 * * Mon\"".to_owned())?;
        // Any fixed day does: an expression that fires at all fires within the years behind it.
        let from = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single();
        if from.and_then(|from| schedule.after(&from).next()).is_none() {
            return Err("never falls due".to_owned());
        }
        Ok(Self { schedule })
    }

    /// The expression as six fields.
    pub fn source(&self) -> &str {
        self.schedule.source()
    }
}
