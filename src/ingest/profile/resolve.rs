//! From a profile file to a profile: every key has its meaning, or is refused with its place.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use regex::Regex;
use sha2::{Digest, Sha256};

use super::{
    Feed, FieldRule, Profile, ProfileError, Table, VisitType, VisitTypes,
    file::{FieldFile, FieldRuleFile, ProfileFile, TableFile, TypeFile, VisitTypeFile},
    fit::{can_hold, makes_sense},
    rows,
};
use crate::model::{
    field::{DataSet, Field},
    status::Status,
    text::{did_you_mean, folded, hex},
    visit::{Answer, Mode, Outcome},
};

pub(super) fn wrong(message: String) -> ProfileError {
    ProfileError {
        offset: None,
        message,
    }
}

pub(super) fn profile(name: &str, text: &str) -> Result<Profile, ProfileError> {
    let file: ProfileFile = toml::from_str(text).map_err(|error| ProfileError {
        offset: error.span().map(|span| span.start),
        message: error.message().to_owned(),
    })?;
    let delimiter = u8::try_from(file.delimiter)
        .map_err(|_| wrong("the delimiter must be a plain character such as , or ;".to_owned()))?;
    let tables = file.table.into_iter().map(resolve_table);
    let mut tables = tables.collect::<Result<Vec<_>, _>>()?;
    rows::settle_joins(&mut tables)?;
    Ok(Profile {
        name: name.to_owned(),
        digest: hex(&Sha256::digest(text)),
        title: file.title,
        is_verified: file.verified,
        notes: file.notes,
        delimiter,
        tables: tables.into_iter().map(Arc::new).collect(),
    })
}

fn resolve_table(table: TableFile) -> Result<Table, ProfileError> {
    let sets = [
        (DataSet::Cases, table.cases),
        (DataSet::Visits, table.visits),
        (DataSet::Ratings, table.ratings),
        (DataSet::Workers, table.workers),
        (DataSet::Aliases, table.aliases),
        (DataSet::Lookups, table.lookups),
    ];
    let types = table
        .visit_type
        .map(|file| resolve_types(&table.title, file));
    let mut visit_type = types.transpose()?;
    let mut feeds = Vec::new();
    for (data_set, fields) in sets {
        let Some(fields) = fields else { continue };
        let types = if data_set == DataSet::Visits {
            visit_type.take()
        } else {
            None
        };
        let feed = resolve_feed(&table.title, data_set, fields, types)?;
        feeds.push(feed);
    }
    if visit_type.is_some() {
        return Err(wrong(format!(
            "table \"{}\": visit_type stands in a table without visits",
            table.title
        )));
    }
    if feeds.is_empty() {
        return Err(wrong(format!(
            "table \"{}\" feeds nothing; give it a part cases, visits, ratings, workers, aliases or lookups",
            table.title
        )));
    }
    let left_to_other_sheets = table
        .left_to_other_sheets
        .iter()
        .map(|word| {
            Status::from_code(word).ok_or_else(|| {
                wrong(format!(
                    "table \"{}\", left_to_other_sheets: \"{word}\" is no status",
                    table.title
                ))
            })
        })
        .collect::<Result<_, _>>()?;
    let mut resolved = Table {
        title: table.title,
        sheets: table.sheets,
        is_optional: table.optional,
        feeds,
        left_to_other_sheets,
        skipped: Vec::new(),
        fill_down: table.fill_down,
        is_month_first: false,
        joins: Vec::new(),
        looked_up: Vec::new(),
    };
    let keys = rows::Keys {
        skipped: table.skip_rows_where.into_list(),
        dates: table.dates,
        joins: table.join.into_list(),
    };
    rows::resolve(&mut resolved, keys)?;
    Ok(resolved)
}

fn resolve_feed(
    table: &str,
    data_set: DataSet,
    files: BTreeMap<String, FieldFile>,
    visit_type: Option<VisitTypes>,
) -> Result<Feed, ProfileError> {
    let mut fields = Vec::new();
    for (name, file) in files {
        let Some(field) = Field::from_name(data_set, &name) else {
            let known = data_set.fields().map(Field::name);
            return Err(wrong(format!(
                "table \"{table}\": {} has no field \"{name}\"{}",
                data_set.name(),
                did_you_mean(&name, known)
            )));
        };
        let at = |message| {
            wrong(format!(
                "table \"{table}\", {}.{name}: {message}",
                data_set.name()
            ))
        };
        fields.push((field, resolve_field(field, file).map_err(at)?));
    }
    if visit_type.is_some() && fields.iter().any(|(field, _)| *field == Field::VisitMode) {
        return Err(wrong(format!(
            "table \"{table}\", visits.mode: visit_type says the mode of every visit; keep one of them"
        )));
    }
    fields.sort_by_key(|(field, _)| *field);
    let feed = Feed {
        data_set,
        fields,
        visit_type,
    };
    let mapped = feed.mapped();
    if let Some(missing) = data_set
        .fields()
        .find(|field| field.is_required() && !mapped.contains(*field))
    {
        return Err(wrong(format!(
            "table \"{table}\": the required field {} of {} is not mapped",
            missing.name(),
            data_set.name()
        )));
    }
    Ok(feed)
}

