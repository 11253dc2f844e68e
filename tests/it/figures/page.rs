//! The night's page of counts: its figures again, its links, and that nobody is named on it.

use std::collections::BTreeSet;

use super::{
    children::{Child, rates},
    night::Night,
    quality,
};

pub fn check(night: &Night) {
    let path = night.folder.join("overview.html");
    let html = std::fs::read_to_string(path).expect("the run's page");
    for foreign in ["<script", "http:", "https:", "src=", "@import", "url("] {
        assert!(!html.contains(foreign), "{foreign} in the page");
    }
    for child in &night.children {
        for text in [Some(&child.id), child.name.as_ref()].into_iter().flatten() {
            assert!(!html.contains(text.as_str()), "a child on the page");
        }
    }
    let rows = rows(&html);
    let has = |row: &[String]| {
        assert!(
            rows.iter().any(|other| other == row),
            "no {row:?} in {rows:#?}"
        );
    };

    let teams: BTreeSet<&str> = night.children.iter().map(|c| c.team.as_str()).collect();
    for team in teams {
        let own: Vec<&Child> = night.children.iter().filter(|c| c.team == team).collect();
        let mut row = vec![team.to_owned(), own.len().to_string()];
        row.extend(rates(own).map(|(part, of)| match of {
            0 => "none to count 0 of 0".to_owned(),
            _ => format!("{:.1}% {part} of {of}", 100.0 * part as f64 / of as f64),
        }));
        has(&row);
    }
    for rag in ["RED", "UNRATED", "AMBER", "GREEN"] {
        let of_rag = || night.children.iter().filter(|child| child.rag == rag);
        let unseen = of_rag().filter(|child| child.unseen).count();
        let of = of_rag().filter(|child| child.is_to_be_seen()).count();
        has(&[rag.to_owned(), unseen.to_string(), of.to_string()]);
    }
    for input in quality::inputs(&night.account) {
        let file = input.path.rsplit('/').next().expect("a file's name");
        let counts = [input.read, input.rejected, input.warnings].map(|count| count.to_string());
        let [read, rejected, warnings] = counts;
        has(&[input.set.clone(), file.to_owned(), read, rejected, warnings]);
    }
    let sent = &night.account["deliveries"];
    for (label, key) in [
        ("sent with a workbook", "sent"),
        ("sent as a letter alone: nothing to list", "nil"),
        ("waiting to be sent again", "deferred"),
        ("given up", "failed"),
        ("held back", "held"),
        ("perhaps sent", "unknown"),
        ("all", "expected"),
    ] {
        has(&[label.to_owned(), sent[key].to_string()]);
    }

    let linked: BTreeSet<String> = html
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect();
    let files = std::fs::read_dir(&night.folder).expect("the run's folder");
    let names = files.map(|file| {
        file.expect("a file")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let workbooks: BTreeSet<String> = names.filter(|name| name.ends_with(".xlsx")).collect();
    assert_eq!(linked, workbooks, "links of the page");
}

/// The rows of the page's tables, cell by cell, in plain words.
fn rows(html: &str) -> Vec<Vec<String>> {
    let rows = html.split("<tr").skip(1);
    rows.map(|row| {
        let row = row.split("</tr>").next().unwrap_or_default();
        let cells = row
            .split_inclusive("</t")
            .filter(|cell| cell.ends_with("</t"));
        cells.map(plain).collect()
    })
    .collect()
}

fn plain(cell: &str) -> String {
    let mut text = String::new();
    let mut is_inside = true;
    // What stands before the first `>` is the end of a tag.
    for ch in cell.chars() {
        match ch {
            '<' => is_inside = true,
            '>' => is_inside = false,
            ch if !is_inside => text.push(ch),
            _ => {}
        }
    }
    let text = text
        .replace("&#x2f;", "/")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
    super::book::ungrouped(text.trim())
}
