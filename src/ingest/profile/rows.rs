//! The keys of a table that say which of its rows count, what stands in their blank cells, and what they are joined with.

use std::collections::BTreeSet;

use super::{
    Join, ProfileError, SkipRule, Table, Take,
    file::{JoinFile, SkipFile},
    resolve::{pattern, wrong},
};
use crate::model::{
    field::{DataSet, Field},
    text::{did_you_mean, folded},
};

/// As the file has them.
pub(super) struct Keys {
    pub skipped: Vec<SkipFile>,
    pub dates: Option<String>,
    pub joins: Vec<JoinFile>,
}

/// Gives a table what its keys say.
pub(super) fn resolve(table: &mut Table, keys: Keys) -> Result<(), ProfileError> {
    let title = table.title.clone();
    let at = |key: &str, message: String| wrong(format!("table \"{title}\", {key}: {message}"));
    for file in keys.skipped {
        let rule = skip_rule(file).map_err(|message| at("skip_rows_where", message))?;
        table.skipped.push(rule);
    }
    table.is_month_first = match keys.dates.as_deref() {
        None | Some("day first") => false,
        Some("month first") => true,
        Some(other) => {
            return Err(at(
                "dates",
                format!("is \"day first\" or \"month first\", not \"{other}\""),
            ));
        }
    };
    can_be_told_from_groups(table).map_err(|message| at("fill_down", message))?;
    for file in keys.joins {
        let join = join(file).map_err(|message| at("join", message))?;
        table.joins.push(join);
    }
    if !table.joins.is_empty()
        && table
            .feeds
            .iter()
            .all(|feed| feed.data_set == DataSet::Lookups)
    {
        return Err(at("join", NO_CHAINS.to_owned()));
    }
    Ok(())
}

/// Tables are looked up before any is joined.
const NO_CHAINS: &str = "what others are joined with is taken from its own columns alone; let the table that needs both tables join both";

fn skip_rule(file: SkipFile) -> Result<SkipRule, String> {
    let column = named(file.column.into_list()).ok_or("names no column")?;
    let is = file.is.into_list();
    let starts_with = file.starts_with.into_list();
    if is.is_empty() && starts_with.is_empty() {
        return Err(
            "says nothing of the cell; give it is = [\"Total\"] or starts_with = [\"Total\"]"
                .to_owned(),
        );
    }
    let is_word = |word: &&String| !folded(word).is_empty();
    // A blank is written as one: a dash or a bracket alone is no word that a cell is compared with.
    if let Some(word) = is.iter().find(|word| !word.is_empty() && !is_word(word)) {
        return Err(format!(
            "\"{word}\" has no letter or digit, and words are compared by these; \"\" is a blank cell"
        ));
    }
    if starts_with.iter().any(|word| !is_word(&word)) {
        return Err(
            "every cell begins with a text that has no letter or digit; is = [\"\"] is a blank cell"
                .to_owned(),
        );
    }
    let folded_all = |words: Vec<String>| words.iter().map(|word| folded(word)).collect();
    Ok(SkipRule {
        column,
        is: folded_all(is),
        starts_with: folded_all(starts_with),
    })
}

/// Headings, of which each has a text.
fn named(headings: Vec<String>) -> Option<Vec<String>> {
    let are_named = !headings.is_empty() && headings.iter().all(|text| !folded(text).is_empty());
    are_named.then_some(headings)
}

/// A row that only names a group must differ from one of the group by a column that a row needs.
fn can_be_told_from_groups(table: &Table) -> Result<(), String> {
    if table.fill_down.is_empty() {
        return Ok(());
    }
    if table.fill_down.iter().any(|text| folded(text).is_empty()) {
        return Err("names a heading without a letter or digit".to_owned());
    }
    let filled: BTreeSet<String> = table.fill_down.iter().map(|text| folded(text)).collect();
    let is_own = |heading: &String| !filled.contains(&folded(heading));
    for feed in &table.feeds {
        let mut required = feed.fields.iter().filter(|(field, _)| field.is_required());
        let has_own = required.any(|(_, rule)| rule.headings.iter().any(is_own))
            || feed
                .visit_type
                .as_ref()
                .is_some_and(|types| types.headings.iter().any(is_own));
        if !has_own {
            return Err(format!(
                "names every column that a row of {} needs, so that none is left to tell its rows from those that name a group",
                feed.data_set.name()
            ));
        }
    }
    Ok(())
}

fn join(file: JoinFile) -> Result<Join, String> {
    let take = match file.take.as_deref() {
        None | Some("open") => Take::Open,
        Some("only") => Take::Only,
        Some(other) => {
            return Err(format!(
                "take is \"open\" (the row open on the run date, else the one that ended last) or \"only\" (a key has one row), not \"{other}\""
            ));
        }
    };
    Ok(Join {
        on: named(file.on.into_list()).ok_or("on names no column")?,
        table: file.table,
        extract: file.extract.as_deref().map(pattern).transpose()?,
        take,
        is_optional: file.optional,
    })
}

