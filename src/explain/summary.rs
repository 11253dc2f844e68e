//! Where the child stands and by which rule: the lines above the case rows.

use chrono::{Days, NaiveDate};

use super::line;
use crate::{
    model::{calendar::plain, rating::Rag, text::counted},
    rules::{
        birth::Birth,
        child::Child,
        due::{Basis, Due, DueRule},
        night::Night,
        position::{Position, State},
        reason,
        settings::RuleSettings,
        standard::FrameworkUse,
    },
};

/// So many of the latest ratings are told.
const RATINGS_TOLD: usize = 6;

fn date_or_never(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| "never".to_owned(), plain)
}

/// Writes where the child stands, line by line.
pub(super) fn summary(
    out: &mut String,
    child: &Child<'_>,
    position: &Position,
) -> std::fmt::Result {
    let night = child.night;
    line(
        out,
        "Status",
        &format!("{} (of {})", position.status.title(), position.statuses),
    )?;
    line(out, "Rating in force", &rating(night, position))?;
    if let Some(text) = ratings_so_far(child) {
        line(out, "Ratings so far", &text)?;
    }
    let framework = match night.framework {
        FrameworkUse::Invoked => "in use: remote visits count for AMBER and GREEN",
        FrameworkUse::NotInvoked => "not in use: every child is owed a full visit",
    };
    line(out, "Framework", framework)?;
    line(
        out,
        "Standard",
        &format!(
            "{}: {}",
            position.standard.code(),
            position.standard.title()
        ),
    )?;
    line(out, "Chain", &chain(position, night.settings))?;
    match position.due {
        Some(due) => {
            line(out, "Interval", &interval(&due, night.settings))?;
            line(
                out,
                "Due",
                &format!(
                    "{} (counted from {})",
                    due.date.format("%a %-d %b %Y"),
                    plain(due.from)
                ),
            )?;
        }
        None if position.state == State::NoMinimum => line(
            out,
            "Interval",
            "none: neither the status nor a plan sets one",
        )?,
        None => line(
            out,
            "Due",
            "no date: no export knows the start, and nothing has counted",
        )?,
    }
    if let Some(rule) = position.due_rule {
        let clock = reason::clock(position);
        line(out, "Rule", &format!("{}: {clock}", rule.code()))?;
    }
    if let Some(text) = reason::runs_on(position, child) {
        line(out, "Clock", &text)?;
    }
    if let Some(day) = position.due_if_red {
        let why = "the due date were the child RED, as the framework's examples ask";
        line(out, "Due if RED", &format!("{}: {why}", plain(day)))?;
    }
    line(out, "State", &state(position))?;
    line(
        out,
        "Last contact",
        &date_or_never(position.last_contact_on()),
    )?;
    let last_seen = date_or_never(position.last_seen);
    let standing = seen_in_time(position, night.date);
    line(out, "Last seen", &format!("{last_seen}; {standing}"))?;
    line(
        out,
        "Last face to face",
        &date_or_never(position.last_face_to_face),
    )?;
    let worker = position
        .worker
        .map_or("no worker", |worker| night.facts.workers.text(worker));
    line(
        out,
        "Team and worker",
        &format!("{}, {worker}", night.facts.words.text(position.team)),
    )
}

fn in_days(days: u32) -> String {
    counted(days, "day", "days")
}

fn state(position: &Position) -> String {
    let code = position.state.code();
    match (position.state, position.days_overdue) {
        (State::Overdue, Some(days)) => format!("{code} by {}", in_days(days)),
        (State::Overdue, None) => format!("{code}; since when is not known"),
        (State::Due, _) => format!("{code}: the due date lies in this week"),
        (State::Ok, _) => format!("{code}: the due date lies after this week"),
        (State::NoMinimum, _) => format!("{code}: there is no due date"),
    }
}

