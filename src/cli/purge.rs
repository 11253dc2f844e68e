//! `lastseen purge`: delete what is past the time that reports are kept.

use std::path::Path;

use super::{exit::Exit, load_settings, surroundings::Machine};
use crate::{
    keeping::{self, Purge},
    model::{calendar::plain, text::counted},
};

#[derive(clap::Args)]
pub struct PurgeArguments {
    /// Only say what would be deleted
    #[arg(long)]
    dry_run: bool,
}

pub fn purge(root: &Path, arguments: &PurgeArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let (how, would) = match arguments.dry_run {
        true => (Purge::Tell, "would be deleted"),
        false => (Purge::Delete, "deleted"),
    };
    let purged = match keeping::purge(&settings, &Machine::listening(), how) {
        Ok(purged) => purged,
        Err(error) => {
            complain!("error: {error}");
            return Exit::of_error(&error);
        }
    };
    say!(
        "what runs for dates before {} left is past its time ({})",
        plain(purged.before),
        counted(
            settings.output.keep_days as usize,
            "day is kept",
            "days are kept"
        )
    );
    for file in &purged.files {
        say!("  {}", file.display());
    }
    say!(
        "{} {would}",
        counted(purged.files.len(), "folder or file", "folders and files")
    );
    if how == Purge::Delete {
        let forgotten = purged.forgotten;
        say!(
            "the ledger: {} of {} forgotten, {} given up",
            counted(forgotten.positions, "position", "positions"),
            counted(forgotten.runs, "run", "runs"),
            counted(forgotten.messages, "message", "messages")
        );
    }
    Exit::Done
}
