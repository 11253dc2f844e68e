//! The performance clinic: its rates, and what they are made of; its trend and the sheets behind are files of their own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{
    book::{Book, Sheet, Value, number, share, words},
    children::{Child, Rates, rates},
    clinic_sheets::{self, contacts},
    letters::Said,
    movement,
    night::{Night, Recipient, Sunday, plain, so_many},
    summary, trend,
};

pub const TITLES: [&str; 3] = [
    "Contacts in time",
    "Children seen in time",
    "Ratings current",
];

pub fn check(night: &Night, reader: &Recipient, sundays: &[Sunday], book: Option<&Book>) -> Said {
    let all = night.of(reader);
    let now = rates(all.iter().copied());
    let weeks: Vec<Rates> = sundays
        .iter()
        .map(|sunday| trend::of(sunday, reader))
        .collect();
    let verdicts: Vec<(String, &str)> = (0..3)
        .map(|at| {
            let rates: Vec<(u64, u64)> = weeks.iter().map(|rates| rates[at]).collect();
            trend::verdict_of(sundays, &rates)
        })
        .collect();
    let each = TITLES.iter().zip(&verdicts);
    let each = each.map(|(title, (_, in_short))| format!("{}: {in_short}", title.to_lowercase()));
    let better = each.collect::<Vec<_>>().join("; ");
    let mut look_first = vec![format!(
        "Is it getting better? By the control charts, {better}."
    )];
    for (title, (verdict, in_short)) in TITLES.iter().zip(&verdicts) {
        if matches!(*in_short, "concern" | "mixed signals") {
            look_first.push(format!("{title}: {verdict}"));
        }
    }
    let moved = movement::moved(night, reader);
    let changes = moved.as_deref().unwrap_or_default();
    let mut told = movement::CLINIC.to_vec();
    told.retain(|kind| *kind != "still unseen");
    for (kind, what) in [
        ("newly unseen", "newly unseen"),
        ("vanished from the export", "vanished from the export"),
        ("visit re-dated", "with a visit re-dated"),
    ] {
        let count = changes.iter().filter(|change| change.kind == kind).count();
        if count > 0 {
            look_first.push(format!("{} {what} since the run before.", so_many(count)));
        }
    }
    let parts = TITLES.iter().zip(now).map(|(title, (part, of))| {
        let percent = if of == 0 {
            "none to count".to_owned()
        } else {
            format!("{:.1}%", 100.0 * part as f64 / of as f64)
        };
        format!("{title} {percent} ({part} of {of})")
    });
    let said = Said {
        answer: format!("{}.", parts.collect::<Vec<_>>().join("; ")),
        look_first,
        figures: TITLES
            .iter()
            .zip(now)
            .map(|(title, (part, of))| ((*title).to_owned(), part, Some(of)))
            .collect(),
        change: movement::change(night, moved.as_deref(), &told),
        is_nil: all.is_empty(),
        ..Said::default()
    };
    if let Some(book) = book {
        let sheet = book.sheet("Overview");
        summary::check_lines(sheet, &said);
        sheet.says(&night.scope_line(reader));
        overview(sheet, now, &verdicts);
        behind(night, book, reader, &all, &said);
        trend::check(book, sundays, &weeks, &teams(&all));
        by_group(night, book, &all, sundays);
        clinic_sheets::check(night, book, &all);
        movement::check_sheet(night, reader, book.sheet("Movement"), movement::CLINIC);
        let framework = book.sheet("Framework");
        framework.column(
            "Invoked",
            [Value::Day(
                NaiveDate::from_ymd_opt(2020, 3, 23).expect("a day"),
            )],
        );
        framework.column("Ceased", [words("still in use")]);
    }
    said
}

/// Each rate with who is left, and what its chart says.
fn overview(sheet: &Sheet, now: Rates, verdicts: &[(String, &str)]) {
    let rows: Vec<usize> = (0..3).collect();
    sheet.each("Rate", &rows, |at| words(TITLES[*at]));
    sheet.each("Children", &rows, |at| number(now[*at].0));
    sheet.each("Out of", &rows, |at| number(now[*at].1));
    sheet.each("Share now", &rows, |at| share(now[*at].0, now[*at].1));
    sheet.each("The others", &rows, |at| number(now[*at].1 - now[*at].0));
    sheet.each("Verdict of the control chart", &rows, |at| {
        words(verdicts[*at].0.clone())
    });
}

