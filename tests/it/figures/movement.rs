//! What has changed between two runs, from their two `positions.csv`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    book::{Sheet, Value, words},
    children::Child,
    night::{Night, Recipient, plain},
};

/// Every kind in the order of the lists; the three about visits are planted by the test.
const KINDS: [&str; 20] = [
    "newly unseen",
    "now seen",
    "no longer unseen, without being seen",
    "still unseen",
    "closed",
    "vanished from the export",
    "new",
    "visit deleted",
    "visit re-dated",
    "visit no longer counts",
    "moved team",
    "rating changed",
    "newly overdue",
    "no longer overdue",
    "newly to review",
    "settled",
    "newly to record",
    "now recorded",
    "newly open to Targeted Support",
    "no longer open to Targeted Support",
];

/// Those of the clinic: all but those about flags and about Targeted Support.
pub const CLINIC: &[&str] = KINDS.split_at(14).0;

/// The events of each report, in the order in which it tells them.
pub const MONDAY: &[&str] = &[
    "newly overdue",
    "no longer overdue",
    "newly unseen",
    "now seen",
    "no longer unseen, without being seen",
    "visit deleted",
    "visit re-dated",
    "visit no longer counts",
    "vanished from the export",
    "new",
];
pub const UNSEEN: &[&str] = &[
    "newly unseen",
    "vanished from the export",
    "visit deleted",
    "visit re-dated",
    "visit no longer counts",
    "closed",
    "no longer unseen, without being seen",
    "now seen",
];
pub const ASSURANCE: &[&str] = &["newly to record", "now recorded"];
pub const REVIEW: &[&str] = &["newly to review", "settled"];
pub const TRACKER: &[&str] = &[
    "newly open to Targeted Support",
    "no longer open to Targeted Support",
    "rating changed",
    "newly to review",
    "settled",
];

/// One change.
#[derive(Clone)]
pub struct Moved {
    pub child: String,
    pub kind: &'static str,
    pub about: &'static str,
    pub was: Value,
    pub is: Value,
    pub team: String,
    pub service: Option<String>,
    /// The rating now, or the last.
    pub rag: String,
}

/// Every change of a reader's children; none where there was no earlier run.
pub fn moved(night: &Night, reader: &Recipient) -> Option<Vec<Moved>> {
    let mut all = all_moved(night)?;
    all.retain(|change| reader.answers_for(&change.team, change.service.as_deref()));
    Some(all)
}

/// Those of the children who are unseen or were; of those who vanished all.
pub fn of_the_unseen(night: &Night, reader: &Recipient) -> Option<Vec<Moved>> {
    let earlier = night.earlier.as_ref()?;
    let unseen = |night: &Night, id: &str| {
        let mut children = night.children.iter();
        children.any(|child| child.id == id && child.unseen)
    };
    let mut all = moved(night, reader)?;
    all.retain(|change| {
        let (was, is) = (unseen(earlier, &change.child), unseen(night, &change.child));
        match change.kind {
            "closed" => was,
            kind if kind.starts_with("visit ") => was || is,
            kind => UNSEEN.contains(&kind),
        }
    });
    Some(all)
}

/// Those of the children on a tracker, of those who left it, and of those whose rating took them from it.
pub fn tracked(night: &Night, reader: &Recipient, on_it: &[&str]) -> Option<Vec<Moved>> {
    let is_of_part = |rag: &str| (rag == "GREEN") == (reader.role == "senior");
    let is_tracked = |child: &str| {
        let mut now = night.children.iter().filter(|now| now.id == child);
        now.any(|now| night.tracks(reader, now))
    };
    let mut all = all_moved(night)?;
    all.retain(|change| match (change.kind, &change.was) {
        _ if on_it.contains(&change.child.as_str()) => true,
        ("no longer open to Targeted Support", _) => {
            is_of_part(&change.rag) && reader.answers_for(&change.team, change.service.as_deref())
        }
        ("rating changed", Value::Words(was)) => is_of_part(was) && is_tracked(&change.child),
        _ => false,
    });
    Some(all)
}

