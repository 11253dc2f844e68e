//! Children who are in time, but on paper only: by a contact or a rating that the framework would not rely on.

use super::{THIN, red_first};
use crate::{
    model::{
        calendar::{plain, short},
        rating::Rag,
        visit::{Answer, Mode},
    },
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::{Context, Reader},
        reports::{children, those},
    },
    rules::{
        flags::{self, Flag},
        position::{Position, State},
        reason,
    },
};

/// What makes it thin, beside that nobody has seen the child in time.
const FLAGS: [Flag; 4] = [
    Flag::BelowAndLate,
    Flag::RagBelow,
    Flag::VirtualNotAgreed,
    Flag::NotHybrid,
];

/// Those whose next visit is not overdue and who are flagged or unseen: late by what a RED child is owed first.
pub(super) fn list<'a>(reader: &Reader<'a>) -> Vec<&'a Position> {
    let mut thin = those(&reader.children, |p| {
        let is_in_time = matches!(p.state, State::Due | State::Ok);
        is_in_time && (p.unseen || FLAGS.iter().any(|&flag| p.flags.contains(flag)))
    });
    thin.sort_by_key(|p| {
        (
            !is_late_if_red(p),
            !p.unseen,
            red_first(p.rag()),
            p.due_if_red.is_none(),
            p.due_if_red,
        )
    });
    thin
}

/// Whether the child would be overdue were it rated RED, as the framework's examples ask.
pub(super) fn is_late_if_red(position: &Position) -> bool {
    position.flags.contains(Flag::BelowAndLate)
}

pub(super) fn sheet(context: &Context<'_>, thin: &[&Position]) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::status(),
        column("In time by", 17, |p: &&Position| in_time_by(p)),
        column("Why it is thin", 52, |p: &&Position| {
            Cell::text(why(p, context))
        }),
        column("Last face to face", 13, |p: &&Position| {
            Cell::date_or(p.last_face_to_face, child::NEVER)
        }),
        column("Last by a qualified worker", 13, |p: &&Position| {
            let visit = reason::last_by_qualified(p.child, context.night);
            Cell::date_or(visit.map(|visit| visit.date), child::NEVER)
        }),
        column("If RED: due", 14, |p: &&Position| {
            Cell::date_or(p.due_if_red, not_below(p))
        }),
    ];
    let table = Table::of(
        "Thin",
        thin.iter().copied(),
        &columns,
        "Nobody is in time on paper only.",
    );
    Sheet::of(
        THIN,
        "In time, but thin: the next visit is not overdue, and yet nobody may have seen the child as it should be",
        table.freezing(2),
    )
    .saying(format!(
        "{}. First those who would be overdue were they rated RED, as the framework's examples ask; then those whom nobody has seen in time.",
        children(thin.len() as u64)
    ))
}

/// The contact that keeps the child in time: "phone, 12 Nov".
fn in_time_by(position: &Position) -> Cell {
    match (position.last_contact, position.due) {
        (Some(visit), _) => Cell::text(format!(
            "{}, {}{}",
            visit.kind.mode().title(),
            short(visit.date),
            match (visit.kind.mode(), visit.kind.child_seen()) {
                (Mode::FaceToFace, Answer::No | Answer::NotRecorded) => ", child not seen",
                _ => "",
            }
        )),
        (None, Some(due)) => Cell::text(format!("no contact, began {}", short(due.from))),
        (None, None) => Cell::Absent(child::NONE),
    }
}

fn why(position: &Position, context: &Context<'_>) -> String {
    let said = flags::reasons(position, context.night);
    let of_flag = |flag: Flag| {
        let found = said.iter().find(|(other, _)| *other == flag);
        found.map(|(_, sentence)| sentence.clone())
    };
    // To be late by what a RED child is owed says that the rating is too low.
    let rating = of_flag(Flag::BelowAndLate).or_else(|| of_flag(Flag::RagBelow));
    let unseen = position.unseen.then(|| match position.last_seen {
        Some(day) => format!("not seen in time: last on {}", plain(day)),
        None => "nobody has ever seen the child".to_owned(),
    });
    let others = [of_flag(Flag::VirtualNotAgreed), of_flag(Flag::NotHybrid)];
    let points: Vec<String> = [rating, unseen]
        .into_iter()
        .chain(others)
        .flatten()
        .collect();
    points.join("\n")
}

fn not_below(position: &Position) -> &'static str {
    match position.rag() {
        Some(Rag::Red) => "is RED",
        None => "owed as RED",
        Some(_) => "no RED example",
    }
}
