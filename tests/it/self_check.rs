//! The self-check finds every essential that a workbook breaks, and nothing in a clean one. [OPERATIONS 8.2]
#![expect(
    clippy::disallowed_methods,
    reason = "the faults are planted in workbooks that the product's writer would not write"
)]

use lastseen::deliver::essentials::{self, Fault};
use rust_xlsxwriter::{
    Color, DocProperties, Format, Formula, Note, Table, TableColumn, Workbook, Worksheet,
};
use test_case::test_case;

use crate::workbooks::{patched, with_part};

/// The ground of cells to fill in, as the house has it.
const FILL_IN: u32 = 0xff_fc_ee;

fn faults(workbook: &[u8]) -> Vec<Fault> {
    essentials::faults(workbook, FILL_IN)
}

const HEADINGS: [&str; 3] = ["Child id", "Rating", "Allocated to"];

/// A sound sheet: title, table with a coloured word, a cell to fill in.
fn sound(sheet: &mut Worksheet, headings: [&str; 3]) {
    let red = Format::new().set_background_color(Color::RGB(0xf6_c9_c6));
    let fill_in = Format::new().set_background_color(Color::RGB(0xff_fc_ee));
    let columns = headings.map(|heading| TableColumn::new().set_header(heading));
    sheet.write(0, 0, "Visits").expect("a cell");
    sheet.write(3, 0, "001").expect("a cell");
    sheet
        .write_string_with_format(3, 1, "RED", &red)
        .expect("a cell");
    sheet.write_blank(3, 2, &fill_in).expect("a cell");
    let table = Table::new().set_name("Visits").set_columns(&columns);
    sheet.add_table(2, 0, 3, 2, &table).expect("a table");
}

fn properties() -> DocProperties {
    DocProperties::new().set_title("Visits").set_subject("Test")
}

/// A workbook of a sound sheet, and whatever is done to it.
fn book(plant: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&properties());
    let sheet = book.add_worksheet();
    sound(sheet, HEADINGS);
    plant(sheet);
    book.save_to_buffer().expect("a workbook in memory")
}

/// A workbook with two sheets, the second hidden in one of two ways.
fn with_second_sheet(hide: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&properties());
    sound(book.add_worksheet(), HEADINGS);
    let second = book.add_worksheet();
    second.write(0, 0, "Notes").expect("a cell");
    hide(second);
    book.save_to_buffer().expect("a workbook in memory")
}

fn with_properties(properties: &DocProperties) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(properties);
    sound(book.add_worksheet(), HEADINGS);
    book.save_to_buffer().expect("a workbook in memory")
}

fn clean() -> Vec<u8> {
    book(|_| ())
}

#[test]
fn a_clean_workbook_has_no_fault() {
    assert_eq!(faults(&clean()), []);
    assert_eq!(faults(&with_second_sheet(|_| ())), []);
}

fn merged() -> Vec<u8> {
    book(|sheet| {
        sheet
            .merge_range(6, 0, 6, 2, "three cells", &Format::new())
            .expect("a range");
    })
}

fn hidden_row() -> Vec<u8> {
    book(|sheet| {
        sheet.set_row_hidden(3).expect("a row");
    })
}

fn hidden_column() -> Vec<u8> {
    book(|sheet| {
        sheet.set_column_hidden(1).expect("a column");
    })
}

fn hidden_sheet() -> Vec<u8> {
    with_second_sheet(|sheet| {
        sheet.set_hidden(true);
    })
}

fn very_hidden_sheet() -> Vec<u8> {
    with_second_sheet(|sheet| {
        sheet.set_very_hidden(true);
    })
}

fn formula() -> Vec<u8> {
    book(|sheet| {
        sheet
            .write_formula(6, 0, Formula::new("=1+1"))
            .expect("a cell");
    })
}

fn array_formula() -> Vec<u8> {
    book(|sheet| {
        sheet
            .write_array_formula(6, 0, 6, 0, Formula::new("=1+1"))
            .expect("a cell");
    })
}

fn colour_without_word() -> Vec<u8> {
    book(|sheet| {
        let amber = Format::new().set_background_color(Color::RGB(0xff_e3_a6));
        sheet.write_blank(6, 1, &amber).expect("a cell");
    })
}

fn colour_behind_a_space() -> Vec<u8> {
    book(|sheet| {
        let amber = Format::new().set_background_color(Color::RGB(0xff_e3_a6));
        sheet
            .write_string_with_format(6, 1, " ", &amber)
            .expect("a cell");
    })
}

fn no_title() -> Vec<u8> {
    book(|sheet| {
        sheet.write(0, 0, "  ").expect("a cell");
    })
}

fn comment() -> Vec<u8> {
    book(|sheet| {
        sheet
            .insert_note(3, 0, &Note::new("ask the manager"))
            .expect("a cell");
    })
}

