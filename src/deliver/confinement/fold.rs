//! Texts made comparable: lower case, one blank between words, no characters that do not show.

use std::borrow::Cow;

/// Writes a text, made comparable, into a buffer that is emptied before.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    folded.reserve(text.len());
    for ch in decoded(text).chars() {
        match ch {
            'a'..='z' | '0'..='9' => folded.push(ch),
            'A'..='Z' => folded.push(ch.to_ascii_lowercase()),
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2018}' | '\u{2019}' | '`' => folded.push('\''),
            ch if ch.is_whitespace() || ch.is_control() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            ch => folded.extend(ch.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
}

/// A text, made comparable.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Excel reads `_x0041_` as the character of that number.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6);
        let ends = rest.as_bytes().get(at + 6) == Some(&b'_');
        let ch = code
            .filter(|code| ends && code.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let read = match ch {
            Some(ch) => {
                out.push(ch);
                7
            }
            None => {
                out.push_str("_x");
                2
            }
        };
        rest = &rest[at + read..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A header or footer without its codes (`&L`, `&"Arial,Bold"`, `&9`). A digit after a font size can belong to either,
/// so there are two readings: sizes of one digit, and sizes of as many as there are.
pub(super) fn without_header_codes(text: &str) -> [String; 2] {
    [1, usize::MAX].map(|longest_size| {
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(ch) = chars.next() {
            if ch != '&' {
                out.push(ch);
                continue;
            }
            match chars.next() {
                Some('&') => out.push('&'),
                Some('"') => {
                    out.push(' ');
                    for ch in chars.by_ref() {
                        if ch == '"' {
                            break;
                        }
                        out.push(ch);
                    }
                    out.push(' ');
                }
                Some(ch) if ch.is_ascii_digit() => {
                    out.push(' ');
                    let mut size = 1;
                    while size < longest_size && chars.next_if(char::is_ascii_digit).is_some() {
                        size += 1;
                    }
                }
                _ => out.push(' '),
            }
        }
        out
    })
}
