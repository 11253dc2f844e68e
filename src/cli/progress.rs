//! Progress of long reads, on a terminal only.

use std::{cell::RefCell, io::IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

use crate::ingest::Watch;

/// A spinner with the file's name and the rows read so far; silent where standard error is no terminal.
#[derive(Default)]
pub struct Progress {
    bar: RefCell<Option<ProgressBar>>,
}

impl Watch for Progress {
    fn file(&self, name: &str, bytes: u64) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        self.done();
        let bar = ProgressBar::new_spinner();
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg}  {human_pos} rows  {elapsed}")
        {
            bar.set_style(style);
        }
        bar.set_message(format!("{name} ({} MB)", bytes.div_ceil(1 << 20)));
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        *self.bar.borrow_mut() = Some(bar);
    }

    fn rows(&self, rows: u64) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.inc(rows);
        }
    }

    /// The line is gone before anything else is printed.
    fn done(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done();
    }
}
