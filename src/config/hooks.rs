//! The `[hooks]` table: commands to run after each run.

use std::{path::Path, time::Duration};

use super::{document::Section, values};

/// What is run after a run. An empty command is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookSettings {
    /// After exit code 0: the program and its arguments.
    pub on_success: Vec<String>,
    /// After any other.
    pub on_failure: Vec<String>,
    /// How long it may take.
    pub time_limit: Duration,
}

impl Default for HookSettings {
    fn default() -> Self {
        Self {
            on_success: Vec::new(),
            on_failure: Vec::new(),
            time_limit: Duration::from_secs(30),
        }
    }
}

pub(super) fn read(section: &mut Section<'_, '_>, hooks: &mut HookSettings) {
    for (key, place) in [
        ("on_success", &mut hooks.on_success),
        ("on_failure", &mut hooks.on_failure),
    ] {
        let expected = "a program and its arguments, such as [\"/usr/local/bin/tell\", \"--all\"]";
        let Some(command) = section.value::<Vec<String>>(key, expected) else {
            continue;
        };
        match command.first() {
            None => section.note(key, "is empty; leave it out, or name a program"),
            Some(program) if !Path::new(program).is_absolute() => section.note(
                key,
                &format!("names its program \"{program}\" without a full path"),
            ),
            Some(_) => {}
        }
        *place = command;
    }
    let expected = "a length of time from \"1s\" to \"1h\", such as \"30s\"";
    let limit = section.parsed("time_limit", expected, |text| {
        values::duration(text).filter(|limit| (1..=3600).contains(&limit.as_secs()))
    });
    hooks.time_limit = limit.unwrap_or(hooks.time_limit);
}
