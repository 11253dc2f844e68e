//! One look at what is due: what came too late is recorded, what is due is run, what waits in the queue is sent.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::aftermath;
use crate::{
    config::{Job, Settings},
    errand::{Errand, Lock, RunError, RunOptions, Sending, surroundings::Surroundings, take_lock},
    ingest::freshness,
    ledger::{Claim, Holder, Ledger, LedgerError, Slot, SlotPast, SlotRow, SlotState},
    model::text::counted,
    post::{
        self, Delivered,
        notices::{self, Concern},
    },
    schedule::{
        agenda::{Agenda, Past, in_words},
        due::Due,
    },
};

/// How long a due time that another host has claimed is left to it: longer than any run, whose messages may be tried
/// again for an hour and a half. This host's own claims need no such patience: their holder held the lock, and is dead.
const PATIENCE_WITH_OTHER_HOSTS: TimeDelta = TimeDelta::hours(3);

/// From this attempt on, a run that took its process with it is not begun again at once: it may do so for ever.
const ATTEMPTS_AT_ONCE: u32 = 3;

/// The most due times that one notice lists.
const LISTED: usize = 5;

/// What a look is asked to do.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// How long a due time rests after an attempt that sent nothing.
    pub retry: TimeDelta,
    /// Whether the queue's turn has come.
    pub queue: QueueTurn,
}

/// Whether a look sends what waits in the queue from before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueTurn {
    /// It does.
    Send,
    /// It is left for a later look.
    Leave,
}

/// A run to be done.
pub struct Work<'a> {
    /// The lock, which is held.
    pub lock: &'a Lock,
    /// The job, for which date, and when.
    pub errand: Errand<'a>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// `Ran`, or `Waiting` where nothing was sent and it is to be tried again.
    pub state: SlotState,
    /// Its exit code.
    pub exit: u8,
}

/// A due time that something came of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// The job.
    pub job: String,
    /// The due time.
    pub due: Due,
}

/// A due time that became too late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed(pub Handled);

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Handled { job, due }) = self;
        write!(
            f,
            "{job}, due {}, was missed: it could not be run in time (catch_up); lastseen run {job} --date {} makes up for it",
            in_words(due.at),
            due.date
        )
    }
}

/// What a look came to.
#[derive(Debug, Default)]
pub struct Found {
    /// What was run, and how it ended.
    pub runs: Vec<(Handled, Ended)>,
    /// What became too late.
    pub missed: Vec<Missed>,
    /// What is not done because the clock was set back or runs far ahead, as sentences.
    pub behind: Vec<String>,
    /// Due times that another host is at work on, as sentences.
    pub held: Vec<String>,
    /// What was sent from the queue beside the runs.
    pub delivered: Option<Delivered>,
    /// Whether messages are still in the queue that may be sent.
    pub is_mail_waiting: bool,
    /// When something is next to be done; the queue left aside.
    pub next: Option<DateTime<Utc>>,
}

/// A due time that is to be run.
struct DueRun<'a> {
    job: &'a Job,
    due: Due,
    superseded: Vec<Due>,
    /// How it stands in the ledger, where it was begun before.
    row: Option<SlotRow>,
}

