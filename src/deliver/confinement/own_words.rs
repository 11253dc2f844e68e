//! Build script: gathers the words that the program itself writes, so that the proof can tell them from children.
//!
//! Every text in quotation marks of the sources that workbooks are made from, a line each. A child who is called "Not
//! Rated" stands in every workbook then, as far as words go; in the columns of ids and names it is looked for all the same.

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// The rooms whose words come into workbooks.
const ROOMS: [&str; 6] = ["deliver", "ingest", "measures", "model", "report", "rules"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("src");
    let mut files = Vec::new();
    for room in ROOMS {
        println!("cargo::rerun-if-changed=src/{room}");
        gather(&root.join(room), &mut files)?;
    }
    // Each text once, in whatever order the files lie.
    let mut texts = BTreeSet::new();
    for file in files {
        texts.extend(quoted(&fs::read_to_string(&file)?));
    }
    let words: Vec<String> = texts.into_iter().collect();
    let place = PathBuf::from(env::var("OUT_DIR")?).join("own_words.txt");
    Ok(fs::write(place, words.join("\n"))?)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "toml")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// The texts in quotation marks, each on one line; what is filled in divides them.
fn quoted(source: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for line in joined(source).lines() {
        let code = line.trim_start();
        if code.starts_with("//") || code.starts_with('#') && !code.starts_with("#[") {
            continue;
        }
        let mut pieces = line.split('"');
        pieces.next();
        while let Some(text) = pieces.next() {
            pieces.next();
            texts.extend(text.split(['{', '}']).map(str::to_owned));
        }
    }
    texts
}

/// Long texts are broken over lines with a backslash; quotation marks in a text divide it.
fn joined(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.replace("\\\"", "{}").replace("'\"'", "");
        match line.strip_suffix('\\') {
            Some(start) => {
                out.push_str(start);
                if let Some(next) = lines.peek_mut() {
                    *next = next.trim_start();
                }
            }
            None => {
                out.push_str(&line);
                out.push('\n');
            }
        }
    }
    out
}
