//! `lastseen read-workbook`, which no help names: one workbook is read for another process of this program.

use std::time::Duration;

use super::exit::Exit;
use crate::ingest::rows::apart::reader;

#[derive(clap::Args)]
pub struct ReadWorkbookArguments {
    /// Bytes of memory that it may take
    memory: u64,
    /// Seconds that it may take
    seconds: u64,
}

pub fn read_workbook(limits: &ReadWorkbookArguments) -> Exit {
    // Whoever asked is gone where this fails: there is nobody to tell.
    let _ = reader::read(limits.memory, Duration::from_secs(limits.seconds));
    Exit::Done
}
