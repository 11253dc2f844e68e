//! A command of the service's own: without a shell, with few variables, and ended in time with all that it began.

use std::{
    io::{self, Read},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

/// The longest sleep before the command is looked at again.
const STEP: Duration = Duration::from_millis(20);

/// What is run, and for how long at most.
pub struct OwnCommand<'a> {
    /// The program, by its full path.
    pub program: &'a str,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Its variables, beside `PATH`.
    pub variables: &'a [(&'a str, String)],
    /// When it is ended.
    pub limit: Duration,
}

/// What a command came to.
pub enum Came {
    /// It ended by itself, having printed this.
    ToItsEnd(ExitStatus, Vec<u8>),
    /// It was ended at its time limit.
    ToItsLimit,
}

impl OwnCommand<'_> {
    /// Runs the command and keeps so many bytes of what it prints; what goes beyond counts as one byte more.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(&self, printed: u64) -> io::Result<Came> {
        let mut command = Command::new(self.program);
        command
            .args(self.arguments)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(if printed > 0 {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stderr(Stdio::null());
        // A group of its own, so that what it has begun ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let reader = child.stdout.take().map(|stdout| {
            thread::spawn(move || {
                let mut bytes = Vec::new();
                // What cannot be read was not printed.
                let _ = stdout.take(printed + 1).read_to_end(&mut bytes);
                bytes
            })
        });
        let status = wait(&mut child, self.limit)?;
        // Also what it left running, which may hold its output open.
        end(&mut child)?;
        Ok(match status {
            Some(status) => {
                let read = reader.and_then(|reader| reader.join().ok());
                Came::ToItsEnd(status, read.unwrap_or_default())
            }
            None => Came::ToItsLimit,
        })
    }
}

/// How it ended; none where it has not in time.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    // Counted in sleep: the clock may be set meanwhile.
    let mut left = limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if left.is_zero() {
            return Ok(None);
        }
        let step = STEP.min(left);
        thread::sleep(step);
        left -= step;
    }
}

/// Kills a command and everything of its group.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
    }
    // Where it is dead already this does nothing.
    child.kill()?;
    child.wait().map(drop)
}
