//! The real machine around a run: the clock, sleep, and the signals that ask to stop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use chrono::{DateTime, Utc};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::progress::Progress;
use crate::{
    clock,
    errand::surroundings::{Milestone, Surroundings},
    ingest::Watch,
    schedule::wait::Clock,
};

/// This machine.
pub struct Machine {
    stop: Arc<AtomicBool>,
    progress: Progress,
}

/// The longest sleep before the machine looks whether it is asked to stop.
const STEP: Duration = Duration::from_millis(200);

impl Machine {
    /// Listens for SIGTERM and SIGINT from now on; a second one ends the program at once.
    pub fn listening() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            let listening =
                signal_hook::flag::register_conditional_shutdown(signal, 143, Arc::clone(&stop))
                    .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)));
            if let Err(error) = listening {
                tracing::warn!(%error, "a signal to stop will end the program at once");
            }
        }
        Self {
            stop,
            progress: Progress::default(),
        }
    }

    /// Set once the program is asked to stop.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }
}

impl Clock for Machine {
    fn now(&self) -> DateTime<Utc> {
        clock::now().into()
    }

    fn pause(&self, time: Duration) {
        // Counted in sleep: the clock may be set meanwhile.
        let mut left = time;
        while !left.is_zero() && !self.is_stopping() {
            let step = STEP.min(left);
            thread::sleep(step);
            left -= step;
        }
    }
}

impl Watch for Machine {
    fn file(&self, name: &str, bytes: u64) {
        self.progress.file(name, bytes);
    }

    fn rows(&self, rows: u64) {
        self.progress.rows(rows);
    }

    fn done(&self) {
        self.progress.done();
    }
}

impl Surroundings for Machine {
    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn reached(&self, milestone: Milestone) {
        #[cfg(debug_assertions)]
        die::perhaps(milestone);
        #[cfg(not(debug_assertions))]
        let _ = milestone;
    }
}

/// For the tests of what survives a kill, and not in the deployment build: `LASTSEEN_DIE_AT=sending:2` ends the
/// program by SIGKILL the second time that a message is about to leave.
#[cfg(debug_assertions)]
mod die {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Milestone;

    static SEEN: AtomicUsize = AtomicUsize::new(0);

    pub(super) fn perhaps(milestone: Milestone) {
        let Ok(wanted) = std::env::var("LASTSEEN_DIE_AT") else {
            return;
        };
        let (code, time) = wanted.split_once(':').unwrap_or((&wanted, "1"));
        if code == milestone.code()
            && SEEN.fetch_add(1, Ordering::Relaxed) + 1 == time.parse().unwrap_or(1)
        {
            #[cfg(unix)]
            let _ = signal_hook::low_level::raise(signal_hook::consts::SIGKILL);
            std::process::abort();
        }
    }
}
