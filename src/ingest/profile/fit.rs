//! Which keys and words fit a field of a profile: a key that would be taken and ignored is an error.

use super::{FieldRule, SKIP};
use crate::model::{
    field::Field,
    rating::Rag,
    status::Status,
    visit::{Mode, Outcome},
};

/// Each constant is one that the field can hold.
pub(super) fn can_hold(field: Field, rule: &FieldRule) -> Result<(), String> {
    let is_coded = is_coded(field);
    for meaning in rule.words.values().chain(&rule.otherwise) {
        if !is_coded {
            meaning_fits(field, meaning)?;
            continue;
        }
        let is_ours = meaning.is_empty()
            || is_canonical(field, meaning)
            || (meaning == SKIP && passes_rows_over(field));
        if !is_ours {
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
        not_of_kind(field, default).map(str::to_owned)
    };
    must_be.map_or(Ok(()), |what| {
        Err(format!("the default must be {what}, not \"{default}\""))
    })
}

/// What a text must be for a field without words of its own, where it is not.
fn not_of_kind(field: Field, text: &str) -> Option<&'static str> {
    match kind_of(field) {
        Kind::Day => {
            let is_day = text.parse::<chrono::NaiveDate>().is_ok();
            (!is_day).then_some("a date such as 2026-11-23")
        }
        Kind::Number => {
            let is_number = text.parse::<u32>().is_ok_and(|number| number > 0);
            (!is_number).then_some("a whole number")
        }
        Kind::Id | Kind::Text => None,
    }
}

/// A word of the export means blank, or something that the field can hold.
fn meaning_fits(field: Field, meaning: &str) -> Result<(), String> {
    if meaning == SKIP {
        return Err(format!(
            "{SKIP} passes rows over for their status, mode or outcome, not for their {}; skip_rows_where names rows of any kind",
            field.name()
        ));
    }
    match not_of_kind(field, meaning).filter(|_| !meaning.is_empty()) {
        None => Ok(()),
        Some(what) => Err(format!(
            "the words on the right are {what}, or \"\" for blank, not \"{meaning}\""
        )),
    }
}

