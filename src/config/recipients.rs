//! `jobs/recipients.csv`: who gets what.

use std::collections::HashMap;

use serde::Deserialize;

use super::{deputies, files::Files, problem::Problems};
use crate::{
    deliver::{
        address::check_address,
        settings::{MailSettings, Recipient, Scope},
    },
    model::{
        report::{Report, Role},
        text::did_you_mean,
    },
};

const COLUMNS: [&str; 6] = ["recipient_id", "name", "email", "role", "scope", "reports"];

/// Columns that a file without deputies leaves out.
const OF_DEPUTIES: [&str; 3] = ["deputy_id", "from", "until"];

#[derive(Deserialize)]
struct Line {
    recipient_id: String,
    name: String,
    email: String,
    role: String,
    scope: String,
    reports: String,
    #[serde(default)]
    deputy_id: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// Reads every line; each problem names its line.
pub(super) fn load(
    file: &str,
    mail: &MailSettings,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Recipient> {
    let Some(text) = files.read(file, problems) else {
        return Vec::new();
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Where the comma is the decimal sign, spreadsheets save tables with semicolons.
    let headings = text.lines().find(|line| !line.starts_with('#'));
    let headings = headings.unwrap_or_default();
    let has_semicolons = headings.contains(';') && !headings.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if has_semicolons { b';' } else { b',' })
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let Ok(headings) = reader.headers().cloned() else {
        problems.add(file, Some(1), "the heading row cannot be read".to_owned());
        return Vec::new();
    };
    let mut sound = true;
    for column in COLUMNS {
        if !headings.iter().any(|heading| heading == column) {
            sound = false;
            let hint = did_you_mean(column, headings.iter()).replace("did you mean", "is it");
            problems.add(
                file,
                Some(1),
                format!("the column {column} is missing{hint}"),
            );
        }
    }
    let known = || COLUMNS.into_iter().chain(OF_DEPUTIES);
    for heading in headings
        .iter()
        .filter(|heading| !known().any(|column| column == *heading))
    {
        sound = false;
        let hint = did_you_mean(heading, known());
        problems.add(file, Some(1), format!("unknown column \"{heading}\"{hint}"));
    }
    if !sound {
        return Vec::new();
    }
    // Notes above a record are read with it.
    let line_of = |position: &csv::Position| {
        let from = text.get(position.byte() as usize..).unwrap_or_default();
        let notes = from
            .lines()
            .take_while(|line| line.is_empty() || line.starts_with('#'));
        position.line() as usize + notes.count()
    };
    let mut recipients = Vec::new();
    let mut deputies = Vec::new();
    let mut lines_of: HashMap<String, usize> = HashMap::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map(line_of);
                problems.add(
                    file,
                    line,
                    "has more or fewer cells than there are columns".to_owned(),
                );
                continue;
            }
        }
        let line = record.position().map_or(1, line_of);
        let Ok(fields) = record.deserialize::<Line>(Some(&headings)) else {
            problems.add(file, Some(line), "cannot be read".to_owned());
            continue;
        };
        let mut note = |message: String| problems.add(file, Some(line), message);
        if let Some(first) = lines_of.insert(fields.recipient_id.clone(), line) {
            note(format!(
                "recipient_id \"{}\" stands in line {first} already",
                fields.recipient_id
            ));
        }
        let cells = deputies::Cells {
            line_of: &fields.recipient_id,
            deputy_id: &fields.deputy_id,
            from: &fields.from,
            until: &fields.until,
        };
        let stands_in = cells.read(&mut note);
        deputies.extend(stands_in.map(|stands_in| (line, stands_in)));
        recipients.extend(resolve(&fields, mail, &mut note));
    }
    let ids = Vec::from_iter(lines_of.keys().map(String::as_str));
    let mut note = |line, message| problems.add(file, Some(line), message);
    let copies = deputies::copies(deputies, &recipients, &ids, mail, &mut note);
    recipients.extend(copies);
    recipients
}

fn resolve(line: &Line, mail: &MailSettings, note: &mut dyn FnMut(String)) -> Option<Recipient> {
    let is_plain = |id: &str| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    if !is_plain(&line.recipient_id) {
        note(
            "recipient_id must be 1 to 64 letters, digits, - or _ (it stands in file names)"
                .to_owned(),
        );
    }
    let length = line.name.chars().count();
    if length > 150 {
        note(format!(
            "the name has {length} characters, and at most 150 can be shown; shorten it"
        ));
    }
    if let Err(what) = check_address(&line.email, &mail.allowed_domains) {
        note(format!("the email address {what}"));
    }
    let role = Role::from_name(&line.role);
    if role.is_none() {
        let names = Role::ALL.map(Role::name);
        let hint = did_you_mean(&line.role, names);
        let end = if hint.is_empty() { "." } else { "" };
        note(format!(
            "unknown role \"{}\"{hint}{end} The roles are {}",
            line.role,
            names.join(", ")
        ));
    }
    let scope = read_scope(&line.scope, note);
    let mut reports = Vec::new();
    for name in line
        .reports
        .split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        match Report::from_name(name) {
            Some(report) => reports.push(report),
            None => {
                let hint = did_you_mean(name, Report::ALL.map(Report::name));
                note(format!("unknown report \"{name}\"{hint}"));
            }
        }
    }
    let role = role?;
    if reports.is_empty() {
        reports = role.reports().to_vec();
    }
    reports.sort_unstable();
    reports.dedup();
    Some(Recipient {
        id: line.recipient_id.clone(),
        name: line.name.clone(),
        email: line.email.clone(),
        role,
        scope,
        reports,
        stands_in: None,
    })
}

fn read_scope(text: &str, note: &mut dyn FnMut(String)) -> Vec<Scope> {
    let mut scope = Vec::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let named = |rest: &str| Some(rest.trim().to_owned()).filter(|name| !name.is_empty());
        let read = match part.split_once(':') {
            None if part == "all" => Some(Scope::All),
            Some(("team", name)) => named(name).map(Scope::Team),
            Some(("service", name)) => named(name).map(Scope::Service),
            _ => None,
        };
        match read {
            Some(part) => scope.push(part),
            None => note(format!(
                "scope \"{part}\" cannot be read; write all, team:NAME or service:NAME, with ; between several"
            )),
        }
    }
    if scope.is_empty() && text.trim().is_empty() {
        note("scope is blank; write all, team:NAME or service:NAME".to_owned());
    }
    scope
}
