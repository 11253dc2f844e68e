//! The sheets of the rating review that list children and kinds.

use super::{
    super::WHICH_ROWS,
    ALL, BY_KIND, RECORDED_LATE, REVIEW, WHAT_TO_SETTLE, children, having,
    kinds::{self, KINDS, Kind, LATE},
    words,
};
use crate::{
    model::calendar::days_between,
    report::{
        book::{Cell, Choices, Column, Sheet, Table, column, fill_in},
        child_columns as child,
        context::{Context, Reader},
    },
    rules::position::Position,
};

pub(super) fn to_review(context: &Context<'_>, review: &[&Position]) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::decided_on(),
        child::rating_age(context).on_screen(),
        child::decided_by(context).on_screen(),
        child::status().on_screen(),
        column(WHAT_TO_SETTLE, 36, |p: &&Position| {
            Cell::text(words::to_settle(p))
        }),
        column("What the framework says", 36, |p: &&Position| {
            Cell::text(words::framework_says(p, context))
        })
        .on_screen(),
        column("Since the decision", 24, |p: &&Position| {
            words::since_decision(p, context)
        }),
        child::worker(context),
        fill_in("New rating", 11, Choices::Words(&["RED", "AMBER", "GREEN"])),
        fill_in("New decision date", 12, Choices::Any),
        fill_in("Rationale", 20, Choices::Any),
    ];
    let table = Table::of(
        "RatingsToReview",
        review.iter().copied(),
        &columns,
        "Every rating is current.",
    );
    Sheet::of(REVIEW, "Ratings to review: too low first, then missing, out of date, badly recorded", table.freezing(2)).saying(format!(
                "{}. New rating, New decision date and Rationale are for the manager who decides; copy the decision to the case system.",
                children(review.len() as u64)
            ))
}

pub(super) fn by_kind(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let all = reader.children.len() as u64;
    let when_assessed = |kind: &Kind, cell: &dyn Fn(u64) -> Cell| {
        if kind.is_assessed(context) {
            cell(having(&reader.children, kind.flag))
        } else {
            Cell::Absent("not assessed")
        }
    };
    let columns: Vec<Column<'_, &Kind>> = vec![
        column("Kind", 32, |kind: &&Kind| Cell::text(kind.label)),
        column("Flag", 22, |kind: &&Kind| Cell::text(kind.flag.code())).on_screen(),
        column("Children", 10, |kind: &&Kind| {
            when_assessed(kind, &Cell::count)
        }),
        column("Out of", 10, |_: &&Kind| Cell::count(all)),
        column("Share", 12, |kind: &&Kind| {
            when_assessed(kind, &|count| Cell::share(count, all))
        }),
        column("What settles it", 34, |kind: &&Kind| {
            Cell::text(kind.settle)
        }),
        column("The rule", 34, |kind: &&Kind| {
            Cell::text(kind.rule_in_words())
        }),
        column("The list", 18, |kind: &&Kind| Cell::Link {
            text: kind.behind().sheet.to_owned(),
            sheet: kind.behind().sheet,
        }),
        column(WHICH_ROWS, 30, |kind: &&Kind| {
            Cell::text(kind.behind().which())
        }),
    ];
    Sheet::of(BY_KIND, "By kind: how many children have what to settle", Table::of("ByKind", kinds::counted(), &columns, "No kind.").freezing(1)).saying(format!(
                "A child may be in several kinds. Shares are of all {}. To see one kind, filter its list as said there.",
                children(all)
            ))
}

pub(super) fn all_ratings(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let recorded = column("Recorded on", 13, |p: &&Position| {
        Cell::date_or(
            p.rating.and_then(|rating| rating.recorded_on),
            child::NOT_RECORDED,
        )
    });
    let late = column(RECORDED_LATE, 10, |p: &&Position| {
        let rating = p.rating.filter(|_| p.flags.contains(LATE.flag));
        let days = rating.and_then(|of| Some(days_between(of.decided_on?, of.recorded_on?)));
        days.map_or(Cell::Absent("no"), Cell::count)
    });
    let settle = column("To settle", 32, |p: &&Position| {
        let labels: Vec<&str> = KINDS
            .iter()
            .filter(|kind| p.flags.contains(kind.flag))
            .map(|kind| kind.label)
            .collect();
        if labels.is_empty() {
            Cell::Absent("nothing")
        } else {
            Cell::text(labels.join("\n"))
        }
    });
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::decided_on(),
        child::rating_age(context),
        recorded.on_screen(),
        late,
        child::decided_by(context),
        child::status(),
        settle,
        child::worker(context),
        child::team(context).on_screen(),
    ];
    let table = Table::of(
        "AllRatings",
        reader.children.iter().copied(),
        &columns,
        "No open child.",
    );
    Sheet::of(
        ALL,
        "All ratings: every child's rating in force and its age",
        table.freezing(2),
    )
    .saying(format!(
        "{}, by child id.",
        children(reader.children.len() as u64)
    ))
}
