//! The rating review.

use std::cmp::Reverse;

use super::{
    book::{Book, day_or, number, share, words},
    children::Child,
    letters::Said,
    movement,
    night::{Night, Recipient, age_of_rating, decided, plain, so_many, statuses},
    summary,
};

/// The flags in the order of the report, the most pressing first, with their labels; the last is counted only.
const KINDS: [(&str, &str); 9] = [
    ("RAG-BELOW", "Rated below the RED examples"),
    ("RAG-UNRATED", "Not rated"),
    ("RAG-GREEN-SERVICE", "GREEN in a service without GREEN"),
    ("RAG-EVENT", "Event since the rating"),
    ("RAG-STALE", "Rating out of date"),
    ("RAG-UNDATED", "Rating without a date"),
    ("RAG-NO-RATIONALE", "Rating without rationale"),
    ("RAG-NOT-MANAGER", "Rating not by a manager"),
    ("RAG-LATE", "Rating recorded late"),
];

const LATE: &str = "RAG-LATE";

pub fn check(night: &Night, reader: &Recipient, book: Option<&Book>) -> Said {
    let all = night.of(reader);
    let mut review: Vec<&Child> = all.iter().copied().filter(|c| c.is_to_review()).collect();
    review.sort_by_key(|c| {
        let pressing = KINDS.iter().position(|(flag, _)| c.has(flag));
        (
            pressing,
            Reverse(c.rating_flags().filter(|code| *code != LATE).count()),
            c.decided,
        )
    });
    let having = |flag: &str| review.iter().filter(|c| c.has(flag)).count();
    let whole = Some(all.len());
    let mut figures = vec![("Rating to review", review.clone(), whole)];
    figures.extend(KINDS.map(|(flag, label)| {
        let of = if flag == LATE { &all } else { &review };
        let having = of.iter().copied().filter(|c| c.has(flag));
        (label, having.collect(), whole)
    }));
    figures.push(("Children, with their rating and its age", all.clone(), None));
    let are = |count: usize| {
        format!(
            "{} {}",
            so_many(count),
            if count == 1 { "is" } else { "are" }
        )
    };
    let mut look_first = Vec::new();
    for (flag, rest) in [
        (
            "RAG-BELOW",
            "rated AMBER or GREEN though a RED example applies: visits may be too light.",
        ),
        ("RAG-UNRATED", "not rated."),
        (
            "RAG-GREEN-SERVICE",
            "GREEN in a service that may hold none.",
        ),
    ] {
        if having(flag) > 0 {
            look_first.push(format!("{} {rest}", are(having(flag))));
        }
    }
    if let Some(oldest) = review
        .iter()
        .filter(|c| c.has("RAG-STALE"))
        .filter_map(|c| c.decided)
        .min()
    {
        look_first.push(format!(
            "The oldest rating was decided {} days ago.",
            (night.date - oldest).num_days()
        ));
    }
    let moved = movement::moved(night, reader);
    let said = Said {
        answer: match (review.len(), all.len()) {
            (0, 1) => "No rating is to be reviewed: 1 child was checked.".to_owned(),
            (0, all) => format!("No rating is to be reviewed: {all} children were checked."),
            (some, 1) => format!("{some} of 1 child has a rating to review."),
            (some, all) => format!("{some} of {all} children have a rating to review."),
        },
        look_first,
        figures: summary::counted(&figures),
        change: movement::change(night, moved.as_deref(), movement::REVIEW),
        is_nil: review.is_empty(),
        ..Said::default()
    };
    if let Some(book) = book {
        let sheet = book.sheet("Summary");
        sheet.title(&format!("Rating review, {}", plain(night.date)));
        sheet.says(&night.scope_line(reader));
        summary::check(sheet, &said, &figures);
        check_lists(night, book, &review, &all);
    }
    said
}

fn check_lists(night: &Night, book: &Book, review: &[&Child], all: &[&Child]) {
    let first = book.sheet("Ratings to review");
    let decides = "New rating, New decision date and Rationale are for the manager who decides; copy the decision to the case system.";
    first.says(&format!("{}. {decides}", so_many(review.len())));
    let second = book.sheet("All ratings");
    second.says(&format!("{}, by child id.", so_many(all.len())));
    for (sheet, list) in [(first, review), (second, all)] {
        sheet.each("Child id", list, |c| words(&c.id));
        sheet.each("Rating", list, |c| words(&c.rag));
        sheet.each("Decided on", list, |c| decided(c));
        sheet.each("Age (days)", list, |c| age_of_rating(c, night.date));
        sheet.each("Status", list, |c| statuses(c));
        sheet.each("Allocated worker", list, |c| night.allocated(c));
    }
    let labels = |child: &Child| -> Vec<&str> {
        let kinds = KINDS
            .iter()
            .filter(|(flag, _)| child.has(flag) && *flag != LATE);
        kinds.map(|(_, label)| *label).collect()
    };
    for (child, shown) in review.iter().zip(first.words_of("What to settle")) {
        let shown: Vec<&str> = shown
            .lines()
            .map(|line| line.split(':').next().unwrap_or(line))
            .collect();
        assert_eq!(shown, labels(child), "{}", child.id);
    }
    second.each("Recorded on", all, |c| day_or(c.recorded, "not recorded"));
    second.each("Recorded late (days)", all, |c| {
        let late = c.decided.zip(c.recorded).filter(|_| c.has(LATE));
        late.map_or_else(
            || words("no"),
            |(decided, recorded)| number((recorded - decided).num_days()),
        )
    });
    second.each("Team", all, |c| words(&c.team));
    second.each("To settle", all, |c| {
        let labels = labels(c);
        words(if labels.is_empty() {
            "nothing".to_owned()
        } else {
            labels.join("\n")
        })
    });

    let sheet = book.sheet("By kind");
    let filter = "To see one kind, filter its list as said there.";
    sheet.says(&format!(
        "A child may be in several kinds. Shares are of all {}. {filter}",
        so_many(all.len())
    ));
    let having = |flag: &str| all.iter().filter(|c| c.has(flag)).count() as u64;
    sheet.each("Kind", &KINDS, |(_, label)| words(*label));
    sheet.each("Flag", &KINDS, |(flag, _)| words(*flag));
    sheet.each("Children", &KINDS, |(flag, _)| number(having(flag)));
    sheet.each("Out of", &KINDS, |_| number(all.len()));
    sheet.each("Share", &KINDS, |(flag, _)| {
        share(having(flag), all.len() as u64)
    });
}
