//! The clinic's first sheets: the three rates with their charts and what these say, and a line about each sheet behind.

use super::{
    FRAMEWORK, MOVEMENT, SMALL, activity, change, flags,
    groups::{self, Groups},
    lists, percent, share, trends, verdict,
};
use crate::{
    measures::{
        contacts::Contact,
        counted::GroupTally,
        rate::{Measure, Rate},
        spc::series::RateChart,
    },
    model::{calendar::plain, report::Report, text::counted},
    report::{
        book::{Cell, ChartRoom, Column, Line, Sheet, Table, column},
        context::{Context, Reader},
        notes,
        reports::{children, scope_line},
    },
};

const AT_A_GLANCE: &str = "At a glance";

/// Where a rate stands.
pub(super) struct Standing {
    pub(super) measure: Measure,
    /// Tonight's.
    pub(super) rate: Rate,
    /// Its weeks.
    pub(super) chart: Option<RateChart>,
}

pub(super) fn sheet(
    context: &Context<'_>,
    reader: &Reader<'_>,
    standings: &[Standing],
    answer: &str,
    look_first: &[String],
) -> Sheet {
    type Of<'a> = &'a Standing;
    let columns: Vec<Column<'_, Of<'_>>> = vec![
        column("Rate", 24, |of: &Of<'_>| Cell::text(of.measure.title())),
        column("Children", 11, |of: &Of<'_>| Cell::count(of.rate.numerator)),
        column("Out of", 11, |of: &Of<'_>| Cell::count(of.rate.denominator)),
        column("Share now", 10, |of: &Of<'_>| share(of.rate)),
        column("The others", 10, |of: &Of<'_>| Cell::count(of.rate.rest())),
        column("The list", 21, |of: &Of<'_>| {
            link(lists::sheet_of(of.measure))
        }),
        column("Verdict of the control chart", 62, |of: &Of<'_>| {
            Cell::text(verdict::in_full(of.chart.as_ref()))
        }),
        column("The chart", 22, |of: &Of<'_>| {
            link(trends::sheet_of(of.measure))
        }),
    ];
    let mut lines = vec![
        scope_line(Report::PerformanceClinic, context, reader),
        Line::LookFirst(answer.to_owned()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.push(Line::Link {
        text: "What stands out on each of the other sheets".to_owned(),
        sheet: AT_A_GLANCE,
    });
    let charted = standings.iter().filter(|of| of.chart.is_some());
    let charts = charted.map(|of| trends::drawn(of.measure, ChartRoom::BelowTable));
    Sheet::of(
        super::OVERVIEW,
        "Performance clinic: where the service stands",
        Table::of("Overview", standings, &columns, "no rates"),
    )
    .with_lines(lines)
    .with_charts(charts.collect())
}

fn link(sheet: &'static str) -> Cell {
    Cell::Link {
        text: sheet.to_owned(),
        sheet,
    }
}

/// What stands out on each of the other sheets.
pub(super) fn at_a_glance(
    context: &Context<'_>,
    reader: &Reader<'_>,
    groups: &Groups<'_>,
) -> Sheet {
    type Of = (String, &'static str);
    let columns: Vec<Column<'_, Of>> = vec![
        column("What stands out", 130, |of: &Of| {
            Cell::text(crate::model::text::grouped(&of.0))
        }),
        column("The sheet", 24, |of: &Of| link(of.1)),
    ];
    Sheet::of(
        AT_A_GLANCE,
        "What stands out on each of the other sheets",
        Table::of(
            "AtAGlance",
            behind(context, reader, groups),
            &columns,
            "nothing",
        ),
    )
}

/// What each sheet behind the overview says, in one line each.
fn behind(
    context: &Context<'_>,
    reader: &Reader<'_>,
    groups: &Groups<'_>,
) -> Vec<(String, &'static str)> {
    let mut lines = Vec::new();
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
    lines.extend(commonest_flag(reader).map(|text| (text, flags::sheet_name())));
    lines.push((change(reader), MOVEMENT));
    lines.push((notes::framework_status(context), FRAMEWORK));
    lines
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
        week.made.of(Contact::FaceToFace),
        week.made.of(Contact::Video),
        week.made.of(Contact::Phone),
        week.made.of(Contact::Other),
        week.made.of(Contact::Seen)
    ))
}

/// The flag that stands on most children.
fn commonest_flag(reader: &Reader<'_>) -> Option<String> {
    let (flag, count) = flags::in_all(reader)
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
