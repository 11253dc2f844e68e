//! The Notes sheet that every workbook ends with: run date, sources, framework, rules used, what was not assessed. [RULES 8]

use super::{
    book::{Cell, Column, Sheet, Table, column},
    context::{Context, Reader},
    meanings,
};
use crate::{
    model::{
        calendar::plain,
        field::{DataSet, Field},
        framework,
        status::Status,
        text::{counted, grouped, sentence},
    },
    rules::{
        self,
        flags::{self, REGISTRY},
        night::ratings_are_mapped,
        settings::RuleSettings,
    },
};

/// The sheet's name.
pub const NAME: &str = "Notes";

/// Builds the sheet.
pub fn sheet(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let mut notes = Notes::default();
    run(context, &mut notes);
    if let Some(deputy) = &reader.deputy {
        notes.add("Deputy", deputy);
    }
    sources(context, &mut notes);
    rules(context, &mut notes);
    not_assessed(context, &mut notes);
    type Note<'a> = (bool, &'a (&'static str, String));
    let columns: [Column<'_, Note<'_>>; 2] = [
        column("Topic", 22, |(is_first, note): &Note<'_>| {
            if *is_first {
                Cell::Topic(note.0)
            } else {
                Cell::text(note.0)
            }
        }),
        column("Statement", 120, |(_, note): &Note<'_>| {
            Cell::text(note.1.clone())
        }),
    ];
    let before = std::iter::once(None).chain(notes.0.iter().map(|(topic, _)| Some(*topic)));
    let rows = notes.0.iter().zip(before);
    let rows = rows.map(|(note, before)| (before != Some(note.0), note));
    Sheet::of(
        NAME,
        "Notes: what this workbook rests on",
        Table::of("Notes", rows, &columns, "nothing to note").of_prose(),
    )
    .saying(format!(
        "{} · run date {}",
        context.service,
        plain(context.night.date)
    ))
}

