//! The text part of a letter, and what it should say.

use std::path::Path;

use super::book::ungrouped;

/// What a letter says of a report, worked out by the test.
#[derive(Debug, Default, PartialEq)]
pub struct Said {
    pub answer: String,
    pub look_first: Vec<String>,
    /// Label, count, and of how many.
    pub figures: Vec<(String, u64, Option<u64>)>,
    pub change: String,
    pub about_the_data: Vec<String>,
    pub is_nil: bool,
}

impl Said {
    /// The letter of a file; `about_the_data` without the sentences that hold no figure.
    pub fn read(path: &Path) -> Self {
        let text = ungrouped(&text_part(
            &std::fs::read_to_string(path).expect("a letter"),
        ));
        let lines: Vec<&str> = text.lines().collect();
        let dear = lines.iter().position(|line| line.starts_with("Dear "));
        let answer = lines[dear.expect("a greeting") + 2..]
            .iter()
            .find(|line| !line.is_empty());
        let below = |heading: &str| {
            let at = lines.iter().position(|line| *line == heading);
            let rest = at.map_or(&[][..], |at| &lines[at + 1..]);
            rest.iter().take_while(|line| !line.is_empty())
        };
        let bullets = |heading: &str| {
            let lines = below(heading);
            lines
                .map(|line| line.strip_prefix("- ").expect("a bullet").to_owned())
                .collect::<Vec<_>>()
        };
        Self {
            answer: (*answer.expect("an answer")).to_owned(),
            look_first: bullets("Where to look first"),
            figures: bullets("Key figures")
                .iter()
                .map(|line| figure(line))
                .collect(),
            change: below("What has changed").copied().collect(),
            about_the_data: bullets("About the data"),
            is_nil: text.contains("this letter is the whole report"),
        }
    }
}

/// "Visit overdue: 6 of 70 (9 %)".
fn figure(line: &str) -> (String, u64, Option<u64>) {
    let (label, counts) = line.rsplit_once(": ").expect("a figure");
    let number = |text: &str| text.parse().expect("a count");
    let counts = match counts.split_once(" (") {
        Some((counts, share)) => {
            let (count, of) = counts.split_once(" of ").expect("a whole");
            let (count, of): (u64, u64) = (number(count), number(of));
            let said = match ((200 * count + of) / (2 * of), count) {
                (0, 1..) => "under 1 %".to_owned(),
                (100, count) if count < of => "over 99 %".to_owned(),
                (share, _) => format!("{share} %"),
            };
            assert_eq!(share, format!("{said})"), "{line}");
            counts
        }
        None => {
            assert!(
                counts.split_once(" of ").is_none_or(|(_, of)| of == "0"),
                "{line}"
            );
            counts
        }
    };
    match counts.split_once(" of ") {
        Some((count, of)) => (label.to_owned(), number(count), Some(number(of))),
        None => (label.to_owned(), number(counts), None),
    }
}

fn text_part(message: &str) -> String {
    let message = message.replace("\r\n", "\n");
    let part = message
        .split("Content-Type: text/plain")
        .nth(1)
        .expect("a text part");
    let (head, rest) = part.split_once("\n\n").expect("a body");
    let body = rest.split("\n--lastseen-").next().expect("a boundary");
    if head.contains("quoted-printable") {
        unquoted(body)
    } else {
        assert!(head.contains("7bit") || head.contains("8bit"), "{head}");
        body.to_owned()
    }
}

fn unquoted(body: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [b'\n', after @ ..]) => rest = after,
            (b'=', [_, _, after @ ..]) => {
                let code = std::str::from_utf8(&rest[..2]).expect("two digits");
                bytes.push(u8::from_str_radix(code, 16).expect("two digits"));
                rest = after;
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8(bytes).expect("a letter in UTF-8")
}
