//! Unseen children: whom nobody has seen in time, worst and RED first. [P 1.1, 1.13]

mod moved;
mod now;
mod sheets;
mod summary;
mod thin;

use std::cmp::Reverse;

use super::{Said, book, children, counts_of, digest, red_first, scope_line, those};
use crate::{
    measures::{
        counted::{GroupTally, Grouping},
        tally::Count,
    },
    model::{rating::Rag, report::Report, text::counted},
    report::{
        book::Line,
        context::{Built, Context, Reader},
        notes,
    },
    rules::{birth::Birth, flags::Flag, position::Position, reason},
};
use moved::Moved;

const SUMMARY: &str = "Summary";
const UNSEEN: &str = "Unseen now";
const THIN: &str = "In time, but thin";
const MOVEMENT: &str = "Movement since the last run";
const BY_TEAM: &str = "By team";
const UNALLOCATED: &str = "Unallocated and leavers' cases";
const UNBORN: &str = "Unborn";
/// Headings of columns by which a figure's children are found.
const HELD: &str = "Held by somebody";
const MANAGED: &str = "On a team manager's list";

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let mut unseen = those(&reader.children, |p| p.unseen);
    unseen.sort_by_key(|p| (red_first(p.rag()), Reverse(p.days_unseen)));
    let thin = thin::list(reader);
    let moved = Moved::of(context, reader, &unseen);
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
    let all_unseen = tally.of(Count::Unseen);
    let teams = worst_first(reader.counted.by(Grouping::Team));

    let red = unseen.iter().filter(|p| p.rag() == Some(Rag::Red)).count() as u64;
    let unrated = unseen.iter().filter(|p| p.rag().is_none()).count() as u64;
    let answer = format!(
        "{} of {} {} not been seen in time, {} of them rated RED and {} unrated.",
        all_unseen,
        children(tally.of(Count::ToBeSeen)),
        if all_unseen == 1 { "has" } else { "have" },
        red,
        unrated
    );
    let in_short = format!("{all_unseen} not seen in time, {red} RED");
    let lists = Lists {
        unseen: &unseen,
        thin: &thin,
        adrift: &adrift,
        unborn: &unborn,
    };
    let figures = summary::figures(context, reader, &lists);
    let mut look_first = look_first(context, &unseen, &teams);
    let late_if_red = thin.iter().filter(|p| thin::is_late_if_red(p)).count();
    if late_if_red > 0 {
        look_first.push(format!(
            "{} would be overdue if rated RED, as the framework's examples ask: see \"{THIN}\".",
            children(late_if_red as u64)
        ));
    }
    if without_team_manager > 0 {
        look_first.push(format!(
            "{} on no team manager's list, so in no Monday meeting: see \"{UNALLOCATED}\".",
            counted(without_team_manager as usize, "child is", "children are")
        ));
    }
    let change = moved.line();
    let mut lines = vec![
        scope_line(Report::UnseenChildren, context, reader),
        Line::LookFirst(answer.clone()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.extend(summary::first_children(context, &unseen));
    lines.push(Line::Link {
        text: change.clone(),
        sheet: MOVEMENT,
    });
    lines.push(Line::Text(notes::framework_status(context)));
    let sheets = vec![
        summary::sheet(context, &figures).with_lines(lines),
        now::sheet(context, &unseen, &moved),
        thin::sheet(context, &thin),
        moved.sheet(context),
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
            counts_of(figures),
            look_first,
        ),
    }
}

struct Lists<'l, 'a> {
    unseen: &'l [&'a Position],
    /// In time, but thin.
    thin: &'l [&'a Position],
    /// Those whom nobody holds, and those on no team manager's list.
    adrift: &'l [&'a Position],
    unborn: &'l [&'a Position],
}

/// The teams by their share of children not seen in time, the largest first; of equal ones by name.
fn worst_first(mut teams: Vec<GroupTally<'_>>) -> Vec<GroupTally<'_>> {
    let unseen = |team: &GroupTally<'_>| team.tally.of(Count::Unseen);
    let whole = |team: &GroupTally<'_>| team.tally.of(Count::ToBeSeen).max(1);
    teams.sort_by(|a, b| (unseen(b) * whole(a)).cmp(&(unseen(a) * whole(b))));
    teams
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
    if let Some(worst) = teams.first().filter(|_| teams.len() > 1) {
        let unseen = worst.tally.of(Count::Unseen);
        if unseen > 0 {
            lines.push(format!(
                "{} has the largest share: {unseen} of {} not seen in time.",
                worst.group,
                children(worst.tally.of(Count::ToBeSeen))
            ));
        }
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
