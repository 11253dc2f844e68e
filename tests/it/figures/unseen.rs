//! Unseen children.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    book::{Book, Value, day_or, number, share, words, yes_or_no},
    children::Child,
    letters::Said,
    movement::{self, Moved},
    night::{Night, Recipient, days_unseen, plain, so_many, standing, statuses},
    summary, thin,
};

pub fn check(night: &Night, reader: &Recipient, book: Option<&Book>) -> Said {
    let all = night.of(reader);
    let list = |keep: fn(&Child) -> bool| {
        all.iter()
            .copied()
            .filter(|c| keep(c))
            .collect::<Vec<&Child>>()
    };
    let mut unseen = list(|c| c.unseen);
    let urgency = |rag: &str| match rag {
        "RED" => 0,
        "UNRATED" => 1,
        _ => 2,
    };
    unseen.sort_by_key(|c| (urgency(&c.rag), Reverse(c.days_unseen)));
    let unheld = list(is_unheld);
    let unmanaged = all.iter().filter(|c| !night.has_team_manager(c)).count();
    let adrift: Vec<&Child> = all
        .iter()
        .copied()
        .filter(|c| is_unheld(c) || !night.has_team_manager(c))
        .collect();
    let unborn = list(|c| c.has("UNBORN"));
    let thin = thin::list(&all);
    let unrated = unseen.iter().filter(|c| c.rag == "UNRATED").count();
    let red = unseen.iter().filter(|c| c.rag == "RED").count();
    let to_be_seen = list(Child::is_to_be_seen).len();
    let mut overdue = list(Child::is_overdue);
    overdue.sort_by_key(|c| (urgency(&c.rag), Reverse(c.days_overdue)));
    let (whole, of_unseen) = (Some(all.len()), Some(unseen.len()));
    let figures = [
        ("Not seen in time", unseen.clone(), Some(to_be_seen)),
        (
            "Not seen in time and RED",
            those(&unseen, |c| c.rag == "RED"),
            of_unseen,
        ),
        (
            "Never seen at all",
            those(&unseen, |c| c.last_seen.is_none()),
            of_unseen,
        ),
        (
            "In time, but thin",
            thin.clone(),
            Some(list(|c| c.due.is_some() && !c.is_overdue()).len()),
        ),
        (
            "Visit overdue",
            overdue,
            Some(list(|c| c.due.is_some()).len()),
        ),
        (
            "Unallocated, or held by nobody who is there",
            unheld.clone(),
            whole,
        ),
        (
            "On no team manager's list",
            those(&all, |c| !night.has_team_manager(c)),
            whole,
        ),
        ("Unborn", unborn.clone(), whole),
    ];
    let mut teams: BTreeMap<&str, Vec<&Child>> = BTreeMap::new();
    for child in &all {
        teams.entry(&child.team).or_default().push(child);
    }
    let mut teams: Vec<Team<'_>> = teams.into_iter().collect();
    // The largest share first; of equal ones by name.
    teams.sort_by(|(_, a), (_, b)| {
        let part = |list: &[&Child]| count(list, |c| c.unseen);
        let whole = |list: &[&Child]| count(list, Child::is_to_be_seen).max(1);
        (part(b) * whole(a)).cmp(&(part(a) * whole(b)))
    });
    let have = if unseen.len() == 1 { "has" } else { "have" };
    let mut look_first = look_first(&unseen, &teams);
    let late_if_red = thin.iter().filter(|c| c.has("BELOW-AND-LATE")).count();
    if late_if_red > 0 {
        look_first.push(format!(
            "{} would be overdue if rated RED, as the framework's examples ask: see \"In time, but thin\".",
            so_many(late_if_red)
        ));
    }
    if unmanaged > 0 {
        let are = if unmanaged == 1 { "is" } else { "are" };
        let meeting = "on no team manager's list, so in no Monday meeting";
        look_first.push(format!(
            "{} {are} {meeting}: see \"Unallocated and leavers' cases\".",
            so_many(unmanaged)
        ));
    }
    let moved = movement::of_the_unseen(night, reader);
    let said = Said {
        answer: format!(
            "{} of {} {have} not been seen in time, {red} of them rated RED and {unrated} unrated.",
            unseen.len(),
            so_many(to_be_seen)
        ),
        look_first,
        figures: summary::counted(&figures),
        change: movement::change(night, moved.as_deref(), movement::UNSEEN),
        is_nil: all.is_empty(),
        ..Said::default()
    };
    if let Some(book) = book {
        let first = book.sheet("Summary");
        first.title(&format!("Unseen children, {}", plain(night.date)));
        summary::check(first, &said, &figures);
        first.says(&night.scope_line(reader));
        for child in unseen.iter().take(4) {
            first.says(&in_full(night, child));
        }
        check_unseen(night, book, &unseen);
        thin::check(night, book, &thin);
        check_moved(night, reader, book, moved);
        by_team(book, &teams);
        let counts = format!(
            "{} unallocated, or held by nobody who is there; {unmanaged} on no team manager's list",
            unheld.len()
        );
        check_others(night, book, (&adrift, &counts), &unborn);
    }
    said
}

