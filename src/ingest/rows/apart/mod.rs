//! Workbooks in a process of their own: what a hostile or broken one does there, it does to nobody else.
//!
//! The same program is started for one file. It gets the open file as its standard input and writes rows to its standard
//! output. Where others have standard error it finds what it is asked for: nothing that it says may be seen.

pub mod confine;
pub mod reader;
mod wire;

use std::{
    fs::File,
    io::{BufReader, PipeWriter},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    time::Duration,
};

use super::{
    OnRow, RowBuf,
    workbook::{SheetName, not_as_written},
};
use crate::ingest::refusal::Trouble;
use wire::Told;

/// The command of the program that reads a workbook for another process.
pub const COMMAND: &str = "read-workbook";

/// A file of so many bytes, or a part of it, may take the time that the settings give.
const BYTES_OF_TIME: u64 = 100_000_000;

/// What the reading of one workbook may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: u64,
    /// Time for each begun 100 MB of the file.
    pub time: Duration,
}

/// A workbook that another process reads.
pub struct Apart {
    child: Child,
    asks: PipeWriter,
    told: BufReader<ChildStdout>,
    sheets: Vec<SheetName>,
    /// Bytes of memory and seconds that it may take.
    limits: (u64, u64),
}

impl Apart {
    /// Starts the process, which opens the workbook.
    ///
    /// # Errors
    /// As those of a workbook that is opened here; it took too much memory or time.
    pub fn open(program: &Path, file: File, bytes: u64, limits: Limits) -> Result<Self, Trouble> {
        let no_reader = |cause: std::io::Error| Trouble::Unreadable {
            cause: format!("the process that reads workbooks cannot be started ({cause})"),
        };
        let seconds = limits.time.as_secs() * bytes.div_ceil(BYTES_OF_TIME).max(1);
        let (asked, asks) = std::io::pipe().map_err(no_reader)?;
        let mut child = Command::new(program)
            .arg(COMMAND)
            .args([limits.memory, seconds].map(|limit| limit.to_string()))
            // Secrets of the mail server may stand there.
            .env_clear()
            .stdin(file)
            .stdout(Stdio::piped())
            .stderr(asked)
            .spawn()
            .map_err(no_reader)?;
        let told = child.stdout.take().ok_or_else(not_as_written)?;
        let mut apart = Self {
            child,
            asks,
            told: BufReader::with_capacity(wire::AT_ONCE, told),
            sheets: Vec::new(),
            limits: (limits.memory, seconds),
        };
        match apart.next(&mut RowBuf::default())? {
            Told::Sheets(sheets) => apart.sheets = sheets,
            Told::Row | Told::End => return Err(not_as_written()),
        }
        Ok(apart)
    }

    /// Its worksheets, in order.
    pub fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Every row of a sheet down to a number, in order.
    ///
    /// # Errors
    /// As those of a workbook that is read here; it took too much memory or time; whatever `on_row` refuses.
    pub fn each_row(&mut self, sheet: &str, last: u32, on_row: OnRow<'_>) -> Result<(), Trouble> {
        // Whether it still listens shows when it answers.
        let _ = wire::ask(&mut self.asks, sheet, last);
        let mut row = RowBuf::default();
        let mut wants_more = true;
        while let Told::Row = self.next(&mut row)? {
            wants_more = wants_more && on_row(&row)?.is_continue();
        }
        Ok(())
    }

    fn next(&mut self, row: &mut RowBuf) -> Result<Told, Trouble> {
        match wire::hear(&mut self.told, row) {
            Ok(told) => told.map_err(Trouble::OfWorkbook),
            Err(_) => Err(self.ended()),
        }
    }

    /// Why it has ended before it had told everything.
    fn ended(&mut self) -> Trouble {
        let (memory, seconds) = self.limits;
        // It may also have closed its output or told nonsense, and still be there.
        let _ = self.child.kill();
        match self.child.wait() {
            Ok(status) if status.code() == Some(reader::OUT_OF_TIME) => {
                Trouble::TooSlow { seconds }
            }
            Ok(status) => match signal(status) {
                None => not_as_written(),
                #[cfg(unix)]
                Some(signal) if signal == rustix::process::Signal::XCPU.as_raw() => {
                    Trouble::TooSlow { seconds }
                }
                // By itself (abort), or by the system.
                Some(_) => Trouble::TooMuchMemory {
                    megabytes: memory / 1_000_000,
                },
            },
            Err(_) => not_as_written(),
        }
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // It may have ended by itself, as it does when nobody asks any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The signal that ended a process.
#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
