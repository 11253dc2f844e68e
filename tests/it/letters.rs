//! The letters of the sample: HTML and text that say the same, counts only, one reader each.

use std::{collections::BTreeSet, io::Cursor, path::Path};

use aho_corasick::AhoCorasick;
use calamine::{DataType, Reader, Xlsx};
use test_case::test_case;

use crate::{mail::Mail, sample_run::monday};

/// Every message of the run, by its file's name.
fn mails() -> Vec<(&'static str, Mail)> {
    monday()
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_suffix(".eml")?, Mail::parse(bytes))))
        .collect()
}

#[test_case("monday-visits/outbox/monday-visits--tm-safeguarding-east"; "monday visits")]
#[test_case("monday-visits/outbox/targeted-tracker--sm-targeted-support"; "targeted tracker")]
#[test_case("monday-visits/outbox/targeted-tracker--tm-leaving-care"; "nil return")]
#[test_case("nightly/outbox/unseen-children--sm-safeguarding"; "unseen children")]
#[test_case("nightly/outbox/rating-review--tm-safeguarding-east"; "rating review")]
#[test_case("nightly/outbox/data-quality--analyst"; "data quality")]
#[test_case("monday-visits/outbox/assurance--tm-safeguarding-east"; "assurance")]
#[test_case("performance-clinic/outbox/performance-clinic--leadership"; "performance clinic")]
fn a_letter_reads_so(name: &str) {
    let mail = Mail::parse(&monday()[&format!("{name}.eml")]);
    let stem = name.rsplit('/').next().unwrap_or(name);
    insta::assert_snapshot!(format!("{stem}.txt"), without_run_id(&mail.text));
    insta::assert_snapshot!(format!("{stem}.html"), without_run_id(&mail.html));
}

/// A letter without the run's id, which changes with the settings.
fn without_run_id(letter: &str) -> String {
    let (before, after) = letter
        .split_once("counts only. Run ")
        .expect("the run's id");
    let (_, after) = after.split_once('.').expect("a full stop");
    format!("{before}counts only. Run RUN.{after}")
}

#[test]
fn the_html_is_tables_and_inline_styles_that_fetch_nothing() {
    for (name, mail) in mails() {
        let html = mail.html.to_lowercase();
        for forbidden in [
            "<script",
            "<img",
            "<link",
            "<iframe",
            "<form",
            "<div",
            "<object",
            "<svg",
            "<a ",
            "http:",
            "https:",
            "//",
            "url(",
            "@import",
            "src=",
            "href=",
            "onload",
            "onclick",
            "javascript",
        ] {
            assert!(!html.contains(forbidden), "{forbidden} in {name}");
        }
        assert!(html.contains("<table role=\"presentation\""), "{name}");
        assert!(html.contains("prefers-color-scheme: dark"), "{name}");
        assert!(html.contains("<html lang=\"en-gb\">"), "{name}");
        for cell in html.split("<td").skip(1) {
            let tag = cell.split('>').next().unwrap_or_default();
            assert!(tag.contains("style=\""), "a bare cell <td{tag}> in {name}");
        }
    }
}

#[test]
fn the_text_says_what_the_html_says() {
    for (name, mail) in mails() {
        let words = mail.words_of_html();
        for line in mail.text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let line = line.trim_start_matches("- ");
            let is_said = words.contains(line)
                || words.contains(&as_a_row(line))
                || line
                    .split(": ")
                    .flat_map(|part| part.split(", "))
                    .all(|part| words.contains(part));
            assert!(is_said, "{name}: the HTML does not say {line:?}\n{words}");
        }
        assert_eq!(numbers(&words), numbers(&mail.text), "{name}");
    }
}

/// A figure of the text, "Overdue: 9 of 127", as the row of the HTML table reads.
fn as_a_row(line: &str) -> String {
    let Some((label, figure)) = line.rsplit_once(": ") else {
        return line.to_owned();
    };
    let (figure, share) = figure
        .trim_end_matches(')')
        .split_once(" (")
        .unwrap_or((figure, "–"));
    match figure.split_once(" of ") {
        Some((count, of)) => format!("{label} {count} {of} {share}"),
        None => format!("{label} {figure} – –"),
    }
}

