//! The shape of a profile file: which keys it may have, and nothing of what they mean.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        self, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileFile {
    pub title: String,
    #[serde(default)]
    pub verified: bool,
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default = "comma")]
    pub delimiter: char,
    pub table: Vec<TableFile>,
}

fn comma() -> char {
    ','
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFile {
    pub title: String,
    #[serde(default)]
    pub sheets: Vec<String>,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub left_to_other_sheets: Vec<String>,
    #[serde(default)]
    pub skip_rows_where: OneOrMore<SkipFile>,
    #[serde(default)]
    pub fill_down: Vec<String>,
    pub dates: Option<String>,
    #[serde(default)]
    pub join: OneOrMore<JoinFile>,
    pub cases: Option<BTreeMap<String, FieldFile>>,
    pub visits: Option<BTreeMap<String, FieldFile>>,
    pub ratings: Option<BTreeMap<String, FieldFile>>,
    pub workers: Option<BTreeMap<String, FieldFile>>,
    pub aliases: Option<BTreeMap<String, FieldFile>>,
    pub lookups: Option<BTreeMap<String, FieldFile>>,
    pub visit_type: Option<VisitTypeFile>,
}

/// One of a kind, or a list of them. Not untagged: what is wrong within is told as it would be without a list.
pub(super) struct OneOrMore<T>(Vec<T>);

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> OneOrMore<T> {
    pub fn into_list(self) -> Vec<T> {
        self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OneOrMore<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one of its kind, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(OneOrMore(vec![T::deserialize(text.into_deserializer())?]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let one = T::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OneOrMore(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMore)
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

/// `column` with `is`, or with `starts_with`, or both.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkipFile {
    pub column: OneOrMore<String>,
    #[serde(default)]
    pub is: OneOrMore<String>,
    #[serde(default)]
    pub starts_with: OneOrMore<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinFile {
    pub table: String,
    pub on: OneOrMore<String>,
    pub take: Option<String>,
    pub extract: Option<String>,
    #[serde(default)]
    pub optional: bool,
}

/// A list of headings, or the whole story.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a field is a list of headings in quotation marks, or a table with headings, words, otherwise, default, prefix, template, unknown, split, extract, listed_in or together; visit_type stands beside the fields, as [table.visit_type]"
)]
pub(super) enum FieldFile {
    Headings(Vec<String>),
    Rule(Box<FieldRuleFile>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldRuleFile {
    #[serde(default)]
    pub headings: Vec<String>,
    pub default: Option<String>,
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    pub otherwise: Option<String>,
    #[serde(default)]
    pub prefix: String,
    pub template: Option<String>,
    #[serde(default)]
    pub unknown: bool,
    pub split: Option<String>,
    pub extract: Option<String>,
    #[serde(default)]
    pub listed_in: OneOrMore<String>,
    pub together: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitTypeFile {
    pub headings: Vec<String>,
    pub types: BTreeMap<String, TypeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeFile {
    pub mode: Option<String>,
    pub outcome: Option<String>,
    pub child_seen: Option<String>,
    #[serde(default)]
    pub skip: bool,
}
