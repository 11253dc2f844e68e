//! The `[gate]` table of `jobs/service.toml`.

use super::{
    document::Section,
    values::{self, number},
};
use crate::ingest::settings::{Gate, Reaction};

pub(super) fn read(section: &mut Section<'_, '_>, gate: &mut Gate) {
    for (key, place) in [
        ("max_rejected", &mut gate.max_rejected),
        ("max_orphans", &mut gate.max_orphans),
        ("min_rows_vs_last", &mut gate.min_rows_vs_last),
        ("min_children_vs_last", &mut gate.min_children_vs_last),
    ] {
        let share = "a share from \"0%\" to \"100%\", such as \"2%\"";
        *place = section.parsed(key, share, values::share).unwrap_or(*place);
    }
    gate.max_age_hours = section
        .parsed(
            "max_age",
            "a length of time such as \"26h\" or \"3d\"",
            values::hours,
        )
        .unwrap_or(gate.max_age_hours);
    gate.content_rows = number(section, "content_rows", 1..=1_000_000).unwrap_or(gate.content_rows);
    let outcomes = [
        ("refuse", Reaction::Refuse),
        ("warn", Reaction::Warn),
        ("off", Reaction::Off),
    ];
    for (key, place) in [
        ("stale", &mut gate.stale),
        ("orphans", &mut gate.orphans),
        ("rows_down", &mut gate.rows_down),
        ("children_down", &mut gate.children_down),
        ("jump", &mut gate.jump),
        ("two_files", &mut gate.two_files),
        ("sheets_gone", &mut gate.sheets_gone),
        ("sheets_unread", &mut gate.sheets_unread),
        ("teams", &mut gate.teams),
        ("values_unread", &mut gate.values_unread),
        ("date_order", &mut gate.date_order),
        ("cut", &mut gate.cut),
        ("columns_gone", &mut gate.columns_gone),
        ("identical", &mut gate.identical),
        ("older", &mut gate.older),
        ("different_days", &mut gate.different_days),
    ] {
        *place = section.choice(key, &outcomes).unwrap_or(*place);
    }
    if let Some(meaning) = section.choice("row_cap", &outcomes) {
        (gate.row_cap, gate.round_cap) = (meaning, meaning);
    }
    gate.workbook_memory = section
        .parsed(
            "workbook_memory",
            "an amount of memory such as \"512MB\"",
            values::size,
        )
        .unwrap_or(gate.workbook_memory);
    let some_time = |text: &str| values::duration(text).filter(|time| !time.is_zero());
    gate.workbook_time = section
        .parsed(
            "workbook_time",
            "a length of time such as \"60s\"",
            some_time,
        )
        .unwrap_or(gate.workbook_time);
    for (key, place) in [("wait", &mut gate.wait), ("settle", &mut gate.settle)] {
        let length = "a length of time such as \"45m\", or \"0s\" for none";
        *place = section
            .parsed(key, length, values::duration)
            .unwrap_or(*place);
    }
}
