//! What a control chart says, in words: a change is named only where its limits carry it.

use crate::{
    measures::{
        rate::Measure,
        spc::{
            Firmness, Meaning, PROVISIONAL_FROM, Signals, SpcSettings,
            series::{Misfit, Phase, RateChart, Source, Verdict},
        },
        trend::Trend,
    },
    model::{calendar::plain, text::counted},
};

/// A week's state is mostly that of the week before, from this correlation on.
const CARRIED_OVER: f64 = 0.5;

/// The chart of a rate where there is a trend.
pub(super) fn chart(trend: Option<&Trend>, measure: Measure) -> Option<RateChart> {
    trend.and_then(|trend| RateChart::of(trend, measure))
}

/// The verdict as a sentence.
pub(super) fn in_full(chart: Option<&RateChart>) -> String {
    let Some((chart, verdict)) = chart.and_then(|chart| Some((chart, chart.verdict()?))) else {
        return "No verdict: there is no week, or in some week there were fewer than 10 children to count.".to_owned();
    };
    match verdict {
        Verdict::TooFewWeeks(phase) => format!(
            "No verdict yet: {}, and limits need {PROVISIONAL_FROM}.",
            weeks(phase)
        ),
        // No direction, but where the week stands among the others may be looked at.
        Verdict::Misfit(misfit, week) => {
            let (least, most) = chart.span_around(week);
            format!(
                "No verdict: the limits do not fit this series ({} of {} weeks would signal). The week ending {} stood at {:.1}%; all weeks worked out as it was lay between {:.1}% and {:.1}%.",
                misfit.signalling,
                misfit.of,
                plain(week.date),
                week.rate.share().unwrap_or_default() * 100.0,
                least * 100.0,
                most * 100.0
            )
        }
        Verdict::Judged(phase, week) => {
            let what = match meanings(&week.signals).as_slice() {
                [] => "No change that stands out: common variation".to_owned(),
                [one] => format!("{}: {}", capitalised(one), titles(&week.signals)),
                _ => format!("Mixed signals: {}", signals_in_words(&week.signals)),
            };
            let from = match phase.source {
                Source::Recorded => "recorded",
                Source::Recalculated => "recalculated from tonight's exports",
            };
            format!(
                "{what}. Week ending {}, {from}{}.",
                plain(week.date),
                firmness(phase)
            )
        }
    }
}

/// The verdict in two or three words.
pub(super) fn in_short(chart: Option<&RateChart>) -> &'static str {
    match chart.and_then(RateChart::verdict) {
        None => "no verdict: too few children",
        Some(Verdict::TooFewWeeks(_)) => "no verdict: too few weeks",
        Some(Verdict::Misfit(..)) => "no verdict: the limits do not fit",
        Some(Verdict::Judged(_, week)) => match meanings(&week.signals).as_slice() {
            [] => "no change that stands out",
            [one] => one,
            _ => "mixed signals",
        },
    }
}

/// Whether the last week signals a concern.
pub(super) fn is_concern(chart: Option<&RateChart>) -> bool {
    match chart.and_then(RateChart::verdict) {
        Some(Verdict::Judged(_, week)) => meanings(&week.signals).contains(&"concern"),
        _ => false,
    }
}

/// What the limits of some weeks rest on, and where they do not fit, why.
pub(super) fn basis(phase: &Phase) -> String {
    let whose = match phase.source {
        Source::Recorded => "Recorded weeks (what a run remembered of that day)",
        Source::Recalculated => {
            "Recalculated weeks (worked out tonight from today's exports for past Sundays)"
        }
    };
    let since = phase.since.as_ref().map_or_else(String::new, |rebase| {
        format!(", since {} ({})", plain(rebase.date), rebase.reason)
    });
    let Some(baseline) = &phase.baseline else {
        return format!(
            "{whose}{since}: no limits, for {} known and {PROVISIONAL_FROM} are needed.",
            counted(phase.known, "week is", "weeks are")
        );
    };
    let rests = format!(
        "{whose}{since}: {}limits from the baseline of {}, {} to {}",
        match baseline.limits.firmness {
            Firmness::Provisional => "provisional ",
            Firmness::Firm => "",
        },
        counted(baseline.weeks, "week", "weeks"),
        plain(baseline.from),
        plain(baseline.to)
    );
    match phase.misfit {
        None => format!("{rests}."),
        Some(misfit) => format!(
            "{rests}. The limits do not fit this series: {}",
            why(misfit)
        ),
    }
}

/// Why most weeks would signal.
fn why(misfit: Misfit) -> String {
    let carried = misfit.carried_over;
    let cause = match carried >= CARRIED_OVER {
        true => format!(
            "A week's state is mostly that of the week before (correlation {carried:.2}), so the small steps from week to week say too little of how far it wanders."
        ),
        false => "Its level moved within the baseline; where the cause is known, a rebase with its date and reason sets new limits.".to_owned(),
    };
    format!(
        "{} of {} weeks would signal, and no week is judged by them. {cause}",
        misfit.signalling, misfit.of
    )
}

/// A week's signals, each with its meaning.
pub(super) fn signals_in_words(signals: &Signals) -> String {
    let words: Vec<String> = signals
        .iter()
        .map(|(signal, way)| format!("{} ({})", signal.title(), meaning(*way)))
        .collect();
    words.join("; ")
}

/// What some signals mean, each meaning once.
pub(super) fn meanings(signals: &Signals) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = signals.iter().map(|(_, way)| meaning(*way)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn meaning(way: crate::measures::spc::Way) -> &'static str {
    match SpcSettings::default().good.meaning(way) {
        Meaning::Improvement => IMPROVEMENT,
        Meaning::Concern => CONCERN,
    }
}

pub(super) const IMPROVEMENT: &str = "improvement";
pub(super) const CONCERN: &str = "concern";

fn titles(signals: &Signals) -> String {
    let titles: Vec<&str> = signals.iter().map(|(signal, _)| signal.title()).collect();
    titles.join("; ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn weeks(phase: &Phase) -> String {
    format!(
        "{} {} known",
        counted(
            phase.known,
            &format!("{} week", source(phase.source)),
            &format!("{} weeks", source(phase.source))
        ),
        if phase.known == 1 { "is" } else { "are" }
    )
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Recorded => "recorded",
        Source::Recalculated => "recalculated",
    }
}

fn firmness(phase: &Phase) -> &'static str {
    match phase.baseline.as_ref().map(|of| of.limits.firmness) {
        Some(Firmness::Provisional) => ", provisional limits",
        _ => "",
    }
}
