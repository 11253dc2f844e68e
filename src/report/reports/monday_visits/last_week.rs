//! What became of last week's list: the loop that the meeting closes. [RULES 8]

use super::LAST_WEEK;
use crate::{
    measures::{
        last_week::{LastWeek, ListedChild},
        rate::Rate,
    },
    model::{
        calendar::{WorkingDays, weekday},
        rating::Rag,
    },
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::{Context, Reader},
    },
    rules::{listed::ListOutcome, visit_needed::VisitNeeded},
};

const NO_LIST: &str =
    "No list of the week before is on record: there is nothing to look back on yet.";

/// "Of the 18 listed on Mon 23 Nov, 14 done; 2 are no longer on this team's list: 14 of 16."
pub(super) fn in_words(context: &Context<'_>, list: Option<&LastWeek>) -> String {
    let Some(list) = list else {
        return NO_LIST.to_owned();
    };
    let Rate {
        numerator: done,
        denominator: of,
    } = list.worked_off();
    let on = weekday(list.date, context.night.date);
    let listed = list.listed.len();
    let left = list.count(ListOutcome::LeftList);
    let rate = match left {
        0 => String::new(),
        1 => format!("; 1 is no longer on this list: {done} of {of}"),
        left => format!("; {left} are no longer on this list: {done} of {of}"),
    };
    format!("Last week: of the {listed} listed on {on}, {done} done{rate}.")
}

pub(super) fn sheet(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let list = reader.last_week.as_ref();
    let mut listed: Vec<&ListedChild> = list.iter().flat_map(|list| &list.listed).collect();
    let order = |of: &ListedChild| ListOutcome::ALL.iter().position(|one| *one == of.outcome);
    listed.sort_by_key(|of| (order(of), urgency(of), of.then.due));
    let title = "Last week: what became of each child of the last list";
    let counts = ListOutcome::ALL.into_iter().filter_map(|outcome| {
        let count = list.map_or(0, |list| list.count(outcome));
        (count > 0).then(|| format!("{} {count} ({})", outcome.code(), outcome.title()))
    });
    let counts: Vec<String> = counts.collect();
    let sheet =
        Sheet::of(LAST_WEEK, title, table(context, reader, listed)).saying(in_words(context, list));
    match counts.is_empty() {
        true => sheet,
        false => sheet.saying(format!("{}.", counts.join(" · "))),
    }
}

fn table(context: &Context<'_>, reader: &Reader<'_>, listed: Vec<&ListedChild>) -> Table {
    let list_date = reader.last_week.as_ref().map(|list| list.date);
    let night = context.night;
    let days = WorkingDays(&night.settings.bank_holidays);
    let has_left = |of: &ListedChild| of.outcome == ListOutcome::LeftList;
    let columns: Vec<Column<'_, &ListedChild>> = vec![
        column("Child id", 10, |of: &&ListedChild| {
            Cell::text(of.then.child_id.clone())
        }),
        column("Name", 19, |of: &&ListedChild| {
            let cases = of.child.map(|child| night.facts.cases_of(child));
            let name = cases.and_then(|rows| rows.iter().find_map(|row| row.name));
            match of.child {
                Some(_) => Cell::text_or(name.map(|name| context.word(name)), child::NOT_RECORDED),
                None => Cell::Absent("not in tonight's exports"),
            }
        }),
        column("Rating", 12, |of: &&ListedChild| Cell::Rating(rag(of))),
        column("Was to be visited by", 17, |of: &&ListedChild| {
            let by = of.then.due.map(|due| days.on_or_before(due));
            by.map_or(Cell::Absent("start not known"), Cell::Day)
        }),
        column("Needed", 23, |of: &&ListedChild| {
            Cell::text(VisitNeeded::by(of.then.standard, of.then.birth).title())
        }),
        column("Booked for", 17, |of: &&ListedChild| {
            let agreed = reader.agreed_of(&of.then.child_id, list_date);
            let agreed = agreed.filter(|_| !has_left(of));
            match (of.then.booked, agreed) {
                (None, None) => Cell::Absent(child::NONE_BOOKED),
                (Some(day), None) => Cell::Day(day),
                (None, Some(agreement)) => Cell::text(context.agreed(agreement)),
                (Some(day), Some(agreement)) => Cell::text(format!(
                    "{}; {}",
                    weekday(day, night.date),
                    context.agreed(agreement)
                )),
            }
        }),
        column("Outcome", 23, |of: &&ListedChild| {
            Cell::text(of.outcome.code())
        }),
        column("On", 17, |of: &&ListedChild| match of.visit {
            Some(visit) => Cell::Day(visit.date),
            None if has_left(of) => Cell::Absent("no longer on this team's list"),
            None => Cell::Absent("no visit"),
        }),
        column("By", 19, |of: &&ListedChild| match of.visit {
            Some(visit) => visit
                .worker
                .map_or(Cell::Absent(child::NOT_RECORDED), |worker| {
                    Cell::text(context.worker(worker))
                }),
            None => Cell::Absent("–"),
        }),
        column("Weeks on the list", 10, |of: &&ListedChild| {
            Cell::count(of.then.weeks)
        }),
    ];
    let when_empty = "Nobody of this list was to be visited last week.";
    Table::of("LastWeek", listed, &columns, when_empty).freezing(2)
}

fn rag(of: &ListedChild) -> Option<Rag> {
    Rag::from_code(&of.then.rag)
}

/// RED and unrated before AMBER before GREEN.
fn urgency(of: &ListedChild) -> u8 {
    super::urgency_of(rag(of))
}