/// Looks once, under the lock.
///
/// Several jobs that are due run in the order of their due times, then of their names.
///
/// # Errors
/// The lock's, the ledger's and the file system's own; how the runs themselves ended is in what was found.
pub fn look(
    settings: &Settings,
    around: &dyn Surroundings,
    task: Task,
    run: &mut dyn FnMut(&Work<'_>) -> Ended,
) -> Result<Found, RunError> {
    let lock = take_lock(settings)?;
    let now = around.now();
    lock.tell("looking for due jobs", now, settings.timezone);
    let mut ledger = Ledger::open(&settings.output.ledger)?;
    aftermath::tell_of_unended(settings, &mut ledger, around)?;
    let mut found = Found::default();

    if let Some(newest) = clock_ahead(settings, &ledger, now)? {
        found.behind.push(format!(
            "the clock shows a time more than a month after {newest}, the newest day that an export or a due time is of, so nothing is begun, and nothing sent; set the clock right, or, if it is right, put newer exports in place"
        ));
        found.look_again(now + TimeDelta::hours(1));
        return Ok(found);
    }
    let mut due_runs = sort_out(settings, &mut ledger, around, now, &mut found)?;
    due_runs.sort_by(|a, b| (a.due.at, &a.job.name).cmp(&(b.due.at, &b.job.name)));
    for due_run in due_runs {
        if around.is_stopping() {
            break;
        }
        if let Some(ready) = due_run.ready_at(task.retry, now) {
            found.look_again(ready);
            continue;
        }
        if !begin(&mut ledger, &due_run, lock.holder(), now, &mut found)? {
            continue;
        }
        let ended = run(&Work {
            lock: &lock,
            errand: Errand {
                settings,
                job: due_run.job,
                options: &RunOptions {
                    date: due_run.due.date,
                    now: Some(around.now().into()),
                    sending: Sending::Send,
                },
                around,
            },
        });
        ledger.end_slot(
            &due_run.job.name,
            slot(due_run.due),
            lock.holder(),
            ended.state,
            ended.exit,
        )?;
        if ended.state == SlotState::Waiting {
            found.look_again(around.now() + task.retry);
        }
        found.runs.push((due_run.handled(), ended));
    }
    let is_turn = task.queue == QueueTurn::Send || !found.missed.is_empty();
    if is_turn
        && !found.has_posted()
        && !around.is_stopping()
        && post::is_waiting(settings, &ledger)?
    {
        found.delivered = Some(post::deliver_queue_holding(&lock, settings, around)?);
    }
    found.is_mail_waiting = post::is_waiting(settings, &ledger)?;
    Ok(found)
}

/// The newest day that anything is known of, where that is so long ago that the clock must have run ahead: what it made
/// us remember would stand in the way of every later night.
fn clock_ahead(
    settings: &Settings,
    ledger: &Ledger,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, LedgerError> {
    // When a file was written says nothing about a clock that was never right, but may bear one out.
    let (mut known, by_any) = freshness::newest_days(&settings.root, &settings.inputs);
    for job in &settings.jobs {
        let past = ledger.slot_past(&job.name)?;
        let handled = past.handled.map(|at| at.date_naive());
        let open = past.open.last().map(|row| row.slot.date);
        known = known.max(handled).max(open);
    }
    let today = now.with_timezone(&settings.timezone).date_naive();
    let newest = known.max(by_any).filter(|_| known.is_some());
    Ok(newest.filter(|day| freshness::is_far_behind(*day, today)))
}

/// Records what became too late, and gives back what is to be run.
fn sort_out<'a>(
    settings: &'a Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    now: DateTime<Utc>,
    found: &mut Found,
) -> Result<Vec<DueRun<'a>>, RunError> {
    let now = now.with_timezone(&settings.timezone);
    let mut due_runs = Vec::new();
    for job in &settings.jobs {
        let Some(expression) = &job.schedule else {
            continue;
        };
        let past = ledger.slot_past(&job.name)?;
        let catch_up = TimeDelta::hours(i64::from(job.catch_up_hours));
        let known = known(&past, settings.timezone);
        match Agenda::of(expression, &known, now, catch_up) {
            Err(behind) => found.behind.push(format!("{}: {behind}", job.name)),
            Ok(agenda) => {
                give_up(settings, ledger, around, job, &past, &agenda.missed)?;
                let missed = agenda.missed.into_iter().map(|due| {
                    let job = job.name.clone();
                    Missed(Handled { job, due })
                });
                found.missed.extend(missed);
                due_runs.extend(agenda.run.map(|due| DueRun {
                    job,
                    due,
                    superseded: agenda.superseded,
                    row: past.open.iter().find(|row| row.slot == slot(due)).cloned(),
                }));
            }
        }
        if let Some(next) = expression.after(now).next() {
            found.look_again(next.at.to_utc());
        }
    }
    Ok(due_runs)
}

fn known(past: &SlotPast, zone: chrono_tz::Tz) -> Past {
    Past {
        handled: past.handled.map(|at| at.with_timezone(&zone)),
        open: past
            .open
            .iter()
            .map(|row| Due {
                at: row.slot.at.with_timezone(&zone),
                date: row.slot.date,
            })
            .collect(),
    }
}

