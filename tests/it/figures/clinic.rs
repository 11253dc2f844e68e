//! The performance clinic, without its trend.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{
    assurance::KINDS,
    book::{Book, Sheet, Value, day_or, number, share, words},
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
    let verdicts: Vec<(String, &str)> = (0..3)
        .map(|at| {
            let rates: Vec<(u64, u64)> = weeks.iter().map(|rates| rates[at]).collect();
            trend::verdict_of(sundays, &rates)
        })
        .collect();
    let mut look_first = Vec::new();
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
        lists(night, book, &all);
        trend::check(book, sundays, &weeks, &teams(&all));
        by_group(night, book, &all, sundays);
        visits(night, book, &all);
        how_seen(night, book, &all);
        completion(night, book);
        to_record(book, &all);
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

/// The children behind "the others" of each rate.
fn lists(night: &Night, book: &Book, all: &[&Child]) {
    let place = |child: &Child| {
        let order = ["RED", "UNRATED", "AMBER", "GREEN"];
        order.iter().position(|rag| *rag == child.rag)
    };
    let shown = |sheet: &Sheet, list: &[&Child], title: &str| {
        sheet.says(&format!(
            "{title}: all that the rate is out of but these {}. Those behind a figure of another sheet are found by filtering its team, status, rating or worker.",
            list.len()
        ));
        sheet.each("Child id", list, |child| words(child.id.clone()));
        sheet.each("Team", list, |child| words(child.team.clone()));
        sheet.each("Rating", list, |child| words(child.rag.clone()));
        sheet.each("Status", list, |child| {
            words(child.statuses.replace('+', " + "))
        });
        sheet.each("Allocated worker", list, |child| night.allocated(child));
    };

    let mut overdue: Vec<&Child> = all.iter().copied().filter(|c| c.is_overdue()).collect();
    overdue.sort_by_key(|c| (place(c), std::cmp::Reverse(c.days_overdue), c.decided));
    let sheet = book.sheet("Contacts overdue");
    shown(sheet, &overdue, TITLES[0]);
    sheet.each("Visit standing", &overdue, |child| {
        words(match child.days_overdue {
            Some(1) => "OVERDUE 1 day".to_owned(),
            Some(days) => format!("OVERDUE {days} days"),
            None => "OVERDUE, since when is not known".to_owned(),
        })
    });
    sheet.each("Due", &overdue, |child| {
        day_or(child.due, "start not known")
    });
    sheet.each("Last counted contact", &overdue, |child| {
        day_or(child.last_contact, "never")
    });

    let mut unseen: Vec<&Child> = all.iter().copied().filter(|c| c.unseen).collect();
    unseen.sort_by_key(|c| (place(c), std::cmp::Reverse(c.days_unseen), c.decided));
    let sheet = book.sheet("Not seen in time");
    shown(sheet, &unseen, TITLES[1]);
    sheet.each("Last seen", &unseen, |child| {
        day_or(child.last_seen, "never")
    });
    sheet.each("Days unseen", &unseen, |child| {
        number(child.days_unseen.expect("born"))
    });
    sheet.each("Due", &unseen, |child| day_or(child.due, "start not known"));

    let reasons = [
        ("RAG-UNRATED", "not rated"),
        ("RAG-UNDATED", "no date of decision"),
        ("RAG-STALE", "older than the supervision cycle"),
        ("RAG-EVENT", "overtaken by an event"),
    ];
    let of = |child: &Child| -> Vec<&str> {
        let raised = reasons.iter().filter(|(flag, _)| child.has(flag));
        raised.map(|(_, reason)| *reason).collect()
    };
    let mut old: Vec<&Child> = all.iter().copied().filter(|c| !of(c).is_empty()).collect();
    old.sort_by_key(|c| (place(c), c.decided));
    let sheet = book.sheet("Ratings not current");
    shown(sheet, &old, TITLES[2]);
    let is_rated = |child: &Child| child.rag != "UNRATED";
    sheet.each("Decided on", &old, |child| {
        day_or(
            child.decided,
            if is_rated(child) {
                "not recorded"
            } else {
                "not rated"
            },
        )
    });
    sheet.each("Age (days)", &old, |child| match child.decided {
        Some(day) => number((night.date - day).num_days()),
        None => words(if is_rated(child) {
            "not known"
        } else {
            "not rated"
        }),
    });
    sheet.each("Not current because", &old, |child| {
        words(of(child).join("; "))
    });
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

/// Each team's thirteen weeks that are over, and all together.
fn how_seen(night: &Night, book: &Book, all: &[&Child]) {
    let end = night.sunday() - Days::new(7);
    let begin = end - Days::new(13 * 7 - 1);
    let sheet = book.sheet("How seen");
    sheet.says(&format!(
        "Statutory contacts with the children of this scope in the 13 weeks from {} to {}. Seen: the child was seen in person, or by video while the framework was invoked.",
        plain(begin),
        plain(end)
    ));
    let made = |team: Option<&str>| -> Vec<(&Visit, bool)> {
        all.iter()
            .filter(|child| team.is_none_or(|team| child.team == team))
            .flat_map(|child| contacts(night, child))
            .filter(|(v, _)| v.outcome == "completed" && begin <= v.date && v.date <= end)
            .collect()
    };
    let mut rows: Vec<(&str, Vec<(&Visit, bool)>)> = teams(all)
        .into_iter()
        .map(|team| (team, made(Some(team))))
        .collect();
    rows.push(("All teams", made(None)));
    let count = |row: &(&str, Vec<(&Visit, bool)>), keep: &dyn Fn(&Visit, bool) -> bool| {
        row.1
            .iter()
            .filter(|(v, is_sight)| keep(v, *is_sight))
            .count() as u64
    };
    let is_late = |v: &Visit| {
        v.recorded
            .is_some_and(|at| at.date() > working_days_after(v.date, 2))
    };
    type Keep<'a> = &'a dyn Fn(&Visit, bool) -> bool;
    let seen: Keep<'_> = &|_, is_sight| is_sight;
    let by_video: Keep<'_> = &|v, is_sight| is_sight && v.mode == "video";
    let alone: Keep<'_> = &|v, is_sight| is_sight && v.alone;
    let known: Keep<'_> = &|v, _| v.recorded.is_some();
    let late: Keep<'_> = &|v, _| is_late(v);
    sheet.each("Team", &rows, |row| words(row.0));
    for (head, keep) in [
        ("Child seen", seen),
        ("By video", by_video),
        ("Seen alone", alone),
        ("All completed", &|_: &Visit, _: bool| true),
        ("Recording date known", known),
        ("Recorded late", late),
    ] {
        sheet.each(head, &rows, |row| number(count(row, keep)));
    }
    for (head, part, whole) in [
        ("Share by video", by_video, seen),
        ("Share alone", alone, seen),
    ] {
        sheet.each(head, &rows, |row| {
            share(count(row, part), count(row, whole))
        });
    }
    sheet.each("Share in time", &rows, |row| {
        let known = count(row, known);
        share(known - count(row, late), known)
    });
}

/// What the managers' workbooks of a night say of last week's lists: those done, and of how many, by team.
fn looked_back(night: &Night) -> BTreeMap<String, (u64, u64)> {
    let folder = night.folder.with_file_name("monday-visits");
    let mut told = BTreeMap::new();
    for reader in &night.recipients {
        let scope = reader.scope_in_words();
        let path = folder.join(format!("monday-visits--{}.xlsx", reader.id));
        if let (Some(team), true) = (scope.strip_prefix("team "), path.exists()) {
            let outcomes = Book::open(&path).sheet("Last week").words_of("Outcome");
            let count = |keep: &dyn Fn(&str) -> bool| {
                outcomes.iter().filter(|outcome| keep(outcome)).count() as u64
            };
            let done = count(&|outcome| outcome.starts_with("DONE"));
            let of = count(&|outcome| outcome != "LEFT-LIST");
            told.insert(team.to_owned(), (done, of));
        }
    }
    told.retain(|_, (_, of)| *of > 0);
    told
}

/// Each list that was looked back on since the first run, as the managers' workbooks of those nights have it.
fn completion(night: &Night, book: &Book) {
    let sheet = book.sheet("List completion");
    sheet.title("Completion of last week's lists by team, 13 weeks");
    let nights = [night.earlier.as_deref(), Some(night)];
    let told: Vec<BTreeMap<String, (u64, u64)>> = nights
        .into_iter()
        .flatten()
        .map(looked_back)
        .filter(|of| !of.is_empty())
        .collect();
    let teams = sheet.words_of("Team");
    let Some(latest) = told.last() else {
        assert!(teams.is_empty(), "{teams:?}");
        return;
    };
    let line = sheet.lines().first().expect("what is counted").clone();
    let monday = night.sunday() - Days::new(13);
    let ends = format!(
        "week beginning {}; {} of 13 weeks are on record.",
        plain(monday),
        told.len()
    );
    assert!(line.ends_with(&ends), "{line}");
    sheet.says(&line);
    let counts = |head: &str| -> Vec<u64> {
        let words = sheet.words_of(head);
        let counts = words.iter().map(|word| word.parse().expect("a count"));
        counts.collect()
    };
    let of_week = |week: &BTreeMap<String, (u64, u64)>, team: &str| week.get(team).copied();
    let of_all = |team: &str| {
        let own = told.iter().filter_map(|week| week.get(team));
        own.copied().reduce(|a, b| (a.0 + b.0, a.1 + b.1))
    };
    for (heads, told) in [
        (
            "latest list",
            &(|team: &str| of_week(latest, team)) as &dyn Fn(&str) -> _,
        ),
        ("all weeks", &of_all),
    ] {
        let done = counts(&format!("Done, {heads}"));
        let of = counts(&format!("Out of, {heads}"));
        let rows: Vec<(u64, u64)> = done.into_iter().zip(of).collect();
        let (all, each) = rows.split_last().expect("all teams");
        let mut checked = 0;
        for (team, row) in teams.iter().zip(each) {
            // A team without a manager has no list of its own to compare with.
            if let Some(told) = told(team) {
                assert_eq!(*row, told, "{team}, {heads}");
                checked += 1;
            }
        }
        assert!(checked > 0, "{teams:?}, {heads}");
        let sums = each.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        assert_eq!(*all, sums, "all teams, {heads}");
        sheet.each(&format!("Share done, {heads}"), &rows, |row| {
            share(row.0, row.1)
        });
    }
    let weeks = told.iter().rev().zip(0..);
    for (week, ago) in weeks {
        let head = format!("List of {}", plain(monday - Days::new(7 * ago)));
        for (team, shown) in teams.iter().zip(sheet.words_of(&head)) {
            if let Some((done, of)) = of_week(week, team) {
                let shown: f64 = shown.parse().expect("a share");
                assert!(
                    (shown - done as f64 / of as f64).abs() < 1e-9,
                    "{team}, {head}"
                );
            }
        }
    }
}

/// Of each team's children those who lack something of the record.
fn to_record(book: &Book, all: &[&Child]) {
    let sheet = book.sheet("To record by team");
    let mut rows: Vec<(&str, Vec<&Child>)> = teams(all)
        .into_iter()
        .map(|team| {
            (
                team,
                all.iter().copied().filter(|c| c.team == team).collect(),
            )
        })
        .collect();
    rows.push(("All teams", all.to_vec()));
    let lacks = |child: &Child| KINDS.iter().any(|(flag, _)| child.has(flag));
    let count = |list: &[&Child]| list.iter().filter(|child| lacks(child)).count() as u64;
    sheet.each("Team", &rows, |row| words(row.0));
    sheet.each("Something to record", &rows, |row| number(count(&row.1)));
    sheet.each("Out of", &rows, |row| number(row.1.len()));
    sheet.each("Share", &rows, |row| {
        share(count(&row.1), row.1.len() as u64)
    });
    for (flag, title) in KINDS {
        sheet.each(title, &rows, |row| {
            number(row.1.iter().filter(|child| child.has(flag)).count())
        });
    }
}

/// A row a flag that is raised, a column a team; the teams in the order of their names.
fn flags(book: &Book, all: &[&Child]) {
    let codes: BTreeSet<&str> = all
        .iter()
        .flat_map(|c| c.flags.iter().map(String::as_str))
        .collect();
    let mut rows: Vec<Option<&str>> = vec![None];
    // In the order of the rule book, which the sheet says; each once.
    let sheet = book.sheet("Flags");
    let listed = sheet.words_of("Flag");
    let raised = listed.iter().skip(1).map(|code| codes.get(code.as_str()));
    rows.extend(raised.map(|code| Some(*code.expect("a flag that is raised"))));
    assert_eq!(rows.len(), codes.len() + 1, "{listed:?}");
    assert_eq!(listed[0], "all children");
    let count = |row: &Option<&str>, team: Option<&str>| {
        let own = all
            .iter()
            .filter(|c| team.is_none_or(|team| c.team == team));
        number(own.filter(|c| row.is_none_or(|flag| c.has(flag))).count())
    };
    sheet.each("All teams", &rows, |row| count(row, None));
    for team in teams(all) {
        sheet.each(team, &rows, |row| count(row, Some(team)));
    }
}