#[derive(Default)]
struct Notes(Vec<(&'static str, String)>);

impl Notes {
    fn add(&mut self, topic: &'static str, statement: impl Into<String>) {
        let statement = statement.into();
        self.0.push((topic, grouped(&statement)));
    }
}

/// The framework's status on the run date, in one sentence.
pub fn framework_status(context: &Context<'_>) -> String {
    let (date, periods) = (context.night.date, &context.night.settings.framework);
    let by = |by: &Option<String>| {
        by.as_ref()
            .map(|by| format!(" by {by}"))
            .unwrap_or_default()
    };
    match framework::in_force(periods, date) {
        Some(period) => {
            let until = period
                .ceased
                .map(|ceased| format!("; its use ceases on {}", plain(ceased)))
                .unwrap_or_default();
            format!(
                "The prioritisation framework is in use: invoked on {}{}{until}. Remote visits count for AMBER and GREEN children only.",
                plain(period.invoked),
                by(&period.authorised_by)
            )
        }
        None => {
            let last = periods
                .iter()
                .filter(|period| period.invoked <= date)
                .max_by_key(|period| period.invoked);
            let history = last.map_or_else(
                || "It has not been invoked.".to_owned(),
                |period| match period.ceased {
                    Some(ceased) => format!(
                        "It was invoked on {}{} and its use ceased on {}.",
                        plain(period.invoked),
                        by(&period.authorised_by),
                        plain(ceased)
                    ),
                    None => String::new(),
                },
            );
            format!(
                "The prioritisation framework is not in use: every child is owed a face-to-face visit. {history}"
            )
        }
    }
}

fn run(context: &Context<'_>, notes: &mut Notes) {
    let night = context.night;
    notes.add(
        "Run date",
        format!(
            "{}: every date and count answers for this day.",
            plain(night.date)
        ),
    );
    notes.add(
        "Run",
        format!(
            "{}, lastseen {}, by version {} of the rule book",
            context.run_id,
            env!("CARGO_PKG_VERSION"),
            rules::VERSION
        ),
    );
    notes.add("Framework", framework_status(context));
    if let Some(contact) = context.contact {
        notes.add(
            "Contact",
            format!("Questions about this workbook: {contact}"),
        );
    }
    if context.reading.case_rows_left_out > 0 {
        notes.add(
            "Rows left out",
            format!(
                "{} not be used; the children behind may be missing from every list. The data-quality report names the rows.",
                counted(context.reading.case_rows_left_out, "case row could", "case rows could")
            ),
        );
    }
    for warning in &context.reading.warnings {
        notes.add("Warning", sentence(warning));
    }
    notes.add(
        "Working days",
        "Monday to Friday without the bank holidays of England.",
    );
}

fn sources(context: &Context<'_>, notes: &mut Notes) {
    for input in &context.reading.inputs {
        let extract = input.file.export_date.map_or_else(
            || "its name states no date".to_owned(),
            |day| format!("extract of {}", plain(day)),
        );
        let newest = input
            .records
            .newest
            .map(|day| format!(", newest record {}", plain(day)))
            .unwrap_or_default();
        notes.add(
            "Source",
            format!(
                "{}: {} ({extract}{newest}); {} read, {} rejected, {}; profile {}{}",
                input.data_set.name(),
                input.file.path,
                counted(input.rows.read, "row", "rows"),
                input.rows.rejected,
                counted(input.rows.warnings, "warning", "warnings"),
                input.layout.profile,
                if input.layout.is_verified {
                    ""
                } else {
                    " (unverified)"
                }
            ),
        );
    }
    for note in profile_notes(context) {
        notes.add("Source", note);
    }
}

/// What the profiles of tonight's exports ask their users to know, each once.
pub fn profile_notes(context: &Context<'_>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for note in context
        .reading
        .inputs
        .iter()
        .flat_map(|input| &input.layout.notes)
    {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}

fn rules(context: &Context<'_>, notes: &mut Notes) {
    let settings = context.night.settings;
    for status in Status::ALL {
        let frequency = match settings.minimum(status) {
            Some(interval) => format!("at least every {}", interval.after_every()),
            None => "no minimum; only what the child's plan sets".to_owned(),
        };
        notes.add(
            "Frequency",
            format!(
                "{} ({}): {frequency} (Procedures 1.6).",
                status.title(),
                status.code()
            ),
        );
    }
    notes.add(
        "Frequency",
        "A plan's own interval can only shorten the gap. A visit on the due date is in time.",
    );
    notes.add(
        "Clock",
        format!(
            "A change of team, worker or status restarts no clock: case rows that start within {} of the last end belong together. After a change of status nobody is overdue for it within {}; who was overdue before stays overdue.",
            counted(settings.continues_within_days, "day", "days"),
            counted(settings.change_within_days, "day", "days"),
        ),
    );
    for status in Status::ALL {
        if let Some(limit) = settings.first_visit(status) {
            notes.add(
                "First visit",
                format!(
                    "{} ({}): within {limit} of the start, and of each move of a child in care (the rating framework).",
                    status.title(),
                    status.code()
                ),
            );
        }
    }
    notes.add(
        "Became RED",
        format!(
            "A child that became RED is owed a full visit within {} or when the last such visit runs out, if that is later.",
            counted(
                settings.raised_within_working_days,
                "working day",
                "working days"
            )
        ),
    );
    notes.add("Standard", "RED and unrated: face to face, child seen, by a qualified social worker. AMBER and GREEN, while the framework is in use: face to face, video or phone. Each contact is judged by the rating, the framework, the statuses and the worker of its own date (the rating framework).");
    notes.add("Seen", "A child is seen in person or, on a day on which the framework is in use, by video, with the worker's sight of the child recorded; a phone call is never a sighting (Procedures 1.6).");
    // Where it cannot be judged, Not assessed says so.
    let mapped = context.night.facts.mapped;
    if context.night.workers.is_assessed() && mapped.contains(Field::WorkerService) {
        notes.add(
            "Statutory",
            format!(
                "Visits by workers of {} are not statutory and do not count, but on days on which the child is theirs alone (Procedures 5.1).",
                settings.targeted_support_service
            ),
        );
    }
    notes.add(
        "Unborn",
        "A child not born yet cannot be seen and is never counted as unseen; a visit before birth counts without sight of the child.",
    );
    for rule in settings.changed() {
        notes.add(
            "Rule changed",
            format!(
                "{}: {}; the rule book says {}.",
                rule.key, rule.now, rule.by_default
            ),
        );
    }
    for rule in REGISTRY {
        notes.add("Flag", flag_in_words(rule, settings));
    }
}

/// "RAG-STALE, rating out of date: The rating was decided … (the rating framework; Procedures 1.1)".
fn flag_in_words(rule: &flags::Rule, settings: &RuleSettings) -> String {
    let meaning = meanings::meaning(rule.flag, settings);
    match meanings::source_in_words(rule.source).as_str() {
        "" | "-" => format!("{}: {meaning}", rule.code),
        source => format!("{}: {meaning} Source: {source}.", rule.code),
    }
}

fn not_assessed(context: &Context<'_>, notes: &mut Notes) {
    let night = context.night;
    for rule in REGISTRY {
        if !night.assessed.contains(rule.flag) {
            let why = if rule.flag.is_about_rating() && !ratings_are_mapped(night.facts) {
                "no export has ratings".to_owned()
            } else {
                format!("no export has {}", rule.needs.words())
            };
            notes.add(
                "Not assessed",
                format!("{}: {why}. Its absence is no pass.", rule.code),
            );
        }
    }
    for (flag, what) in flags::partly_assessed(night.facts.mapped) {
        notes.add("Partly assessed", format!("{}: {what}.", flag.code()));
    }
    if !night.workers.is_assessed() {
        notes.add(
            "Not assessed",
            "No workers export is configured: every worker counts as qualified.",
        );
    }
    let mapped = night.facts.mapped;
    for (field, what) in [
        (
            Field::WorkerQualified,
            "qualified of workers: every worker counts as qualified",
        ),
        (
            Field::WorkerService,
            "service of workers: every contact counts as statutory",
        ),
        (
            Field::VisitOutcome,
            "outcome of visits: every visit counts as completed",
        ),
        (
            Field::VisitChildSeen,
            "child_seen of visits: nobody was seen",
        ),
        (
            Field::VisitWorkerId,
            "worker_id of visits: they count as made by a qualified, statutory worker",
        ),
    ] {
        if mapped.has_data_set(field.data_set()) && !mapped.contains(field) {
            notes.add("Not assessed", format!("No export has {what}."));
        }
    }
    if !ratings_are_mapped(night.facts) {
        notes.add("Not assessed", "No export has ratings: every child counts as UNRATED and is owed a face-to-face visit.");
    }
    if !night.facts.mapped.has_data_set(DataSet::Visits) {
        notes.add(
            "Not assessed",
            "No export has visits: every child shows as never visited.",
        );
    }
}
