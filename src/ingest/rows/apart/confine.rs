//! What a process that reads a workbook takes from itself: memory, files, the network.

/// Limits this process, as far as the system lets it. What cannot be had is told by [`lacking`].
#[cfg(unix)]
pub(super) fn confine(memory: u64, time: std::time::Duration) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::Data, memory),
        // Time at work: a machine that is busy with other things takes nothing from it.
        (Resource::Cpu, time.as_secs()),
        // The standard streams and their copies are open; no other file and no connection can be.
        (Resource::Nofile, 6),
        (Resource::Fsize, 0),
        // What is left of a process that broke holds children's data.
        (Resource::Core, 0),
    ];
    for (resource, limit) in limits {
        let _ = setrlimit(
            resource,
            Rlimit {
                current: Some(limit),
                // At this one time ends without saying so.
                maximum: Some(limit + u64::from(resource == Resource::Cpu)),
            },
        );
    }
    // Whoever is asked to stop decides what becomes of the reading; this process ends when nobody asks any more.
    let is_ignored = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, std::sync::Arc::clone(&is_ignored));
    }
    #[cfg(target_os = "linux")]
    let _ = landlock();
}

#[cfg(not(unix))]
pub(super) fn confine(_: u64, _: std::time::Duration) {}

/// What this system does not take from the process that reads a workbook, in words; nothing where all is well.
#[cfg(target_os = "linux")]
pub fn lacking() -> Option<&'static str> {
    // Landlock binds the thread that asks for it, and this one ends at once.
    let enforced = std::thread::spawn(|| landlock().is_ok_and(|is_enforced| is_enforced)).join();
    (!enforced.unwrap_or(false)).then_some(
        "workbooks are read within limits of memory, time and open files, but without Landlock, which this system does not have",
    )
}

/// What this system does not take from the process that reads a workbook, in words; nothing where all is well.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn lacking() -> Option<&'static str> {
    Some(
        "workbooks are read within limits of time and open files; this system may not keep the limit of memory",
    )
}

/// What this system does not take from the process that reads a workbook, in words; nothing where all is well.
#[cfg(not(unix))]
pub fn lacking() -> Option<&'static str> {
    Some("workbooks are read within a limit of time; this system knows no limit of memory")
}

/// Takes every file and connection from this thread and those that it starts; whether anything was taken.
#[cfg(target_os = "linux")]
fn landlock() -> Result<bool, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
    let newest = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
