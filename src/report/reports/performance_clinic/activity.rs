//! What was done: visits made by week, and how children were seen by team.

use chrono::Days;

use crate::{
    measures::contacts::{Contact, Contacts, WeekOfContacts},
    model::calendar::{plain, sunday_of},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::{Context, Reader},
    },
};

pub(super) const VISITS: &str = "Visits made";
pub(super) const HOW_SEEN: &str = "How seen";

pub(super) fn visits(context: &Context<'_>, weeks: Vec<WeekOfContacts>) -> Sheet {
    type Week = WeekOfContacts;
    let count = |heading, width, contact| {
        column(heading, width, move |week: &Week| {
            Cell::count(week.made.of(contact))
        })
    };
    let columns: Vec<Column<'_, Week>> = vec![
        column("Week beginning", 14, |week: &Week| Cell::Date(week.monday)),
        count("Face to face", 10, Contact::FaceToFace),
        count("Video", 10, Contact::Video),
        count("Phone", 10, Contact::Phone),
        count("Letter, text, e-mail", 11, Contact::Other),
        column("All completed", 11, |week: &Week| {
            Cell::count(week.made.completed())
        }),
        count("Child seen", 10, Contact::Seen),
        count("Seen alone", 10, Contact::SeenAlone),
        count("Recorded late", 10, Contact::RecordedLate),
        column("Share late", 10, |week: &Week| {
            Cell::share(week.made.of(Contact::RecordedLate), week.made.completed())
        })
        .on_screen(),
        count("No access", 10, Contact::NoAccess),
    ];
    Sheet::of(VISITS, "Visits made, by week and mode", Table::of("VisitsMade", weeks, &columns, "No visit.").freezing(1)).saying(format!(
                "Statutory contacts with the children of this scope, by the week in which they were made. The last week is not over: it holds what was made up to {}.",
                plain(context.night.date)
            ))
}

/// Of how many weeks the way is told in which children were seen.
const WEEKS_SEEN: u64 = 13;

/// How children were seen: by mode, alone, and whether the visits were recorded in time; each team's weeks that are over.
pub(super) fn how_seen(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let last = sunday_of(context.night.date) - Days::new(6 + 7);
    let first = last - Days::new(7 * (WEEKS_SEEN - 1));
    let teams = reader.counted.contacts_by_team(first..=last);
    let mut all = Contacts::default();
    teams.iter().for_each(|(_, made)| all += *made);
    let rows = teams.into_iter().chain([("All teams", all)]);
    type Row<'a> = (&'a str, Contacts);
    let count = |heading, width, contact| {
        column(heading, width, move |row: &Row<'_>| {
            Cell::count(row.1.of(contact))
        })
    };
    let share = |heading, part, whole| {
        column(heading, 11, move |row: &Row<'_>| {
            Cell::share(row.1.of(part), row.1.of(whole))
        })
    };
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Team", 28, |row: &Row<'_>| Cell::text(row.0.to_owned())),
        count("Child seen", 12, Contact::Seen),
        count("By video", 10, Contact::SeenByVideo),
        share("Share by video", Contact::SeenByVideo, Contact::Seen),
        count("Seen alone", 10, Contact::SeenAlone),
        share("Share alone", Contact::SeenAlone, Contact::Seen),
        column("All completed", 12, |row: &Row<'_>| {
            Cell::count(row.1.completed())
        }),
        count("Recording date known", 13, Contact::WithRecord),
        count("Recorded late", 10, Contact::RecordedLate),
        column("Share in time", 11, |row: &Row<'_>| {
            let known = row.1.of(Contact::WithRecord);
            Cell::share(known - row.1.of(Contact::RecordedLate), known)
        }),
    ];
    Sheet::of(
        HOW_SEEN,
        "How children were seen, by team",
        Table::of("HowSeen", rows, &columns, "No visit.").freezing(1),
    )
    .saying(format!(
        "Statutory contacts with the children of this scope in the {WEEKS_SEEN} weeks from {} to {}. Seen: the child was seen in person, or by video while the framework was invoked.",
        plain(first),
        plain(last + Days::new(6))
    ))
}
