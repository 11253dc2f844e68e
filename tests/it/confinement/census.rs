//! A child is found in whatever part of a workbook it stands, and what only looks like one raises no alarm.
#![expect(
    clippy::disallowed_methods,
    reason = "the leaks are planted in workbooks that the product's writer would not write"
)]

use lastseen::deliver::{confinement::Census, readback::Unreadable};
use proptest::prelude::*;
use rust_xlsxwriter::{DocProperties, Note, Table, TableColumn, Workbook, Worksheet};
use test_case::test_case;

use crate::workbooks::{patched, with_part};

/// The reader's own children are 12 and 4711001 and B7; the others are somebody else's.
fn census() -> Census {
    let children = [
        ("12", Some("Zzann Own")),
        ("4711001", Some("Zzbea Own-Name")),
        ("B7", Some("Zzcid O'Own")),
        ("13", Some("Zzdan Other")),
        ("4711002", Some("Zzeve Other")),
        ("4711002", Some("Other, Zzeva Mary")),
        ("CF-90 01", Some("Zzfay  O\u{2019}Other")),
        ("46349", Some("Zzann Own")),
        ("C101", Some("Unborn Baby")),
        ("60001", Some("Amber")),
        ("60002", Some("Will")),
        ("60003", Some("Zzgus Worker")),
        ("60004", Some("Zzhal Team")),
        ("W1", None),
        ("5021", None),
        ("50215", None),
        ("Q47", None),
        ("Q471", None),
        ("60005", Some("Not Rated")),
        ("RED", Some("Unallocated")),
        ("1.13", Some("Leaver, Care")),
    ];
    Census::of(
        children,
        ["Zzgus Worker", "Zzhal Team-North", "W1", "Zzmanager"],
    )
    .expect("a handful of children")
}

const OWN: [&str; 3] = ["12", "4711001", "B7"];

fn strays(workbook: &[u8]) -> Vec<String> {
    let census = census();
    let found = census.strays(workbook, &census.entitled(OWN));
    let found = found.expect("a readable workbook");
    found.iter().map(ToString::to_string).collect()
}

/// A sheet with a table of two own children, and whatever is done to it.
fn book(plant: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    book_with(&DocProperties::new().set_title("Visits"), plant)
}

fn book_with(properties: &DocProperties, plant: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(properties);
    let sheet = book.add_worksheet();
    sheet.set_name("Visits this week").expect("a name");
    sheet.write(0, 0, "Visits").expect("a cell");
    for (row, (id, name)) in [(3, ("12", "Zzann Own")), (4, ("4711001", "Zzbea Own-Name"))] {
        sheet.write(row, 0, id).expect("a cell");
        sheet.write(row, 1, name).expect("a cell");
        sheet.write(row, 2, 46349).expect("a cell");
        sheet.write(row, 3, "C101").expect("a cell");
    }
    let columns =
        ["Child id", "Name", "Due", "Room"].map(|heading| TableColumn::new().set_header(heading));
    let table = Table::new().set_name("Visits").set_columns(&columns);
    sheet.add_table(2, 0, 4, 3, &table).expect("a table");
    plant(sheet);
    book.save_to_buffer().expect("a workbook in memory")
}

fn cell(row: u32, column: u16, text: &'static str) -> Vec<u8> {
    book(|sheet| {
        sheet.write(row, column, text).expect("a cell");
    })
}

/// The room C101 of the test's own table is also a child's id: taken out, where that is not what is tested.
fn without_room(workbook: &[u8]) -> Vec<u8> {
    patched(workbook, "xl/sharedStrings.xml", "C101", "Room 9")
}

fn clean() -> Vec<u8> {
    without_room(&book(|_| ()))
}

#[test]
fn a_workbook_of_own_children_has_no_stray() {
    assert_eq!(strays(&clean()), [""; 0]);
}

