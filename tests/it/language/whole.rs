//! Whole reports with every mess at once: no row is rejected, and no visit is lost.

use lastseen::model::field::DataSet;

use super::{is_told, told};
use crate::{
    night::Exports,
    workbooks::{Cell, Sheet, texts, workbook},
};

const PROFILE: &str = r#"title = "Ours"
[[table]]
title = "Children"
sheets = ["Children"]
[table.cases]
child_id = ["Person ID"]
child_name = { headings = ["Surname", "Forename"], together = ", " }
status = { headings = ["Plan"], words = { "CIN plan" = "CIN", "CP plan" = "CP" } }
status_start = ["From"]
team = ["Team"]
worker_id = { headings = ["Worker"], extract = '\((\d+)\)' }

[table.visits]
visit_id = { template = "last {child_id} {visit_date}" }
child_id = ["Person ID"]
visit_date = ["Last visit"]
mode = { default = "face_to_face" }
child_seen = { default = "Y" }

[[table]]
title = "Visits"
sheets = ["Visits"]
fill_down = ["Team", "Child"]
skip_rows_where = [
    { column = "Team", starts_with = ["Total", "Grand total", "Report run"] },
    { column = "Child", is = "Total" },
]
[table.visits]
visit_id = { template = "{child_id} {visit_date} {mode} {outcome} {worker_id}" }
child_id = { headings = ["Child"], split = ";", extract = '\((\d+)\)' }
visit_date = ["Date"]
mode = { headings = ["Type"], words = { "Home visit" = "face_to_face", "No reply" = "face_to_face", "Call" = "phone" } }
outcome = { headings = ["Type"], words = { "Home visit" = "completed", "No reply" = "attempted", "Call" = "completed" } }
child_seen = { listed_in = "Seen", words = { "Nobody" = "N" } }
worker_id = { headings = ["Visited by"], split = ";", extract = '\((\d+)\)' }
"#;

const CHILDREN: &str = "\
Person ID|Surname|Forename|Plan|From|Team|Worker|Last visit
1|Zzsmith|Jane|CP plan|01/09/2026|North|ZZA, Bea (11)|02/11/2026
2|Zzsmith|Tom|CIN plan|01/09/2026|North|Unallocated|
3|Zzjones|Ann|CIN plan|01/09/2026|South||";

/// A report as a reporting tool pages and groups it; blank lines are written as such.
const VISITS: &str = "\
Team|Child|Date|Type|Visited by|Seen|Visits
North||||||3
|Zzsmith, Jane (1); Zzsmith, Tom (2)|10/11/2026|Home visit|ZZA, Bea (11); ZZB, Cy (12)|Jane Zzsmith|
||12/11/2026|No reply|ZZA, Bea (11)||
Team|Child|Date|Type|Visited by|Seen|Visits
||12/11/2026|Home visit|ZZA, Bea (11)|Zzsmith, Tom (2)|
|Total|||||2
|Zzsmith, Jane (1)|16/11/2026|Call|ZZA, Bea (11)|Nobody|
Total North||||||3

South||||||1
|Zzjones, Ann (3)||||||
Grand total||||||4
Report run 22/11/2026 05:10||||||";

/// Rows of text with a title above the headings.
fn sheet(text: &str) -> Sheet {
    let rows = text.lines().map(texts);
    std::iter::once(vec![Cell::Title("Visits by team and child")])
        .chain(rows)
        .collect()
}

#[test]
fn a_grouped_report_is_read_whole() {
    let book = workbook(&[("Children", sheet(CHILDREN)), ("Visits", sheet(VISITS))]);
    let ours = ("ours", PROFILE);
    let exports = Exports::new()
        .read_by(DataSet::Cases, "report.xlsx", ours, &book)
        .read_by(DataSet::Visits, "report.xlsx", ours, &book);
    // Joint visits stand once for each worker; the sheet of children gives a last visit of the first alone.
    is_told(
        &told(&exports),
        "1 2026-11-02 Y -|1 2026-11-10 Y 11|1 2026-11-10 Y 12|1 2026-11-12 - 11|1 2026-11-12 N 11|1 2026-11-16 N 11\
         |2 2026-11-10 N 11|2 2026-11-10 N 12|2 2026-11-12 - 11|2 2026-11-12 Y 11\
         |cases: 3 + 0 rejected, 0 skipped|visits: 1 + 0 rejected, 2 skipped|visits: 9 + 0 rejected, 8 skipped",
    );
}
