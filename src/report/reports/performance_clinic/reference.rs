//! What the clinic's figures rest on: the framework's periods, and what each figure counts.

use super::{DEFINITIONS, FRAMEWORK};
use crate::report::{
    book::{Cell, Column, Sheet, Table, column},
    context::Context,
    notes,
};

pub(super) fn framework(context: &Context<'_>) -> Sheet {
    use crate::model::framework::FrameworkPeriod as Period;
    let date = context.night.date;
    let columns: Vec<Column<'_, &Period>> = vec![
        column("Invoked", 14, |period: &&Period| Cell::Date(period.invoked)),
        column("Ceased", 14, |period: &&Period| {
            Cell::date_or(period.ceased, "still in use")
        }),
        column("Authorised by", 34, |period: &&Period| {
            Cell::text_or(period.authorised_by.as_deref(), "not recorded")
        }),
        column("On the run date", 18, |period: &&Period| {
            Cell::text(if period.covers(date) {
                "in use"
            } else {
                "not in use"
            })
        }),
        column("Effect on the standard", 70, |_: &&Period| {
            Cell::text(
                "While in use, visits by video or phone count for AMBER and GREEN; RED and unrated children are owed a face-to-face visit. Otherwise everybody is.",
            )
        }),
    ];
    let periods = &context.night.settings.framework;
    Sheet::of(
        FRAMEWORK,
        "The prioritisation framework: when it was in use",
        Table::of(
            "Framework",
            periods,
            &columns,
            "The framework has never been invoked.",
        ),
    )
    .saying(notes::framework_status(context))
}

pub(super) fn definitions() -> Sheet {
    let rows = [
        (
            "Contacts in time",
            "Of the children with a minimum frequency, those whose next contact is not overdue. A contact counts by what was owed on its own date: while the framework was invoked, a phone call to a child rated AMBER or GREEN too. A snapshot on the run date.",
        ),
        (
            "Due date",
            "Counted from the last contact that counts, or from the start. A change of team, worker or status does not restart the clock, and what was overdue before it stays so. A child that became RED is owed a visit face to face within five working days, a child that came into care or moved within seven days.",
        ),
        (
            "Children seen in time",
            "Of the children with a minimum who can be seen (unborn children cannot), those whom somebody saw within the minimum: in person, or by video on a date on which the framework was invoked. For a baby the clock starts at birth.",
        ),
        (
            "Ratings current",
            "Of all open children, those with a dated rating that is no older than the supervision cycle and has not been overtaken by an event.",
        ),
        (
            "Trend",
            "Each week's Sunday. As recorded on the day where a complete run of that date is in the ledger; otherwise recalculated from tonight's exports: visits recorded late are in it, cases that have left the exports are not.",
        ),
        (
            "Control chart",
            "XmR: mean ± 2.66 × the mean moving range, ranges above 3.267 × their mean left out once. The limits rest on a baseline that stays: the first 20 weeks since the last rebase, or since the first week known; of 12 to 19 weeks they are provisional, of fewer there are none. Recorded weeks (what a run remembered of that Sunday) and recalculated ones (worked out tonight from today's exports) have limits of their own and are never judged by the other's; recalculated weeks move on with the 26 weeks shown, and their baseline with them. Signals: a point outside the limits; seven on one side of the mean; seven rising or falling; two of three near one limit. Weeks of the other kind between them are passed over. More is better for all three rates. The verdict is what the last week signals.",
        ),
        (
            "Limits do not fit",
            "Where more than half of the weeks would signal, and more than a third of the baseline itself, no week is judged: rates of a weekly state carry over from week to week, so that the steps between weeks, from which the limits come, are smaller than the way such a series wanders.",
        ),
        (
            "Small numbers",
            "A rate of fewer than 10 children is marked and not charted: one child moves it by a tenth or more.",
        ),
        (
            "Visits made",
            "Completed statutory contacts by the week they were made in, Monday to Sunday; visits by Targeted Support are not statutory.",
        ),
    ];
    let columns = [
        column("Term", 24, |row: &(&'static str, &'static str)| {
            Cell::Topic(row.0)
        }),
        column("Meaning", 110, |row: &(&'static str, &'static str)| {
            Cell::text(row.1)
        }),
    ];
    Sheet::of(
        DEFINITIONS,
        "Definitions: what each figure counts",
        Table::of("Definitions", rows, &columns, "none").of_prose(),
    )
}
