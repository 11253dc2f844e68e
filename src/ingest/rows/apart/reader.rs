//! The process that reads one workbook for another: it limits itself, opens the file it was given, answers, and ends.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    ops::ControlFlow,
    process, thread,
    time::Duration,
};

use super::{
    confine,
    wire::{self, Teller},
};
use crate::ingest::{refusal::Trouble, rows::workbook::Workbook};

/// What it ends with when its time is up.
pub const OUT_OF_TIME: i32 = 75;

/// Where the system counts the time at work, so many times of it may pass: others may be at work too.
const BUSY: u32 = if cfg!(unix) { 5 } else { 1 };

/// Reads the workbook that is standard input, within so many bytes of memory and so much time.
///
/// # Errors
/// Whoever asked is gone.
pub fn read(memory: u64, time: Duration) -> io::Result<()> {
    let file = standard_file(io::stdin())?;
    let mut asks = standard_file(io::stderr())?;
    let mut teller = Teller::new(BufWriter::with_capacity(
        wire::AT_ONCE,
        standard_file(io::stdout())?,
    ));
    confine::confine(memory, time);
    thread::spawn(move || {
        thread::sleep(time * BUSY);
        process::exit(OUT_OF_TIME);
    });
    let mut book = match Workbook::open(file) {
        Ok(book) => book,
        Err(trouble) => return teller.trouble(&trouble.to_string()),
    };
    teller.sheets(book.sheets())?;
    // Nobody asks any more where this fails.
    while let Ok((sheet, last)) = wire::asked(&mut asks) {
        match rows(&mut book, &sheet, last, &mut teller) {
            Ok(()) => teller.end()?,
            Err(trouble) => teller.trouble(&trouble.to_string())?,
        }
    }
    Ok(())
}

fn rows(
    book: &mut Workbook,
    sheet: &str,
    last: u32,
    teller: &mut Teller<impl Write>,
) -> Result<(), Trouble> {
    book.each_row(sheet, last, &mut |row| {
        // Whoever asked is gone where this fails.
        Ok(match teller.row(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        })
    })
}

#[cfg(unix)]
fn standard_file(stream: impl std::os::fd::AsFd) -> io::Result<File> {
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn standard_file(stream: impl std::os::windows::io::AsHandle) -> io::Result<File> {
    Ok(stream.as_handle().try_clone_to_owned()?.into())
}
