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
    let recorded = sundays.iter().filter(|sunday| sunday.is_recorded);
    let days: Vec<String> = recorded.map(|sunday| plain(sunday.date)).collect();
    sheet.says(&match days.len() {
        0 => "No week was recorded on the day.".to_owned(),
        some => format!(
            "Recorded on the day: {some} of 26 weeks ({}).",
            days.join(", ")
        ),
    });
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

/// A rate's weeks as this test judges them: the sentences about its limits, the verdict, and each week's cells.
struct Judged {
    basis: Vec<String>,
    verdict: String,
    in_short: &'static str,
    weeks: Vec<JudgedWeek>,
    is_clamped: bool,
}

struct JudgedWeek {
    /// Mean, lower and upper limit.
    limits: Option<[f64; 3]>,
    /// None without limits, or with limits that do not fit.
    signals: Option<Vec<(&'static str, &'static str)>>,
}

/// Recorded and recalculated weeks apart, each by the first 20 of its own.
fn judged(sundays: &[Sunday], rates: &[(u64, u64)]) -> Option<Judged> {
    if rates.iter().any(|(_, of)| *of < 10) {
        return None;
    }
    let mut weeks: Vec<JudgedWeek> = (0..rates.len())
        .map(|_| JudgedWeek {
            limits: None,
            signals: None,
        })
        .collect();
    let mut basis = Vec::new();
    let mut verdicts: Vec<(bool, String, &'static str)> = Vec::new();
    let mut is_clamped = false;
    let mut kinds = vec![sundays[0].is_recorded];
    kinds.extend(
        sundays
            .iter()
            .map(|of| of.is_recorded)
            .find(|of| *of != kinds[0]),
    );
    for kind in &kinds {
        let own: Vec<usize> = (0..rates.len())
            .filter(|at| sundays[*at].is_recorded == *kind)
            .collect();
        let values: Vec<f64> = own
            .iter()
            .map(|at| rates[*at].0 as f64 / rates[*at].1 as f64)
            .collect();
        let (whose, kind_word) = match kind {
            true => (
                "Recorded weeks (what a run remembered of that day)",
                "recorded",
            ),
            false => (
                "Recalculated weeks (worked out tonight from today's exports for past Sundays)",
                "recalculated",
            ),
        };
        if values.len() < 12 {
            let (is, s) = if values.len() == 1 {
                ("is", "")
            } else {
                ("are", "s")
            };
            basis.push(format!(
                "{whose}: no limits, for {} week{s} {is} known and 12 are needed.",
                values.len()
            ));
            let verdict = format!(
                "No verdict yet: {} {kind_word} week{s} {is} known, and limits need 12.",
                values.len()
            );
            verdicts.push((*kind, verdict, "no verdict: too few weeks"));
            continue;
        }
        let baseline = &values[..values.len().min(20)];
        let average = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let mean = average(baseline);
        let ranges: Vec<f64> = (1..baseline.len())
            .map(|at| (baseline[at] - baseline[at - 1]).abs())
            .collect();
        let most = 3.267 * average(&ranges);
        let screened: Vec<f64> = ranges.into_iter().filter(|range| *range <= most).collect();
        let reach = 2.66 * average(&screened);
        let shown = [mean, mean - reach, mean + reach].map(|limit| limit.clamp(0.0, 1.0));
        is_clamped |= mean - reach < -1e-9 || mean + reach > 1.0 + 1e-9;
        let found: Vec<_> = (0..values.len())
            .map(|at| signals(&values, at, mean, reach))
            .collect();
        let count = |of: &[Vec<_>]| of.iter().filter(|signals| !signals.is_empty()).count();
        let fits = count(&found) * 2 <= found.len()
            || count(&found[..baseline.len()]) * 3 <= baseline.len();
        let provisional = if baseline.len() < 20 {
            "provisional "
        } else {
            ""
        };
        let rests = format!(
            "{whose}: {provisional}limits from the baseline of {} weeks, {} to {}.",
            baseline.len(),
            plain(sundays[own[0]].date),
            plain(sundays[own[baseline.len() - 1]].date)
        );
        let last = *own.last().expect("twelve weeks");
        let (verdict, short) = if fits {
            basis.push(rests);
            verdict(found.last().expect("a week"), &|what| {
                format!(
                    "{what}. Week ending {}, {kind_word}{}{}.",
                    plain(sundays[last].date),
                    if *kind { "" } else { " from tonight's exports" },
                    if baseline.len() < 20 {
                        ", provisional limits"
                    } else {
                        ""
                    }
                )
            })
        } else {
            let centred: Vec<f64> = values
                .iter()
                .map(|value| value - average(&values))
                .collect();
            let carried = centred.windows(2).map(|two| two[0] * two[1]).sum::<f64>()
                / centred.iter().map(|value| value * value).sum::<f64>();
            let why = if carried >= 0.5 {
                format!(
                    "A week's state is mostly that of the week before (correlation {carried:.2}), so the small steps from week to week say too little of how far it wanders."
                )
            } else {
                "Its level moved within the baseline; where the cause is known, a rebase with its date and reason sets new limits.".to_owned()
            };
            basis.push(format!(
                "{rests} The limits do not fit this series: {} of {} weeks would signal, and no week is judged by them. {why}",
                count(&found),
                found.len()
            ));
            let verdict = format!(
                "No verdict: the limits do not fit this series ({} of {} weeks would signal). The week ending {} stood at {:.1}%; all weeks worked out as it was lay between {:.1}% and {:.1}%.",
                count(&found),
                found.len(),
                plain(sundays[last].date),
                values[values.len() - 1] * 100.0,
                values.iter().copied().fold(1.0, f64::min) * 100.0,
                values.iter().copied().fold(0.0, f64::max) * 100.0
            );
            (verdict, "no verdict: the limits do not fit")
        };
        verdicts.push((*kind, verdict, short));
        for (at, signals) in own.iter().zip(found) {
            weeks[*at] = JudgedWeek {
                limits: Some(shown),
                signals: fits.then_some(signals),
            };
        }
    }
    // The last of four weeks that has limits speaks, else the last week.
    let of_week = (sundays.len() - 4..sundays.len())
        .rev()
        .find(|at| weeks[*at].limits.is_some())
        .unwrap_or(sundays.len() - 1);
    let is_its = |(kind, ..): &&(bool, String, &str)| *kind == sundays[of_week].is_recorded;
    let (_, verdict, in_short) = verdicts.iter().find(is_its).expect("its verdict").clone();
    Some(Judged {
        basis,
        verdict,
        in_short,
        weeks,
        is_clamped,
    })
}

fn verdict(
    signals: &[(&'static str, &'static str)],
    dated: &dyn Fn(&str) -> String,
) -> (String, &'static str) {
    let titles: Vec<&str> = signals.iter().map(|(title, _)| *title).collect();
    let has = |meaning: &str| signals.iter().any(|(_, other)| *other == meaning);
    let (what, short) = match (has("improvement"), has("concern")) {
        (false, false) => (
            "No change that stands out: common variation".to_owned(),
            "no change that stands out",
        ),
        (true, false) => (format!("Improvement: {}", titles.join("; ")), "improvement"),
        (false, true) => (format!("Concern: {}", titles.join("; ")), "concern"),
        (true, true) => (
            format!("Mixed signals: {}", spelt(signals)),
            "mixed signals",
        ),
    };
    (dated(&what), short)
}

fn spelt(signals: &[(&str, &str)]) -> String {
    let each: Vec<String> = signals
        .iter()
        .map(|(title, meaning)| format!("{title} ({meaning})"))
        .collect();
    each.join("; ")
}

/// What a control chart says in a sentence, and in two or three words.
pub fn verdict_of(sundays: &[Sunday], rates: &[(u64, u64)]) -> (String, &'static str) {
    judged(sundays, rates).map_or_else(
        || {
            (
                "No verdict: there is no week, or in some week there were fewer than 10 children to count.".to_owned(),
                "no verdict: too few children",
            )
        },
        |judged| (judged.verdict, judged.in_short),
    )
}

fn xmr(book: &Book, name: &str, sundays: &[Sunday], rates: &[(u64, u64)]) {
    let sheet = book.sheet(name);
    sheet.says(&verdict_of(sundays, rates).0);
    sheet.each("Week ending", sundays, |sunday| Value::Day(sunday.date));
    sheet.each("Out of", rates, |(_, of)| number(*of));
    let Some(judged) = judged(sundays, rates) else {
        sheet.each("Children", rates, |(part, _)| number(*part));
        sheet.each("Source", sundays, |sunday| words(source(sunday)));
        return;
    };
    judged.basis.iter().for_each(|line| sheet.says(line));
    let clamped = "A limit beyond 0% or 100% is shown there.";
    assert_eq!(
        sheet.lines().iter().any(|line| line == clamped),
        judged.is_clamped
    );
    let rows: Vec<usize> = (0..rates.len()).collect();
    let rate = |at: usize| share(rates[at].0, rates[at].1);
    for (head, is_recorded) in [("Recorded", true), ("Recalculated", false)] {
        sheet.each(head, &rows, |at| {
            match sundays[*at].is_recorded == is_recorded {
                true => rate(*at),
                false => Value::Blank,
            }
        });
    }
    for (which, head) in ["Mean", "Lower limit", "Upper limit"]
        .into_iter()
        .enumerate()
    {
        sheet.each(head, &judged.weeks, |week| {
            week.limits
                .map_or(Value::Blank, |limits| Value::Number(limits[which]))
        });
    }
    for (head, meaning) in [("Improvement", "improvement"), ("Concern", "concern")] {
        sheet.each(head, &rows, |at| {
            let signals = judged.weeks[*at].signals.iter().flatten();
            match signals.clone().any(|(_, of)| *of == meaning) {
                true => rate(*at),
                false => Value::Blank,
            }
        });
    }
    sheet.each("Signal", &judged.weeks, |week| {
        words(match (&week.limits, &week.signals) {
            (None, _) => "no limits yet".to_owned(),
            (_, None) => "not judged: the limits do not fit".to_owned(),
            (_, Some(signals)) if signals.is_empty() => "common variation".to_owned(),
            (_, Some(signals)) => spelt(signals),
        })
    });
}

/// What is unusual about one point: each rule asked of every window that the point lies in.
fn signals(values: &[f64], at: usize, mean: f64, reach: f64) -> Vec<(&'static str, &'static str)> {
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
                found.push((title, reading));
            }
        }
    }
    found
}
