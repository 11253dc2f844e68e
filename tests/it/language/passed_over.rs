//! Rows that are none of ours: totals, footers, drafts, headings that stand again; and dates that are month first.

use test_case::test_case;

use super::{is_told, visits};

#[test_case("{ column = 'Child', is = ['Total', 'Grand Total'] }", "1,2026-11-10\nTOTAL,\n grand  total ,12\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 2 skipped"; "totals by their words")]
#[test_case("{ column = 'Child', is = 'Total' }", "1,2026-11-10\nTotal 12,soon\n", "1 2026-11-10 - -|! 3 Date E-DATE soon|visits: 1 + 1 rejected, 0 skipped"; "a word is the whole cell")]
#[test_case("{ column = 'Child', starts_with = 'Total' }", "1,2026-11-10\nTotal for North: 12,\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 1 skipped"; "totals with a number")]
#[test_case("[{ column = 'Child', starts_with = ['Report run', 'Applied filters'] }, { column = 'Date', is = 'Draft' }]", "1,2026-11-10\n2,draft\nReport run 23/11/2026 05:10\nApplied filters: Team is North\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 3 skipped"; "footers that are shorter than a row, and drafts")]
#[test_case("{ column = 'Date', is = ['', 'not made'] }", "1,2026-11-10\n2,\n3,Not made\n1,N/A\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 3 skipped"; "a blank cell, in any of the ways to write so")]
#[test_case("{ column = 'Date', is = 'Total' }", "1,2026-11-10\n2,#N/A\n", "1 2026-11-10 - -|! 3 Date E-NO-VALUE #N/A|visits: 1 + 1 rejected, 0 skipped"; "an error is no word")]
#[test_case("{ column = ['Status', 'Date'], is = 'Total' }", "1,2026-11-10\n2,Total\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 1 skipped"; "the column by another heading")]
#[test_case("{ column = 'Form status', is = 'Draft' }", "1,2026-11-10\n", "visits export ours.csv: the column \"Form status\", which skip_rows_where of the profile names, is missing; without it nobody knows which rows count, or whose they are: name the column as the export does"; "a column that is gone")]
fn rows_are_skipped(rule: &str, rows: &str, expected: &str) {
    let found = visits(
        &format!("skip_rows_where = {rule}"),
        &format!("Child,Date\n{rows}"),
    );
    is_told(&found, expected);
}

#[test_case("Child,Date\n1,2026-11-10\nChild,Date\n2,2026-11-11\n", "1 2026-11-10 - -|2 2026-11-11 - -|visits: 2 + 0 rejected, 1 skipped"; "on the next page")]
#[test_case("Child,Date,Type\n1,2026-11-10,Home\nCHILD,date,TYPE\n", "1 2026-11-10 - -|visits: 1 + 0 rejected, 1 skipped"; "in other letters")]
#[test_case("Child,Date,Type\n1,2026-11-10,Home\n,Date,\n", "1 2026-11-10 - -|! 3 Child E-MISSING|! 3 Date E-DATE Date|visits: 1 + 1 rejected, 0 skipped"; "one word is a value")]
#[test_case("Child,Date,Type\n1,2026-11-10,Home\nChild,Date,Home\n", "1 2026-11-10 - -|! 3 Date E-DATE Date|visits: 1 + 1 rejected, 0 skipped"; "most of them is no heading")]
fn headings_may_stand_again(csv: &str, expected: &str) {
    is_told(&visits("", csv), expected);
}

#[test_case("1,11/10/2026\n1,11/23/2026\n", "1 2026-11-10 - -|1 2026-11-23 - -|visits: 2 + 0 rejected, 0 skipped"; "in numbers")]
#[test_case("1,11-10-2026 09:30\n1,Mon 11/23/2026\n", "1 2026-11-10 - -|1 2026-11-23 - -|visits: 2 + 0 rejected, 0 skipped"; "with a time, or a day of the week")]
#[test_case("1,2026-11-10\n1,12 Nov 2026\n", "1 2026-11-10 - -|1 2026-11-12 - -|visits: 2 + 0 rejected, 0 skipped"; "other forms as ever")]
#[test_case("1,11/10/2026\n1,23/11/2026\n", "1 2026-11-10 - -|! 3 Date E-DATE 23/11/2026|visits: 1 + 1 rejected, 0 skipped"; "one that can only be day first")]
#[test_case("1,23/11/2026\n1,22/11/2026\n1,11/10/2026\n", "visits export ours.csv: 2 dates of \"Date\" can only be day first and none month first, as the profile says, so that the others are misread; take dates = \"month first\" out of the profile"; "a file that is day first")]
fn dates_may_be_month_first(rows: &str, expected: &str) {
    let found = visits("dates = 'month first'", &format!("Child,Date\n{rows}"));
    is_told(&found, expected);
}

#[test_case("1,10,2026-11-10,Home,Y,W1\n2,,,,,\n", "1 2026-11-10 Y W1|visits: 1 + 0 rejected, 1 skipped"; "a child without a visit")]
#[test_case("2,,,,,W1\n", "visits: 0 + 0 rejected, 1 skipped"; "a worker alone is no visit")]
#[test_case("2,,,,Y,\n", "! 2 Type E-MISSING|! 2 Date E-MISSING|visits: 0 + 1 rejected, 0 skipped"; "an answer is one")]
#[test_case("2,10,,,,\n", "! 2 Type E-MISSING|! 2 Date E-MISSING|visits: 0 + 1 rejected, 0 skipped"; "an id is one")]
#[test_case("2,,,Home,,\n", "! 2 Date E-MISSING|visits: 0 + 1 rejected, 0 skipped"; "so is a type")]
#[test_case("2,,#REF!,,,\n", "! 2 Type E-MISSING|! 2 Date E-NO-VALUE #REF!|visits: 0 + 1 rejected, 0 skipped"; "and what is not known")]
fn a_child_may_have_no_visit(rows: &str, expected: &str) {
    let csv = format!("Child,Ref,Date,Type,Seen,Worker\n{rows}");
    let keys = "visit_id = ['Ref']\nmode = { headings = ['Type'], words = { Home = 'face_to_face' } }\nchild_seen = ['Seen']\nworker_id = ['Worker']";
    is_told(&visits(keys, &csv), expected);
}