fn those<'c>(list: &[&'c Child], keep: impl Fn(&Child) -> bool) -> Vec<&'c Child> {
    list.iter().copied().filter(|c| keep(c)).collect()
}

type Team<'a> = (&'a str, Vec<&'a Child>);

fn count(list: &[&Child], keep: fn(&Child) -> bool) -> u64 {
    list.iter().filter(|c| keep(c)).count() as u64
}

fn look_first(unseen: &[&Child], teams: &[Team<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(longest) = unseen.iter().filter_map(|c| c.days_unseen).max() {
        lines.push(format!("The longest has not been seen for {longest} days."));
    }
    let (team, worst) = &teams[0];
    let (part, whole) = (
        count(worst, |c| c.unseen),
        count(worst, Child::is_to_be_seen),
    );
    if part > 0 && teams.len() > 1 {
        let of = so_many(whole as usize);
        lines.push(format!(
            "{team} has the largest share: {part} of {of} not seen in time."
        ));
    }
    let attempts = unseen.iter().filter(|c| c.attempts >= 2).count();
    if attempts > 0 {
        lines.push(format!(
            "{attempts} of them had two or more visits without access."
        ));
    }
    lines
}

/// A child's line on the summary.
fn in_full(night: &Night, child: &Child) -> String {
    let seen = child.last_seen.map_or_else(
        || "never seen".to_owned(),
        |day| format!("last seen {}", plain(day)),
    );
    [
        child.id_and_name(),
        child.rag.clone(),
        seen,
        night.worker(child, "no worker allocated"),
        child.bookings(),
    ]
    .join(" · ")
}

fn band(child: &Child) -> &'static str {
    let bands = [(14, "0–14"), (28, "15–28"), (42, "29–42"), (84, "43–84")];
    let days = child.days_unseen.expect("an unseen child is born");
    match child.last_seen {
        None => "never",
        Some(_) => bands
            .iter()
            .find(|(most, _)| days <= *most)
            .map_or("85+", |(_, band)| band),
    }
}

