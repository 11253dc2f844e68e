//! The clinic's first sheet: the three rates now and four weeks ago, and a line about each sheet behind it.

use super::{
    Earlier, FRAMEWORK, MOVEMENT, SMALL, activity, change, direction,
    groups::{self, Groups},
    percent, share, small, trends,
};
use crate::{
    measures::{
        contacts::Contact,
        counted::GroupTally,
        rate::{Measure, Rate, Rates},
    },
    model::{calendar::plain, report::Report, text::counted},
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Context, Reader},
        notes,
        reports::{children, scope_line},
    },
};

pub(super) fn sheet(
    context: &Context<'_>,
    reader: &Reader<'_>,
    groups: &Groups<'_>,
    (now, then): (&Rates, Option<&Earlier>),
    answer: &str,
    look_first: &[String],
) -> Sheet {
    let before = |measure: Measure| then.map(|earlier| earlier.rates.of(measure));
    let columns: Vec<Column<'_, Measure>> = vec![
        column("Rate", 26, |measure: &Measure| Cell::text(measure.title())),
        column("Children", 11, |measure: &Measure| {
            Cell::count(now.of(*measure).numerator)
        }),
        column("Out of", 11, |measure: &Measure| {
            Cell::count(now.of(*measure).denominator)
        }),
        column("Share now", 11, |measure: &Measure| share(now.of(*measure))),
        column("Four weeks ago", 12, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), |rate| {
                Cell::count(rate.numerator)
            })
        }),
        column("Out of then", 11, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), |rate| {
                Cell::count(rate.denominator)
            })
        }),
        column("Share then", 11, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), share)
        }),
        column("Direction", 28, |measure: &Measure| {
            match before(*measure) {
                Some(rate) => Cell::text(direction(now.of(*measure), rate)),
                None => Cell::Absent("nothing to compare with"),
            }
        }),
        column("Small number", 16, |measure: &Measure| {
            small(now.of(*measure))
        }),
    ];
    let mut lines = vec![
        scope_line(Report::PerformanceClinic, context, reader),
        Line::LookFirst(answer.to_owned()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    if let Some(earlier) = then {
        lines.push(Line::Text(format!(
            "Four weeks ago is Sunday {}, {}.",
            plain(earlier.date),
            earlier.origin
        )));
    }
    lines.extend(
        behind(context, reader, groups)
            .into_iter()
            .map(|(text, sheet)| Line::Link { text, sheet }),
    );
    Sheet::of(
        super::OVERVIEW,
        "Performance clinic: where the service stands",
        Table::of("Overview", Measure::ALL, &columns, "no rates"),
    )
    .with_lines(lines)
}

/// What each sheet behind the overview says, in one line each.
fn behind(
    context: &Context<'_>,
    reader: &Reader<'_>,
    groups: &Groups<'_>,
) -> Vec<(String, &'static str)> {
    let mut lines = Vec::new();
    lines.extend(span(reader).map(|text| (text, trends::TREND)));
    for (group, many, sheet) in [
        (&groups.services, "services", groups::BY_SERVICE),
        (&groups.teams, "teams", groups::BY_TEAM),
        (&groups.statuses, "statuses", groups::BY_STATUS),
        (&groups.ratings, "ratings", groups::BY_STATUS),
    ] {
        lines.extend(lowest(group, many).map(|text| (text, sheet)));
    }
    let held = groups
        .workers
        .iter()
        .filter(|worker| !worker.group.is_empty())
        .count();
    lines.push((
        format!(
            "{} these children.",
            counted(held as u64, "worker holds", "workers hold")
        ),
        groups::BY_WORKER,
    ));
    lines.extend(last_full_week(groups).map(|text| (text, activity::VISITS)));
    lines.extend(commonest_flag(reader).map(|text| (text, activity::FLAGS)));
    lines.push((change(reader), MOVEMENT));
    lines.push((notes::framework_status(context), FRAMEWORK));
    lines
}

/// Between which shares the contacts in time moved over the weeks of the trend.
fn span(reader: &Reader<'_>) -> Option<String> {
    let weeks = &reader.trend.as_ref()?.weeks;
    let shares = || {
        weeks
            .iter()
            .filter_map(|point| point.rates.of(Measure::VisitsInTime).share())
    };
    let (least, most) = (
        shares().min_by(f64::total_cmp)?,
        shares().max_by(f64::total_cmp)?,
    );
    Some(format!(
        "Over {} weeks, contacts in time were between {:.1}% and {:.1}%.",
        weeks.len(),
        least * 100.0,
        most * 100.0
    ))
}

/// The group with the lowest share of contacts in time, among those that are large enough to tell.
fn lowest(groups: &[GroupTally<'_>], many: &str) -> Option<String> {
    let rate = |group: &GroupTally<'_>| group.tally.rates().of(Measure::VisitsInTime);
    let cross = |a: Rate, b: Rate| a.numerator * b.denominator;
    let large: Vec<&GroupTally<'_>> = groups
        .iter()
        .filter(|group| rate(group).denominator >= SMALL)
        .collect();
    let low = large.iter().min_by(|a, b| {
        let (a, b) = (rate(a), rate(b));
        cross(a, b).cmp(&cross(b, a))
    })?;
    (large.len() > 1).then(|| {
        let of = rate(low);
        // The groups of statuses only are codes; a service may well be called YOS.
        let name = match low.group {
            "" => "no service recorded".to_owned(),
            code if many == "statuses" => groups::title(code),
            name => name.to_owned(),
        };
        format!(
            "Contacts in time, lowest of {} {many}: {}, {} ({} of {}).",
            large.len(),
            name,
            percent(of),
            of.numerator,
            of.denominator
        )
    })
}

/// The contacts of the last week that is over, by mode.
fn last_full_week(groups: &Groups<'_>) -> Option<String> {
    let week = groups.weeks.iter().rev().nth(1)?;
    Some(format!(
        "Week beginning {}: {} face to face, {} by video, {} by phone, {} by letter, text or e-mail; the child seen in {}.",
        plain(week.monday),
        week.of(Contact::FaceToFace),
        week.of(Contact::Video),
        week.of(Contact::Phone),
        week.of(Contact::Other),
        week.of(Contact::Seen)
    ))
}

/// The flag that stands on most children.
fn commonest_flag(reader: &Reader<'_>) -> Option<String> {
    let (flag, count) = activity::flags_in_all(reader)
        .into_iter()
        // Of equals the first by its code.
        .rev()
        .max_by_key(|(_, count)| *count)?;
    Some(format!(
        "Flag raised most: {} ({}), on {} of {}.",
        flag.rule().title,
        flag.code(),
        count,
        children(reader.children.len() as u64)
    ))
}