fn numbers(text: &str) -> BTreeSet<&str> {
    text.split(|ch: char| !ch.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .collect()
}

#[test]
fn a_nil_return_says_so_with_the_date_and_the_children_checked() {
    let nils: Vec<_> = mails()
        .into_iter()
        .filter(|(_, mail)| mail.attachment.is_none())
        .collect();
    assert!(!nils.is_empty());
    for (name, mail) in nils {
        assert!(
            mail.header("Subject").contains(": nothing to list"),
            "{name}"
        );
        for body in [&mail.text, &mail.html] {
            assert!(body.contains("this letter is the whole report"), "{name}");
            assert!(body.contains("checked."), "{name}");
            assert!(body.contains("23 Nov 2026"), "{name}");
        }
    }
}

#[test]
fn a_message_has_one_reader_and_plain_line_ends() {
    let mails = mails();
    assert_eq!(mails.len(), 48);
    for (name, mail) in mails {
        assert!(mail.has_crlf_only, "{name}");
        let all = |wanted: &str| {
            let named = |header: &&String| {
                header
                    .split_once(':')
                    .is_some_and(|(name, _)| name.eq_ignore_ascii_case(wanted))
            };
            mail.headers.iter().filter(named).count()
        };
        if let Some(workbook) = &mail.attachment {
            let (_, stem) = name.rsplit_once('/').expect("a job and a file");
            assert_eq!(*workbook, format!("{stem}.xlsx"));
        }
        for once in ["To", "From", "Subject", "Date", "Message-ID"] {
            assert_eq!(all(once), 1, "{once} in {name}");
        }
        for never in ["Cc", "Bcc", "Reply-To", "Sender"] {
            assert_eq!(all(never), 0, "{never} in {name}");
        }
        let to = mail.header("To");
        assert!(!to.contains([',', ';', '<']), "{name}: {to}");
        assert!(to.ends_with("@exampleshire.example"), "{name}: {to}");
    }
}

#[test]
fn no_letter_subject_or_file_name_tells_of_a_child() {
    let (ids, names) = children();
    assert!(ids.len() > 590 && names.len() > 500, "{}", ids.len());
    let secrets: Vec<&String> = ids.iter().chain(&names).collect();
    let search = AhoCorasick::new(&secrets).expect("few enough children");
    let told = |said: &str| Some(secrets[search.find(said)?.pattern().as_usize()]);
    assert_eq!(told(&format!("of {}.", secrets[7])), Some(secrets[7]));
    for (file, mail) in mails() {
        let said = [
            file,
            mail.header("Subject"),
            mail.attachment.as_deref().unwrap_or_default(),
            &mail.text,
            &mail.words_of_html(),
            &mail.html,
        ]
        .join("\n");
        assert_eq!(told(&said), None, "{file}");
    }
    for file in monday().keys() {
        assert_eq!(told(file), None, "{file}");
    }
}

/// The ids and full names of every child in the exports.
fn children() -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut take = |row: &[String], id: usize, name: usize| {
        ids.extend(row.get(id).filter(|id| id.len() >= 5).cloned());
        names.extend(row.get(name).filter(|name| name.contains(' ')).cloned());
    };
    for (file, id, name) in [
        ("carefirst/cases_20261122.csv", "Client ID", "Client Name"),
        (
            "capita/cases_20261122.xlsx",
            "Young Person ID",
            "Young Person Name",
        ),
    ] {
        let bytes = std::fs::read(folder.join(file)).expect("the sample");
        let rows = if file.ends_with("csv") {
            csv_rows(&bytes)
        } else {
            xlsx_rows(&bytes)
        };
        let place =
            |row: &Vec<String>, wanted: &str| row.iter().position(|cell| cell.ends_with(wanted));
        let (at, (id, name)) = rows
            .iter()
            .enumerate()
            .find_map(|(at, row)| Some((at, (place(row, id)?, place(row, name)?))))
            .expect("the export has headings");
        for row in &rows[at + 1..] {
            take(row, id, name);
        }
    }
    (ids, names)
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    reader
        .byte_records()
        .map(|row| {
            let row = row.expect("a sound CSV file");
            let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
            row.iter().map(text).collect()
        })
        .collect()
}

fn xlsx_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.sheet_names();
    let rows = sheets.iter().flat_map(|name| {
        let sheet = book.worksheet_range(name).expect("a sheet");
        let text = |row: &[calamine::Data]| -> Vec<String> {
            row.iter()
                .map(|cell| cell.as_string().unwrap_or_default())
                .collect()
        };
        sheet.rows().map(text).collect::<Vec<_>>()
    });
    rows.collect()
}