fn resolve_field(field: Field, file: FieldFile) -> Result<FieldRule, String> {
    let rule = match file {
        FieldFile::Headings(headings) => FieldRule {
            headings,
            ..FieldRule::default()
        },
        FieldFile::Rule(rule) => whole_story(*rule)?,
    };
    can_hold(field, &rule)?;
    makes_sense(field, &rule)?;
    Ok(rule)
}

fn whole_story(file: FieldRuleFile) -> Result<FieldRule, String> {
    let listed_in = file.listed_in.into_list();
    let is_list_of_seen = !listed_in.is_empty();
    if is_list_of_seen && !file.headings.is_empty() {
        return Err(
            "there are headings, whose column is the answer, and listed_in, whose column lists those who were seen; say one of them"
                .to_owned(),
        );
    }
    Ok(FieldRule {
        headings: if is_list_of_seen {
            listed_in
        } else {
            file.headings
        },
        default: file.default,
        words: by_spelling(file.words)?,
        otherwise: file.otherwise,
        prefix: file.prefix,
        template: file.template,
        is_unknown: file.unknown,
        split: file.split,
        extract: file.extract.as_deref().map(pattern).transpose()?,
        is_list_of_seen,
        together: file.together,
    })
}

/// A pattern that finds one text.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    let pattern = Regex::new(text).map_err(|error| {
        let error = error.to_string();
        let why = error.lines().last().unwrap_or_default();
        format!(
            "extract = '{text}' is no pattern ({}); in single quotation marks nothing in it needs a second backslash",
            why.trim_start_matches("error: ")
        )
    })?;
    match pattern.captures_len() {
        ..=2 => Ok(pattern),
        groups => Err(format!(
            "extract = '{text}' has {} groups in round brackets, and takes out what one of them holds; write the others (?:…), or a bracket of the text \\(",
            groups - 1
        )),
    }
}

/// Words as cells are compared with them; no two spellings of one may mean different things.
fn by_spelling<T: PartialEq>(words: BTreeMap<String, T>) -> Result<HashMap<String, T>, String> {
    let mut known = HashMap::new();
    for (word, meaning) in words {
        let key = folded(&word);
        if key.is_empty() {
            return Err(format!(
                "\"{word}\" is no word of a cell: a blank cell is never looked up; \"default\" says what it means"
            ));
        }
        if known.get(&key).is_some_and(|other| *other != meaning) {
            return Err(format!(
                "\"{word}\" stands there twice, in two spellings, and means two things"
            ));
        }
        known.insert(key, meaning);
    }
    Ok(known)
}

fn resolve_types(table: &str, file: VisitTypeFile) -> Result<VisitTypes, ProfileError> {
    let at = |message: String| wrong(format!("table \"{table}\", visit_type: {message}"));
    if file.headings.is_empty() {
        return Err(at("no headings are named".to_owned()));
    }
    if file.types.is_empty() {
        return Err(at(
            "no types are named; [table.visit_type.types] says what each word means".to_owned(),
        ));
    }
    let mut types = BTreeMap::new();
    for (word, meaning) in file.types {
        let resolved = resolve_type(&word, &meaning).map_err(at)?;
        types.insert(word, resolved);
    }
    Ok(VisitTypes {
        headings: file.headings,
        types: by_spelling(types).map_err(at)?,
    })
}

fn resolve_type(word: &str, file: &TypeFile) -> Result<VisitType, String> {
    if file.skip {
        return if file.mode.is_some() || file.outcome.is_some() || file.child_seen.is_some() {
            Err(format!(
                "visit type \"{word}\" is passed over (skip = true), and says what it means; say one of them"
            ))
        } else {
            Ok(VisitType::Skip)
        };
    }
    let mode = file.mode.as_deref().and_then(Mode::from_code).ok_or_else(|| {
        format!(
            "visit type \"{word}\" needs a mode: face_to_face, video, phone or other (or skip = true)"
        )
    })?;
    let outcome = file
        .outcome
        .as_deref()
        .map(|outcome| {
            Outcome::from_code(outcome)
                .ok_or_else(|| format!("visit type \"{word}\": \"{outcome}\" is no outcome"))
        })
        .transpose()?;
    let child_seen = match file.child_seen.as_deref() {
        None => None,
        Some("Y") => Some(Answer::Yes),
        Some("N") => Some(Answer::No),
        Some(other) => {
            return Err(format!(
                "visit type \"{word}\": child_seen is Y or N, not \"{other}\""
            ));
        }
    };
    Ok(VisitType::Contact {
        mode,
        outcome,
        child_seen,
    })
}
