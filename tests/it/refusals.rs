//! Files that must not be used: each with its own message and exit code 4, nothing sent, earlier outputs untouched.

use test_case::test_case;

use crate::{
    hostile,
    workbooks::{Cell, parts, patched, texts, with_part, workbook, zipped},
    workplace::{self, DATE, Ran, Workplace},
};

/// A file that takes the place of the visits export.
struct Bad {
    name: &'static str,
    bytes: Vec<u8>,
}

fn bad(name: &'static str, bytes: impl Into<Vec<u8>>) -> Bad {
    Bad {
        name,
        bytes: bytes.into(),
    }
}

fn good_book() -> Vec<u8> {
    let rows = workplace::visits()
        .lines()
        .map(|line| texts(&line.replace(',', "|")))
        .collect();
    workbook(&[("visits", rows)])
}

/// A good run, then one with the bad file; checks that the second changed nothing but its own account.
#[track_caller]
fn refused(file: &Bad) -> (Workplace, Ran) {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let before = place.tree("reports");
    let outputs = place.tree(&format!("reports/{DATE}/nightly"));
    assert!(outputs.contains_key("outbox/monday-visits--tm-north.eml"));

    place.remove("in/visits.csv");
    place.write(&format!("in/{}", file.name), &file.bytes);
    let run = place.nightly().with_code(4);
    check_refusal(&place, &run);
    assert_eq!(
        place.tree(&format!("reports/{DATE}/nightly")),
        outputs,
        "the earlier outputs were touched"
    );
    let mails = |tree: &std::collections::BTreeMap<String, String>| {
        tree.keys()
            .filter(|name| name.ends_with(".eml") || name.ends_with(".xlsx"))
            .cloned()
            .collect::<Vec<_>>()
    };
    let notice = format!("notices/{DATE}--nightly--admin-notice--admin.eml");
    let mut with_notice = mails(&before);
    with_notice.push(notice);
    assert_eq!(
        mails(&place.tree("reports")),
        with_notice,
        "one notice to the administrator and nothing else"
    );
    // `check` says the same and leaves nothing at all.
    let tree = place.tree("");
    let check = place.run(&["check", "--date", DATE]).with_code(4);
    assert_eq!(place.tree(""), tree, "check wrote something");
    let reasons = |stderr: &str| {
        stderr
            .lines()
            .filter(|line| line.starts_with("  ") && line.contains(" export "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(reasons(&check.stderr), reasons(&run.stderr));
    (place, run)
}

/// What standard error of every refused run is like.
#[track_caller]
fn check_refusal(place: &Workplace, run: &Ran) {
    run.complains_of(&["input refused", "nothing was sent"]);
    for private in ["Zzsecret", "Zzname", "V001", "V040", "W1"] {
        assert!(
            !run.stderr.contains(private),
            "{private} of a row is told: {}",
            run.stderr
        );
    }
    let account = place.read(&format!("reports/{DATE}/nightly.refused/account.json"));
    assert!(account.contains("\"state\": \"refused\""), "{account}");
    assert!(!account.contains("Zz"), "{account}");
}

#[track_caller]
fn is_refused(file: &Bad, message: &str) {
    let (_, run) = refused(file);
    let reasons: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("  ") && line.contains(" export "))
        .collect();
    assert_eq!(reasons.len(), 1, "one file, one reason: {}", run.stderr);
    run.complains_of(&[&format!("visits export in/{}: {message}", file.name)]);
}

/// The good file with one text in place of another.
fn edited(old: &str, new: &str) -> Bad {
    let text = workplace::visits();
    assert!(text.contains(old));
    bad("visits.csv", text.replacen(old, new, 1))
}

fn cut(text: &str, at: &str) -> Vec<u8> {
    let end = text.find(at).expect("the place to cut at") + at.len();
    text.as_bytes()[..end].to_vec()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test_case(&bad("visits.csv", ""), "the file is empty (0 bytes)"; "empty")]
#[test_case(&bad("visits.xlsx", ""), "the file is empty (0 bytes)"; "an empty workbook")]
#[test_case(&bad("visits.csv", " \r\n\n  \n"), "the file is empty"; "blank lines only")]
#[test_case(&bad("visits.csv", "visit_id,child_id,visit_date,mode\n"), "there is a heading row but no row below it"; "headings only")]
#[test_case(&bad("visits.csv", "visit_id,child_id,visit_date,mode"), "there is a heading row but no row below it"; "headings only without a line break")]
#[test_case(&bad("visits.xlsx", workbook(&[("visits", vec![texts("visit_id|child_id|visit_date|mode")])])), "there is a heading row but no row below it"; "a workbook of headings only")]
#[test_case(&bad("visits.xlsx", workbook(&[("visits", Vec::new())])), "no heading row was found"; "a workbook without a cell")]
#[test_case(&bad("visits.csv", "<!DOCTYPE html>\n<html><body>Zzsecret, sign in</body></html>\n"), "this is a web page"; "a web page")]
#[test_case(&bad("visits.csv", "\n\n  <HTML><body>Zzsecret</body></HTML>"), "this is a web page"; "a web page in capitals")]
#[test_case(&bad("visits.xlsx", "\u{feff}<html>Zzsecret</html>"), "this is a web page"; "a web page named xlsx")]
#[test_case(&bad("visits.csv", cut(&workplace::visits(), "V040-2,040,2026-1")), "the file is cut short: its last row, line 81, ends after 3 of 7 cells"; "cut in mid-row")]
#[test_case(&bad("visits.csv", cut(&workplace::visits(), "V039-1,")), "the file is cut short: its last row, line 78, ends after 2 of 7 cells"; "cut behind a comma")]
#[test_case(&bad("visits.csv", cut(&workplace::visits().replace("Zzsecret", "\"Zzsecret\""), "\"Zzse")), "a quoted text that opens in line 2 is not closed"; "cut in a quoted cell")]
#[test_case(&bad("visits.xlsx", &good_book()[..3000]), "the workbook is cut short (3000 bytes)"; "a workbook cut short")]
#[test_case(&bad("visits.xlsx", &good_book()[..4]), "the workbook is cut short (4 bytes)"; "a workbook cut to nothing")]
#[test_case(&bad("visits.xlsx", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 1016], utf16("EncryptedPackage"), vec![0; 992]].concat()), "the workbook is password-protected"; "with a password")]
#[test_case(&bad("visits.xls", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 3000]].concat()), "the workbook cannot be read"; "a damaged old workbook")]
#[test_case(&edited("visit_date", "date_of_visit"), "the required column \"visit_date\" is missing; the nearest found is \"date_of_visit\""; "a renamed required column")]
#[test_case(&edited("visit_date", "Zq"), "the required column \"visit_date\" is missing"; "a required column with nothing near it")]
#[test_case(&edited("notes", "Child ID"), "the heading \"Child ID\" stands twice (columns B and G)"; "a heading twice")]
#[test_case(&bad("visits.csv", workplace::visits().replace(',', ";")), "is separated by semicolons, not by commas"; "semicolons")]
#[test_case(&bad("visits.csv", workplace::visits().replace(',', "\t")), "is separated by tabs, not by commas"; "tabs")]
#[test_case(&bad("visits.csv", workplace::visits().replace(',', "|")), "is separated by vertical bars, not by commas"; "vertical bars")]
#[test_case(&bad("visits.csv", workplace::visits().replace(',', ";").replace("Zzsecret", "Zzsecret, told, twice")), "is separated by semicolons, not by commas"; "semicolons with commas in a text")]
#[test_case(&bad("visits.csv", workplace::visits().replace(',', ";").replace("Zzsecret", "\"Zzsecret\"")), "is separated by semicolons, not by commas"; "semicolons with quoted cells")]
#[test_case(&bad("visits.csv", workplace::visits().lines().map(|line| format!("\"{}\"\n", line.replace(',', "\"\t\""))).collect::<String>()), "is separated by tabs, not by commas"; "tabs with every cell quoted")]
#[test_case(&edited("2026-11-02,face_to_face,Y,W1,Zzsecret", "2026-11-02,face_to_face,Y,W1,\"Zzsecret"), "a quoted text that opens in line 3 is not closed"; "an unclosed quote")]
#[test_case(&bad("visits.csv", utf16(&workplace::visits())), "looks like UTF-16 without a byte-order mark"; "UTF-16 without its mark")]
#[test_case(&bad("visits.xlsx", with_part(&good_book(), "xl/vbaProject.bin", vec![1; 64])), "the workbook holds macros"; "macros")]
#[test_case(&bad("visits.xlsx", with_part(&good_book(), "xl/externalLinks/externalLink1.xml", b"<x/>".to_vec())), "the workbook holds links to other workbooks"; "links")]
#[test_case(&bad("visits.xlsx", with_part(&good_book(), "xl/embeddings/oleObject1.bin", vec![1; 64])), "the workbook holds embedded files"; "embedded files")]
#[test_case(&bad("visits.xlsx", with_part(&good_book(), "xl/media/image1.png", vec![0; 40 << 20])), "the workbook unpacks to 40 MB"; "a bomb by ratio")]
#[test_case(&bad("visits.xlsx", zipped(&[("readme.txt".to_owned(), b"Zzsecret".to_vec())])), "this is a zip archive without a workbook in it, not a CSV file or a workbook of the kinds that are read; unpack it"; "a zip file without a workbook")]
#[test_case(&bad("visits.xlsx", { let mut all = parts(&good_book()); all.retain(|(name, _)| name != "xl/worksheets/sheet1.xml"); zipped(&all) }), "the workbook cannot be read"; "a workbook without its sheet's part")]
#[test_case(&bad("visits_20261121.csv", workplace::visits()), "the export is of 2026-11-21, 48 hours before the run date 2026-11-23; the limit is 26 hours"; "too old by its name")]
#[test_case(&bad("visits.txt", vec![0x81; 400]), "no heading row was found"; "bytes of no encoding")]
#[test_case(&bad("visits.xlsx", hostile::declares("1000000000000")), "reading the workbook takes more than 512 MB of memory"; "a workbook that takes all memory")]
fn a_bad_file_is_refused(file: &Bad, message: &str) {
    is_refused(file, message);
}

#[test]
fn yesterdays_export_by_its_name_is_young_enough() {
    let place = Workplace::new();
    place.remove("in/visits.csv");
    place.write("in/visits_20261122.csv", workplace::visits());
    place.nightly().with_code(0);
}

#[test]
fn a_missing_file_is_refused() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let outputs = place.tree(&format!("reports/{DATE}/nightly"));
    place.remove("in/visits.csv");
    let run = place.nightly().with_code(4);
    check_refusal(&place, &run);
    run.complains_of(&[
        "visits export in/visits*: no file matches",
        "Looked for it in in",
    ]);
    assert_eq!(place.tree(&format!("reports/{DATE}/nightly")), outputs);
}

#[test]
fn a_folder_in_the_place_of_a_file_is_refused() {
    let place = Workplace::new();
    place.remove("in/visits.csv");
    place.write("in/visits.csv/visits.csv", workplace::visits());
    let run = place.nightly().with_code(4);
    run.complains_of(&["is not an ordinary file (a folder)"]);
}

/// Everything that speaks against tonight's files, not only the first.
#[test]
fn two_bad_files_are_two_reasons() {
    let (place, _) = refused(&bad("visits.csv", ""));
    place.write("in/cases.csv", "<html></html>");
    let run = place.nightly().with_code(4);
    run.complains_of(&[
        "cases export in/cases.csv: this is a web page",
        "visits export in/visits.csv: the file is empty",
    ]);
}

#[test]
fn a_workbook_without_the_named_sheet_is_refused() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let outputs = place.tree(&format!("reports/{DATE}/nightly"));
    place.edit(
        "jobs/service.toml",
        "path = \"in/visits*\", profile = \"canonical\"",
        "path = \"in/visits*\", profile = \"canonical\", sheet = \"Tonight\"",
    );
    place.remove("in/visits.csv");
    place.write("in/visits.xlsx", good_book());
    let run = place.nightly().with_code(4);
    check_refusal(&place, &run);
    run.complains_of(&["no sheet \"Tonight\" was found; the workbook has \"visits\""]);
    assert_eq!(place.tree(&format!("reports/{DATE}/nightly")), outputs);
}

