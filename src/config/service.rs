//! `jobs/service.toml`: what all jobs share.

use std::path::Path;

use chrono_tz::Tz;

use super::{
    HookSettings, OutputSettings,
    document::{Section, line_of, walk},
    files::Files,
    gate, holidays, hooks, mail,
    problem::Problems,
    values::{self, date, interval, number},
};
use crate::{
    deliver::settings::MailSettings,
    ingest::{
        profile::{self, Profile},
        settings::{Gate, Input},
    },
    measures::settings::Rebase,
    model::{
        calendar::Holidays,
        field::DataSet,
        framework::FrameworkPeriod,
        text::{did_you_mean, word_key},
    },
    rules::settings::RuleSettings,
};

pub(super) const FILE: &str = "jobs/service.toml";

/// What the file says, with defaults where it says nothing.
pub(super) struct Service {
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) timezone: Tz,
    pub(super) rules: RuleSettings,
    pub(super) rebases: Vec<Rebase>,
    pub(super) inputs: Vec<Input>,
    pub(super) gate: Gate,
    pub(super) mail: MailSettings,
    pub(super) output: OutputSettings,
    pub(super) hooks: HookSettings,
    pub(super) returns: Option<String>,
    pub(super) recipients: String,
}

pub(super) fn load(root: &Path, files: &mut Files, problems: &mut Problems) -> Service {
    let mut service = Service {
        name: "Children's services".to_owned(),
        contact: None,
        timezone: Tz::Europe__London,
        rules: RuleSettings::default(),
        rebases: Vec::new(),
        inputs: Vec::new(),
        gate: Gate::default(),
        mail: MailSettings::default(),
        output: OutputSettings {
            reports: root.join("reports"),
            ledger: root.join("reports/ledger.sqlite"),
            keep_days: 400,
            purge_nightly: true,
            marking: "OFFICIAL-SENSITIVE".to_owned(),
            metrics: None,
        },
        hooks: HookSettings::default(),
        returns: None,
        recipients: "jobs/recipients.csv".to_owned(),
    };
    let Some(text) = files.read(FILE, problems) else {
        return service;
    };
    let mut of_other_files = Problems::default();
    walk(FILE, &text, problems, |top| {
        if let Some(path) = top.value("recipients", "the path of a CSV file") {
            service.recipients = path;
        }
        let mut listed = Vec::new();
        let named = top.section("service", |section| {
            read_service(section, &mut service);
            listed = holidays::read(section, files, &mut of_other_files);
        });
        if named.is_none() && !top.has("service") {
            top.note_table("the table [service] with the service's name is missing");
        }
        service.rules.framework = top
            .sections("framework", "[[framework]]", read_framework)
            .into_iter()
            .flatten()
            .collect();
        service.rebases = top
            .sections("rebase", "[[rebase]]", read_rebase)
            .into_iter()
            .flatten()
            .collect();
        service.rebases.sort_by_key(|rebase| rebase.date);
        let inputs = top.section("inputs", |section| {
            read_inputs(section, files, &mut of_other_files)
        });
        match inputs {
            Some(inputs) => service.inputs = inputs,
            None if !top.has("inputs") => {
                top.note_table("the table [inputs] with the exports to read is missing");
            }
            None => {}
        }
        service.rules.bank_holidays = Holidays::new(&listed, &[]);
        top.section("rules", |section| read_rules(section, &mut service.rules));
        top.section("gate", |section| gate::read(section, &mut service.gate));
        top.section("mail", |section| {
            mail::read(section, root, &mut service.mail)
        });
        top.section("output", |section| {
            read_output(section, root, &mut service.output)
        });
        top.section("hooks", |section| hooks::read(section, &mut service.hooks));
        top.section("returns", |section| {
            service.returns =
                read_pattern(section, "a path or a pattern such as \"returns/*.xlsx\"");
            if service.returns.is_none() && !section.has("path") {
                section.note_table(
                    "the path of the returned lists is missing, such as \"returns/*.xlsx\"",
                );
            }
        });
    });
    for problem in of_other_files.into_inner() {
        problems.add(&problem.file, problem.line, problem.message);
    }
    service
}

/// A contact is a line of Notes.
const LONGEST_CONTACT: usize = 150;

/// A sheet's header holds 255 characters, and more than the marking.
const LONGEST_MARKING: usize = 90;

fn read_service(section: &mut Section<'_, '_>, service: &mut Service) {
    if let Some(name) = section.short_text("name", "the service's name", 150) {
        if name.trim().is_empty() {
            section.note("name", "is empty");
        }
        service.name = name;
    }
    let expected = "whom to ask about workbooks: a name, a telephone number, an address";
    if let Some(contact) = section.short_text("contact", expected, LONGEST_CONTACT) {
        if contact.trim().is_empty() {
            section.note("contact", "is empty");
        }
        service.contact = Some(contact);
    }
    let zone = section.parsed(
        "timezone",
        "a time zone such as \"Europe/London\"",
        |text| text.parse().ok(),
    );
    service.timezone = zone.unwrap_or(service.timezone);
}

