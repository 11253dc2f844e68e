//! Records that were merged: every row of the old id is the child's. [RULES 2]

use std::collections::BTreeMap;

use super::{Fate, SheetContext, Sink, row::RowReader};
use crate::{
    ingest::{refusal::Trouble, rows::RowBuf},
    model::field::Field,
};

/// Reads one alias. An old id that stands for two children is the later one's in byte order.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let mut reader = RowReader::new(row, context, &mut sink.problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    let old = reader.id(Field::AliasOldId);
    let child = reader.id(Field::AliasChildId);
    let (false, Some(old), Some(child)) = (reader.is_rejected(), old, child) else {
        return Fate::Rejected;
    };
    if old != child {
        let place = sink.raw.merged.entry(old.into_owned()).or_default();
        if place.as_str() < &*child {
            *place = child.into_owned();
        }
    }
    Fate::Accepted
}

/// Follows every alias to its end, so that one look finds the child.
pub(super) fn settle(merged: &mut BTreeMap<String, String>) -> Result<(), Trouble> {
    let mut ends = BTreeMap::new();
    let mut in_circles = 0;
    for old in merged.keys() {
        let mut id = old;
        for _ in 0..=merged.len() {
            match merged.get(id) {
                Some(next) => id = next,
                None => break,
            }
        }
        // After as many steps as there are aliases, only a circle leads on.
        if merged.contains_key(id) {
            in_circles += 1;
        } else {
            ends.insert(old.clone(), id.clone());
        }
    }
    *merged = ends;
    if in_circles > 0 {
        return Err(Trouble::AliasCircle {
            records: in_circles,
        });
    }
    Ok(())
}
