//! Of several files that a pattern means, the one whose name states the latest date is read.

use lastseen::model::field::DataSet;
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workplace::DATE,
};

/// Whether of two exports the one of this name is read, and not that of the day before.
fn is_newer(name: &str) -> bool {
    let child =
        |id: &str| format!("child_id,status,status_start,team\n{id},CIN,2026-09-01,North\n");
    let exports = Exports::new()
        .beside(name, child("LATER"))
        .beside("export_20261122.csv", child("BEFORE"))
        .reading(DataSet::Cases, "*export*.csv", "canonical");
    let positions = exports.positions(day(DATE), &[]);
    let read = ["LATER", "BEFORE"].map(|id| positions.contains(id));
    assert_ne!(read[0], read[1], "one of the two is read");
    read[0]
}

#[test_case("export_20261123.csv")]
#[test_case("export_23112026.csv")]
#[test_case("export_2026-11-23.csv")]
#[test_case("export_2026_11_23.csv")]
#[test_case("export.2026.11.23.csv")]
#[test_case("23-11-2026 export.csv")]
#[test_case("export_23_11_2026.csv")]
#[test_case("export 23.11.2026.csv")]
#[test_case("export_202611230530.csv")]
#[test_case("export_20261123053059.csv")]
#[test_case("export_20261123T0530.csv")]
#[test_case("export_2026-11-23T05-30-59.csv")]
#[test_case("export_2025-11-24_to_2026-11-23.csv"; "the last of several")]
fn a_date_in_a_name(name: &str) {
    assert!(is_newer(name));
}

#[test_case("export_2026-11_23.csv"; "two separators")]
#[test_case("export_23-11.2026.csv"; "two separators, day first")]
#[test_case("export_2026+11+23.csv"; "another separator")]
#[test_case("export_2026-11-233.csv"; "a digit too many at the end")]
#[test_case("export_23-11-20261.csv"; "a digit too many in the year")]
#[test_case("export_120261123.csv"; "nine digits")]
#[test_case("export_2026112305.csv"; "ten digits")]
#[test_case("export_2026112305305.csv"; "thirteen digits")]
#[test_case("export_23-11-26.csv"; "two digits for the year")]
#[test_case("export_11-23-2026.csv"; "month first")]
#[test_case("export_2026-1-23.csv"; "one digit for the month")]
#[test_case("export_21001123.csv"; "a year that cannot be meant")]
#[test_case("export_23112026053000.csv"; "day first with a time")]
#[test_case("export_latest.csv"; "no date")]
fn no_date_in_a_name(name: &str) {
    assert!(!is_newer(name));
}

/// Signs of a pattern in a name are the name's, and a copy of a day's export is not the newer one.
#[test_case("cases [final].csv", "cases [final].csv"; "a name with brackets")]
#[test_case("cases*[final].csv", "cases 1 [final].csv"; "a pattern with brackets of a name")]
#[test_case("cases_2026112[23].csv", "cases_20261123.csv"; "brackets of a pattern")]
#[test_case("cases_*.csv", "cases_20261123.csv"; "a copy written later")]
fn the_file_that_is_meant(pattern: &str, meant: &str) {
    let child =
        |id: &str| format!("child_id,status,status_start,team\n{id},CIN,2026-09-01,North\n");
    let exports = Exports::new()
        .beside(meant, child("MEANT"))
        .beside("cases_20261123 - Copy.csv", child("COPY"))
        .beside("cases_20261123 OLD.csv", child("OLD"))
        .beside("cases_20261123.bak.csv", child("BAK"))
        .beside("cases_20261123_backup.csv", child("BACKUP"))
        .beside("cases_20261123_copy.csv", child("COPY"))
        .beside("cases_20261123_old.csv", child("OLD"))
        .beside("cases_20261123_bak.csv", child("BAK"))
        .reading(DataSet::Cases, pattern, "canonical");
    let positions = exports.positions(day(DATE), &[]);
    assert!(positions.contains("MEANT"), "{positions}");
}

/// What is still being copied, and what Excel keeps beside an open file, is no export yet.
#[test]
fn a_file_that_is_not_there_in_full_is_passed_over() {
    let child =
        |id: &str| format!("child_id,status,status_start,team\n{id},CIN,2026-09-01,North\n");
    for name in [
        "cases_20261124.csv.tmp",
        "cases_20261124.csv.part",
        "cases_20261124.csv.partial",
        "cases_20261124.csv.crdownload",
        "cases_20261124.CSV.FILEPART",
        "~$cases_20261124.csv",
        ".cases_20261124.csv",
    ] {
        let exports = Exports::new()
            .beside(name, child("UNFINISHED"))
            .beside("cases_20261123.csv", child("MEANT"))
            .reading(DataSet::Cases, "*cases_*", "canonical");
        let positions = exports.positions(day(DATE), &[]);
        assert!(positions.contains("MEANT"), "{name}: {positions}");
    }
}
