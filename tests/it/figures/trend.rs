//! The clinic's trend, week by week, and its control charts, from the `positions.csv` of each Sunday.

use super::{
    book::{Book, Value, number, share, words},
    children::{Rates, rates},
    clinic::TITLES,
    night::{Recipient, Sunday, plain},
};

/// The rates of a reader's children on a Sunday.
pub fn of(sunday: &Sunday, reader: &Recipient) -> Rates {
    rates(sunday.children.iter().filter(|child| reader.holds(child)))
}

/// The rates of a team on a Sunday.
pub fn of_team(sunday: &Sunday, team: &str) -> Rates {
    rates(sunday.children.iter().filter(|child| child.team == team))
}

/// Where a week's figures come from, in words.
pub fn source(sunday: &Sunday) -> &'static str {
    if sunday.is_recorded {
        "as recorded on the day"
    } else {
        "recalculated from tonight's exports"
    }
}

pub fn check(book: &Book, sundays: &[Sunday], weeks: &[Rates], teams: &[&str]) {
    assert_eq!(sundays.len(), 26);
    let sheet = book.sheet("Trend");
    sheet.each("Week ending", sundays, |sunday| Value::Day(sunday.date));
    sheet.each("Source", sundays, |sunday| words(source(sunday)));
    let heads = [
        ["Contacts in time", "In time", "Out of (visits)"],
        ["Children seen in time", "Seen", "Out of (seen)"],
        ["Ratings current", "Current", "Out of (ratings)"],
    ];
    for (at, [title, part, of]) in heads.into_iter().enumerate() {
        assert_eq!(title, TITLES[at]);
        sheet.each(title, weeks, |rates| share(rates[at].0, rates[at].1));
        sheet.each(part, weeks, |rates| number(rates[at].0));
        sheet.each(of, weeks, |rates| number(rates[at].1));
    }

    let sheet = book.sheet("Team trend");
    sheet.each("Team", teams, |team| words(*team));
    for sunday in sundays {
        sheet.each(&plain(sunday.date), teams, |team| {
            let (part, of) = of_team(sunday, team)[0];
            share(part, of)
        });
    }
    assert_eq!(sheet.heads().len(), 1 + sundays.len());

    for (at, name) in [
        "XmR contacts in time",
        "XmR seen in time",
        "XmR ratings current",
    ]
    .into_iter()
    .enumerate()
    {
        let rates: Vec<(u64, u64)> = weeks.iter().map(|rates| rates[at]).collect();
        xmr(book, name, sundays, &rates);
    }
}

fn xmr(book: &Book, name: &str, sundays: &[Sunday], rates: &[(u64, u64)]) {
    let sheet = book.sheet(name);
    sheet.each("Week ending", sundays, |sunday| Value::Day(sunday.date));
    sheet.each("Rate", rates, |(part, of)| share(*part, *of));
    sheet.each("Out of", rates, |(_, of)| number(*of));
    let columns = ["Mean", "Lower limit", "Upper limit", "Signal"];
    if rates.iter().any(|(_, of)| *of < 10) {
        for head in columns {
            sheet.each(head, rates, |_| words("too few children"));
        }
        return;
    }
    let values: Vec<f64> = rates
        .iter()
        .map(|(part, of)| *part as f64 / *of as f64)
        .collect();
    let average = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let mean = average(&values);
    let ranges: Vec<f64> = (1..values.len())
        .map(|at| (values[at] - values[at - 1]).abs())
        .collect();
    let most = 3.267 * average(&ranges);
    let screened: Vec<f64> = ranges.into_iter().filter(|range| *range <= most).collect();
    let reach = 2.66 * average(&screened);
    let signals: Vec<String> = (0..values.len())
        .map(|at| signals(&values, at, mean, reach))
        .collect();
    let signalled = signals
        .iter()
        .filter(|words| *words != "common variation")
        .count();
    let carry = if signalled == 1 { "carries" } else { "carry" };
    sheet.says(&format!(
        "More is better. The limits rest on 12 weeks or more. {signalled} of 26 weeks {carry} a signal; the rest is common variation."
    ));
    for (head, value) in [
        ("Mean", mean),
        ("Lower limit", mean - reach),
        ("Upper limit", mean + reach),
    ] {
        sheet.each(head, &values, |_| Value::Number(value.clamp(0.0, 1.0)));
    }
    sheet.column("Signal", signals.into_iter().map(words));
}

/// What is unusual about one point: each rule asked of every window that the point lies in.
fn signals(values: &[f64], at: usize, mean: f64, reach: f64) -> String {
    const LEAST: f64 = 1e-9;
    let windows = |length: usize| {
        let starts = at.saturating_sub(length - 1)..=at;
        starts.filter_map(move |start| values.get(start..start + length))
    };
    let mut found = Vec::new();
    for (side, reading) in [(1.0, "improvement"), (-1.0, "concern")] {
        let beyond = |value: f64, distance: f64| (value - mean) * side - distance > LEAST;
        let near = |value: f64| beyond(value, reach * 2.0 / 3.0);
        let rises = |pair: &[f64]| (pair[1] - pair[0]) * side > LEAST;
        for (holds, title) in [
            (beyond(values[at], reach), "outside the limits"),
            (
                windows(7).any(|seven| seven.iter().all(|value| beyond(*value, 0.0))),
                "seven or more on one side of the mean",
            ),
            (
                windows(7).any(|seven| seven.windows(2).all(rises)),
                "seven or more rising or falling",
            ),
            (
                near(values[at])
                    && windows(3).any(|three| three.iter().filter(|v| near(**v)).count() >= 2),
                "two of three near a limit",
            ),
        ] {
            if holds {
                found.push(format!("{title} ({reading})"));
            }
        }
    }
    if found.is_empty() {
        "common variation".to_owned()
    } else {
        found.join("; ")
    }
}
