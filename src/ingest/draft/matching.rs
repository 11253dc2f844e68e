//! Which column is which field: by its heading, by what it holds, by the words it uses, by ids that other exports have.

use std::collections::{HashMap, HashSet};

use super::{
    column::{Column, Kind},
    known::Known,
};
use crate::model::{
    field::{DataSet, Field},
    text::folded,
};

/// The ids that the service's other exports have, folded.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Of children.
    pub children: HashSet<String>,
    /// Of workers.
    pub workers: HashSet<String>,
}

/// A field and the column that it is taken from.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) field: Field,
    /// The column's place among the columns looked at.
    pub(super) column: usize,
    pub(super) score: f64,
    /// Whether its heading is one of the field's, or nearly.
    pub(super) is_by_heading: bool,
    pub(super) why: String,
}

/// A heading that is nearer than this to a field's is like it.
const LIKE: f64 = 0.62;

/// What a field needs of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Child,
    Worker,
    RowId,
    Day,
    Answer,
    Word,
    PersonName,
    Text,
    Number,
}

pub(super) fn wants(field: Field) -> Wants {
    use Field as F;
    match field {
        F::CaseChildId | F::VisitChildId | F::RatingChildId | F::AliasChildId | F::AliasOldId => {
            Wants::Child
        }
        F::CaseWorkerId
        | F::VisitWorkerId
        | F::WorkerId
        | F::CaseRagDecidedBy
        | F::RatingDecidedBy
        | F::CaseOversightBy
        | F::CaseVirtualAgreedBy => Wants::Worker,
        F::VisitId | F::LookupKey => Wants::RowId,
        F::CaseDateOfBirth
        | F::CaseStatusStart
        | F::CaseStatusEnd
        | F::CaseOpenedAt
        | F::CaseRagDecidedOn
        | F::CaseRagRecordedOn
        | F::CasePlanUpdatedOn
        | F::CaseSafetyPlanOn
        | F::CaseOversightOn
        | F::CaseLastSupervisionOn
        | F::CasePlacementChangedOn
        | F::CaseDiedOn
        | F::VisitDate
        | F::VisitRecordedAt
        | F::RatingDecidedOn
        | F::RatingRecordedOn
        | F::WorkerLeftOn
        | F::WorkerValidFrom
        | F::LookupStart
        | F::LookupEnd => Wants::Day,
        F::VisitChildSeen | F::VisitSeenAlone | F::WorkerQualified | F::WorkerCanVisit => {
            Wants::Answer
        }
        F::CaseStatus
        | F::CaseRag
        | F::RatingRag
        | F::VisitMode
        | F::VisitOutcome
        | F::WorkerRole => Wants::Word,
        F::CaseChildName | F::WorkerName => Wants::PersonName,
        F::CaseTeam
        | F::CaseService
        | F::WorkerTeam
        | F::WorkerService
        | F::CaseRagRationale
        | F::RatingRationale
        | F::CaseRiskFactors => Wants::Text,
        F::CasePlanIntervalDays => Wants::Number,
    }
}

/// Whether a column says by a list who was seen.
pub(super) fn lists_who_was_seen(column: &Column) -> bool {
    let heading = folded(&column.heading);
    heading.contains("seen")
        && !matches!(column.kind, Kind::YesNo | Kind::Empty)
        && (heading.contains("who") || heading.contains("children") || column.is_of_people())
}

/// How well what a column holds goes with what a field needs; `None` for not at all.
fn fit(field: Field, column: &Column) -> Option<f64> {
    let kind = &column.kind;
    // What numbers the rows stands in one row each, or in a few that belong together.
    if wants(field) == Wants::RowId && column.distinct * 10 < column.filled * 8 {
        return None;
    }
    // Yes and no may say that a visit was completed, and are words of nothing else.
    if wants(field) == Wants::Word && *kind == Kind::YesNo && field != Field::VisitOutcome {
        return None;
    }
    // Whether each of several was seen alone is said by none of the language's keys.
    if field == Field::VisitSeenAlone && lists_who_was_seen(column) {
        return None;
    }
    let fit = match (wants(field), kind) {
        // Who is registered has a number.
        (Wants::Answer, Kind::Id) if field == Field::WorkerQualified => 0.8,
        (Wants::Answer, _) if field == Field::VisitChildSeen && lists_who_was_seen(column) => 0.9,
        (Wants::Child, Kind::Id | Kind::IdInText { .. } | Kind::SeveralIds { .. })
        | (Wants::Worker | Wants::RowId, Kind::Id)
        | (Wants::Day, Kind::Day)
        | (Wants::Answer, Kind::YesNo)
        | (Wants::Word, Kind::Code)
        | (Wants::PersonName, Kind::Name)
        | (Wants::Text, Kind::Code | Kind::FreeText)
        | (Wants::Number, Kind::Number) => 1.0,
        (Wants::Worker, Kind::IdInText { .. } | Kind::SeveralIds { .. }) => 0.95,
        (Wants::Child | Wants::Worker | Wants::RowId, Kind::Number)
        | (Wants::Answer, Kind::Code) => 0.8,
        (Wants::Worker, Kind::Code)
        | (Wants::Word, Kind::YesNo)
        | (Wants::PersonName, Kind::FreeText) => 0.6,
        (Wants::PersonName, Kind::Code | Kind::IdInText { .. })
        | (Wants::Text, Kind::Name | Kind::Id | Kind::Number) => 0.4,
        (Wants::Word, Kind::Id | Kind::Number | Kind::FreeText | Kind::Name)
        | (Wants::Worker, Kind::Name) => 0.3,
        (_, Kind::Empty) => 0.2,
        _ => return None,
    };
    Some(fit)
}

