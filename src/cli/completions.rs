//! `lastseen completions` and `lastseen man`: what a package puts beside the program, on standard output.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Arguments, exit::Exit};

#[derive(clap::Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(clap::Args)]
pub struct ManArguments {
    /// The page of one command [default: that of the program]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub fn completions(arguments: &CompletionsArguments) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "lastseen",
        &mut text,
    );
    write_out(&text)
}

pub fn man(arguments: &ManArguments) -> Exit {
    let mut program = Arguments::command();
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => {
                let title = format!("lastseen-{}", command.get_name());
                command.clone().display_name(title)
            }
            None => {
                complain!("error: there is no command \"{name}\"");
                return Exit::BadCommandLine;
            }
        },
    };
    let mut text = Vec::new();
    match clap_mangen::Man::new(page).render(&mut text) {
        Ok(()) => write_out(&text),
        Err(_) => Exit::Internal,
    }
}

/// A reader that ends early, such as `head`, is no fault.
fn write_out(text: &[u8]) -> Exit {
    match io::stdout().write_all(text) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            complain!("error: {error}");
            Exit::Storage
        }
    }
}