#[test_case("Zzdan Other"; "a name")]
#[test_case("ZZDAN\u{a0} other "; "a name in other letters and blanks")]
#[test_case("seen: Zzdan Other, twice"; "a name in a sentence")]
#[test_case("4711002"; "an id")]
#[test_case("(4711002)"; "an id in brackets")]
#[test_case("Zzeva Mary Other"; "a name turned round")]
#[test_case("Zzfay O'Other"; "another apostrophe")]
#[test_case("cf-90 01"; "an id of several words")]
#[test_case("Will"; "a name of one word, alone")]
#[test_case("Zz\u{200b}dan Other"; "a character that does not show")]
#[test_case("60003"; "the id of a child who is called as a worker is")]
#[test_case("Zzann Own and 46349"; "the id of a namesake")]
#[test_case("Zzhal Team"; "a name that begins as a team's does")]
#[test_case("Zzdan Other_x000D_"; "a name before a coded character")]
#[test_case("50215"; "an id of five digits")]
#[test_case("ask about 50215"; "an id of five digits in a sentence")]
#[test_case("Q47"; "an id of three characters, alone")]
#[test_case("5021"; "an id of four digits, alone")]
#[test_case("ask about Q471"; "an id of four characters in a sentence")]
fn somebody_elses_child_is_a_stray_in_the_sheet_and_the_shared_strings(text: &'static str) {
    let found = strays(&without_room(&cell(6, 3, text)));
    assert_eq!(
        found,
        [
            "shared strings: 1 place",
            "sheet 'Visits this week': 1 place"
        ]
    );
}

#[test_case("Zzann Own"; "the name of an own child and of another's")]
#[test_case("14711002"; "an id inside a longer number")]
#[test_case("Zzdan Othering"; "a name inside a longer word")]
#[test_case("13 visits"; "a number that is a short id")]
#[test_case("The worker will call."; "a name of one word in a sentence")]
#[test_case("unborn baby"; "words for nobody")]
#[test_case("AMBER"; "a rating")]
#[test_case("Zzgus Worker (W1)"; "a worker")]
#[test_case("Zzhal Team-North"; "a team")]
#[test_case("B7"; "an own short id")]
#[test_case("ask about 5021"; "a number of four digits in a sentence")]
#[test_case("ask about Q47"; "three characters in a sentence")]
fn what_names_no_other_child_raises_no_alarm(text: &'static str) {
    assert_eq!(strays(&without_room(&cell(6, 3, text))), [""; 0]);
}

/// What reports say anyway tells nobody apart, but where names and ids stand.
#[test_case("Not rated"; "a name of two words")]
#[test_case("Unallocated"; "a name of one word")]
#[test_case("Care leaver"; "a name that is turned round")]
fn a_name_that_reports_say_anyway_is_a_stray_among_names_alone(text: &'static str) {
    assert_eq!(strays(&without_room(&cell(6, 3, text))), [""; 0]);
    assert_eq!(strays(&without_room(&cell(6, 3, "RED"))), [""; 0]);
    let among_names = strays(&without_room(&cell(4, 1, text)));
    assert_eq!(among_names, ["sheet 'Visits this week': 1 place"]);
    let among_ids = strays(&without_room(&cell(4, 0, "RED")));
    assert_eq!(among_ids, ["sheet 'Visits this week': 1 place"]);
}

/// The text of a worker whom no export knows may be anything, a child's name and id too.
#[test_case("J Brown re Zzdan Other", true; "a name")]
#[test_case("J Brown (13)", true; "a short id")]
#[test_case("RED", true; "an id that is a word")]
#[test_case("Unallocated", true; "a name that is a word")]
#[test_case("W7", false; "an id of nobody")]
#[test_case("J Brown", false; "another name")]
#[test_case("Zzdan Othering", false; "a longer name")]
fn a_text_that_names_a_child_is_known(text: &str, names: bool) {
    assert_eq!(census().names_a_child(text), names);
}

