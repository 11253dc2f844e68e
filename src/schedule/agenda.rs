//! What is to be done about a job now: run, pass over, or give up.

use chrono::{DateTime, SecondsFormat, TimeDelta};
use chrono_tz::Tz;

use super::{due::Due, expression::CronExpression};

/// How far behind the last due time a clock may be without a word: the clocks of two hosts never agree.
const DRIFT: TimeDelta = TimeDelta::minutes(1);

/// What is known of a job's due times.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The latest that nothing is left to be done about.
    pub handled: Option<DateTime<Tz>>,
    /// Those that were begun and not brought to an end, earliest first.
    pub open: Vec<Due>,
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// The due time to run: the latest, where it is not too late.
    pub run: Option<Due>,
    /// Earlier ones, which are never run since `run` takes their place.
    pub superseded: Vec<Due>,
    /// Those that are too late, with no later one that could take their place.
    pub missed: Vec<Due>,
}

/// The clock shows a time before a due time that was handled. The sentence is the same as long as that lasts, so that a
/// scheduler that waits says it once.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "the clock shows a time before {}, when a run was due that is already done, so nothing is run again; set the clock right, or, if \
     it ran ahead before, restore the ledger's copy from before that and until then run jobs by hand",
    in_words(*handled)
)]
pub struct ClockBehind {
    /// The due time.
    pub handled: DateTime<Tz>,
}

impl Agenda {
    /// Works out what to do at an instant.
    ///
    /// Of several due times the latest runs, if it is no later than `catch_up`: after three nights off there is one
    /// run. A job without a past only looks at its last due time.
    ///
    /// # Errors
    /// The clock was set back: nothing may be run again.
    pub fn of(
        expression: &CronExpression,
        past: &Past,
        now: DateTime<Tz>,
        catch_up: TimeDelta,
    ) -> Result<Self, ClockBehind> {
        let first_open = past.open.first().map(|due| due.at);
        let last_known = past.handled.max(past.open.last().map(|due| due.at));
        if let Some(handled) = last_known.filter(|last| *last > now) {
            return if handled - now > DRIFT {
                Err(ClockBehind { handled })
            } else {
                Ok(Self::default())
            };
        }
        let mut due: Vec<Due> = match past.handled.or(first_open) {
            Some(since) => expression.between(since, now).collect(),
            None => Vec::from_iter(expression.last(now).filter(|due| now - due.at <= catch_up)),
        };
        // What is open counts even where the expression was changed since.
        due.retain(|due| past.open.iter().all(|open| open.at != due.at));
        due.extend_from_slice(&past.open);
        due.sort_by_key(|due| due.at);

        let run = due.pop_if(|latest| now - latest.at <= catch_up);
        let (superseded, missed) = if run.is_some() {
            (due, Vec::new())
        } else {
            (Vec::new(), due)
        };
        Ok(Self {
            run,
            superseded,
            missed,
        })
    }
}

/// An instant as people and machines read it: RFC 3339, local, to the second.
pub fn in_words(at: DateTime<Tz>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}
