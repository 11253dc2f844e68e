//! A child's position in plain text, with every reason: what `lastseen explain` prints. No name is printed.

use std::fmt::Write;

use crate::{
    model::{
        calendar::plain,
        facts::CaseRow,
        text::counted,
        visit::{Answer, Outcome, Visit},
    },
    rules::{
        birth::Birth,
        child::Child,
        due::{self, Basis, Due},
        flags,
        night::Night,
        position::{Position, State},
        reason,
        standard::FrameworkUse,
    },
};

/// The explanation; `None` where no export knows the id.
pub fn explain(night: &Night<'_>, child_id: &str) -> Option<String> {
    let child = night.facts.child(child_id)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, &night.child(child), child_id);
    Some(text)
}

fn write_all(out: &mut String, child: &Child<'_>, asked: &str) -> std::fmt::Result {
    let night = child.night;
    writeln!(
        out,
        "Child {asked} on {}",
        night.date.format("%A %-d %B %Y")
    )?;
    let child_id = night.facts.children.text(child.id);
    if child_id != asked {
        line(
            out,
            "Merged",
            &format!("this record is child {child_id} now"),
        )?;
    }
    let Some(position) = night.position(child.id) else {
        let why = match child.died_on() {
            Some(day) => format!("died on {}, so no position", plain(day)),
            None => "no open case on this day, so no position".to_owned(),
        };
        writeln!(out, "  {why}")?;
        return rows(out, child, None);
    };
    summary(out, child, &position)?;
    rows(out, child, Some(&position))?;
    visits(out, child)?;
    flag_reasons(out, night, &position)
}

fn line(out: &mut String, label: &str, text: &str) -> std::fmt::Result {
    writeln!(out, "  {label:<18} {text}")
}

fn date_or_never(date: Option<chrono::NaiveDate>) -> String {
    date.map_or_else(|| "never".to_owned(), plain)
}