fn check_unseen(night: &Night, book: &Book, unseen: &[&Child]) {
    let sheet = book.sheet("Unseen now");
    let order = "RED first, then the unrated, who are owed what RED is, then the others; the longest unseen first. Visit standing is about the visits that count, which may be remote; a phone call is never a sighting.";
    sheet.says(&format!("{}. {order}", so_many(unseen.len())));
    sheet.each("Child id", unseen, |c| words(&c.id));
    sheet.each("Rating", unseen, |c| words(&c.rag));
    sheet.each("Days unseen", unseen, |c| days_unseen(c));
    sheet.each("Band (days)", unseen, |c| words(band(c)));
    sheet.each("Last seen", unseen, |c| day_or(c.last_seen, "never"));
    sheet.each("Should have been seen by", unseen, |c| {
        day_or(c.seen_due, "no minimum")
    });
    sheet.each("Status", unseen, |c| statuses(c));
    sheet.each("Visit standing", unseen, |c| standing(c));
    sheet.each("No-access attempts", unseen, |c| number(c.attempts));
    sheet.each("Booked visit", unseen, |c| words(c.bookings()));
    sheet.each("Allocated worker", unseen, |c| night.allocated(c));
    sheet.each("Team", unseen, |c| words(&c.team));
    sheet.each("New on this list", unseen, |c| match tipped(night, c) {
        _ if night.earlier.is_none() => words("not compared"),
        None => words("no"),
        Some(why) => words(format!("NEW: {why}")),
    });
    sheet.each("Context", unseen, |c| {
        let rows = night.facts.open(&c.id, night.date);
        let lately = rows.iter().filter_map(|row| row.moved);
        let lately = lately.filter(|day| (0..=42).contains(&(night.date - *day).num_days()));
        words(lately.max().map_or_else(
            || "none".to_owned(),
            |day| format!("placed elsewhere since {}", day.format("%-d %b")),
        ))
    });
    let sights = sheet.words_of("Last contact without sight");
    for (child, shown) in unseen.iter().zip(sights) {
        let visits = night.facts.visits_of(&child.id).iter();
        let contact = visits
            .filter(|v| v.outcome == "completed" && v.date <= night.date)
            .filter(|v| child.last_seen.is_none_or(|seen| v.date > seen))
            .max_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
        let mode = |mode: &str| match mode {
            "other" => "letter, text or e-mail".to_owned(),
            mode => mode.replace('_', " "),
        };
        let expected = contact.map_or_else(
            || "none since".to_owned(),
            |visit| format!("{}, {}", plain(visit.date), mode(visit.mode)),
        );
        assert_eq!(shown, expected, "{}", child.id);
    }
}

/// Why a child is new among the unseen; none where it is not.
fn tipped(night: &Night, child: &Child) -> Option<String> {
    let earlier = night.earlier.as_ref()?;
    let then = earlier.children.iter().find(|then| then.id == child.id);
    if !child.unseen || then.is_some_and(|then| then.unseen) {
        return None;
    }
    let due = child.seen_due.expect("every start is known");
    let by = due.format("%-d %b");
    Some(match then {
        None => format!("not on the lists before, to be seen by {by}"),
        Some(then) if child.last_seen < then.last_seen => {
            "a visit at which it was seen has gone".to_owned()
        }
        Some(_) if due >= earlier.date => format!("in time until {by}"),
        Some(_) => format!("its status, plan or dates changed: late since {by}"),
    })
}

/// RED first, then the unrated, then the others; in each by kind.
fn check_moved(night: &Night, reader: &Recipient, book: &Book, moved: Option<Vec<Moved>>) {
    let sheet = book.sheet("Movement since the last run");
    sheet.says(&movement::change(night, moved.as_deref(), movement::UNSEEN));
    let urgency = |change: &Moved| match change.rag.as_str() {
        "RED" => 0,
        "UNRATED" => 1,
        _ => 2,
    };
    if let Some(earlier) = &night.earlier {
        let now = night.of(reader).into_iter().filter(|now| now.unseen);
        let was = |now: &&Child| {
            let mut then = earlier.children.iter();
            then.any(|then| then.id == now.id && then.unseen)
        };
        let still = now.filter(was).count();
        let are = if still == 1 { "is" } else { "are" };
        sheet.says(&format!(
            "{} {are} unseen then as now: those of Unseen now that are not marked NEW.",
            so_many(still)
        ));
    }
    let mut moved = moved.unwrap_or_default();
    moved.sort_by_key(|change| (urgency(change), movement::place(movement::UNSEEN, change)));
    sheet.each("Child id", &moved, |change| words(&change.child));
    sheet.each("Rating", &moved, |change| words(&change.rag));
    sheet.each("What changed", &moved, |change| words(change.kind));
    sheet.each("About", &moved, |change| words(change.about));
    sheet.each("Was", &moved, |change| change.was.clone());
    sheet.each("Is", &moved, |change| change.is.clone());
    sheet.each("Team", &moved, |change| words(&change.team));
    for (change, shown) in moved.iter().zip(sheet.words_of("Why")) {
        let child = night.children.iter().find(|child| child.id == change.child);
        match (change.kind, child) {
            ("newly unseen", Some(child)) => assert_eq!(Some(shown), tipped(night, child)),
            _ => assert!(!shown.chars().any(|c| c.is_ascii_digit()), "{shown}"),
        }
    }
}

