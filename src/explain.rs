//! A child's position in plain text, with every reason: what `lastseen explain` prints. No name is printed.

use std::fmt::Write;

use crate::{
    model::{
        calendar::plain,
        facts::CaseRow,
        text::Sym,
        visit::{Answer, Outcome, Visit},
    },
    rules::{
        flags,
        frequency::{self, Basis, Due},
        night::Night,
        position::{Position, State},
        standard::{FrameworkUse, is_sighting, judge},
    },
};

/// The explanation; `None` where no export knows the id.
pub fn explain(night: &Night<'_>, child_id: &str) -> Option<String> {
    let child = night.facts.children.find(child_id)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, night, child, child_id);
    Some(text)
}

fn write_all(out: &mut String, night: &Night<'_>, child: Sym, child_id: &str) -> std::fmt::Result {
    writeln!(
        out,
        "Child {child_id} on {}",
        night.date.format("%A %-d %B %Y")
    )?;
    let Some(position) = night.position(child) else {
        writeln!(out, "  no open case on this day, so no position")?;
        return rows(out, night, child, None);
    };
    summary(out, night, &position)?;
    rows(out, night, child, Some(&position))?;
    visits(out, night, child, &position)?;
    flag_reasons(out, night, &position)
}

fn line(out: &mut String, label: &str, text: &str) -> std::fmt::Result {
    writeln!(out, "  {label:<18} {text}")
}

fn date_or_never(date: Option<chrono::NaiveDate>) -> String {
    date.map_or_else(|| "never".to_owned(), plain)
}

fn summary(out: &mut String, night: &Night<'_>, position: &Position) -> std::fmt::Result {
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
    match position.due {
        None => line(
            out,
            "Interval",
            "none: neither the status nor a plan sets one",
        )?,
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
    }
    let state = match position.state {
        State::Overdue => format!("OVERDUE by {} days", position.days_overdue),
        state => state.code().to_owned(),
    };
    line(out, "State", &state)?;
    line(
        out,
        "Last contact",
        &date_or_never(position.last_contact.map(|visit| visit.date)),
    )?;
    let seen = match (position.unseen, position.days_unseen) {
        (_, None) => "not born yet, so not counted as unseen".to_owned(),
        (true, Some(days)) => format!("UNSEEN for {days} days"),
        (false, Some(days)) => format!("{days} days ago, in time"),
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
    }
}

fn rating(night: &Night<'_>, position: &Position) -> String {
    let Some(rating) = position.rating else {
        return "none: the child is UNRATED".to_owned();
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
    let manager = if rating.by_manager {
        " (a manager)"
    } else {
        ""
    };
    let rationale = if rating.has_rationale {
        "with"
    } else {
        "without"
    };
    format!(
        "{}, {decided}{recorded}, by {by}{manager}, {rationale} a rationale",
        rating.rag
    )
}

fn rows(
    out: &mut String,
    night: &Night<'_>,
    child: Sym,
    position: Option<&Position>,
) -> std::fmt::Result {
    writeln!(out, "\nCase rows")?;
    let rows = night.facts.cases_of(child);
    if rows.is_empty() {
        writeln!(out, "  none: only visits or ratings know this id")?;
    }
    for row in rows {
        writeln!(out, "  {}", case_row(night, row, position))?;
    }
    Ok(())
}

fn case_row(night: &Night<'_>, row: &CaseRow, position: Option<&Position>) -> String {
    let facts = night.facts;
    let until = row
        .end
        .map(|end| format!(" to {}", plain(end)))
        .unwrap_or_default();
    let worker = row
        .worker
        .map_or("no worker", |worker| facts.workers.text(worker));
    let head = format!(
        "{:<4} from {}{until}, {}, {worker}",
        row.status,
        plain(row.start),
        facts.words.text(row.team)
    );
    let Some(position) = position.filter(|_| row.is_open_on(night.date)) else {
        return format!("{head}: not open on this day");
    };
    let last = position.last_contact.map(|visit| visit.date);
    match frequency::due(row, last, night.settings) {
        None => format!("{head}: open, sets no due date"),
        Some(due) => format!("{head}: open, due {} ({})", plain(due.date), interval(&due)),
    }
}

fn visits(
    out: &mut String,
    night: &Night<'_>,
    child: Sym,
    position: &Position,
) -> std::fmt::Result {
    let visits = night.facts.visits_of(child);
    writeln!(out, "\nVisits, latest first ({})", visits.len())?;
    for visit in visits.iter().rev() {
        let verdict = judge(
            &visit,
            position.standard,
            position.birth,
            night.date,
            &night.workers,
        );
        let sight = if visit.date <= night.date && is_sighting(&visit, &night.workers) {
            "; a sighting"
        } else {
            ""
        };
        writeln!(
            out,
            "  {}  {:<40}  {}{sight}",
            visit.date,
            visit_in_words(night, &visit),
            verdict.because()
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