#[test_case("13"; "a short number")]
#[test_case("4711002"; "another's id")]
#[test_case("999"; "an id that nobody knows")]
fn under_the_heading_child_id_every_cell_is_an_own_id(text: &'static str) {
    let found = strays(&without_room(&cell(4, 0, text)));
    assert!(
        found
            .iter()
            .any(|stray| stray.starts_with("sheet 'Visits this week': ")),
        "{found:?}"
    );
}

#[test_case("12", &[]; "an own id")]
#[test_case("13", &["sheet 'Visits this week': 1 place"]; "another's short number")]
#[test_case("999", &["sheet 'Visits this week': 1 place"]; "an id that nobody knows")]
#[test_case("Zzann Own", &[]; "a sentence")]
fn cells_are_searched_the_same_however_they_are_spelt(text: &'static str, expected: &[&str]) {
    let plain = without_room(&cell(4, 0, text));
    let respelt = patched(&plain, SHEET, "<c r=", "<c  r=");
    assert_eq!(strays(&plain), strays(&respelt));
    let found = strays(&plain);
    let in_sheet: Vec<&String> = found.iter().filter(|at| at.starts_with("sheet")).collect();
    assert_eq!(in_sheet, expected);
}

#[test]
fn under_the_heading_child_id_numbers_count_and_sentences_do_not() {
    let with = |plant: fn(&mut Worksheet)| strays(&without_room(&book(plant)));
    let number = with(|sheet| {
        sheet.write(5, 0, 13).expect("a cell");
    });
    assert_eq!(number, ["sheet 'Visits this week': 1 place"]);
    let own = with(|sheet| {
        sheet.write(5, 0, 12).expect("a cell");
    });
    let sentence = with(|sheet| {
        sheet.write(5, 0, "Nothing else.").expect("a cell");
    });
    assert_eq!((own, sentence), (vec![], vec![]));
}