fn read_framework(section: &mut Section<'_, '_>) -> Option<FrameworkPeriod> {
    let invoked = date(section, "invoked");
    let ceased = date(section, "ceased");
    let authorised_by = section.short_text("authorised_by", "a text", 255);
    if invoked.is_none() && !section.has("invoked") {
        section.note_table("a period needs the date on which the framework was invoked");
    }
    if let (Some(invoked), Some(ceased)) = (invoked, ceased)
        && ceased < invoked
    {
        section.note("ceased", "lies before the period was invoked");
    }
    Some(FrameworkPeriod {
        invoked: invoked?,
        ceased,
        authorised_by,
    })
}

fn read_rebase(section: &mut Section<'_, '_>) -> Option<Rebase> {
    let day = date(section, "date");
    let reason = section.short_text("reason", "a text", 150);
    for (key, what) in [
        (
            "date",
            "a rebase needs the date from which charts begin anew",
        ),
        ("reason", "a rebase needs a reason: what has changed"),
    ] {
        if !section.has(key) {
            section.note_table(what);
        }
    }
    if reason.as_deref().is_some_and(|why| why.trim().is_empty()) {
        section.note("reason", "is empty: say what has changed");
    }
    Some(Rebase {
        date: day?,
        reason: reason?,
    })
}

