//! Panics of a library that reads what others wrote: the file is refused, and the run goes on to say so.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
};

use crate::ingest::refusal::Trouble;

thread_local! {
    static IN_LIBRARY: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within a library's reading of a file, so that a panic is the file's and not ours.
pub fn is_in_library() -> bool {
    IN_LIBRARY.get()
}

/// Lets a library read.
///
/// # Errors
/// It stumbled over the file.
pub(super) fn library<T>(reads: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let before = IN_LIBRARY.replace(true);
    let read = panic::catch_unwind(AssertUnwindSafe(reads));
    let was_the_library = IN_LIBRARY.replace(before);
    read.unwrap_or_else(|panic| {
        if was_the_library {
            Err(Trouble::BadWorkbook {
                cause: "a part of it is not as Excel writes it".to_owned(),
            })
        } else {
            panic::resume_unwind(panic)
        }
    })
}

/// Hands something over to the house within a library's reading: a panic there is ours.
pub(super) fn house<T>(takes: impl FnOnce() -> T) -> T {
    let before = IN_LIBRARY.replace(false);
    let taken = takes();
    IN_LIBRARY.set(before);
    taken
}