#[test]
fn numbers_and_cells_names_outside_of_texts_are_no_ids() {
    // 46349 is a date and a child's id, C101 a cell's name and a child's id.
    let workbook = patched(
        &clean(),
        "xl/workbook.xml",
        "</sheets>",
        "</sheets><definedNames><definedName name=\"_x\">'Visits'!$C101:$D$46349,C101</definedName></definedNames>",
    );
    assert_eq!(strays(&workbook), [""; 0]);
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

#[test_case(STRINGS, "</sst>", "<si><t>Zzdan Other</t></si></sst>", "shared strings: 1 place"; "a shared string that no cell uses")]
#[test_case(STRINGS, "</sst>", "<si><r><t>Zzdan </t></r><r><rPr><b/></rPr><t>Other</t></r></si></sst>", "shared strings: 1 place"; "a name in two runs")]
#[test_case(STRINGS, "</sst>", "<!-- Zzdan Other --></sst>", "shared strings: 1 place"; "a comment of XML")]
#[test_case(STRINGS, "</sst>", "<si><t>Zzfay O&apos;Other</t></si></sst>", "shared strings: 1 place"; "an entity")]
#[test_case(STRINGS, "</sst>", "<si><t>&#x5A;zdan<![CDATA[ Other]]></t></si></sst>", "shared strings: 1 place"; "a number for a letter, and CDATA")]
#[test_case(STRINGS, "</sst>", "<si><t>_x005A_zdan Other</t></si></sst>", "shared strings: 1 place"; "a number for a letter, as Excel writes it")]
#[test_case(SHEET, "</sheetData>", "<row r=\"9\"><c r=\"D9\" t=\"inlineStr\"><is><t>4711002</t></is></c></row></sheetData>", "sheet 'Visits this week': 1 place"; "an inline string")]
#[test_case(SHEET, "</sheetData>", "<row r=\"9\"><c r=\"D9\" t=\"str\"><f>1</f><v>Zzdan Other</v></c></row></sheetData>", "sheet 'Visits this week': 1 place"; "the result of a formula")]
#[test_case(SHEET, "</sheetData>", "<row r=\"9\"><c r=\"D9\"><f>IF(1,\"Zzdan Other\")</f><v>1</v></c></row></sheetData>", "sheet 'Visits this week': 1 place"; "a formula")]
#[test_case(SHEET, "</sheetData>", "</sheetData><headerFooter><oddFooter>&amp;L&amp;9Zzdan Other&amp;R&amp;P</oddFooter></headerFooter>", "sheet 'Visits this week': 1 place"; "a footer")]
#[test_case(SHEET, "</sheetData>", "</sheetData><headerFooter><oddHeader>&amp;\"Arial,Bold\"&amp;94711002</oddHeader></headerFooter>", "sheet 'Visits this week': 1 place"; "an id in a header, after a font size")]
#[test_case(SHEET, "</sheetData>", "</sheetData><dataValidations><dataValidation><formula1>\"RED,Zzdan Other\"</formula1></dataValidation></dataValidations>", "sheet 'Visits this week': 1 place"; "a list of choices")]
#[test_case("xl/tables/table1.xml", "name=\"Name\"", "name=\"Zzdan Other\"", "tables: 1 place"; "a table's heading")]
#[test_case("xl/workbook.xml", "</sheets>", "</sheets><definedNames><definedName name=\"a\">\"4711002\"</definedName></definedNames>", "the names of sheets and ranges: 1 place"; "a defined name")]
#[test_case("docProps/core.xml", "<dc:title>", "<dc:title>Zzdan Other ", "document properties: 1 place"; "a document property")]
#[test_case("docProps/app.xml", "<DocSecurity>", "<Company>4711002</Company><DocSecurity>", "document properties: 1 place"; "the company")]
#[test_case("xl/_rels/workbook.xml.rels", "</Relationships>", "<Relationship Id=\"x\" Type=\"y\" Target=\"mailto:4711002@example.org\"/></Relationships>", "links: 1 place"; "a link")]
fn a_child_is_found_in_every_part(part: &str, old: &str, new: &str, stray: &str) {
    assert_eq!(strays(&patched(&clean(), part, old, new)), [stray]);
}

#[test_case("xl/charts/chart1.xml", "<c><strCache><pt><v>4711002</v></pt></strCache></c>", &["charts: 1 place"]; "a chart's stored words")]
#[test_case("xl/charts/chart1.xml", "<c><numCache><pt><v>4711002</v></pt></numCache></c>", &[]; "a chart's stored numbers")]
#[test_case("xl/drawings/drawing1.xml", "<d><cNvPr id=\"2\" descr=\"Zzdan Other\"/></d>", &["drawings: 1 place"]; "an alternative text")]
#[test_case("xl/drawings/drawing1.xml", "<d><from><colOff>4711002</colOff></from></d>", &[]; "a drawing's place")]
#[test_case("docProps/custom.xml", "<p><property name=\"4711002\"/></p>", &["document properties: 1 place"]; "a custom property")]
#[test_case("xl/anything.xml", "<p>Zzdan Other</p>", &["another part: 1 place"]; "a part of no known kind")]
#[test_case("xl/4711002.xml", "<p/>", &["the names of its parts: 1 place"]; "a part's name")]
fn a_child_is_found_in_a_further_part(name: &str, part: &str, expected: &[&str]) {
    let workbook = with_part(&clean(), name, part.as_bytes().to_vec());
    assert_eq!(strays(&workbook), expected);
}

#[test]
fn a_child_is_found_in_a_note_and_in_a_custom_property() {
    let note = without_room(&book(|sheet| {
        sheet
            .insert_note(6, 0, &Note::new("ask Zzdan Other"))
            .expect("a cell");
    }));
    assert_eq!(strays(&note), ["comments: 1 place"]);
    let properties = DocProperties::new().set_custom_property("For", "Zzdan Other");
    let property = without_room(&book_with(&properties, |_| ()));
    assert_eq!(strays(&property), ["document properties: 1 place"]);
}

#[test]
fn a_sheet_that_is_named_after_a_child_is_not_named() {
    let workbook = patched(
        &without_room(&cell(6, 3, "Zzdan Other")),
        "xl/workbook.xml",
        "name=\"Visits this week\"",
        "name=\"Zzann Own\"",
    );
    assert_eq!(
        strays(&workbook),
        ["shared strings: 1 place", "sheet 1: 1 place"]
    );
}

#[test]
fn a_reader_of_every_child_has_no_stray() {
    let census = census();
    let workbook = cell(6, 3, "Zzdan Other");
    assert_eq!(census.strays(&workbook, &census.everyone()), Ok(vec![]));
}

/// The same zip file with a remark at its end, which no part holds and any zip program shows.
fn with_remark(workbook: &[u8], remark: &[u8]) -> Vec<u8> {
    let (rest, length) = workbook.split_at(workbook.len() - 2);
    assert_eq!(
        length,
        [0, 0],
        "a zip file ends with the length of its remark"
    );
    [rest, &(remark.len() as u16).to_le_bytes(), remark].concat()
}

#[test_case(&clean()[..500], Unreadable::Archive; "cut short")]
#[test_case(&[b"PK".to_vec(), clean()].concat(), Unreadable::Archive; "bytes before it")]
#[test_case(&with_remark(&clean(), b"4711002"), Unreadable::Archive; "a remark on the whole file")]
#[test_case(&with_part(&clean(), "xl/media/image1.png", vec![1, 2]), Unreadable::Foreign; "a picture")]
#[test_case(&with_part(&clean(), "xl/a.xml", b"<a><b></a>".to_vec()), Unreadable::Xml; "tags that do not match")]
#[test_case(&with_part(&clean(), "xl/a.xml", b"<a>".to_vec()), Unreadable::Xml; "a tag that stays open")]
#[test_case(&with_part(&clean(), "xl/a.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_vec()), Unreadable::Xml; "entities of its own")]
#[test_case(&with_part(&clean(), "xl/a.xml", b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>".to_vec()), Unreadable::Xml; "another encoding")]
#[test_case(&with_part(&clean(), "xl/a.xml", b"<a>\xff</a>".to_vec()), Unreadable::Xml; "no text")]
fn of_what_cannot_be_read_nothing_is_proved(workbook: &[u8], why: Unreadable) {
    let census = census();
    let found = census.strays(workbook, &census.entitled(OWN));
    assert_eq!(found, Err(why));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any two names, any words around them: the reader's own never counts, the other always does.
    #[test]
    fn a_name_counts_for_whom_it_is_not_meant(
        own in "[a-zé]{2,8}[ -][a-z']{1,7}[a-z]",
        other in "[A-ZÉ]{2,8} [A-Z-]{1,7}[A-Z]",
        before in "([.,:(] ?|[a-z]{1,6} ){0,2}",
    ) {
        prop_assume!(!own.to_lowercase().contains(&other.to_lowercase()));
        prop_assume!(!other.to_lowercase().contains(&own.to_lowercase()));
        let (own, other) = (format!("Zzown {own}"), format!("Zzother {other}"));
        let census = Census::of([("1", Some(own.as_str())), ("2", Some(other.as_str()))], [])
            .expect("two children");
        for (name, expected) in [(&own, false), (&other, true)] {
            let text = format!("{before}{name}.");
            let workbook = book(|sheet| {
                sheet.write(6, 3, &text).expect("a cell");
                sheet.write(3, 0, "1").expect("a cell");
                sheet.write(4, 0, "1").expect("a cell");
            });
            let found = census.strays(&workbook, &census.entitled(["1"]));
            prop_assert_eq!(found.expect("readable").is_empty(), !expected, "{}", text);
        }
    }
}
