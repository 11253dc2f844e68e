//! The shape of a profile file, and its resolution.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    Feed, FieldRule, Profile, ProfileError, Table, VisitType, VisitTypes,
    fit::{can_hold, makes_sense},
};
use crate::model::{
    field::{DataSet, Field},
    status::Status,
    text::{did_you_mean, folded, hex},
    visit::{Answer, Mode, Outcome},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    title: String,
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default = "comma")]
    delimiter: char,
    table: Vec<TableFile>,
}

fn comma() -> char {
    ','
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    title: String,
    #[serde(default)]
    sheets: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    left_to_other_sheets: Vec<String>,
    cases: Option<BTreeMap<String, FieldFile>>,
    visits: Option<BTreeMap<String, FieldFile>>,
    ratings: Option<BTreeMap<String, FieldFile>>,
    workers: Option<BTreeMap<String, FieldFile>>,
    aliases: Option<BTreeMap<String, FieldFile>>,
    visit_type: Option<VisitTypeFile>,
}

/// A list of headings, or the whole story.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a field is a list of headings in quotation marks, or a table with headings, words, otherwise, default, prefix, template or unknown; visit_type stands beside the fields, as [table.visit_type]"
)]
enum FieldFile {
    Headings(Vec<String>),
    Rule(FieldRuleFile),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRuleFile {
    #[serde(default)]
    headings: Vec<String>,
    default: Option<String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
    otherwise: Option<String>,
    #[serde(default)]
    prefix: String,
    template: Option<String>,
    #[serde(default)]
    unknown: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VisitTypeFile {
    headings: Vec<String>,
    types: BTreeMap<String, TypeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeFile {
    mode: Option<String>,
    outcome: Option<String>,
    child_seen: Option<String>,
    #[serde(default)]
    skip: bool,
}

fn wrong(message: String) -> ProfileError {
    ProfileError {
        offset: None,
        message,
    }
}

pub(super) fn parse(name: &str, text: &str) -> Result<Profile, ProfileError> {
    let file: ProfileFile = toml::from_str(text).map_err(|error| ProfileError {
        offset: error.span().map(|span| span.start),
        message: error.message().to_owned(),
    })?;
    let delimiter = u8::try_from(file.delimiter)
        .map_err(|_| wrong("the delimiter must be a plain character such as , or ;".to_owned()))?;
    let tables = file
        .table
        .into_iter()
        .map(|table| resolve_table(table).map(Arc::new))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Profile {
        name: name.to_owned(),
        digest: hex(&Sha256::digest(text)),
        title: file.title,
        is_verified: file.verified,
        notes: file.notes,
        delimiter,
        tables,
    })
}

fn resolve_table(table: TableFile) -> Result<Table, ProfileError> {
    let sets = [
        (DataSet::Cases, table.cases),
        (DataSet::Visits, table.visits),
        (DataSet::Ratings, table.ratings),
        (DataSet::Workers, table.workers),
        (DataSet::Aliases, table.aliases),
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
            "table \"{}\" feeds nothing; give it a part cases, visits, ratings, workers or aliases",
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
    Ok(Table {
        title: table.title,
        sheets: table.sheets,
        is_optional: table.optional,
        feeds,
        left_to_other_sheets,
    })
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
        FieldFile::Rule(rule) => FieldRule {
            headings: rule.headings,
            default: rule.default,
            words: by_spelling(rule.words)?,
            otherwise: rule.otherwise,
            prefix: rule.prefix,
            template: rule.template,
            is_unknown: rule.unknown,
        },
    };
    can_hold(field, &rule)?;
    makes_sense(field, &rule)?;
    Ok(rule)
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
