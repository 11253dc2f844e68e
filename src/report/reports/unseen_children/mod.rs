//! Unseen children: whom nobody has seen in time, worst and RED first. [P 1.1, 1.13]

mod sheets;

use super::{Said, book, changes, children, digest, movement, scope_line, those};
use crate::{
    measures::{
        counted::{GroupTally, Grouping},
        movement::ChangeKind,
        tally::Count,
    },
    model::{calendar::plain, rating::Rag, report::Report, text::counted},
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        child_columns as child,
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{birth::Birth, flags::Flag, position::Position, reason},
};

const UNSEEN: &str = "Unseen now";
const MOVEMENT: &str = "Movement since the last run";
const BY_TEAM: &str = "By team";

/// What changes who is unseen. Who is unseen then as now is counted apart.
const EVENTS: [ChangeKind; 9] = [
    ChangeKind::NewlyUnseen,
    ChangeKind::NowSeen,
    ChangeKind::NoLongerUnseen,
    ChangeKind::VisitDeleted,
    ChangeKind::VisitRedated,
    ChangeKind::VisitAmended,
    ChangeKind::Vanished,
    ChangeKind::Closed,
    ChangeKind::NewChild,
];
const UNALLOCATED: &str = "Unallocated and leavers' cases";
const UNBORN: &str = "Unborn";

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let mut unseen = those(&reader.children, |p| p.unseen);
    // A child without a rating is owed what a RED one is.
    let urgency = |p: &Position| match p.rag() {
        Some(Rag::Red) => 0,
        None => 1,
        Some(Rag::Amber | Rag::Green) => 2,
    };
    unseen.sort_by_key(|p| (urgency(p), std::cmp::Reverse(p.days_unseen)));
    let adrift = those(&reader.children, |p| {
        is_unheld(p) || is_without_team_manager(context, p)
    });
    let unheld = adrift.iter().filter(|p| is_unheld(p)).count() as u64;
    let without_team_manager = adrift
        .iter()
        .filter(|p| is_without_team_manager(context, p))
        .count() as u64;
    let unborn = those(&reader.children, |p| p.birth == Birth::Unborn);
    let tally = reader.counted.tally();
    let (open, all_unseen) = (tally.of(Count::Children), tally.of(Count::Unseen));
    let teams = reader.counted.by(Grouping::Team);

    let red = unseen.iter().filter(|p| p.rag() == Some(Rag::Red)).count() as u64;
    let unrated = unseen.iter().filter(|p| p.rag().is_none()).count() as u64;
    let never = unseen.iter().filter(|p| p.last_seen.is_none()).count() as u64;
    let answer = format!(
        "{} of {} {} not been seen in time, {} of them rated RED and {} unrated.",
        all_unseen,
        children(tally.of(Count::ToBeSeen)),
        if all_unseen == 1 { "has" } else { "have" },
        red,
        unrated
    );
    let in_short = format!("{all_unseen} not seen in time, {red} RED");
    let figure = |label, count, of, sheet| Figure {
        label,
        count,
        of,
        sheet,
    };
    let figures = vec![
        figure(
            "Not seen in time",
            all_unseen,
            Some(tally.of(Count::ToBeSeen)),
            UNSEEN,
        ),
        figure("Not seen in time and RED", red, Some(all_unseen), UNSEEN),
        figure("Never seen at all", never, Some(all_unseen), UNSEEN),
        figure(
            "Visit overdue",
            tally.of(Count::Overdue),
            Some(tally.of(Count::WithMinimum)),
            BY_TEAM,
        ),
        figure(
            "Unallocated, or held by nobody who is there",
            unheld,
            Some(open),
            UNALLOCATED,
        ),
        figure(
            "On no team manager's list",
            without_team_manager,
            Some(open),
            UNALLOCATED,
        ),
        figure("Unborn", unborn.len() as u64, Some(open), UNBORN),
    ];
    let mut look_first = look_first(context, &unseen, &teams);
    if without_team_manager > 0 {
        look_first.push(format!(
            "{} on no team manager's list, so in no Monday meeting: see \"{UNALLOCATED}\".",
            counted(without_team_manager as usize, "child is", "children are")
        ));
    }
    let change = changes::since_last_run(reader, &EVENTS);
    let links = [
        (change.clone(), MOVEMENT),
        (counted(teams.len(), "team.", "teams."), BY_TEAM),
        (
            format!(
                "{} unallocated, or held by nobody who is there; {without_team_manager} on no team manager's list.",
                children(unheld)
            ),
            UNALLOCATED,
        ),
        (
            format!("{} not born yet.", children(unborn.len() as u64)),
            UNBORN,
        ),
    ];
    let sheets = vec![
        unseen_now(context, reader, &unseen, &answer, &look_first, links),
        movement::sheet(MOVEMENT, context, reader, &EVENTS),
        sheets::by_team(&teams),
        sheets::unallocated(context, &adrift, (unheld, without_team_manager)),
        sheets::unborn(context, &unborn),
    ];
    Built {
        book: (!reader.children.is_empty())
            .then(|| book(Report::UnseenChildren, context, reader, sheets)),
        digest: digest(
            context,
            reader,
            Said {
                answer,
                in_short,
                change,
            },
            figures,
            look_first,
        ),
    }
}