#[test]
fn more_rejected_rows_than_allowed_are_refused_and_listed() {
    let spoiled = workplace::visits().replacen("face_to_face", "Zzcarrier pigeon", 2);
    let (place, run) = refused(&bad("visits.csv", spoiled));
    run.complains_of(&["2 of 80 rows were rejected (2.5 %), more than the 2.0 % allowed"]);
    let told = place
        .nightly()
        .with_code(4)
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("  the rows are in ").map(str::to_owned))
        .expect("it says where the rows are");
    assert_eq!(told, format!("reports/{DATE}/nightly.refused/rejects.csv"));
    let rejects = place.read(&told);
    assert_eq!(rejects.matches("Zzcarrier pigeon").count(), 2, "{rejects}");

    // One row of eighty is within the limit.
    let spoiled = workplace::visits().replacen("face_to_face", "Zzcarrier pigeon", 1);
    place.write("in/visits.csv", spoiled);
    place.nightly_instead().with_code(0);
}

#[test]
fn fewer_rows_than_the_last_good_run_allows_are_refused() {
    let rows = |count: usize| -> String {
        let text = workplace::visits();
        text.split_inclusive('\n').take(count + 1).collect()
    };
    let (place, run) = refused(&bad("visits.csv", rows(63)));
    run.complains_of(&["63 rows, fewer than 80 % of the 80 rows of the last good run"]);

    // Refused runs and dry runs are no yardstick; 64 of 80 is enough, and then the yardstick.
    place.write("in/visits.csv", rows(64));
    let tomorrow = "2026-11-24";
    place
        .run(&["run", "nightly", "--date", tomorrow, "--dry-run"])
        .with_code(0);
    place.write("in/visits.csv", rows(60));
    place.nightly_instead().with_code(4);
    place.write("in/visits.csv", rows(64));
    place.nightly_instead().with_code(0);
    place.write("in/visits.csv", rows(60));
    place.nightly_instead().with_code(0);
}

