//! The `lastseen` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    lastseen::cli::main()
}