/// No worker, or one who is not there.
fn is_unheld(position: &Position) -> bool {
    [Flag::Unallocated, Flag::WorkerLeft, Flag::WorkerUnknown]
        .iter()
        .any(|&flag| position.flags.contains(flag))
}

/// No Monday list has the child.
fn is_without_team_manager(context: &Context<'_>, position: &Position) -> bool {
    context.gaps.without_team_manager.contains(&position.child)
}

fn look_first(
    context: &Context<'_>,
    unseen: &[&Position],
    teams: &[GroupTally<'_>],
) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(longest) = unseen.iter().filter_map(|p| p.days_unseen).max() {
        lines.push(format!("The longest has not been seen for {longest} days."));
    }
    let (unseen_of, whole_of) = (
        |team: &GroupTally<'_>| team.tally.of(Count::Unseen),
        |team: &GroupTally<'_>| team.tally.of(Count::ToBeSeen),
    );
    let cross = |a, b| unseen_of(a) * whole_of(b).max(1);
    let worst = teams
        .iter()
        .filter(|team| unseen_of(team) > 0)
        .max_by(|a, b| cross(a, b).cmp(&cross(b, a)));
    if let Some(team) = worst.filter(|_| teams.len() > 1) {
        lines.push(format!(
            "{} has the largest share: {} of {} not seen in time.",
            team.group,
            unseen_of(team),
            children(whole_of(team))
        ));
    }
    let attempts = unseen
        .iter()
        .filter(|p| reason::no_access_attempts(p, context.night) >= 2)
        .count() as u64;
    if attempts > 0 {
        lines.push(format!(
            "{attempts} of them had two or more visits without access."
        ));
    }
    lines
}

/// Days unseen in the bands that the clinic speaks in.
fn band(position: &Position) -> &'static str {
    match (position.last_seen, position.days_unseen) {
        (None, _) => "never",
        (_, Some(0..=14)) => "0–14",
        (_, Some(15..=28)) => "15–28",
        (_, Some(29..=42)) => "29–42",
        (_, Some(43..=84)) => "43–84",
        _ => "85+",
    }
}

fn unseen_now(
    context: &Context<'_>,
    reader: &Reader<'_>,
    unseen: &[&Position],
    answer: &str,
    look_first: &[String],
    links: [(String, &'static str); 4],
) -> Sheet {
    let attempts = column("No-access attempts", 11, |p: &&Position| {
        Cell::count(reason::no_access_attempts(p, context.night))
    });
    let without_sight =
        column(
            "Last contact without sight",
            16,
            |p: &&Position| match reason::contact_without_sight(p, context.night) {
                Some(visit) => Cell::text(format!(
                    "{}, {}",
                    plain(visit.date),
                    visit.kind.mode().title()
                )),
                None => Cell::Absent("none since"),
            },
        );
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::days_unseen(),
        column("Band (days)", 10, |p: &&Position| Cell::text(band(p))).on_screen(),
        child::last_seen(),
        column("Should have been seen by", 14, |p: &&Position| {
            Cell::date_or(p.seen_due, "no minimum")
        }),
        child::status().on_screen(),
        child::standing().on_screen(),
        attempts,
        without_sight.on_screen(),
        child::booked(context),
        child::worker(context),
        child::team(context),
    ];
    let mut lines = vec![
        scope_line(Report::UnseenChildren, context, reader),
        Line::LookFirst(answer.to_owned()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.extend(links.into_iter().map(|(text, sheet)| Line::Link {
        text: format!("{text} See {sheet}."),
        sheet,
    }));
    lines.push(Line::Text("RED first, then the unrated, who are owed what RED is, then the others; the longest unseen first. Visit standing is about the visits that count, which may be remote; a phone call is never a sighting.".to_owned()));
    lines.push(Line::Text(notes::framework_status(context)));
    Sheet::of(
        UNSEEN,
        "Children whom nobody has seen in time",
        Table::of(
            "UnseenNow",
            unseen.iter().copied(),
            &columns,
            "Every child has been seen in time.",
        )
        .freezing(2),
    )
    .with_lines(lines)
}
