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
pub(super) fn makes_sense(field: Field, rule: &FieldRule) -> Result<(), String> {
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
