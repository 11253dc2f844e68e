//! The performance clinic, without its trend.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{
    book::{Book, Sheet, Value, number, share, words},
    children::{Child, Rates, rates},
    facts::Visit,
    letters::Said,
    movement,
    night::{Night, Recipient, Sunday, plain, so_many, working_days_after},
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
    let past = &sundays[sundays.len() - 5];
    let then = weeks[weeks.len() - 5];
    let mut look_first = Vec::new();
    for (title, (now, then)) in TITLES.iter().zip(now.iter().zip(then)) {
        let change = direction(*now, then);
        if change.starts_with("worse") {
            look_first.push(format!("{title}: {change} than four weeks ago."));
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
        sheet.says(&said.change);
        behind(night, sheet, &all, &weeks);
        sheet.says(&format!(
            "Four weeks ago is Sunday {}, {}.",
            plain(past.date),
            trend::source(past)
        ));
        overview(sheet, now, then);
        trend::check(book, sundays, &weeks, &teams(&all));
        by_group(night, book, &all, sundays);
        visits(night, book, &all);
        flags(book, &all);
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

/// The share of each rate, now and four weeks before.
fn overview(sheet: &Sheet, now: Rates, then: Rates) {
    let rows: Vec<usize> = (0..3).collect();
    sheet.each("Rate", &rows, |at| words(TITLES[*at]));
    sheet.each("Children", &rows, |at| number(now[*at].0));
    sheet.each("Out of", &rows, |at| number(now[*at].1));
    sheet.each("Share now", &rows, |at| share(now[*at].0, now[*at].1));
    sheet.each("Four weeks ago", &rows, |at| number(then[*at].0));
    sheet.each("Out of then", &rows, |at| number(then[*at].1));
    sheet.each("Share then", &rows, |at| share(then[*at].0, then[*at].1));
    sheet.each("Direction", &rows, |at| {
        words(direction(now[*at], then[*at]))
    });
    sheet.each("Small number", &rows, |at| small(now[*at].1));
}

pub fn direction(now: (u64, u64), then: (u64, u64)) -> String {
    if now.1 == 0 || then.1 == 0 {
        return "cannot be compared".to_owned();
    }
    let points = 100.0 * (now.0 as f64 / now.1 as f64 - then.0 as f64 / then.1 as f64);
    if points.abs() < 0.05 {
        return "level".to_owned();
    }
    let word = if points > 0.0 { "better" } else { "worse" };
    format!("{word} by {:.1} points", points.abs())
}

fn small(smallest: u64) -> Value {
    words(if smallest < 10 { "fewer than 10" } else { "no" })
}

fn teams<'a>(all: &[&'a Child]) -> Vec<&'a str> {
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

