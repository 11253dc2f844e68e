//! A child's position in plain text, with every reason: what `lastseen explain` prints. No name is printed.

mod beside;
mod summary;

use std::fmt::Write;

use crate::{
    model::{
        calendar::plain,
        facts::CaseRow,
        text::Sym,
        visit::{Answer, Outcome, Visit},
    },
    rules::{child::Child, due, flags, night::Night, position::Position, standard::Verdict},
};
pub use beside::Beside;
use summary::{interval, summary};

/// The explanation; `None` where no export and no earlier run knows the id.
pub fn explain(night: &Night<'_>, child_id: &str, beside: &Beside<'_>) -> Option<String> {
    let child = night.facts.child(child_id);
    if child.is_none() && beside.is_empty() {
        return None;
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, night, child, child_id, beside);
    Some(text)
}

fn write_all(
    out: &mut String,
    night: &Night<'_>,
    child: Option<Sym>,
    asked: &str,
    beside: &Beside<'_>,
) -> std::fmt::Result {
    let day = night.date.format("%A %-d %B %Y");
    writeln!(out, "Child {asked} on {day}")?;
    beside.write_sources(out)?;
    match child {
        Some(child) => of_facts(out, &night.child(child), asked, beside),
        None => {
            writeln!(
                out,
                "  no row of these exports that could be read, so no position"
            )?;
            beside.write_last_listed(out)?;
            beside.write_left_out(out)
        }
    }
}

fn of_facts(
    out: &mut String,
    child: &Child<'_>,
    asked: &str,
    beside: &Beside<'_>,
) -> std::fmt::Result {
    let night = child.night;
    let child_id = night.facts.children.text(child.id);
    if child_id != asked {
        line(
            out,
            "Merged",
            &format!("this record was merged: the child is {child_id} now"),
        )?;
    }
    let Some(position) = night.position(child.id) else {
        let why = match child.died_on() {
            Some(day) => format!("died on {}, so no position", plain(day)),
            None => "no open case on this day, so no position".to_owned(),
        };
        writeln!(out, "  {why}")?;
        beside.write_last_listed(out)?;
        rows(out, child, None)?;
        return beside.write_left_out(out);
    };
    summary(out, child, &position)?;
    rows(out, child, Some(&position))?;
    beside.write_left_out(out)?;
    visits(out, child)?;
    flag_reasons(out, night, &position)
}

fn line(out: &mut String, label: &str, text: &str) -> std::fmt::Result {
    writeln!(out, "  {label:<18} {text}")
}

fn rows(out: &mut String, child: &Child<'_>, position: Option<&Position>) -> std::fmt::Result {
    writeln!(out, "\nCase rows")?;
    if child.rows.is_empty() {
        writeln!(
            out,
            "  none that could be read: only visits or ratings know this id"
        )?;
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
        let has_ended = row.end.is_some_and(|end| end <= child.night.date);
        let why = if has_ended { "closed" } else { "not begun yet" };
        return format!("{head}: {why}");
    }
    if position.is_none() {
        return head;
    }
    match due::of_open_row(child, row) {
        None => format!("{head}: open, sets no due date"),
        Some(None) => format!("{head}: open, overdue, since when is not known"),
        Some(Some(due)) => format!(
            "{head}: open, due {} by {} ({})",
            plain(due.date),
            due.rule.code(),
            interval(&due, child.night.settings)
        ),
    }
}

fn visits(out: &mut String, child: &Child<'_>) -> std::fmt::Result {
    let night = child.night;
    let visits = night.facts.visits_of(child.id);
    let each = match visits.is_empty() {
        true => "",
        false => ", each by the standard of its own date",
    };
    writeln!(out, "\nVisits, latest first ({}){each}", visits.len())?;
    for visit in visits.iter().rev() {
        let is_past = visit.date <= night.date;
        let verdict = child.judge(&visit);
        let is_made = is_past && visit.kind.outcome() == Outcome::Completed;
        // What was right on the day does not become wrong later.
        let standard = if is_made {
            child.standard_on(visit.date).code()
        } else {
            ""
        };
        let more = if is_made {
            besides(child, &visit, verdict)
        } else {
            String::new()
        };
        writeln!(
            out,
            "  {}  {:<40}  {standard:<6}  {}{more}",
            visit.date,
            visit_in_words(night, &visit),
            verdict.because()
        )?;
    }
    Ok(())
}

/// What else is to be known of a completed visit: sight of the child, and a worker of whom the exports say it no longer.
fn besides(child: &Child<'_>, visit: &Visit, verdict: Verdict) -> String {
    let facts = child.night.facts;
    let mut more = String::new();
    if child.is_sighting(visit) {
        more += "; the child was seen";
    } else if verdict == Verdict::Counts && child.birth.waives_sight_on(visit.date) {
        more += "; nobody need see a child before its birth, and nobody can";
    }
    let worker = visit.worker.and_then(|id| facts.worker_on(id, visit.date));
    if worker.is_some_and(|worker| !worker.is_in_export) {
        more += "; the worker as an earlier run saw them";
    }
    more
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
            "  {:<21} {sentence} [{}]",
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
            "  {:<21} not assessed: no export has {}",
            rule.code,
            rule.needs.words()
        )?;
    }
    Ok(())
}