fn summary(out: &mut String, child: &Child<'_>, position: &Position) -> std::fmt::Result {
    let night = child.night;
    line(
        out,
        "Status",
        &format!("{} (of {})", position.status.title(), position.statuses),
    )?;
    line(out, "Rating in force", &rating(night, position))?;
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
    line(out, "Chain", &chain(position))?;
    match position.due {
        Some(due) => {
            line(out, "Interval", &interval(&due))?;
            line(
                out,
                "Due",
                &format!(
                    "{} (from {})",
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
        None => line(out, "Due", "no date: the start is not known")?,
    }
    if let Some(rule) = position.due_rule {
        let clock = reason::clock(position);
        line(out, "Rule", &format!("{}: {clock}", rule.code()))?;
    }
    if let Some(text) = reason::runs_on(position, child) {
        line(out, "Clock", &text)?;
    }
    if let Some(day) = position.due_if_red {
        line(out, "Due if RED", &plain(day))?;
    }
    let state = match (position.state, position.days_overdue) {
        (State::Overdue, Some(days)) => format!("OVERDUE by {}", in_days(days)),
        (State::Overdue, None) => "OVERDUE; since when is not known".to_owned(),
        (state, _) => state.code().to_owned(),
    };
    line(out, "State", &state)?;
    line(
        out,
        "Last contact",
        &date_or_never(position.last_contact_on()),
    )?;
    let seen = match (position.birth, position.unseen, position.days_unseen) {
        (Birth::Unborn, _, _) => "not born yet, so not counted as unseen".to_owned(),
        (Birth::Born, true, Some(days)) => format!("UNSEEN for {}", in_days(days)),
        (Birth::Born, true, None) => "UNSEEN; since when is not known".to_owned(),
        (Birth::Born, false, Some(days)) => format!("{}, in time", in_days(days)),
        (Birth::Born, false, None) => "since when is not known".to_owned(),
    };
    line(
        out,
        "Last seen",
        &format!("{}; {seen}", date_or_never(position.last_seen)),
    )?;
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

/// Since when the status and the involvement run.
fn chain(position: &Position) -> String {
    let Some((status, involved)) = position.status_from.zip(position.involved_from) else {
        return "the start of the status is not known".to_owned();
    };
    let status_since = format!("{} since {}", position.status, plain(status));
    if status == involved {
        status_since
    } else {
        format!("{status_since}, involved since {}", plain(involved))
    }
}

fn interval(due: &Due) -> String {
    match due.basis {
        Basis::Minimum => format!(
            "every {}, the minimum of the status",
            due.interval.after_every()
        ),
        Basis::Plan => format!(
            "every {}, set by the child's plan",
            due.interval.after_every()
        ),
        Basis::FirstVisit => format!("the first visit within {}", due.interval),
    }
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

fn rows(out: &mut String, child: &Child<'_>, position: Option<&Position>) -> std::fmt::Result {
    writeln!(out, "\nCase rows")?;
    if child.rows.is_empty() {
        writeln!(out, "  none: only visits or ratings know this id")?;
    }
    for row in child.rows {
        writeln!(out, "  {}", case_row(child, row, position))?;
    }
    Ok(())
}

fn case_row<'n>(child: &Child<'n>, row: &'n CaseRow, position: Option<&Position>) -> String {
    let facts = child.night.facts;
    let from = row
        .start
        .map_or_else(|| "a date not known".to_owned(), plain);
    let until = row
        .end
        .map(|end| format!(" to {}", plain(end)))
        .unwrap_or_default();
    let worker = row
        .worker
        .map_or("no worker", |worker| facts.workers.text(worker));
    let head = format!(
        "{:<4} from {from}{until}, {}, {worker}",
        row.status,
        facts.words.text(row.team)
    );
    if !row.is_open_on(child.night.date) {
        return format!("{head}: not open on this day");
    }
    if position.is_none() {
        return head;
    }
    match due::of_open_row(child, row) {
        None => format!("{head}: open, sets no due date"),
        Some(None) => format!("{head}: open, overdue since nobody knows when"),
        Some(Some(due)) => format!(
            "{head}: open, due {} by {} ({})",
            plain(due.date),
            due.rule.code(),
            interval(&due)
        ),
    }
}

fn visits(out: &mut String, child: &Child<'_>) -> std::fmt::Result {
    let night = child.night;
    let visits = night.facts.visits_of(child.id);
    writeln!(out, "\nVisits, latest first ({})", visits.len())?;
    for visit in visits.iter().rev() {
        let is_past = visit.date <= night.date;
        let sight = if is_past && child.is_sighting(&visit) {
            "; a sighting"
        } else {
            ""
        };
        // What was right on the day does not become wrong later.
        let standard = if is_past && visit.kind.outcome() == Outcome::Completed {
            format!("{:<6} ", child.standard_on(visit.date).code())
        } else {
            " ".repeat(7)
        };
        writeln!(
            out,
            "  {}  {:<40}  {standard} {}{sight}",
            visit.date,
            visit_in_words(night, &visit),
            child.judge(&visit).because()
        )?;
    }
    Ok(())
}

fn visit_in_words(night: &Night<'_>, visit: &Visit) -> String {
    let seen = match (visit.kind.outcome(), visit.kind.child_seen()) {
        (Outcome::Completed, Answer::Yes) => ", child seen",
        (Outcome::Completed, Answer::No) => ", child not seen",
        _ => "",
    };
    let worker = visit
        .worker
        .map_or("no worker", |worker| night.facts.workers.text(worker));
    format!(
        "{} {}{seen}, {worker}",
        visit.kind.mode().title(),
        visit.kind.outcome().code()
    )
}

fn flag_reasons(out: &mut String, night: &Night<'_>, position: &Position) -> std::fmt::Result {
    writeln!(out, "\nFlags")?;
    let reasons = flags::reasons(position, night);
    if reasons.is_empty() {
        writeln!(out, "  none")?;
    }
    for (flag, sentence) in reasons {
        writeln!(
            out,
            "  {:<19} {sentence} [{}]",
            flag.code(),
            flag.rule().source
        )?;
    }
    for rule in flags::REGISTRY
        .iter()
        .filter(|rule| !night.assessed.contains(rule.flag))
    {
        writeln!(
            out,
            "  {:<19} not assessed: no export has {}",
            rule.code,
            rule.needs.words()
        )?;
    }
    Ok(())
}
