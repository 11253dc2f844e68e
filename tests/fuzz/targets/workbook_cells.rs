//! Bytes as the cells of a sheet, within a workbook that is sound.
#![no_main]

use std::io::{Cursor, Write};

use lastseen_fuzz::{canonical, folder, model::field::DataSet, night};
use libfuzzer_sys::fuzz_target;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="cases" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const HEAD: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>child_id</t></is></c><c r="B1" t="inlineStr"><is><t>status</t></is></c><c r="C1" t="inlineStr"><is><t>status_start</t></is></c><c r="D1" t="inlineStr"><is><t>team</t></is></c><c r="E1" t="inlineStr"><is><t>status_end</t></is></c></row>"#;

/// A library that panics over a file ends the process that reads it, which is a refusal, and no crash of ours.
fn spare_the_library() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let is_the_librarys = |place: &std::panic::Location<'_>| place.file().contains("/registry/");
        if !info.location().is_some_and(is_the_librarys) {
            abort(info);
        }
    }));
}

fuzz_target!(init: spare_the_library(), |bytes: &[u8]| {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let sheet = [HEAD.as_bytes(), bytes, b"</sheetData></worksheet>"].concat();
    for (name, part) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        writer.start_file(name, stored).expect("a part");
        writer.write_all(part).expect("a part");
    }
    let book = writer.finish().expect("a zip").into_inner();
    let (folder, profile) = (folder(), canonical());
    let files = [(DataSet::Cases, "cases.xlsx", book.as_slice(), &profile)];
    let _ = std::panic::catch_unwind(|| night(folder.path(), &files));
});
