//! Source files as text and as code: without comments, the contents of strings, and tests.

use std::{fs, path::Path, sync::LazyLock};

/// One file under `src`.
pub struct Source {
    /// From the project's folder, with forward slashes.
    pub path: String,
    pub text: String,
    pub code: String,
}

impl Source {
    fn new(path: String, text: String) -> Self {
        let code = without_tests(&without_comments_and_strings(&text));
        Self { path, text, code }
    }

    /// The folder or file directly under `src`.
    pub fn room(&self) -> &str {
        let path = self.path.trim_start_matches("src/");
        path.split(['/', '.']).next().unwrap_or(path)
    }

    /// How often the words stand in the code as whole words.
    pub fn count(&self, words: &str) -> usize {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let ends_in_word = words.ends_with(is_word);
        self.code
            .match_indices(words)
            .filter(|(at, _)| {
                let before = self.code[..*at].chars().next_back();
                let after = self.code[at + words.len()..].chars().next();
                let goes_on = ends_in_word && after.is_some_and(is_word);
                !goes_on && !before.is_some_and(is_word)
            })
            .count()
    }

    pub fn names(&self, words: &str) -> bool {
        self.count(words) > 0
    }

    /// Whether the function is called or passed on; its import alone is enough.
    pub fn calls(&self, function: &str) -> bool {
        self.names(&format!("{function}(")) || function.contains("::") && self.names(function)
    }

    pub fn public_functions(&self) -> impl Iterator<Item = &str> {
        self.code.lines().filter_map(|line| {
            let name = line.strip_prefix("pub fn ")?;
            name.split(['(', '<']).next()
        })
    }
}

/// Every Rust file under `src`, sorted by path; read once for all tests.
pub fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read);
    &SOURCES
}

fn read() -> Vec<Source> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    let mut folders = vec![project.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a readable file");
                let name = path.strip_prefix(project).expect("a file of the project");
                sources.push(Source::new(name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Leaves out comments and what stands between quotes.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_string(rest, &code) {
            length
        } else if first == '"' {
            string(rest)
        } else if let Some(length) = character(rest) {
            length
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        rest = &rest[skipped..];
    }
    code
}

/// The length of `"…"`.
fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r"…"` or `r#"…"#`.
fn raw_string(rest: &str, before: &str) -> Option<usize> {
    let body = rest.strip_prefix('r')?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inner = body[hashes..].strip_prefix('"')?;
    if before.ends_with(|c: char| c.is_alphanumeric() && c != 'b') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inner.find(&close)?;
    Some(1 + hashes + 1 + end + close.len())
}

/// The length of a character such as `'"'` or `'\n'`; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut chars = inner.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        let (_, escaped) = chars.next()?;
        let from = 1 + escaped.len_utf8();
        return Some(1 + from + inner[from..].find('\'')? + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(1 + at + 1)
}

/// Leaves out each item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        let item = &rest[at..];
        rest = &item[end_of_item(item)..];
    }
    kept + rest
}

fn end_of_item(item: &str) -> usize {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

#[test]
fn code_has_no_comments_strings_and_tests() {
    let text = r##"
        fn a<'a>(b: &'a str) { c("crate::x { \" ", '"', '\'', r#"unsafe "quoted""#) } // crate::y
        /* crate::z */ #[cfg(test)] mod tests { fn d() { crate::w() } } fn e() {}
    "##;
    let code = without_tests(&without_comments_and_strings(text));
    let words = code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words, "fn a<'a>(b: &'a str) { c(, , , ) } fn e() {}");
}
