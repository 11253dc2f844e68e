//! The shape of a profile file, and its resolution.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Feed, FieldRule, Profile, ProfileError, SKIP, Table, VisitType, VisitTypes};
use crate::model::{
    field::{DataSet, Field},
    rating::Rag,
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
    let mut visit_type = table.visit_type.map(resolve_types).transpose()?;
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
            Status::from_code(word).ok_or_else(|| wrong(format!("\"{word}\" is no status")))
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
        fields.push((field, resolve_field(field, file)?));
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

fn resolve_field(field: Field, file: FieldFile) -> Result<FieldRule, ProfileError> {
    let rule = match file {
        FieldFile::Headings(headings) => FieldRule {
            headings,
            ..FieldRule::default()
        },
        FieldFile::Rule(rule) => {
            for meaning in rule.words.values().chain(&rule.otherwise) {
                if !is_canonical(field, meaning) {
                    return Err(wrong(format!(
                        "\"{meaning}\" is no word of the field {}; the words on the right are {} or {SKIP}",
                        field.name(),
                        words_of(field).join(", ")
                    )));
                }
            }
            FieldRule {
                headings: rule.headings,
                default: rule.default,
                words: rule
                    .words
                    .into_iter()
                    .map(|(word, meaning)| (folded(&word), meaning))
                    .collect(),
                otherwise: rule.otherwise,
                prefix: rule.prefix,
                template: rule.template,
                is_unknown: rule.unknown,
            }
        }
    };
    if rule.is_unknown {
        if field != Field::CaseStatusStart {
            return Err(wrong(format!(
                "the field {} cannot be unknown; only the start of a status can",
                field.name()
            )));
        }
        if !rule.headings.is_empty() || rule.default.is_some() || rule.template.is_some() {
            return Err(wrong(format!(
                "the field {} is said to be unknown, and where it comes from; say one of them",
                field.name()
            )));
        }
        return Ok(rule);
    }
    if rule.headings.is_empty() && rule.default.is_none() && rule.template.is_none() {
        return Err(wrong(format!(
            "the field {} has neither headings nor a default",
            field.name()
        )));
    }
    Ok(rule)
}

/// Whether a word on the right of a `words` line is one that the field can hold.
fn is_canonical(field: Field, word: &str) -> bool {
    if word.is_empty() || word == SKIP {
        return true;
    }
    match field {
        Field::CaseStatus => Status::from_code(word).is_some(),
        Field::CaseRag | Field::RatingRag => Rag::from_code(word).is_some() || word == "UNRATED",
        _ => words_of(field).is_empty() || words_of(field).contains(&word),
    }
}

/// The canonical words of a field; none where any will do.
fn words_of(field: Field) -> Vec<&'static str> {
    match field {
        Field::CaseStatus => Status::ALL.map(Status::code).to_vec(),
        Field::CaseRag | Field::RatingRag => {
            let words = [Rag::Red, Rag::Amber, Rag::Green].map(Rag::code);
            words.into_iter().chain(["UNRATED"]).collect()
        }
        Field::VisitMode => Mode::ALL.map(Mode::code).to_vec(),
        Field::VisitOutcome => Outcome::ALL.map(Outcome::code).to_vec(),
        Field::VisitChildSeen
        | Field::VisitSeenAlone
        | Field::WorkerQualified
        | Field::WorkerCanVisit => vec!["Y", "N"],
        _ => Vec::new(),
    }
}

fn resolve_types(file: VisitTypeFile) -> Result<VisitTypes, ProfileError> {
    let mut types = std::collections::HashMap::new();
    for (word, meaning) in file.types {
        let resolved = resolve_type(&word, &meaning)?;
        types.insert(folded(&word), resolved);
    }
    Ok(VisitTypes {
        headings: file.headings,
        types,
    })
}

fn resolve_type(word: &str, file: &TypeFile) -> Result<VisitType, ProfileError> {
    if file.skip {
        return Ok(VisitType::Skip);
    }
    let mode = file.mode.as_deref().and_then(Mode::from_code).ok_or_else(|| {
        wrong(format!(
            "visit type \"{word}\" needs a mode: face_to_face, video, phone or other (or skip = true)"
        ))
    })?;
    let outcome = file
        .outcome
        .as_deref()
        .map(|outcome| {
            Outcome::from_code(outcome).ok_or_else(|| {
                wrong(format!(
                    "visit type \"{word}\": \"{outcome}\" is no outcome"
                ))
            })
        })
        .transpose()?;
    let child_seen = match file.child_seen.as_deref() {
        None => None,
        Some("Y") => Some(Answer::Yes),
        Some("N") => Some(Answer::No),
        Some(other) => {
            return Err(wrong(format!(
                "visit type \"{word}\": child_seen is Y or N, not \"{other}\""
            )));
        }
    };
    Ok(VisitType::Contact {
        mode,
        outcome,
        child_seen,
    })
}