fn all_moved(night: &Night) -> Option<Vec<Moved>> {
    let earlier = night.earlier.as_ref()?;
    let then: BTreeMap<&str, &Child> = earlier
        .children
        .iter()
        .map(|c| (c.id.as_str(), c))
        .collect();
    let now: BTreeMap<&str, &Child> = night.children.iter().map(|c| (c.id.as_str(), c)).collect();
    let mut ids: Vec<&str> = then.keys().chain(now.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all: Vec<Moved> = night.planted.clone();
    for id in ids {
        all.extend(changes(night, then.get(id).copied(), now.get(id).copied()));
    }
    all.sort_by(|a, b| (&a.child, place(&KINDS, a)).cmp(&(&b.child, place(&KINDS, b))));
    Some(all)
}

pub fn place(kinds: &[&str], change: &Moved) -> Option<usize> {
    kinds.iter().position(|kind| *kind == change.kind)
}

fn changes(night: &Night, then: Option<&Child>, now: Option<&Child>) -> Vec<Moved> {
    let child = now.or(then).expect("one of the two");
    let mut found = Vec::new();
    let mut add = |kind, about, was: Option<Value>, is: Option<Value>| {
        let none = || words("none");
        found.push(Moved {
            child: child.id.clone(),
            kind,
            about,
            was: was.unwrap_or_else(none),
            is: is.unwrap_or_else(none),
            team: child.team.clone(),
            service: child.service.clone(),
            rag: child.rag.clone(),
        });
    };
    let day = |day: Option<NaiveDate>| day.map(Value::Day);
    let seen = |child: Option<&Child>| day(child.and_then(|child| child.last_seen));
    let due = |child: Option<&Child>| day(child.and_then(|child| child.due));
    let statuses = |child: Option<&Child>| child.map(|child| words(&child.statuses));
    let unseen = |child: Option<&Child>| child.is_some_and(|child| child.unseen);
    let overdue = |child: Option<&Child>| child.is_some_and(Child::is_overdue);
    match (unseen(then), unseen(now)) {
        (false, true) => add("newly unseen", "last seen", seen(then), seen(now)),
        (true, true) => add("still unseen", "last seen", seen(then), seen(now)),
        (true, false) if now.is_some() => {
            let dates = (
                then.and_then(|c| c.last_seen),
                now.and_then(|c| c.last_seen),
            );
            let kind = if dates.1 > dates.0 {
                KINDS[1]
            } else {
                KINDS[2]
            };
            add(kind, "last seen", seen(then), seen(now));
        }
        _ => {}
    }
    match (overdue(then), overdue(now)) {
        (false, true) => add("newly overdue", "due date", due(then), due(now)),
        (true, false) if now.is_some() => add("no longer overdue", "due date", due(then), due(now)),
        _ => {}
    }
    let rag = |child: Option<&Child>| child.map(|child| words(&child.rag));
    type Asks = fn(&Child) -> bool;
    let flagged: [(Asks, [&'static str; 2], bool); 2] = [
        (Child::is_to_review, ["newly to review", "settled"], true),
        (
            Child::is_to_record,
            ["newly to record", "now recorded"],
            false,
        ),
    ];
    for (asks, [newly, no_longer], is_about_rating) in flagged {
        let kind = match (then.is_some_and(asks), now.is_some_and(asks)) {
            (false, true) => newly,
            (true, false) if now.is_some() => no_longer,
            _ => continue,
        };
        match is_about_rating {
            true => add(kind, "rating", rag(then), rag(now)),
            false => add(kind, "status", statuses(then), statuses(now)),
        }
    }
    let targeted = |child: Option<&Child>| {
        child.is_some_and(|child| child.statuses.split('+').any(|status| status == "TS"))
    };
    let (was, is) = (statuses(then), statuses(now));
    match (targeted(then), targeted(now)) {
        (false, true) => add("newly open to Targeted Support", "status", was, is),
        (true, false) => add("no longer open to Targeted Support", "status", was, is),
        _ => {}
    }
    match (then, now) {
        (None, _) => add("new", "status", None, statuses(now)),
        (Some(_), None) => match night.facts.cases.get(&child.id) {
            None => add("vanished from the export", "status", statuses(then), None),
            Some(rows) => {
                let ends = rows.iter().filter_map(|row| row.end);
                let closed = ends.filter(|end| *end <= night.date).max();
                add("closed", "status", statuses(then), day(closed));
            }
        },
        (Some(then), Some(now)) => {
            if then.team != now.team {
                add(
                    "moved team",
                    "team",
                    Some(words(&then.team)),
                    Some(words(&now.team)),
                );
            }
            if then.rag != now.rag {
                add(
                    "rating changed",
                    "rating",
                    Some(words(&then.rag)),
                    Some(words(&now.rag)),
                );
            }
        }
    }
    found
}

/// "3 newly unseen, 1 now seen", in the order of the kinds.
fn counts<'a>(kinds: impl IntoIterator<Item = &'a &'static str>, changes: &[Moved]) -> String {
    let count = |kind: &str| changes.iter().filter(|change| change.kind == kind).count();
    let parts = kinds
        .into_iter()
        .map(|kind| (count(kind), kind))
        .filter(|(count, _)| *count > 0);
    parts
        .map(|(count, kind)| format!("{kind} {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The sentence of letters and first sheets, of some kinds.
pub fn change(night: &Night, changes: Option<&[Moved]>, kinds: &[&'static str]) -> String {
    change_since(night, changes, kinds, plain)
}

/// The same of the Monday list, which names the weekday.
pub fn change_since_monday(night: &Night, changes: Option<&[Moved]>) -> String {
    change_since(night, changes, MONDAY, |day| {
        format!("{} {}", day.format("%A"), plain(day))
    })
}

fn change_since(
    night: &Night,
    changes: Option<&[Moved]>,
    kinds: &[&'static str],
    day: impl Fn(NaiveDate) -> String,
) -> String {
    let Some(changes) = changes else {
        return "There is nothing to compare with yet: this is the first run of its kind."
            .to_owned();
    };
    let earlier = night.earlier.as_ref().expect("something to compare with");
    let since = day(earlier.date);
    let parts = counts(kinds, changes);
    if parts.is_empty() {
        format!("Nothing has changed since {since}.")
    } else {
        format!("Since {since}: {parts}.")
    }
}

/// The sheet, of some kinds in their order.
pub fn check_sheet(night: &Night, reader: &Recipient, sheet: &Sheet, kinds: &[&'static str]) {
    let Some(mut changes) = moved(night, reader) else {
        sheet.column("Child id", []);
        for head in ["What changed", "About", "Was", "Is", "Team"] {
            sheet.column(head, []);
        }
        return;
    };
    changes.retain(|change| kinds.contains(&change.kind));
    changes.sort_by_key(|change| place(kinds, change));
    let since = plain(
        night
            .earlier
            .as_ref()
            .expect("something to compare with")
            .date,
    );
    let parts = counts(kinds, &changes);
    let parts = if parts.is_empty() {
        "Nothing has changed".to_owned()
    } else {
        parts
    };
    sheet.says(&format!("Compared with the run of {since}. {parts}."));
    sheet.each("Child id", &changes, |change| words(&change.child));
    sheet.each("What changed", &changes, |change| words(change.kind));
    sheet.each("About", &changes, |change| words(change.about));
    sheet.each("Was", &changes, |change| change.was.clone());
    sheet.each("Is", &changes, |change| change.is.clone());
    sheet.each("Team", &changes, |change| words(&change.team));
}
