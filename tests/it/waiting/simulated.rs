//! A machine whose clock is the test's: time passes when it is waited for, and may jump.

use std::{
    cell::{Cell, RefCell},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chrono::{DateTime, Utc};
use lastseen::{
    errand::{
        RunError,
        surroundings::{Milestone, Surroundings},
    },
    ingest::Watch,
    ledger::SlotState,
    night::exports::Exports,
    run::{
        self,
        look::{Ended, Work},
        scheduler::Scheduler,
    },
    schedule::{
        agenda::in_words,
        wait::{Clock, keep_looking},
    },
};

use super::{settings, utc};
use crate::workplace::Workplace;

pub struct Simulated {
    now: Cell<DateTime<Utc>>,
    /// It is asked to stop from then on.
    until: Cell<DateTime<Utc>>,
    stop: AtomicBool,
    /// When the clock jumps, and where to.
    jump: Cell<Option<(DateTime<Utc>, DateTime<Utc>)>>,
    /// It is asked to stop once this is reached.
    pub stop_at: Cell<Option<Milestone>>,
}

impl Simulated {
    pub fn at(now: &str) -> Self {
        Self {
            now: Cell::new(utc(now)),
            until: Cell::new(DateTime::<Utc>::MAX_UTC),
            stop: AtomicBool::new(false),
            jump: Cell::new(None),
            stop_at: Cell::new(None),
        }
    }

    pub fn set(&self, now: DateTime<Utc>) {
        self.now.set(now);
    }

    /// Sets the clock once it shows a time: a suspended machine, or somebody's hand.
    pub fn jump(&self, at: &str, to: &str) {
        self.jump.set(Some((utc(at), utc(to))));
    }

    fn pass(&self, time: Duration) {
        let before = self.now.get();
        let mut now = before + time;
        if let Some((at, to)) = self.jump.get().filter(|(at, _)| *at <= now) {
            assert!(before <= at, "the jump was passed over");
            self.jump.set(None);
            now = to;
        }
        self.now.set(now);
        if now >= self.until.get() {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Clock for Simulated {
    fn now(&self) -> DateTime<Utc> {
        self.now.get()
    }

    fn pause(&self, time: Duration) {
        self.pass(time);
    }
}

impl Watch for Simulated {}

impl Surroundings for Simulated {
    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn reached(&self, milestone: Milestone) {
        if self.stop_at.get() == Some(milestone) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// A scheduler at work in simulated time.
pub struct Nights {
    pub place: Workplace,
    pub machine: Simulated,
    scheduler: Scheduler,
    /// `JOB DATE at INSTANT`, with the local instant at which it was begun.
    pub ran: Vec<String>,
    pub said: Vec<String>,
    /// How runs end, where they are not real.
    pub ends: Ended,
    runs: Runs,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    Noted,
    Real,
}

/// A run after which nothing is left to do.
pub const RAN: Ended = Ended {
    state: SlotState::Ran,
    exit: 0,
};

/// A run that was refused.
pub const REFUSED: Ended = Ended {
    state: SlotState::Waiting,
    exit: 4,
};

impl Nights {
    /// Runs are only noted.
    pub fn noted(place: Workplace, start: &str) -> Self {
        Self {
            place,
            machine: Simulated::at(start),
            scheduler: Scheduler::default(),
            ran: Vec::new(),
            said: Vec::new(),
            ends: RAN,
            runs: Runs::Noted,
        }
    }

    /// Runs are run.
    pub fn real(place: Workplace, start: &str) -> Self {
        Self {
            runs: Runs::Real,
            ..Self::noted(place, start)
        }
    }

    /// Lets the scheduler keep looking until its clock shows a time.
    pub fn live_until(&mut self, until: &str) {
        self.machine.until.set(utc(until));
        self.machine.stop.store(false, Ordering::Relaxed);
        let ran = RefCell::new(&mut self.ran);
        let (machine, ends, runs) = (&self.machine, self.ends, self.runs);
        let mut run = |work: &Work<'_>| note(work, machine, ends, runs, &mut ran.borrow_mut());
        let (place, scheduler, said) = (&self.place, &mut self.scheduler, &mut self.said);
        keep_looking(machine, &machine.stop, &mut |_| {
            let mut say = |what: &str| said.push(what.to_owned());
            scheduler.look(&settings(place), machine, &mut run, &mut say)
        });
    }

    /// The process ends and another begins at a time; only the ledger is left.
    pub fn off_until(&mut self, start: &str) {
        self.machine.set(utc(start));
        self.scheduler = Scheduler::default();
    }
}

fn note(
    work: &Work<'_>,
    machine: &Simulated,
    ends: Ended,
    runs: Runs,
    ran: &mut Vec<String>,
) -> Ended {
    let began = machine
        .now
        .get()
        .with_timezone(&work.errand.settings.timezone);
    ran.push(format!(
        "{} {} at {}",
        work.errand.job.name,
        work.errand.options.date,
        in_words(began)
    ));
    if runs == Runs::Noted {
        return ends;
    }
    let ran = run::run_job_holding(work.lock, &work.errand, &mut Exports::default());
    match ran {
        Ok(_) => RAN,
        Err(RunError::Refused(_)) => REFUSED,
        Err(error) => panic!("{error:?}"),
    }
}