/// Tells the administrator of due times that became too late, and the readers that there is no list, then records them:
/// once, whenever this dies.
fn give_up(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    job: &Job,
    past: &SlotPast,
    missed: &[Due],
) -> Result<(), RunError> {
    let Some(latest) = missed.last() else {
        return Ok(());
    };
    let name = &job.name;
    let mut matters: Vec<String> = missed
        .iter()
        .rev()
        .take(LISTED)
        .map(|due| {
            let row = past.open.iter().find(|row| row.slot == slot(*due));
            let tried = row.and_then(|row| row.exit).map_or_else(
                || "it was not begun in time".to_owned(),
                |exit| format!("its last attempt ended with exit code {exit}"),
            );
            format!(
                "{name}, due {}, did not run within {} (catch_up); {tried}. Nothing of it was sent: lastseen run {name} --date {} makes up for it.",
                in_words(due.at),
                counted(job.catch_up_hours, "hour", "hours"),
                due.date
            )
        })
        .collect();
    if missed.len() > LISTED {
        let earlier = counted(missed.len() - LISTED, "due time", "due times");
        matters.push(format!("{earlier} before these went by as well."));
    }
    let concern = Concern {
        job: name,
        date: latest.date,
        headline: "A run that was due was missed.",
        matters,
    };
    notices::queue(settings, ledger, around, concern)?;
    post::queue_no_list(settings, ledger, around, (job, latest.date))?;
    let slots: Vec<Slot> = missed.iter().copied().map(slot).collect();
    Ok(ledger.miss_slots(name, &slots)?)
}

/// Makes a due time ours, if it can be: new, waiting, or claimed by a process that is dead.
fn begin(
    ledger: &mut Ledger,
    due_run: &DueRun<'_>,
    holder: &Holder,
    now: DateTime<Utc>,
    found: &mut Found,
) -> Result<bool, RunError> {
    let job = &due_run.job.name;
    let superseded: Vec<Slot> = due_run.superseded.iter().copied().map(slot).collect();
    let mut claim = ledger.claim_slot(job, slot(due_run.due), &superseded, holder, now)?;
    if let Claim::Held(row) = &claim
        && is_dead(row, holder, now)
    {
        claim = ledger.take_slot_over(job, row, holder, now)?;
    }
    match claim {
        Claim::Won { attempt } => {
            let due = in_words(due_run.due.at);
            tracing::info!(job, due, attempt, superseded = superseded.len(), "begun");
            Ok(true)
        }
        Claim::Held(row) => {
            let by = row.tried.map_or_else(
                || "another process".to_owned(),
                |(_, holder)| holder.to_string(),
            );
            let due = in_words(due_run.due.at);
            found
                .held
                .push(format!("{job}, due {due}: {by} is at work on it"));
            Ok(false)
        }
        Claim::Handled => Ok(false),
    }
}

/// Whether the holder of a claim must be dead, now that we hold the lock that it held.
fn is_dead(row: &SlotRow, us: &Holder, now: DateTime<Utc>) -> bool {
    row.tried
        .as_ref()
        .is_none_or(|(at, holder)| holder.host == us.host || now - *at >= PATIENCE_WITH_OTHER_HOSTS)
}

impl DueRun<'_> {
    /// When it may be tried again, if not now.
    fn ready_at(&self, retry: TimeDelta, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let row = self.row.as_ref()?;
        let (tried, _) = row.tried.as_ref()?;
        let rests = match row.state {
            SlotState::Claimed => row.attempts >= ATTEMPTS_AT_ONCE,
            _ => true,
        };
        // A last attempt that lies ahead was made before the clock was set back.
        (rests && *tried <= now && now - *tried < retry).then_some(*tried + retry)
    }

    fn handled(&self) -> Handled {
        Handled {
            job: self.job.name.clone(),
            due: self.due,
        }
    }
}

impl Found {
    /// Whether the queue was tried: a run sends what waits from before as well.
    pub fn has_posted(&self) -> bool {
        let has_run = |(_, ended): &(Handled, Ended)| ended.state == SlotState::Ran;
        self.delivered.is_some() || self.runs.iter().any(has_run)
    }

    fn look_again(&mut self, at: DateTime<Utc>) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

fn slot(due: Due) -> Slot {
    Slot {
        at: due.at.to_utc(),
        date: due.date,
    }
}