fn small(smallest: u64) -> Value {
    words(if smallest < 10 { "fewer than 10" } else { "no" })
}

pub fn teams<'a>(all: &[&'a Child]) -> Vec<&'a str> {
    let teams: BTreeSet<&str> = all.iter().map(|c| c.team.as_str()).collect();
    teams.into_iter().collect()
}

/// Children with something in common, in the order of its words.
fn grouped<'a>(all: &[&'a Child], key: impl Fn(&'a Child) -> &'a str) -> Vec<(&'a str, Rates)> {
    let mut groups: BTreeMap<&str, Vec<&Child>> = BTreeMap::new();
    for child in all {
        groups.entry(key(child)).or_default().push(child);
    }
    groups
        .into_iter()
        .map(|(name, list)| (name, rates(list)))
        .collect()
}

fn rate_columns(sheet: &Sheet, groups: &[(&str, Rates)]) {
    let heads = [
        ["Contacts in time", "Out of (visits)", "Share in time"],
        ["Seen in time", "Out of (seen)", "Share seen"],
        ["Ratings current", "Out of (ratings)", "Share current"],
    ];
    for (at, [part, of, share_of]) in heads.into_iter().enumerate() {
        sheet.each(part, groups, |(_, rates)| number(rates[at].0));
        sheet.each(of, groups, |(_, rates)| number(rates[at].1));
        sheet.each(share_of, groups, |(_, rates)| {
            share(rates[at].0, rates[at].1)
        });
    }
    sheet.each("Small number", groups, |(_, rates)| {
        small(rates.iter().map(|rate| rate.1).min().unwrap_or(0))
    });
}

/// What stands out on each of the other sheets.
fn behind(night: &Night, book: &Book, reader: &Recipient, all: &[&Child], said: &Said) {
    let mut lines = Vec::new();
    for (groups, many) in [
        (services(all), "services"),
        (grouped(all, |c| &c.team), "teams"),
        (by_status(all), "statuses"),
        (by_rating(all), "ratings"),
    ] {
        lines.extend(lowest(&groups, many));
    }
    let held: BTreeSet<&str> = all.iter().filter_map(|c| c.worker.as_deref()).collect();
    lines.push(match held.len() {
        1 => "1 worker holds these children.".to_owned(),
        many => format!("{many} workers hold these children."),
    });
    let monday = night.sunday() - Days::new(6 + 7);
    let made: Vec<_> = all
        .iter()
        .flat_map(|child| contacts(night, child))
        .filter(|(v, _)| v.outcome == "completed")
        .filter(|(v, _)| monday <= v.date && v.date < monday + Days::new(7))
        .collect();
    let by = |mode: &str| made.iter().filter(|(v, _)| v.mode == mode).count();
    lines.push(format!(
        "Week beginning {}: {} face to face, {} by video, {} by phone, {} by letter, text or e-mail; the child seen in {}.",
        plain(monday),
        by("face_to_face"),
        by("video"),
        by("phone"),
        by("other"),
        made.iter().filter(|(_, is_sight)| *is_sight).count()
    ));
    let mut flags: BTreeMap<&str, usize> = BTreeMap::new();
    for flag in all.iter().flat_map(|c| &c.flags) {
        *flags.entry(flag).or_default() += 1;
    }
    let most = flags.values().max().copied().unwrap_or(0);
    let says = format!(", on {most} of {}.", so_many(all.len()));
    let found = book.sheet("At a glance").words_of("What stands out");
    let is_of_most = |line: &&String| {
        flags.iter().any(|(flag, count)| {
            *count == most && line.contains(&format!(" ({flag}), on ")) && line.ends_with(&says)
        })
    };
    if most > 0 {
        let line = found.iter().find(is_of_most);
        lines.push(
            line.unwrap_or_else(|| panic!("{flags:?}, {found:?}"))
                .clone(),
        );
    }
    lines.push(said.change.clone());
    lines.push("The prioritisation framework is in use: invoked on 23 Mar 2020 by Children's Leadership Team. Remote visits count for AMBER and GREEN children only.".to_owned());
    assert_eq!(found, lines, "{}", reader.id);
}

