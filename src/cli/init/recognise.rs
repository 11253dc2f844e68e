//! Which file is which: the data set and the built-in profile that can read an export.

use std::path::{Path, PathBuf};

use crate::{
    cli::profile::reading,
    ingest::{
        dates,
        draft::{self, Asked, Draft, Elsewhere},
        profile::{self, Profile},
    },
    model::{
        field::DataSet,
        input::{ALWAYS_THE_SAME, InputReport, RowCounts},
    },
};

/// A file, what it seems to hold, and the profile that can read it.
pub(super) struct Export {
    pub(super) data_set: Option<DataSet>,
    pub(super) profile: Option<&'static str>,
    /// The profile that was drafted for it, where no built-in one reads it.
    pub(super) draft: Option<Drafted>,
    /// How many of its rows could not be read, and of how many, where that is too much.
    pub(super) left_out: Option<(u64, u64)>,
    /// As the settings write it, with a star for the date.
    pub(super) pattern: String,
    /// The same with the name as it is.
    pub(super) written: String,
    pub(super) file: PathBuf,
}

/// A profile of the service's own, for a file that no built-in one reads.
pub(super) struct Drafted {
    pub(super) name: String,
    pub(super) draft: Draft,
    taken: Taken,
}

/// What a built-in profile takes of a file, as which data set, and its name.
type Fit = (Taken, DataSet, &'static str);

/// What a profile takes of a file.
#[derive(Clone, Copy)]
struct Taken {
    rows: RowCounts,
    columns: usize,
}

/// Words in the names of files, and the data set that they are for.
const HINTS: [(&str, DataSet); 11] = [
    ("visit", DataSet::Visits),
    ("contact", DataSet::Visits),
    ("rating", DataSet::Ratings),
    ("rag", DataSet::Ratings),
    ("worker", DataSet::Workers),
    ("staff", DataSet::Workers),
    ("alias", DataSet::Aliases),
    ("merge", DataSet::Aliases),
    ("case", DataSet::Cases),
    ("plan", DataSet::Cases),
    ("involvement", DataSet::Cases),
];

pub(super) fn day_of(path: &Path) -> Option<chrono::NaiveDate> {
    dates::in_file_name(&path.file_name()?.to_string_lossy())
}

/// What a file is; where it was drafted, each of its sheets that could be.
pub(super) fn recognise(root: &Path, file: &Path) -> Vec<Export> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let lower = name.to_lowercase();
    let hint = HINTS.iter().find(|(word, _)| lower.contains(word));
    let hint = hint.map(|(_, data_set)| *data_set);
    let pattern = pattern_of(&name);
    let found = best_fit(root, file, hint);
    // A built-in profile that leaves out rows or columns may be of another report than this: a draft that takes more goes
    // before, unless the layout is a published one.
    let leaves_out = |rows: &RowCounts| rows.rejected * 50 > rows.read;
    let is_published = |name: &str| built_in(name).is_some_and(|profile| profile.is_verified);
    let is_beaten = |fit: &Fit, drafts: &[Drafted]| {
        let (of, ..) = fit;
        drafts.first().is_some_and(|draft| {
            let (ours, theirs) = (draft.taken.rows.accepted, of.rows.accepted);
            ours > theirs || ours == theirs && draft.taken.columns > of.columns
        })
    };
    let drafts = match &found {
        Some((of, _, name)) if !leaves_out(&of.rows) && is_published(name) => Vec::new(),
        _ => drafts(root, file, &pattern),
    };
    let found = found.filter(|fit| !is_beaten(fit, &drafts));
    let export = |data_set, profile, draft, rows: Option<RowCounts>| Export {
        data_set,
        profile,
        draft,
        left_out: rows
            .filter(leaves_out)
            .map(|rows| (rows.rejected, rows.read)),
        pattern: within(root, file, &pattern),
        written: within(root, file, &name),
        file: file.to_owned(),
    };
    if let Some((taken, data_set, profile)) = found {
        return vec![export(
            Some(data_set),
            Some(profile),
            None,
            Some(taken.rows),
        )];
    }
    if drafts.is_empty() {
        return vec![export(hint, None, None, None)];
    }
    let of_draft = |draft: Drafted| {
        let (set, rows) = (draft.draft.sets.first().copied(), draft.taken.rows);
        export(set.or(hint), None, Some(draft), Some(rows))
    };
    drafts.into_iter().map(of_draft).collect()
}

/// A file as the settings name it, with a star for its date.
pub(in crate::cli) fn as_a_pattern(root: &Path, file: &Path) -> String {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    within(root, &file, &pattern_of(&name))
}

/// A name in the folder of a file, as the settings write it.
fn within(root: &Path, file: &Path, name: &str) -> String {
    let folder = file.parent().map(|folder| in_settings(root, folder));
    match folder.filter(|folder| !folder.is_empty()) {
        Some(folder) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

/// The drafts of a file, of a workbook one for each sheet, that can read most of the rows; the longest first.
fn drafts(root: &Path, file: &Path, pattern: &str) -> Vec<Drafted> {
    let stem = pattern.rsplit_once('.').map_or(pattern, |(stem, _)| stem);
    let settings = reading::settings(root, file, Vec::new());
    let sheets = draft::sheets(file, &settings);
    if sheets.len() < 2 {
        return drafted(root, file, &plain(stem), None)
            .into_iter()
            .collect();
    }
    let each = sheets.iter().filter_map(|sheet| {
        let name = plain(&format!("{stem} {sheet}"));
        drafted(root, file, &name, Some(sheet))
    });
    let mut drafts: Vec<Drafted> = each.collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.taken.rows.accepted));
    drafts
}

