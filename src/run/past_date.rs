//! A past date keeps the reports that were made for it, unless somebody says that others are to take their place.

use crate::{
    errand::{Errand, RunError, Sending, input_records},
    ledger::Ledger,
    model::input::Reading,
};

/// The run whose place this one takes: a complete one for a past date, made from other exports. None where nothing was
/// made for the date, or from the same exports; and today's reports are made as often as its exports come.
///
/// # Errors
/// There is such a run, and this one is not meant to take its place; the ledger's own.
pub(super) fn replaced_run(
    errand: &Errand<'_>,
    reading: &Reading,
    ledger: &Ledger,
) -> Result<Option<String>, RunError> {
    if errand.date() >= errand.today() {
        return Ok(None);
    }
    let job = &errand.job.name;
    let read = input_records(&reading.inputs);
    let Some(run_id) = ledger.made_from_others(job, errand.date(), &read)? else {
        return Ok(None);
    };
    let (folder, kept) = (errand.folder(), errand.folder_of_replaced(&run_id));
    if kept.exists() && !folder.exists() {
        // The run that was to take its place was killed before it could.
        std::fs::rename(&kept, &folder).map_err(RunError::storage(&folder))?;
    }
    match errand.options.sending {
        Sending::Replace => Ok(Some(run_id)),
        Sending::Send | Sending::Resend | Sending::DryRun | Sending::Test(_) => {
            Err(RunError::OtherExports {
                job: job.clone(),
                date: errand.date(),
                run_id,
            })
        }
    }
}