/// The lines about the sheets behind the overview.
fn behind(night: &Night, sheet: &Sheet, all: &[&Child], weeks: &[Rates]) {
    let percents = weeks.iter().map(|week| week[0]).filter(|rate| rate.1 > 0);
    let mut percents: Vec<f64> = percents
        .map(|(part, of)| 100.0 * part as f64 / of as f64)
        .collect();
    percents.sort_by(f64::total_cmp);
    if let (Some(least), Some(most)) = (percents.first(), percents.last()) {
        sheet.says(&format!(
            "Over {} weeks, contacts in time were between {least:.1}% and {most:.1}%.",
            weeks.len()
        ));
    }
    for (groups, many) in [
        (services(all), "services"),
        (grouped(all, |c| &c.team), "teams"),
        (by_status(all), "statuses"),
        (by_rating(all), "ratings"),
    ] {
        if let Some(line) = lowest(&groups, many) {
            sheet.says(&line);
        }
    }
    let held: BTreeSet<&str> = all.iter().filter_map(|c| c.worker.as_deref()).collect();
    sheet.says(&match held.len() {
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
    sheet.says(&format!(
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
    let of_most = |line: &&String| {
        let says = format!(", on {most} of {}.", so_many(all.len()));
        flags.iter().any(|(flag, count)| {
            *count == most && line.contains(&format!(" ({flag}), on ")) && line.ends_with(&says)
        })
    };
    let line = sheet
        .lines()
        .iter()
        .find(|l| l.starts_with("Flag raised most: "));
    assert_eq!(
        line.filter(of_most).is_some(),
        most > 0,
        "{line:?}, {flags:?}"
    );
    if let Some(line) = line {
        sheet.says(line);
    }
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
    sheet.each("Contacts in time, 26 weeks", &teams, |(team, _)| {
        let [now, then] =
            [1, 5].map(|back| trend::of_team(&sundays[sundays.len() - back], team)[0]);
        words(format!("{} in four weeks", direction(now, then)))
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

/// A child's statutory contacts, each once, and whether the child was seen.
fn contacts<'a>(
    night: &'a Night,
    child: &'a Child,
) -> impl Iterator<Item = (&'a Visit, bool)> + use<'a> {
    let visits = night.facts.visits_of(&child.id).iter();
    let once = visits.filter(|visit| !visit.ours && !visit.again);
    once.map(|visit| {
        let is_born = child.born.is_none_or(|born| visit.date >= born);
        let in_sight = visit.mode == "face_to_face" || visit.mode == "video";
        (visit, visit.seen && in_sight && is_born)
    })
}

fn visits(night: &Night, book: &Book, all: &[&Child]) {
    let sheet = book.sheet("Visits made");
    let mondays: Vec<NaiveDate> = (0..26)
        .rev()
        .map(|ago| night.sunday() - Days::new(6 + 7 * ago))
        .collect();
    let made: Vec<_> = all
        .iter()
        .flat_map(|child| contacts(night, child))
        .filter(|(visit, _)| visit.date <= night.date)
        .collect();
    type Keep = fn(&Visit, bool) -> bool;
    let count = |monday: &NaiveDate, outcome: &str, keep: Keep| {
        let of_week = made
            .iter()
            .filter(|(v, _)| *monday <= v.date && v.date < *monday + Days::new(7));
        let kept = of_week.filter(|(v, is_sight)| v.outcome == outcome && keep(v, *is_sight));
        kept.count() as u64
    };
    let late: Keep = |v, _| {
        v.recorded
            .is_some_and(|at| at.date() > working_days_after(v.date, 2))
    };
    let columns: [(&str, Keep); 8] = [
        ("Face to face", |v, _| v.mode == "face_to_face"),
        ("Video", |v, _| v.mode == "video"),
        ("Phone", |v, _| v.mode == "phone"),
        ("Letter, text, e-mail", |v, _| v.mode == "other"),
        ("All completed", |_, _| true),
        ("Child seen", |_, is_sight| is_sight),
        ("Seen alone", |v, is_sight| is_sight && v.alone),
        ("Recorded late", late),
    ];
    sheet.says(&format!(
        "Statutory contacts with the children of this scope, by the week in which they were made. The last week is not over: it holds what was made up to {}.",
        plain(night.date)
    ));
    sheet.each("Week beginning", &mondays, |monday| Value::Day(*monday));
    for (head, keep) in columns {
        sheet.each(head, &mondays, |monday| {
            number(count(monday, "completed", keep))
        });
    }
    sheet.each("Share late", &mondays, |monday| {
        share(
            count(monday, "completed", late),
            count(monday, "completed", |_, _| true),
        )
    });
    sheet.each("No access", &mondays, |monday| {
        number(count(monday, "attempted", |_, _| true))
    });
}

fn flags(book: &Book, all: &[&Child]) {
    let mut rows: Vec<(&str, &str, u64, u64)> = Vec::new();
    for team in teams(all) {
        let of_team: Vec<&&Child> = all.iter().filter(|c| c.team == team).collect();
        let codes: BTreeSet<&str> = of_team
            .iter()
            .flat_map(|c| c.flags.iter().map(String::as_str))
            .collect();
        for code in codes {
            let count = of_team.iter().filter(|c| c.has(code)).count();
            rows.push((team, code, count as u64, of_team.len() as u64));
        }
    }
    let sheet = book.sheet("Flags");
    sheet.each("Team", &rows, |row| words(row.0));
    sheet.each("Flag", &rows, |row| words(row.1));
    sheet.each("Children", &rows, |row| number(row.2));
    sheet.each("Out of", &rows, |row| number(row.3));
    sheet.each("Share", &rows, |row| share(row.2, row.3));
}