/// A name that a profile can have.
fn plain(name: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let name = name.replace(|sign| !is_plain(sign), " ");
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join("-").to_lowercase()
}

/// The draft of a file's profile, where most of its rows can be read by it.
fn drafted(root: &Path, file: &Path, name: &str, sheet: Option<&str>) -> Option<Drafted> {
    let asked = Asked {
        path: file,
        title: name,
        set: None,
        sheet,
        elsewhere: &Elsewhere::default(),
    };
    let settings = reading::settings(root, file, Vec::new());
    let draft = draft::draft(&asked, &settings)
        .ok()
        .filter(|draft| draft.is_whole)?;
    let profile = Profile::parse(name, &draft.text).ok()?;
    let set = *draft.sets.first()?;
    let intake = reading::read(root, file, set, profile, draft.sheet.as_deref()).ok()?;
    let input = own(&intake.reading.inputs, set, file)?;
    let taken = Taken {
        rows: input.rows,
        columns: columns(input),
    };
    let can_be_used =
        !name.is_empty() && taken.rows.accepted > 0 && taken.rows.accepted >= taken.rows.rejected;
    can_be_used.then(|| Drafted {
        name: name.to_owned(),
        draft,
        taken,
    })
}

/// A name with a star where its date stands: tomorrow's file is another. Signs of patterns in a name are its own.
fn pattern_of(name: &str) -> String {
    let escaped = glob::Pattern::escape(name);
    let Some(date) = dates::in_file_name(name) else {
        return escaped;
    };
    let forms = [
        "%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%Y.%m.%d", "%d-%m-%Y", "%d%m%Y", "%d_%m_%Y", "%d.%m.%Y",
    ];
    let mut forms = forms.map(|form| date.format(form).to_string()).into_iter();
    let (stem, ending) = escaped.rsplit_once('.').unwrap_or((&escaped, ""));
    let Some((before, after)) = forms.find_map(|form| stem.split_once(&form)) else {
        return escaped;
    };
    // A time behind the date changes as well.
    let is_word = |text: &str| text.contains(char::is_alphabetic);
    let after = if is_word(after) { after } else { "" };
    match is_word(before) || is_word(after) {
        true => format!("{before}*{after}.{ending}"),
        // It would take in every file.
        false => escaped.clone(),
    }
}

/// A folder as the settings write it: from the root where it lies below it, with slashes.
pub(super) fn in_settings(root: &Path, folder: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| whole(path));
    let (root, folder) = (real(root), real(folder));
    let shown = folder.strip_prefix(&root).unwrap_or(&folder);
    let shown = shown.to_string_lossy().replace('\\', "/");
    glob::Pattern::escape(&shown)
}

pub(super) fn built_in(name: &str) -> Option<Profile> {
    Profile::parse(name, profile::built_in(name)?).ok()
}

/// The data set and the profile by which most rows of a file can be read; of equal ones those that take most of its
/// columns, then what its name says. A file that a profile can read as several is the first of them, which feeds the rest.
fn best_fit(root: &Path, file: &Path, hint: Option<DataSet>) -> Option<Fit> {
    let mut best: Option<((u64, usize, bool), Fit)> = None;
    for name in profile::built_in_names() {
        let Some(profile) = built_in(name) else {
            continue;
        };
        for data_set in DataSet::ALL {
            if profile.tables_for(data_set).is_empty() {
                continue;
            }
            let Some(of) = taken(root, file, data_set, &profile) else {
                continue;
            };
            let merit = (of.rows.accepted, of.columns, hint == Some(data_set));
            if best.as_ref().is_none_or(|(known, _)| merit > *known) {
                best = Some((merit, (of, data_set, name)));
            }
            break;
        }
    }
    best.map(|(_, fit)| fit)
}

/// How many rows and columns a profile takes, where it takes most of the rows.
fn taken(root: &Path, file: &Path, data_set: DataSet, profile: &Profile) -> Option<Taken> {
    let read = reading::read(root, file, data_set, profile.clone(), None);
    let inputs = match &read {
        Ok(intake) => &intake.reading.inputs,
        Err(refused) => &refused.inputs,
    };
    let input = own(inputs, data_set, file)?;
    let rows = input.rows;
    let takes_most = rows.accepted > 0 && rows.accepted >= rows.rejected;
    let columns = columns(input);
    takes_most.then_some(Taken { rows, columns })
}

/// The report of the file itself: tables that it is joined with have their own.
fn own<'r>(inputs: &'r [InputReport], data_set: DataSet, file: &Path) -> Option<&'r InputReport> {
    let name = file.file_name();
    let is_own = |input: &&InputReport| {
        input.data_set == data_set && Path::new(&input.file.path).file_name() == name
    };
    inputs.iter().find(is_own)
}

/// How many fields are taken from a column; what is always the same says nothing of the file.
fn columns(input: &InputReport) -> usize {
    let mapped = input.layout.mapped.iter();
    mapped.filter(|(from, _)| from != ALWAYS_THE_SAME).count()
}
