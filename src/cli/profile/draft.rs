//! `lastseen profile draft`.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{data_set, parsed, reading};
use crate::{
    cli::{
        exit::Exit,
        init::recognise::as_a_pattern,
        table::{self, Column},
    },
    config::Settings,
    ingest::draft::{self, Asked, Draft, Elsewhere, NoDraft},
    model::{
        field::DataSet,
        text::{folded, printable},
    },
};

#[derive(clap::Args)]
pub struct DraftArguments {
    /// The export
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What it holds, where that is not plain
    #[arg(long = "as", value_parser = data_set(), value_name = "DATA SET")]
    set: Option<DataSet>,
    /// The sheet of a workbook; the one with most rows unless named
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Where the profile is written; it is printed where no file is named. A file that is there is left as it is
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn draft(root: &Path, arguments: &DraftArguments) -> Exit {
    drafted(root, arguments).unwrap_or_else(|exit| exit)
}

fn drafted(root: &Path, arguments: &DraftArguments) -> Result<Exit, Exit> {
    let file = &arguments.file;
    if let Some(output) = &arguments.output
        && output.symlink_metadata().is_ok()
    {
        complain!(
            "error: {} is there already and is left as it is; name another file with -o",
            output.display()
        );
        return Err(Exit::BadCommandLine);
    }
    let title = arguments
        .output
        .as_deref()
        .unwrap_or(file)
        .file_stem()
        .unwrap_or_default();
    let title = printable(&title.to_string_lossy());
    let elsewhere = elsewhere(root, file);
    let asked = Asked {
        path: file,
        title: &title,
        set: arguments.set,
        sheet: arguments.sheet.as_deref(),
        elsewhere: &elsewhere,
    };
    let draft =
        draft::draft(&asked, &reading::settings(root, file, Vec::new())).map_err(|error| {
            complain!("error: {}: {error}", file.display());
            match error {
                NoDraft::Unread(_) | NoDraft::NoHeadings => Exit::InputRefused,
                NoDraft::NotPlain(_) => Exit::BadCommandLine,
            }
        })?;
    let Some(output) = &arguments.output else {
        // The profile alone goes to standard output, so that it can be kept; what was found, to who looks on.
        say!("{}", draft.text.trim_end());
        complain!(
            "the draft above is of {}; with -o FILE it is written, and tried on the export",
            kinds(&draft)
        );
        draft
            .decide
            .iter()
            .for_each(|question| complain!("decide: {question}"));
        return Ok(Exit::Done);
    };
    write(output, &draft.text)?;
    say!("{}: {}", output.display(), kinds(&draft));
    print_found(&draft);
    let profile_name = output
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if draft.is_whole {
        try_out(root, file, &draft, &profile_name)?;
    }
    if !draft.decide.is_empty() {
        say!("\nto be decided, in {}:", output.display());
        draft
            .decide
            .iter()
            .for_each(|question| say!("  - {question}"));
    }
    say!("\nnext:");
    if !draft.is_whole {
        say!(
            "  fill in what is marked \"decide\" in {}, then",
            output.display()
        );
    }
    say!(
        "  lastseen profile check {} {}",
        crate::cli::typed(output),
        crate::cli::typed(file)
    );
    let set = draft.sets.first().map_or("cases", |set| set.name());
    say!(
        "  and under [inputs] of jobs/service.toml: {set} = [{{ path = {}, profile = \"{profile_name}\" }}]",
        draft::quoted(&as_a_pattern(root, file))
    );
    if draft.sets.len() > 1 {
        say!("  its visits are read with it: each row is a case and a visit");
    }
    Ok(Exit::Done)
}

fn kinds(draft: &Draft) -> String {
    let sets: Vec<&str> = draft.sets.iter().map(|set| set.name()).collect();
    let sheet = draft
        .sheet
        .as_ref()
        .map_or_else(String::new, |sheet| format!(" of sheet \"{sheet}\""));
    format!(
        "{}{sheet}, headings in row {}",
        sets.join(" and "),
        draft.heading_row
    )
}

fn write(output: &Path, text: &str) -> Result<(), Exit> {
    let storage = |error: std::io::Error| {
        complain!("error: failed to write {}: {error}", output.display());
        Exit::Storage
    };
    if let Some(folder) = output
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(storage)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(output)
        .map_err(storage)?;
    file.write_all(text.as_bytes()).map_err(storage)
}

fn print_found(draft: &Draft) {
    draft.rows.iter().for_each(|line| say!("{line}"));
    let rows: Vec<[String; 4]> = draft
        .columns
        .iter()
        .map(|column| {
            let fields = if column.fields.is_empty() {
                "-"
            } else {
                &column.fields
            };
            [
                column.heading.clone(),
                column.holds.clone(),
                fields.to_owned(),
                column.why.clone(),
            ]
        })
        .collect();
    say!();
    table::print(
        [
            Column::Text("column"),
            Column::Text("holds"),
            Column::Text("taken for"),
            Column::Text("why"),
        ],
        &rows,
    );
}

/// What a run would make of the export by the draft.
fn try_out(root: &Path, file: &Path, draft: &Draft, name: &str) -> Result<(), Exit> {
    let profile = parsed(name, &draft.text)?;
    let Some(set) = draft.sets.first() else {
        return Ok(());
    };
    say!("\nwhat a run would make of it:");
    match reading::read(root, file, *set, profile, draft.sheet.as_deref()) {
        Ok(intake) => {
            reading::print_rows(&intake.reading.inputs, &intake.reading.problems);
            let settings = reading::settings(root, file, Vec::new());
            let nobodys = reading::Nobodys::of(file, draft.sheet.as_deref(), &settings, &intake);
            reading::print_unknown_words(&intake.reading.problems, &nobodys);
        }
        Err(refused) => {
            refused
                .refusals
                .iter()
                .for_each(|refusal| say!("it would be refused: {}", refusal.trouble));
            reading::print_rows(&refused.inputs, &refused.problems);
        }
    }
    Ok(())
}

/// The ids of the exports that the settings name already, as far as these can be read.
fn elsewhere(root: &Path, file: &Path) -> Elsewhere {
    let mut found = Elsewhere::default();
    let Ok(settings) = Settings::load(root) else {
        return found;
    };
    for input in &settings.inputs {
        if !matches!(input.data_set, DataSet::Cases | DataSet::Workers) {
            continue;
        }
        if let Ok(intake) = reading::read_by(&reading::settings(root, file, vec![input.clone()])) {
            let facts = &intake.facts;
            let children = facts
                .children_by_id()
                .iter()
                .map(|child| folded(facts.children.text(*child)));
            found.children.extend(children);
            let workers = facts
                .workers
                .symbols()
                .map(|worker| folded(facts.workers.text(worker)));
            found.workers.extend(workers);
        }
    }
    found
}