/// Each key is one that the field takes, and none takes the place of another in silence.
pub(super) fn makes_sense(field: Field, rule: &FieldRule) -> Result<(), String> {
    let name = field.name();
    let has_words = !rule.words.is_empty();
    let is_from_somewhere =
        !rule.headings.is_empty() || rule.default.is_some() || rule.template.is_some();
    let is_of_cells =
        has_words || !rule.prefix.is_empty() || rule.split.is_some() || rule.extract.is_some();
    if rule.is_unknown {
        return if field != Field::CaseStatusStart {
            Err(format!(
                "the field {name} cannot be unknown; only the start of a status can"
            ))
        } else if is_from_somewhere || is_of_cells || rule.otherwise.is_some() {
            Err(format!(
                "the field {name} is said to be unknown, and where it comes from; say one of them"
            ))
        } else {
            Ok(())
        };
    }
    if rule.otherwise.is_some()
        && words_of(field).is_empty()
        && !matches!(kind_of(field), Kind::Text)
    {
        return Err(format!(
            "otherwise would make one value of every other cell, and {name} is an id, a date or a number; name the words that mean something else"
        ));
    }
    if rule.otherwise.is_some() && !has_words {
        return Err("otherwise stands there without words; say which words are known".to_owned());
    }
    if is_of_cells && rule.headings.is_empty() {
        return Err(
            "words, prefix, split and extract are for cells, and no headings are named".to_owned(),
        );
    }
    if !rule.prefix.is_empty() && !matches!(kind_of(field), Kind::Id) {
        return Err(format!("prefix is for ids, and {name} is none"));
    }
    if !rule.prefix.is_empty() && field == Field::LookupKey {
        return Err("the rows that are joined know the key without a prefix".to_owned());
    }
    if rule.together.is_some() {
        together_makes_sense(field, rule)?;
    }
    if rule.is_list_of_seen {
        list_makes_sense(field, rule)?;
    } else if let Some(mark) = &rule.split {
        split_makes_sense(field, mark)?;
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
        let needed = ["{child_id}", "{visit_date}"];
        let parts = ["{mode}", "{outcome}", "{worker_id}"].iter().chain(&needed);
        let plain = parts.fold(template.clone(), |text, part| text.replace(part, ""));
        if plain.contains(['{', '}']) || !needed.iter().all(|part| template.contains(part)) {
            return Err(
                "a template is made of {child_id} and {visit_date}, both, perhaps of {mode}, {outcome} and {worker_id}, and plain text"
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

/// A list of those who were seen is one of the row's children.
fn list_makes_sense(field: Field, rule: &FieldRule) -> Result<(), String> {
    if field != Field::VisitChildSeen {
        return Err(format!(
            "listed_in is for child_seen: whether the child stands in a list of those who were seen; {} is something else",
            field.name()
        ));
    }
    if rule.extract.is_some() || rule.otherwise.is_some() {
        return Err(
            "a list is compared with the child's id and name, with the extract of child_id; extract and otherwise have no part in it"
                .to_owned(),
        );
    }
    rule.split.as_deref().map_or(Ok(()), mark_makes_sense)
}

/// Cells that are one text: the names of a person.
fn together_makes_sense(field: Field, rule: &FieldRule) -> Result<(), String> {
    if !matches!(field, Field::CaseChildName | Field::WorkerName) {
        return Err(format!(
            "together is for names that stand in several columns, and {} is none",
            field.name()
        ));
    }
    if rule.headings.len() < 2 {
        return Err("together puts several cells into one, and one heading is named".to_owned());
    }
    if rule.split.is_some() || rule.extract.is_some() || !rule.words.is_empty() {
        return Err(
            "together takes cells as they stand; split, extract and words have no part in it"
                .to_owned(),
        );
    }
    Ok(())
}

fn split_makes_sense(field: Field, mark: &str) -> Result<(), String> {
    if Several::of(field).is_none() {
        return Err(format!(
            "split is for several children or workers in one cell and for lists of risk factors, and {} holds one value",
            field.name()
        ));
    }
    mark_makes_sense(mark)
}

fn mark_makes_sense(mark: &str) -> Result<(), String> {
    if mark.is_empty() {
        return Err("split is the mark between two values, such as \";\", and is empty".to_owned());
    }
    if mark.contains(char::is_control) {
        return Err(
            "a line break in a cell is read as a space; split at the mark that ends each value, such as \")\", or at \" \" where no value has a space"
                .to_owned(),
        );
    }
    Ok(())
}

/// What several values in one cell of a field mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// A row each.
    Rows,
    /// The first is meant.
    First,
    /// They stay together, as a list.
    List,
}

impl Several {
    /// Of a field that can have several.
    pub fn of(field: Field) -> Option<Self> {
        match field {
            Field::CaseChildId
            | Field::VisitChildId
            | Field::VisitWorkerId
            | Field::RatingChildId
            | Field::WorkerId
            | Field::AliasOldId
            | Field::LookupKey => Some(Self::Rows),
            Field::CaseWorkerId
            | Field::CaseRagDecidedBy
            | Field::CaseVirtualAgreedBy
            | Field::CaseOversightBy
            | Field::RatingDecidedBy => Some(Self::First),
            Field::CaseRiskFactors => Some(Self::List),
            _ => None,
        }
    }
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
#[derive(Clone, Copy)]
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
        | Field::RatingDecidedBy
        | Field::LookupKey => Kind::Id,
        Field::CaseDateOfBirth
        | Field::CaseStatusStart
        | Field::CaseStatusEnd
        | Field::CaseOpenedAt
        | Field::VisitDate
        | Field::VisitRecordedAt
        | Field::WorkerValidFrom
        | Field::LookupStart
        | Field::LookupEnd => Kind::Day,
        field if field.name().ends_with("_id") => Kind::Id,
        field if field.name().ends_with("_on") => Kind::Day,
        _ => Kind::Text,
    }
}

/// Whether a field has words of its own.
pub fn is_coded(field: Field) -> bool {
    !words_of(field).is_empty()
}

/// Whether a field holds a day.
pub fn is_day(field: Field) -> bool {
    matches!(kind_of(field), Kind::Day)
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
