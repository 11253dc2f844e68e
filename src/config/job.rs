//! `jobs/NAME.toml`: one job, named by its file.

use super::{
    document::{Section, walk},
    files::Files,
    problem::Problems,
    values,
};
use crate::{
    model::{calendar::Holidays, report::Report, text::did_you_mean},
    schedule::expression::{CronExpression, OnHoliday},
};

/// One job.
#[derive(Clone, Debug)]
pub struct Job {
    /// The stem of its file.
    pub name: String,
    /// When it falls due; none for a job that is only run by hand.
    pub schedule: Option<CronExpression>,
    /// What it builds.
    pub reports: Vec<Report>,
    /// How many hours late it still starts.
    pub catch_up_hours: u32,
}

/// Every job that has a file, by name.
pub(super) fn load_all(
    holidays: &Holidays,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Job> {
    files
        .jobs()
        .into_iter()
        .filter_map(|name| load(name, holidays, files, problems))
        .collect()
}

fn load(
    name: String,
    holidays: &Holidays,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Job> {
    let file = format!("jobs/{name}.toml");
    if !name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    {
        problems.add(
            &file,
            None,
            "a job's file name may hold letters, digits, - and _ only".to_owned(),
        );
        return None;
    }
    let text = files.read(&file, problems)?;
    let mut job = Job {
        name,
        schedule: None,
        reports: Vec::new(),
        catch_up_hours: 12,
    };
    walk(&file, &text, problems, |top| {
        if let Some(expression) =
            top.value::<String>("schedule", "a cron expression such as \"0 30 6 * * Mon\"")
        {
            match CronExpression::parse(&expression) {
                Ok(expression) => job.schedule = Some(expression),
                Err(what) => top.note("schedule", &what),
            }
        }
        let choices = [
            ("run", OnHoliday::Run),
            ("skip", OnHoliday::Skip),
            ("next working day", OnHoliday::NextWorkingDay),
        ];
        let on_holiday = top.choice("on_holiday", &choices);
        if on_holiday.is_some() && !top.has("schedule") {
            top.note("on_holiday", "says nothing without a schedule");
        }
        if let Some(expression) = job.schedule.take() {
            match expression.observing(on_holiday.unwrap_or_default(), holidays) {
                Ok(expression) => job.schedule = Some(expression),
                Err(what) => top.note("on_holiday", &what),
            }
        }
        job.reports = read_reports(top);
        job.catch_up_hours = top
            .parsed(
                "catch_up",
                "a length of time such as \"12h\"",
                values::hours,
            )
            .unwrap_or(job.catch_up_hours);
    });
    Some(job)
}

fn read_reports(top: &mut Section<'_, '_>) -> Vec<Report> {
    let names = || Report::ALL.map(Report::name);
    let expected = "a list of reports such as [\"monday-visits\"]";
    let read: Option<Vec<String>> = top.value("reports", expected);
    let Some(read) = read else {
        if !top.has("reports") {
            top.note_table(&format!(
                "the key reports is missing; it names one or more of {}",
                names().join(", ")
            ));
        }
        return Vec::new();
    };
    if read.is_empty() {
        top.note(
            "reports",
            &format!("is empty; it names one or more of {}", names().join(", ")),
        );
    }
    let mut reports = Vec::new();
    for name in read {
        match Report::from_name(&name) {
            Some(report) if reports.contains(&report) => {
                top.note("reports", &format!("names \"{name}\" twice"));
            }
            Some(report) => reports.push(report),
            None => {
                let hint = did_you_mean(&name, names());
                top.note(
                    "reports",
                    &format!("names an unknown report \"{name}\"{hint}"),
                );
            }
        }
    }
    reports
}