/// How long the child has not been seen, counted from what, and whether that is in time.
fn seen_in_time(position: &Position, date: NaiveDate) -> String {
    if position.birth == Birth::Unborn {
        return "not born yet, so not counted as unseen".to_owned();
    }
    let Some(days) = position.days_unseen else {
        return match position.unseen {
            true => "UNSEEN; since when is not known".to_owned(),
            false => "since when is not known".to_owned(),
        };
    };
    let from = date.checked_sub_days(Days::new(days.into()));
    let since = match from {
        from if from == position.last_seen => "",
        from if from == position.born => " since birth",
        _ => " since the involvement began",
    };
    let days = in_days(days);
    if position.unseen {
        format!("UNSEEN for {days}{since}")
    } else if position.can_be_unseen() {
        format!("{days}{since}, in time")
    } else {
        format!("{days}{since}")
    }
}

/// Since when the status and the involvement run.
fn chain(position: &Position, settings: &RuleSettings) -> String {
    let Some((status, involved)) = position.status_from.zip(position.involved_from) else {
        return "the start of the status is not known".to_owned();
    };
    let status_since = format!("{} since {}", position.status, plain(status));
    if status == involved {
        return status_since;
    }
    format!(
        "{status_since}, involved since {} without a break of more than {}",
        plain(involved),
        in_days(settings.continues_within_days)
    )
}

/// What sets the time in which a visit is owed.
pub(super) fn interval(due: &Due, settings: &RuleSettings) -> String {
    let every = match due.basis {
        Basis::Minimum => format!(
            "every {}, the minimum of the status",
            due.interval.after_every()
        ),
        Basis::Plan => format!(
            "every {}, set by the child's plan",
            due.interval.after_every()
        ),
        Basis::FirstVisit => format!("the first visit within {}", due.interval),
    };
    match due.rule {
        DueRule::Raised => format!(
            "within {} working days of becoming RED or of the start, and {every}",
            settings.raised_within_working_days
        ),
        DueRule::Change => format!(
            "within {} of the change of status, and {every}",
            in_days(settings.change_within_days)
        ),
        DueRule::First | DueRule::Contact | DueRule::Start | DueRule::Unknown => every,
    }
}

/// The latest ratings that governed, where there was more than one: contacts are judged by that of their own date.
fn ratings_so_far(child: &Child<'_>) -> Option<String> {
    let mut changes: Vec<_> = child.ratings.decided().collect();
    changes.dedup_by_key(|(_, rag)| *rag);
    if changes.len() < 2 {
        return None;
    }
    let told = changes.iter().rev().take(RATINGS_TOLD);
    let told = told.map(|(from, rag)| {
        let rag = rag.map_or("UNRATED", Rag::code);
        format!("{rag} from {}", plain(*from))
    });
    Some(told.collect::<Vec<_>>().join(", "))
}

fn rating(night: &Night<'_>, position: &Position) -> String {
    let Some(rating) = position.rating else {
        let withdrawn = position
            .rating_withdrawn_on
            .map_or_else(String::new, |day| {
                format!(", the rating was withdrawn on {}", plain(day))
            });
        return format!("none: the child is UNRATED{withdrawn}");
    };
    let decided = rating.decided_on.map_or_else(
        || "undated".to_owned(),
        |day| format!("decided {}", plain(day)),
    );
    let recorded = rating
        .recorded_on
        .map(|day| format!(", recorded {}", plain(day)))
        .unwrap_or_default();
    let by = rating
        .decided_by
        .map_or("nobody named", |worker| night.facts.workers.text(worker));
    let manager = if rating.by_manager == Some(true) {
        " (a manager)"
    } else {
        ""
    };
    let rationale = match rating.has_rationale {
        Some(true) => "with a rationale",
        Some(false) => "without a rationale",
        None => "no export has its rationale",
    };
    format!(
        "{}, {decided}{recorded}, by {by}{manager}, {rationale}",
        rating.rag
    )
}