/// A workbook of 1.4 KB whose two cells span the whole sheet.
fn sparse_book() -> Vec<u8> {
    let rows = vec![
        texts("visit_id|child_id|visit_date|mode"),
        texts("V1|001|2026-11-02|Zq"),
    ];
    let book = workbook(&[("visits", rows)]);
    let mut parts = parts(&book);
    for (name, bytes) in &mut parts {
        if name == "xl/worksheets/sheet1.xml" {
            *bytes = br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>
<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#
                .to_vec();
        }
    }
    zipped(&parts)
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_are_refused() {
    let (_, run) = refused(&bad("visits.xlsx", sparse_book()));
    run.complains_of(&["uses cells far outside any table (row 1048576, column XFD)"]);
}

/// A bomb whose zip says that the sheet is small.
#[cfg(target_os = "linux")]
fn lying_bomb() -> Vec<u8> {
    let mut parts = parts(&good_book());
    let mut size = 0;
    for (name, bytes) in &mut parts {
        if name == "xl/worksheets/sheet1.xml" {
            let text = String::from_utf8(std::mem::take(bytes)).expect("a part of text");
            let (head, tail) = text.split_once("<sheetData>").expect("a sheet has data");
            let cell = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>";
            *bytes = format!("{head}<sheetData>{cell}{}{tail}", "a".repeat(200 << 20)).into_bytes();
            size = u32::try_from(bytes.len()).expect("below 4 GB");
        }
    }
    let mut zip = zipped(&parts);
    let (honest, lie) = (size.to_le_bytes(), 5000_u32.to_le_bytes());
    let mut lies = 0;
    for at in 0..zip.len() - 4 {
        if zip[at..at + 4] == honest {
            zip[at..at + 4].copy_from_slice(&lie);
            lies += 1;
        }
    }
    assert_eq!(lies, 2, "before the part and in the directory");
    zip
}

/// The same with 64 MB to live in: the kernel refuses it more, and a program that asks for more dies.
#[cfg(target_os = "linux")]
#[test_case(&bad("visits.xlsx", sparse_book()); "two cells at the ends of a sheet")]
#[test_case(&bad("visits.xlsx", with_part(&good_book(), "xl/worksheets/sheet9.xml", vec![b' '; 300 << 20])); "a bomb by ratio")]
#[test_case(&bad("visits.xlsx", lying_bomb()); "a bomb that lies about its size")]
fn a_bomb_is_refused_within_64_megabytes(file: &Bad) {
    let place = Workplace::new();
    place.remove("in/visits.csv");
    place.write(&format!("in/{}", file.name), &file.bytes);
    let run_within = |kilobytes: u32| {
        let script =
            format!("ulimit -d {kilobytes} && exec \"$0\" --root \"$1\" run nightly --date {DATE}");
        workplace::ran(
            assert_cmd::Command::new("sh")
                .arg("-c")
                .arg(script)
                .arg(env!("CARGO_BIN_EXE_lastseen"))
                .arg(place.root()),
        )
    };
    run_within(64 << 10).with_code(4);
    assert_ne!(run_within(512).code, 4, "the limit limits nothing");
}

#[test]
fn a_workbook_whose_cells_are_out_of_order_is_refused() {
    let rows = vec![
        texts("visit_id|child_id|visit_date|mode"),
        vec!["V1".into(), "001".into(), Cell::Blank, "phone".into()],
        vec!["V2".into(), "002".into(), Cell::Blank, "phone".into()],
    ];
    let book = workbook(&[("visits", rows)]);
    let swapped = patched(&book, "xl/worksheets/sheet1.xml", "\"A3\"", "\"A1\"");
    let (_, run) = refused(&bad("visits.xlsx", swapped));
    run.complains_of(&["the rows of sheet \"visits\" are out of order"]);
}