fn headings(headings: [&'static str; 3]) -> Vec<u8> {
    let table = "xl/tables/table1.xml";
    HEADINGS
        .iter()
        .zip(headings)
        .fold(clean(), |book, (old, new)| {
            patched(
                &book,
                table,
                &format!("name=\"{old}\""),
                &format!("name=\"{new}\""),
            )
        })
}

const SHEET: &str = "sheet1.xml";
const TABLE: &str = "xl/tables/table1.xml";

fn hidden(sheet: &str) -> Fault {
    Fault::Hidden {
        sheet: sheet.to_owned(),
    }
}

fn colour(row: u32, column: u32) -> Fault {
    Fault::ColourWithoutWord {
        sheet: "Sheet1".to_owned(),
        row,
        column,
    }
}

fn forbidden(part: &str) -> Fault {
    Fault::ForbiddenPart {
        part: part.to_owned(),
    }
}

fn with_empty_part(part: &str) -> Vec<u8> {
    with_part(&clean(), part, b"<x/>".to_vec())
}

#[test_case(&merged(), &Fault::Merged { sheet: SHEET.to_owned() }; "merged cells")]
#[test_case(&hidden_row(), &hidden(SHEET); "a hidden row")]
#[test_case(&hidden_column(), &hidden(SHEET); "a hidden column")]
#[test_case(&hidden_sheet(), &hidden("Sheet2"); "a hidden sheet")]
#[test_case(&very_hidden_sheet(), &hidden("Sheet2"); "a very hidden sheet")]
#[test_case(&headings(["Child id", "", "Allocated to"]), &Fault::BlankHeading { part: TABLE.to_owned() }; "a blank heading")]
#[test_case(&headings(["Child id", " ", "Allocated to"]), &Fault::BlankHeading { part: TABLE.to_owned() }; "a heading of a space")]
#[test_case(&headings(["Child id", "Column2", "Allocated to"]), &Fault::BlankHeading { part: TABLE.to_owned() }; "a heading that Excel made up")]
#[test_case(&headings(["Child id", "Rating", "child ID"]), &Fault::DoubledHeading { part: TABLE.to_owned() }; "a doubled heading")]
#[test_case(&formula(), &Fault::Formula { sheet: SHEET.to_owned() }; "a formula")]
#[test_case(&array_formula(), &Fault::Formula { sheet: SHEET.to_owned() }; "an array formula")]
#[test_case(&colour_without_word(), &colour(7, 2); "colour without a word")]
#[test_case(&colour_behind_a_space(), &colour(7, 2); "colour behind a space")]
#[test_case(&no_title(), &Fault::NoTitle { sheet: "Sheet1".to_owned() }; "no title in A1")]
#[test_case(&with_properties(&DocProperties::new().set_subject("Test")), &Fault::NoDocumentTitle; "no document title")]
#[test_case(&with_properties(&DocProperties::new().set_title("Visits")), &Fault::NoDocumentTitle; "no document subject")]
#[test_case(&with_properties(&properties().set_custom_property("Checked by", "somebody")), &forbidden("docProps/custom.xml"); "a custom property")]
#[test_case(&comment(), &forbidden("xl/comments1.xml"); "a comment")]
#[test_case(&with_empty_part("xl/externalLinks/externalLink1.xml"), &forbidden("xl/externalLinks/externalLink1.xml"); "an external link")]
#[test_case(&with_empty_part("xl/vbaProject.bin"), &forbidden("xl/vbaProject.bin"); "a macro")]
#[test_case(&with_empty_part("xl/embeddings/oleObject1.bin"), &forbidden("xl/embeddings/oleObject1.bin"); "an embedded file")]
fn a_planted_fault_is_found(workbook: &[u8], planted: &Fault) {
    let found = faults(workbook);
    assert!(
        !found.is_empty() && found.iter().all(|fault| fault == planted),
        "{planted:?} was planted, {found:?} found"
    );
}

/// The same workbook with its cells spelt as no writer of ours does, which XML allows.
fn respelt(workbook: &[u8]) -> Vec<u8> {
    patched(workbook, "xl/worksheets/sheet1.xml", "<c r=", "<c  r=")
}

#[test_case(&clean(); "a clean one")]
#[test_case(&colour_without_word(); "colour without a word")]
#[test_case(&colour_behind_a_space(); "colour behind a space")]
#[test_case(&no_title(); "no title in A1")]
#[test_case(&formula(); "a formula")]
fn cells_are_judged_the_same_however_they_are_spelt(workbook: &[u8]) {
    assert_eq!(faults(&respelt(workbook)), faults(workbook));
}

#[test]
fn every_fault_of_a_workbook_is_found_not_the_first_alone() {
    let merged_twice = patched(
        &hidden_row(),
        "xl/worksheets/sheet1.xml",
        "<tableParts",
        "<mergeCells count=\"1\"><mergeCell ref=\"A7:B7\"/></mergeCells><tableParts",
    );
    let found = faults(&merged_twice);
    assert!(found.contains(&hidden(SHEET)), "{found:?}");
    assert!(
        found.contains(&Fault::Merged {
            sheet: SHEET.to_owned()
        }),
        "{found:?}"
    );
}

#[test]
fn a_workbook_cut_short_anywhere_is_unreadable() {
    let whole = clean();
    for length in [0, 1, whole.len() / 2, whole.len() - 1] {
        let found = faults(&whole[..length]);
        assert!(
            found.contains(&Fault::Unreadable),
            "{length} of {} bytes: {found:?}",
            whole.len()
        );
    }
}

#[test]
fn every_fault_reads_as_a_sentence_that_names_its_place() {
    assert_eq!(
        colour(7, 2).to_string(),
        "sheet Sheet1 has colour without a word in row 7, column 2"
    );
    assert_eq!(
        hidden("Sheet2").to_string(),
        "sheet Sheet2 has something hidden"
    );
}
