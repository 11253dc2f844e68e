//! A past run made again, from the exports and settings that were kept of it, and compared with what it left.

use std::{
    collections::BTreeMap,
    fs::File,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use chrono::NaiveDate;

use crate::{
    config::{Settings, SettingsFile},
    errand::{
        Errand, RunError, RunOptions, Sending, plan::Plan, surroundings::Surroundings, take_lock,
    },
    keeping::store::{Store, WORK_FOLDER},
    ledger::{Ledger, MadeFile, MadeRun, Making, Sources},
    model::{calendar::plain, field::DataSet, input::ExportFile, text::counted},
    night::{Made, Outputs, answers::Answers, exports},
};

/// A run that was made again.
#[derive(Debug)]
pub struct Rebuilt {
    /// Where its files are now.
    pub folder: PathBuf,
    /// Each file of either making, by name.
    pub files: Vec<(String, Likeness)>,
    /// What may be behind a difference, as sentences.
    pub remarks: Vec<String>,
}

/// How a file compares with that of the night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same to the byte.
    Same,
    /// Not the same.
    Differs,
    /// The night had it, and now it was not made.
    Missing,
    /// It was made now, and the night had none.
    New,
}

/// Makes the last complete run of a job and date again, in a folder of its own. Nothing is sent, and neither the ledger
/// nor the run's own folder is touched.
///
/// # Errors
/// Nothing is on record or kept any more, a kept file is damaged, and whatever stops a run.
pub fn rebuild(
    settings: &Settings,
    job: &str,
    date: NaiveDate,
    around: &dyn Surroundings,
) -> Result<Rebuilt, RunError> {
    let lock = take_lock(settings)?;
    let work = format!("making job {job} for {date} again");
    lock.tell(&work, around.now(), settings.timezone);
    let not_kept = |why: String| RunError::NotKept {
        job: job.to_owned(),
        date,
        why,
    };
    let none_on_record = || not_kept("no complete run of it is on record".to_owned());
    let mut ledger = Ledger::open_to_read(&settings.output.ledger)?.ok_or_else(none_on_record)?;
    ledger.verify()?;
    let made = ledger.made_run(job, date)?.ok_or_else(none_on_record)?;
    let making = kept_making(&made).map_err(not_kept)?;
    ledger.look_back(made.run);

    let place = settings
        .output
        .reports
        .join("rebuilt")
        .join(date.to_string());
    let unpacked = unpack(settings, &making.sources)?;
    let then = settings.of_earlier(unpacked.settings).map_err(|problems| {
        not_kept(format!(
            "this version reads its settings otherwise: {}",
            problems[0]
        ))
    })?;
    let job = then.job(job).ok_or_else(none_on_record)?;
    let options = RunOptions {
        date,
        now: making.sources.now.map(moment),
        sending: Sending::DryRun,
    };

    let errand = Errand {
        settings: &then,
        job,
        options: &options,
        around,
    };
    let mut intake = exports::read_kept(&errand, unpacked.exports, &ledger)?;
    let answers = Answers::of(&errand, &mut intake, &ledger)?;
    let folder = place.join(&job.name);
    let outputs = Outputs::make(&errand, folder.clone(), &answers, &Plan::default(), None)?;
    let account = answers.account(&errand, outputs.deliveries())?;
    let Made { files: again, .. } = outputs.publish(&account)?;
    Ok(Rebuilt {
        folder,
        files: compare(&making.outputs, &again),
        remarks: remarks(&ledger, &made, date)?,
    })
}

fn kept_making(made: &MadeRun) -> Result<&Making, String> {
    if let Some(at) = made.purged_at {
        let day = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
        return Err(format!(
            "its exports were deleted on {}, past the time that reports are kept",
            plain(day.date_naive())
        ));
    }
    made.making
        .as_ref()
        .ok_or_else(|| format!("lastseen {} recorded it and kept no exports", made.version))
}

/// What a run was made from, ready to be read.
struct Unpacked {
    settings: Vec<SettingsFile>,
    exports: Vec<ExportFile>,
    /// Holds the exports; gone with this.
    _folder: tempfile::TempDir,
}

fn unpack(settings: &Settings, sources: &Sources) -> Result<Unpacked, RunError> {
    let store = Store::of(settings);
    let folder = tempfile::Builder::new()
        .prefix(WORK_FOLDER)
        .tempdir_in(&settings.output.reports)
        .map_err(RunError::storage(&settings.output.reports))?;
    let mut files = Vec::new();
    for MadeFile { name, sha256 } in &sources.settings {
        let mut bytes = Vec::new();
        let whole = store.unpack(sha256, &mut bytes).unwrap_or_default();
        let text = String::from_utf8(bytes).ok().filter(|_| whole);
        files.push(SettingsFile {
            name: name.clone(),
            text: text.ok_or_else(|| damaged(name, sha256))?,
        });
    }
    let mut exports = Vec::new();
    for source in &sources.exports {
        let path = folder.path().join(&source.sha256);
        let written = RunError::storage(&path);
        let whole =
            File::create(&path).and_then(|mut file| store.unpack(&source.sha256, &mut file));
        if !whole.map_err(written)? {
            return Err(damaged(&source.shown, &source.sha256));
        }
        let data_set = DataSet::ALL
            .into_iter()
            .find(|set| set.name() == source.data_set);
        exports.push(ExportFile {
            data_set: data_set.ok_or_else(|| damaged(&source.shown, &source.sha256))?,
            pattern: source.pattern.clone(),
            path,
            shown: source.shown.clone(),
            sha256: source.sha256.clone(),
            modified: source.modified.map(moment),
            rivals: source.rivals.clone(),
        });
    }
    Ok(Unpacked {
        settings: files,
        exports,
        _folder: folder,
    })
}

fn damaged(name: &str, sha256: &str) -> RunError {
    RunError::NotWhole {
        name: name.to_owned(),
        path: format!("kept/{sha256}.gz"),
    }
}

fn moment(seconds: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

fn compare(then: &[MadeFile], again: &[MadeFile]) -> Vec<(String, Likeness)> {
    let mut files: BTreeMap<&str, (Option<&str>, Option<&str>)> = BTreeMap::new();
    for file in then {
        files.entry(&file.name).or_default().0 = Some(&file.sha256);
    }
    for file in again {
        files.entry(&file.name).or_default().1 = Some(&file.sha256);
    }
    files
        .into_iter()
        .map(|(name, hashes)| {
            let likeness = match hashes {
                (Some(then), Some(now)) if then == now => Likeness::Same,
                (Some(_), Some(_)) => Likeness::Differs,
                (Some(_), None) => Likeness::Missing,
                (None, _) => Likeness::New,
            };
            (name.to_owned(), likeness)
        })
        .collect()
}

fn remarks(ledger: &Ledger, made: &MadeRun, date: NaiveDate) -> Result<Vec<String>, RunError> {
    let mut remarks = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    if made.version != version {
        remarks.push(format!(
            "lastseen {} made it and this is {version}; every workbook's Notes name the version",
            made.version
        ));
    }
    let later = ledger.recorded_since(made.run, date)?;
    if later > 0 {
        remarks.push(format!(
            "{} recorded after it, so that what it was compared with or remembered may be gone",
            counted(
                later,
                "run for an earlier date was",
                "runs for earlier dates were"
            )
        ));
    }
    let forgotten = ledger.forgotten_before(made.run, date)?;
    if forgotten > 0 {
        remarks.push(format!(
            "{} past their time, and what it was compared with or remembered may be among them",
            counted(forgotten, "earlier run is", "earlier runs are")
        ));
    }
    Ok(remarks)
}
