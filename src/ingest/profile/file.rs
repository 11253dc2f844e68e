//! The shape of a profile file, and its resolution.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

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

/// Each constant is one that the field can hold.
fn can_hold(field: Field, rule: &FieldRule) -> Result<(), String> {
    let is_coded = !words_of(field).is_empty();
    for meaning in rule.words.values().chain(&rule.otherwise) {
        let is_ours = meaning.is_empty()
            || is_canonical(field, meaning)
            || (meaning == SKIP && passes_rows_over(field));
        if is_coded && !is_ours {
            let skip = if passes_rows_over(field) {
                format!(" or {SKIP}")
            } else {
                String::new()
            };
            return Err(format!(
                "\"{meaning}\" is no word of the field {}; the words on the right are {}{skip}, or \"\" for blank",
                field.name(),
                words_of(field).join(", ")
            ));
        }
    }
    let Some(default) = &rule.default else {
        return Ok(());
    };
    let must_be = if default.trim().is_empty() {
        Some("a text".to_owned())
    } else if is_coded {
        (!is_canonical(field, default)).then(|| format!("one of {}", words_of(field).join(", ")))
    } else {
        match kind_of(field) {
            Kind::Day => {
                let is_day = default.parse::<chrono::NaiveDate>().is_ok();
                (!is_day).then(|| "a date such as 2026-11-23".to_owned())
            }
            Kind::Number => {
                let is_number = default.parse::<u32>().is_ok_and(|number| number > 0);
                (!is_number).then(|| "a whole number".to_owned())
            }
            Kind::Id | Kind::Text => None,
        }
    };
    must_be.map_or(Ok(()), |what| {
        Err(format!("the default must be {what}, not \"{default}\""))
    })
}

/// Each key is one that the field takes, and none takes the place of another in silence.
fn makes_sense(field: Field, rule: &FieldRule) -> Result<(), String> {
    let name = field.name();
    let has_words = !rule.words.is_empty();
    let is_from_somewhere =
        !rule.headings.is_empty() || rule.default.is_some() || rule.template.is_some();
    let has_other_keys = has_words || rule.otherwise.is_some() || !rule.prefix.is_empty();
    if rule.is_unknown {
        return if field != Field::CaseStatusStart {
            Err(format!(
                "the field {name} cannot be unknown; only the start of a status can"
            ))
        } else if is_from_somewhere || has_other_keys {
            Err(format!(
                "the field {name} is said to be unknown, and where it comes from; say one of them"
            ))
        } else {
            Ok(())
        };
    }
    if (has_words || rule.otherwise.is_some()) && words_of(field).is_empty() {
        return Err(format!(
            "words and otherwise are for fields with words of their own, and {name} is read as it stands; take them out"
        ));
    }
    if rule.otherwise.is_some() && !has_words {
        return Err("otherwise stands there without words; say which words are known".to_owned());
    }
    if (has_words || !rule.prefix.is_empty()) && rule.headings.is_empty() {
        return Err("words and prefix are for cells, and no headings are named".to_owned());
    }
    if !rule.prefix.is_empty() && !matches!(kind_of(field), Kind::Id) {
        return Err(format!("prefix is for ids, and {name} is none"));
    }
    if let Some(template) = &rule.template {
        if field != Field::VisitId {
            return Err(format!("template is for visit_id only, not for {name}"));
        }
        if !rule.headings.is_empty() || rule.default.is_some() {
            return Err(
                "the field visit_id has a template, and headings or a default; say one of them"
                    .to_owned(),
            );
        }
        let parts = ["{child_id}", "{visit_date}"];
        let plain = parts
            .iter()
            .fold(template.clone(), |text, part| text.replace(part, ""));
        if plain.contains(['{', '}']) || !parts.iter().all(|part| template.contains(part)) {
            return Err(
                "a template is made of {child_id} and {visit_date}, both, and plain text"
                    .to_owned(),
            );
        }
    }
    if !is_from_somewhere {
        return Err(format!(
            "the field {name} has neither headings nor a default"
        ));
    }
    Ok(())
}

/// Whether a row can be passed over for what it says in the field.
fn passes_rows_over(field: Field) -> bool {
    matches!(
        field,
        Field::CaseStatus | Field::VisitMode | Field::VisitOutcome
    )
}

/// Whether a word is one that the field can hold.
fn is_canonical(field: Field, word: &str) -> bool {
    match field {
        Field::CaseStatus => Status::from_code(word).is_some(),
        Field::CaseRag | Field::RatingRag => Rag::from_code(word).is_some() || word == "UNRATED",
        _ => words_of(field).contains(&word),
    }
}

/// What a field without words of its own holds.
enum Kind {
    Id,
    Day,
    Number,
    Text,
}

fn kind_of(field: Field) -> Kind {
    match field {
        Field::CasePlanIntervalDays => Kind::Number,
        Field::AliasOldId
        | Field::CaseRagDecidedBy
        | Field::CaseVirtualAgreedBy
        | Field::CaseOversightBy
        | Field::RatingDecidedBy => Kind::Id,
        Field::CaseDateOfBirth
        | Field::CaseStatusStart
        | Field::CaseStatusEnd
        | Field::CaseOpenedAt
        | Field::VisitDate
        | Field::VisitRecordedAt
        | Field::WorkerValidFrom => Kind::Day,
        field if field.name().ends_with("_id") => Kind::Id,
        field if field.name().ends_with("_on") => Kind::Day,
        _ => Kind::Text,
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