/// Looks at what tables take from each other, and tells each table what is taken from it.
pub(super) fn settle_joins(tables: &mut [Table]) -> Result<(), ProfileError> {
    let titles: Vec<String> = tables
        .iter()
        .filter(|table| table.feeds(DataSet::Lookups))
        .map(|table| table.title.clone())
        .collect();
    let mut taken = BTreeSet::new();
    for table in tables.iter() {
        let at = |message| wrong(format!("table \"{}\", {message}", table.title));
        let mut joined: Vec<&str> = Vec::new();
        for join in &table.joins {
            let Some(other) = tables
                .iter()
                .find(|other| other.title == join.table && other.feeds(DataSet::Lookups))
            else {
                return Err(at(format!(
                    "join: no table \"{}\" with a part [table.lookups] is in the profile{}",
                    join.table,
                    did_you_mean(&join.table, titles.iter().map(String::as_str))
                )));
            };
            if joined.contains(&join.table.as_str()) {
                return Err(at(format!(
                    "join: \"{}\" is joined twice, and its headings would mean two rows; give the table a second time, under another title",
                    join.table
                )));
            }
            if join.take == Take::Open && !other.feeds.iter().any(maps_start) {
                return Err(at(format!(
                    "join: take = \"open\" needs the start of each row of \"{0}\"; map lookups.start of \"{0}\", or take = \"only\" where a key has one row",
                    join.table
                )));
            }
            taken.extend(asked_of(&join.on, &titles, &joined).map_err(at)?);
            joined.push(&join.table);
        }
        let of_lookups = table
            .feeds
            .iter()
            .filter(|feed| feed.data_set == DataSet::Lookups);
        for (field, rule) in of_lookups.flat_map(|feed| &feed.fields) {
            if !asked_of(&rule.headings, &titles, &joined)
                .map_err(at)?
                .is_empty()
            {
                return Err(at(format!("lookups.{}: {NO_CHAINS}", field.name())));
            }
        }
        let mut used = BTreeSet::new();
        for headings in every_heading(table) {
            used.extend(asked_of(headings, &titles, &joined).map_err(at)?);
        }
        let of_joins = table.joins.iter().flat_map(|join| &join.on);
        let is_used = |title: &str| {
            used.iter().any(|(of, _)| of == title)
                || of_joins
                    .clone()
                    .any(|on| on.starts_with(&format!("{title}.")))
        };
        if let Some(idle) = joined.iter().find(|title| !is_used(title)) {
            return Err(at(format!(
                "join: no field takes anything from \"{idle}\"; its headings are written \"{idle}.HEADING\""
            )));
        }
        taken.extend(used);
    }
    let is_asked = |title: &String| taken.iter().any(|(of, _)| of == title);
    if let Some(idle) = titles.iter().find(|title| !is_asked(title)) {
        return Err(wrong(format!(
            "table \"{idle}\", lookups: no table is joined with it; name it in join = {{ table = \"{idle}\", on = \"…\" }}"
        )));
    }
    let may_lack: BTreeSet<String> = tables
        .iter()
        .filter(|table| table.is_optional)
        .map(|table| table.title.clone())
        .collect();
    for join in tables.iter_mut().flat_map(|table| &mut table.joins) {
        join.is_optional |= may_lack.contains(&join.table);
    }
    for table in tables
        .iter_mut()
        .filter(|table| table.feeds(DataSet::Lookups))
    {
        let of_it = taken.iter().filter(|(title, _)| *title == table.title);
        table.looked_up = of_it.map(|(_, heading)| heading.clone()).collect();
    }
    Ok(())
}

fn maps_start(feed: &super::Feed) -> bool {
    feed.fields
        .iter()
        .any(|(field, _)| *field == Field::LookupStart)
}

/// Every list of headings of a table but those of its joins, of which all count from the last join on.
fn every_heading(table: &Table) -> impl Iterator<Item = &Vec<String>> {
    let of_feeds = table.feeds.iter().flat_map(|feed| {
        let types = feed.visit_type.iter().map(|types| &types.headings);
        feed.fields
            .iter()
            .map(|(_, rule)| &rule.headings)
            .chain(types)
    });
    of_feeds.chain(table.skipped.iter().map(|rule| &rule.column))
}

/// Which headings are another table's: its title and the heading there.
fn asked_of(
    headings: &[String],
    titles: &[String],
    joined: &[&str],
) -> Result<Vec<(String, String)>, String> {
    let mut asked = Vec::new();
    for heading in headings {
        let Some((title, own)) = titles.iter().find_map(|title| {
            let own = heading.strip_prefix(title.as_str())?.strip_prefix('.')?;
            Some((title, own))
        }) else {
            continue;
        };
        if !joined.contains(&title.as_str()) {
            return Err(format!(
                "\"{heading}\" is a heading of the table \"{title}\", with which this one is not joined before it; add join = {{ table = \"{title}\", on = \"…\" }}"
            ));
        }
        asked.push((title.clone(), own.to_owned()));
    }
    Ok(asked)
}