fn by_team(book: &Book, teams: &[Team<'_>]) {
    let sheet = book.sheet("By team");
    sheet.each("Team", teams, |(team, _)| words(*team));
    let column = |head, keep: fn(&Child) -> bool| {
        sheet.each(head, teams, |(_, list)| number(count(list, keep)));
    };
    column("Children", |_| true);
    column("With a minimum", Child::is_to_be_seen);
    column("Not seen in time", |c| c.unseen);
    column("Visit overdue", Child::is_overdue);
    column("RED", |c| c.rag == "RED");
    column("Unrated", |c| c.rag == "UNRATED");
    column("Unallocated", |c| c.worker.is_none());
    let part =
        |(_, list): &Team<'_>, part, of| -> Value { share(count(list, part), count(list, of)) };
    sheet.each("Share unseen", teams, |team| {
        part(team, |c| c.unseen, Child::is_to_be_seen)
    });
    sheet.each("Share overdue", teams, |team| {
        part(team, Child::is_overdue, |c| c.due.is_some())
    });
}

fn is_unheld(child: &Child) -> bool {
    ["UNALLOCATED", "WORKER-LEFT", "WORKER-UNKNOWN"]
        .iter()
        .any(|flag| child.has(flag))
}

fn check_others(
    night: &Night,
    book: &Book,
    (adrift, counts): (&[&Child], &str),
    unborn: &[&Child],
) {
    let sheet = book.sheet("Unallocated and leavers' cases");
    sheet.says(&format!(
        "{}: {counts}. A case is to be allocated within 48 hours (Procedures 1.5).",
        so_many(adrift.len())
    ));
    for (child, wrong) in adrift.iter().zip(sheet.words_of("What is wrong")) {
        let says_so = wrong.ends_with("no team manager's scope holds its team");
        assert_eq!(says_so, !night.has_team_manager(child), "{}", child.id);
        assert!(says_so || is_unheld(child), "{}: {wrong}", child.id);
    }
    sheet.each("Last seen", adrift, |c| day_or(c.last_seen, "never"));
    sheet.each("Held by somebody", adrift, |c| yes_or_no(!is_unheld(c)));
    sheet.each("On a team manager's list", adrift, |c| {
        yes_or_no(night.has_team_manager(c))
    });
    let second = book.sheet("Unborn");
    second.says(&format!("{}.", so_many(unborn.len())));
    second.each("Due", unborn, |c| day_or(c.due, "no minimum"));
    second.each("Last counted contact", unborn, |c| {
        day_or(c.last_contact, "never")
    });
    for (sheet, list) in [(sheet, adrift), (second, unborn)] {
        sheet.each("Child id", list, |c| words(&c.id));
        sheet.each("Rating", list, |c| words(&c.rag));
        sheet.each("Status", list, |c| statuses(c));
        sheet.each("Visit standing", list, |c| standing(c));
        sheet.each("Allocated worker", list, |c| night.allocated(c));
        sheet.each("Team", list, |c| words(&c.team));
    }
}
