//! What work costs: wall time, processor time of every thread, peak memory; of a program of its own or of this one.
//!
//! Processor time and memory are read from `/proc`, to a hundredth of a second and a few milliseconds before the end;
//! where there is no `/proc` only the wall time is known.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What some work has cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Seconds by the clock.
    pub wall: f64,
    /// Seconds of processor time, all threads together.
    pub cpu: f64,
    /// The most memory held, in bytes; 0 where it was not looked at.
    pub peak: u64,
}

impl Cost {
    /// One after the other.
    pub fn then(self, next: Self) -> Self {
        Self {
            wall: self.wall + next.wall,
            cpu: self.cpu + next.cpu,
            peak: self.peak.max(next.peak),
        }
    }

    /// The least that several rounds cost: on a machine with other work, the nearest to the work itself.
    pub fn least(rounds: &[Self]) -> Self {
        let least = |part: fn(&Self) -> f64| rounds.iter().map(part).fold(f64::MAX, f64::min);
        Self {
            wall: least(|cost| cost.wall),
            cpu: least(|cost| cost.cpu),
            peak: rounds.iter().map(|cost| cost.peak).min().unwrap_or(0),
        }
    }
}

/// The cost of `work` in this process, which must be at rest otherwise.
pub fn here(work: impl FnOnce()) -> Cost {
    let (start, before) = (Instant::now(), ticks().0);
    work();
    Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: ticks().0 - before,
        peak: 0,
    }
}

/// The cost of running a program with `arguments` in `root`, from its start to its end.
pub fn program(program: &Path, root: &Path, arguments: &[&str]) -> Cost {
    let (start, before) = (Instant::now(), ticks().1);
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a program that can be run");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("a child of ours") {
            break ended;
        }
        peak = high_water(&status).unwrap_or(peak);
        thread::sleep(Duration::from_millis(3));
    };
    let wall = start.elapsed().as_secs_f64();
    assert!(
        ended.success(),
        "{} {arguments:?}: {ended}",
        program.display()
    );
    Cost {
        wall,
        cpu: ticks().1 - before,
        peak,
    }
}

/// Seconds of processor time of this process, and of its children that have ended.
fn ticks() -> (f64, f64) {
    const PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold spaces; the processor times are the 12th to 15th field behind it.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let times: Vec<f64> = fields
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|ticks| ticks.parse().ok())
        .collect();
    match times[..] {
        [user, system, of_children, system_of_children] => (
            (user + system) / PER_SECOND,
            (of_children + system_of_children) / PER_SECOND,
        ),
        _ => (0.0, 0.0),
    }
}

fn high_water(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