fn read_inputs(
    section: &mut Section<'_, '_>,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<Input> {
    let mut inputs = Vec::new();
    for data_set in DataSet::ALL {
        let example = "[{ path = \"exports/cases_*.csv\", profile = \"canonical\" }]";
        let read = section.sections(data_set.name(), example, |section| {
            read_input(section, data_set, files, problems)
        });
        inputs.extend(read.into_iter().flatten());
    }
    let feeds = |set: DataSet| {
        inputs.iter().any(|input: &Input| {
            input.data_set == set
                || (input.data_set == DataSet::Cases
                    && input
                        .profile
                        .tables_for(DataSet::Cases)
                        .iter()
                        .any(|table| table.feeds(set)))
        })
    };
    if !section.has("cases") {
        section.note_table(
            "no export of cases is named; without cases there is no child to answer for",
        );
    } else if !section.has("visits") && !inputs.is_empty() && !feeds(DataSet::Visits) {
        section.note_table(
            "no export of visits is named; without visits every child would show as unseen",
        );
    }
    inputs
}

/// The key `path`: where files lie.
fn read_pattern(section: &mut Section<'_, '_>, what: &'static str) -> Option<String> {
    let pattern: Option<String> = section.value("path", what);
    if let Some(pattern) = &pattern
        && let Err(error) = glob::Pattern::new(pattern)
    {
        section.note("path", &format!("is no pattern: {}", error.msg));
    }
    pattern
}

fn read_input(
    section: &mut Section<'_, '_>,
    data_set: DataSet,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Input> {
    let pattern = read_pattern(
        section,
        "a path or a pattern such as \"exports/cases_*.csv\"",
    );
    let name: Option<String> = section.value("profile", "the name of a profile");
    let sheet = section.value("sheet", "the name of a sheet");
    if pattern.is_none() && !section.has("path") {
        section.note_table("an input needs a path");
    }
    if name.is_none() && !section.has("profile") {
        section.note_table("an input needs a profile, such as \"canonical\"");
    }
    let name = name?;
    let profile = match load_profile(&name, files, problems) {
        Some(Ok(profile)) => profile,
        Some(Err(())) => return None,
        None => {
            let hint = did_you_mean(&name, profile::built_in_names());
            section.note(
                "profile",
                &format!("\"{name}\" is neither built in nor a file in jobs/profiles/{hint}"),
            );
            return None;
        }
    };
    if profile.tables_for(data_set).is_empty() {
        section.note(
            "profile",
            &format!("\"{name}\" reads no {}", data_set.name()),
        );
        return None;
    }
    Some(Input {
        data_set,
        pattern: pattern?,
        profile,
        sheet,
    })
}

/// A profile of `jobs/profiles/`, else a built-in one; `None` where there is neither.
fn load_profile(
    name: &str,
    files: &mut Files,
    problems: &mut Problems,
) -> Option<Result<Profile, ()>> {
    let is_plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let file = format!("jobs/profiles/{name}.toml");
    if is_plain && files.has(&file) {
        let text = files.read(&file, problems)?;
        return Some(Profile::parse(name, &text).map_err(|error| {
            let line = error.offset.map(|offset| line_of(&text, offset));
            problems.add(&file, line, error.message);
        }));
    }
    let text = profile::built_in(name)?;
    Some(Profile::parse(name, text).map_err(|error| {
        problems.add(&format!("built-in profile {name}"), None, error.message);
    }))
}

fn read_rules(section: &mut Section<'_, '_>, rules: &mut RuleSettings) {
    for (key, place) in [
        ("cin", &mut rules.cin),
        ("cp", &mut rules.cp),
        ("cic", &mut rules.cic),
        ("cl", &mut rules.cl),
        ("rating_stale_after", &mut rules.rating_stale_after),
        ("supervision_every", &mut rules.supervision_every),
        ("plan_every", &mut rules.plan_every),
        ("plan_every_cic", &mut rules.plan_every_cic),
    ] {
        *place = interval(section, key).unwrap_or(*place);
    }
    for (key, place) in [
        ("first_visit_cic", &mut rules.first_visit_cic),
        ("first_visit_cp", &mut rules.first_visit_cp),
        ("first_visit_cin", &mut rules.first_visit_cin),
        ("first_visit_cl", &mut rules.first_visit_cl),
    ] {
        *place = values::limit(section, key).unwrap_or(*place);
    }
    for (key, place) in [
        ("continues_within_days", &mut rules.continues_within_days),
        ("change_within_days", &mut rules.change_within_days),
        ("red_gap_days", &mut rules.red_gap_days),
        ("newborn_days", &mut rules.newborn_days),
        ("oversight_grace_days", &mut rules.oversight_grace_days),
        ("step_down_days", &mut rules.step_down_days),
    ] {
        *place = number(section, key, 0..=1000).unwrap_or(*place);
    }
    for (key, place) in [
        (
            "raised_within_working_days",
            &mut rules.raised_within_working_days,
        ),
        ("no_access_attempts_red", &mut rules.no_access_attempts_red),
        ("no_contact_days_red", &mut rules.no_contact_days_red),
        ("no_contact_days_amber", &mut rules.no_contact_days_amber),
        ("hybrid_intervals", &mut rules.hybrid_intervals),
        ("placement_recent_days", &mut rules.placement_recent_days),
        ("sight_window_days", &mut rules.sight_window_days),
        ("recording_window_days", &mut rules.recording_window_days),
        ("recording_days", &mut rules.recording_days),
        ("no_access_attempts", &mut rules.no_access_attempts),
        ("allocation_hours", &mut rules.allocation_hours),
    ] {
        *place = number(section, key, 1..=1000).unwrap_or(*place);
    }
    for (key, place) in [
        ("services_without_green", &mut rules.services_without_green),
        ("manager_roles", &mut rules.manager_roles),
        ("oversight_roles", &mut rules.oversight_roles),
        ("supervising_roles", &mut rules.supervising_roles),
        ("leaver_roles", &mut rules.leaver_roles),
        ("step_down_services", &mut rules.step_down_services),
        ("red_factors", &mut rules.red_factors),
        ("ts_red_factors", &mut rules.ts_red_factors),
    ] {
        if let Some(words) = section.value::<Vec<String>>(key, "a list of texts") {
            if words.iter().any(|word| word_key(word).is_empty()) {
                section.note(key, "holds a word without a letter or a digit");
            }
            *place = words;
        }
    }
    if let Some(name) = section.value("targeted_support_service", "the name of a service") {
        rules.targeted_support_service = name;
    }
    if let Some(days) = values::dates(section, "bank_holidays") {
        rules.bank_holidays = rules.bank_holidays.and(&days);
    }
    let aliases: Option<std::collections::BTreeMap<String, String>> =
        section.value("factor_aliases", "a table such as { reg_26 = \"reg_24\" }");
    if let Some(aliases) = aliases {
        rules.factor_aliases = aliases.into_iter().collect();
    }
}

fn read_output(section: &mut Section<'_, '_>, root: &Path, output: &mut OutputSettings) {
    if let Some(folder) = section.value::<String>("reports", "the path of a folder") {
        output.reports = root.join(folder);
    }
    if let Some(file) = section.value::<String>("ledger", "the path of a file") {
        output.ledger = root.join(file);
    }
    if let Some(file) = section.value::<String>("metrics", "the path of a file") {
        output.metrics = Some(root.join(file));
    }
    output.keep_days = section
        .parsed("keep", "a number of days such as \"400d\"", values::days)
        .unwrap_or(output.keep_days);
    output.purge_nightly = section
        .value("purge_nightly", "true or false")
        .unwrap_or(output.purge_nightly);
    if let Some(marking) = section.short_text("marking", "a text", LONGEST_MARKING) {
        output.marking = marking;
    }
}