/// Whether a column holds what a field needs.
pub(super) fn fits(field: Field, column: &Column) -> bool {
    fit(field, column).is_some_and(|fit| fit >= 0.8)
}

/// The share of a column's filled rows whose word is known in a field.
pub(super) fn words_known(known: &Known, field: Field, column: &Column) -> f64 {
    let Some(words) = column.words.as_ref().filter(|_| !column.is_of_people()) else {
        return 0.0;
    };
    // That it is called a visit says less of how it was made than a way to make it.
    let is_known = |word: &str| match field {
        Field::VisitMode => known
            .contacts
            .taken(word)
            .map_or(0.0, |taken| if taken.is_assumed { 0.7 } else { 1.0 }),
        Field::CaseStatus if known.word(field, word).is_none() => {
            0.7 * f64::from(known.statuses.within(word).is_some())
        }
        field => f64::from(known.word(field, word).is_some()),
    };
    let rows: f64 = words
        .iter()
        .map(|(word, rows)| is_known(word) * *rows as f64)
        .sum();
    rows / column.filled.max(1) as f64
}

/// The best column for each field of some data sets; no column is two fields, but the child's of all of them.
pub(super) fn matches(
    known: &Known,
    sets: &[DataSet],
    columns: &[Column],
    elsewhere: &Elsewhere,
) -> HashMap<Field, Match> {
    let mut pairs: Vec<Match> = Vec::new();
    for field in sets.iter().flat_map(|set| set.fields()) {
        for (place, column) in columns.iter().enumerate() {
            pairs.extend(pair(known, field, place, column, elsewhere));
        }
    }
    pairs.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| (a.field, a.column).cmp(&(b.field, b.column)))
    });
    let may_share = |a: Field, b: Field| {
        wants(a) == Wants::Child && wants(b) == Wants::Child && a.data_set() != b.data_set()
    };
    let mut taken: HashMap<Field, Match> = HashMap::new();
    for pair in pairs {
        let is_free = !taken.contains_key(&pair.field)
            && taken
                .values()
                .filter(|other| other.column == pair.column)
                .all(|other| may_share(other.field, pair.field));
        if is_free {
            taken.insert(pair.field, pair);
        }
    }
    taken
}

fn pair(
    known: &Known,
    field: Field,
    place: usize,
    column: &Column,
    elsewhere: &Elsewhere,
) -> Option<Match> {
    // What cannot be named cannot be taken.
    if column.is_twice {
        return None;
    }
    let fit = fit(field, column)?;
    let near = known.nearness(field, &column.heading, &column.tokens)?;
    // Yes and no are words of anything.
    if wants(field) == Wants::Word && column.kind == Kind::YesNo && near < 0.8 {
        return None;
    }
    // Nothing but its heading speaks for an empty column.
    if column.kind == Kind::Empty && near < 0.85 {
        return None;
    }
    let words = match wants(field) {
        Wants::Word => words_known(known, field, column),
        _ => 0.0,
    };
    let (shared, of_others) = match wants(field) {
        Wants::Child => (
            share(column, &elsewhere.children),
            share(column, &elsewhere.workers),
        ),
        Wants::Worker => (
            share(column, &elsewhere.workers),
            share(column, &elsewhere.children),
        ),
        _ => (0.0, 0.0),
    };
    // A word such as "status" stands in many headings: what came of a visit is known by its words too.
    if field == Field::VisitOutcome && words < 0.5 && near < 0.9 {
        return None;
    }
    // So is a status: a category of abuse is none, nor is what a care leaver does.
    let has_words = column.words.as_ref().is_some_and(|words| !words.is_empty());
    let must_know = match field {
        Field::CaseStatus => near < 1.0,
        Field::VisitOutcome => column.says("status"),
        _ => false,
    };
    if must_know && has_words && words < 0.3 {
        return None;
    }
    // A type of visit says which plan it is for, a method how it was made; the status of a form that it was filled in,
    // an outcome what came of the visit.
    let says_it = match field {
        Field::VisitMode => column.says("method"),
        Field::VisitOutcome => !column.says("status"),
        _ => false,
    };
    if near < LIKE && words < 0.6 && shared < 0.6 || of_others > 0.6 && shared < of_others {
        return None;
    }
    let mut why = match near {
        1.0 => "its heading".to_owned(),
        near if near >= LIKE => "the words of its heading".to_owned(),
        _ => String::new(),
    };
    let mut add = |reason: &str| {
        if !why.is_empty() {
            why.push_str("; ");
        }
        why.push_str(reason);
    };
    if words >= 0.6 {
        add("its words");
    }
    if shared >= 0.6 {
        add("its ids stand in the other exports");
    }
    Some(Match {
        field,
        column: place,
        is_by_heading: near >= 0.9,
        // When a case was opened matters little; since when it stands as it does, much.
        score: 0.6 * near - 0.5 * f64::from(field == Field::CaseOpenedAt)
            + 0.25 * fit
            + 0.3 * words
            + 0.3 * shared
            + 0.1 * f64::from(says_it),
        why,
    })
}

fn share(column: &Column, ids: &HashSet<String>) -> f64 {
    if ids.is_empty() || column.values.is_empty() {
        return 0.0;
    }
    let shared = column
        .values
        .iter()
        .filter(|value| ids.contains(*value))
        .count();
    shared as f64 / column.values.len() as f64
}
