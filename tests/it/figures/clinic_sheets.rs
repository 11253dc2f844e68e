//! The clinic's sheets behind its rates: their children, what was done, what was worked off, recorded and flagged.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{
    assurance::KINDS,
    book::{Book, Sheet, Value, day_or, number, share, words},
    children::Child,
    clinic::{TITLES, teams},
    facts::Visit,
    night::{Night, plain, working_days_after},
};

/// Every one of them.
pub fn check(night: &Night, book: &Book, all: &[&Child]) {
    lists(night, book, all);
    visits(night, book, all);
    how_seen(night, book, all);
    completion(night, book);
    to_record(book, all);
    flags(book, all);
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

/// A child's statutory contacts, each once, and whether the child was seen.
pub fn contacts<'a>(
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