/// The group with the smallest share of contacts in time, of those with ten children or more.
fn lowest(groups: &[(&str, Rates)], many: &str) -> Option<String> {
    let large: Vec<(&str, (u64, u64))> = groups
        .iter()
        .map(|(name, rates)| (*name, rates[0]))
        .filter(|(_, rate)| rate.1 >= 10)
        .collect();
    let mut low = *large.first()?;
    for &(name, rate) in &large {
        if rate.0 * low.1.1 < low.1.0 * rate.1 {
            low = (name, rate);
        }
    }
    let (name, (part, of)) = low;
    let percent = 100.0 * part as f64 / of as f64;
    (large.len() > 1).then(|| {
        format!(
            "Contacts in time, lowest of {} {many}: {}, {percent:.1}% ({part} of {of}).",
            large.len(),
            group_title(name)
        )
    })
}

fn services<'a>(all: &[&'a Child]) -> Vec<(&'a str, Rates)> {
    grouped(all, |c| c.service.as_deref().unwrap_or_default())
}

/// In the order of RULES §5.
fn by_status<'a>(all: &[&'a Child]) -> Vec<(&'a str, Rates)> {
    in_order(grouped(all, |c| &c.status), &super::facts::STATUSES)
}

/// The highest risk first.
fn by_rating<'a>(all: &[&'a Child]) -> Vec<(&'a str, Rates)> {
    in_order(
        grouped(all, |c| &c.rag),
        &["RED", "UNRATED", "AMBER", "GREEN"],
    )
}

fn in_order<'a>(mut groups: Vec<(&'a str, Rates)>, order: &[&str]) -> Vec<(&'a str, Rates)> {
    groups.sort_by_key(|(name, _)| order.iter().position(|other| other == name));
    groups
}

fn group_title(code: &str) -> &str {
    match code {
        "CP" => "Child protection plan (CP)",
        "CIC" => "Child in care (CIC)",
        "CIN" => "Child in need (CIN)",
        "CL" => "Care leaver (CL)",
        "TS" => "Targeted Support (TS)",
        "YOS" => "Youth Offending (YOS)",
        "" => "no service recorded",
        other => other,
    }
}

fn by_group(night: &Night, book: &Book, all: &[&Child], sundays: &[Sunday]) {
    let sheet = book.sheet("By team");
    let teams = grouped(all, |c| &c.team);
    sheet.each("Team", &teams, |(team, _)| words(*team));
    rate_columns(sheet, &teams);
    // The small line, behind which there is nothing.
    sheet.each("Contacts in time, 26 weeks", &teams, |_| Value::Blank);
    sheet.each("In words", &teams, |(team, _)| {
        let rates: Vec<(u64, u64)> = sundays
            .iter()
            .map(|sunday| trend::of_team(sunday, team)[0])
            .collect();
        words(trend::verdict_of(sundays, &rates).1)
    });

    let sheet = book.sheet("By worker");
    let mut workers = grouped(all, |c| c.worker.as_deref().unwrap_or_default());
    // By the name that is shown; nobody's children last.
    workers.sort_by_key(|(id, _)| (id.is_empty(), night.worker_shown(id)));
    sheet.each("Worker", &workers, |(id, _)| match *id {
        "" => words("no worker allocated"),
        id => words(night.worker_shown(id)),
    });
    rate_columns(sheet, &workers);

    let sheet = book.sheet("By service");
    let services = services(all);
    sheet.each("Service", &services, |(name, _)| words(group_title(name)));
    rate_columns(sheet, &services);

    let sheet = book.sheet("By status and rating");
    let mut groups = by_status(all);
    let statuses = groups.len();
    groups.extend(by_rating(all));
    sheet.column(
        "By",
        (0..groups.len()).map(|at| words(if at < statuses { "status" } else { "rating" })),
    );
    sheet.each("Group", &groups, |(code, _)| words(group_title(code)));
    rate_columns(sheet, &groups);
}
