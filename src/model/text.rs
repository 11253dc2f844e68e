//! Interned texts: every id and name is kept once, in one arena, and known by a four-byte symbol.

use std::{fmt, hash::BuildHasher};

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::UnicodeNormalization;

/// A text in an [`Interner`]; meaningless without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sym(u32);

impl Sym {
    /// Position in the order of first appearance, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The symbol at a position that [`Interner::len`] covers.
    pub fn at(index: usize) -> Self {
        // Interner::intern stops at u32::MAX texts, so a position always fits.
        Self(index as u32)
    }
}

/// An append-only set of texts.
///
/// Nine million visit ids cost their bytes and about ten more each, not an allocation each.
#[derive(Default)]
pub struct Interner {
    bytes: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// The symbol of `text`, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> Sym {
        self.intern_new(text).0
    }

    /// As [`intern`](Self::intern), and whether the text was new.
    pub fn intern_new(&mut self, text: &str) -> (Sym, bool) {
        let hash = self.hasher.hash_one(text);
        if let Some(&found) = self.table.find(hash, |&at| self.slice(at as usize) == text) {
            return (Sym(found), false);
        }
        let at = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, at, |&at| {
            hasher.hash_one(slice_of(bytes, ends, at as usize))
        });
        (Sym(at), true)
    }

    /// The symbol of a text that is already there.
    pub fn find(&self, text: &str) -> Option<Sym> {
        let hash = self.hasher.hash_one(text);
        self.table
            .find(hash, |&at| self.slice(at as usize) == text)
            .map(|&at| Sym(at))
    }

    /// The text of a symbol of this interner.
    pub fn text(&self, sym: Sym) -> &str {
        self.slice(sym.index())
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every symbol, in order of first appearance.
    pub fn symbols(&self) -> impl Iterator<Item = Sym> + use<> {
        (0..self.ends.len()).map(Sym::at)
    }

    /// Gives back the memory of the search table once nothing more is interned.
    pub fn freeze(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn slice(&self, at: usize) -> &str {
        slice_of(&self.bytes, &self.ends, at)
    }
}

fn slice_of<'a>(bytes: &'a str, ends: &[usize], at: usize) -> &'a str {
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &bytes[start..ends[at]]
}

/// A text made comparable: lower case, only letters and digits, everything else one space.
///
/// Headings, code words, team and service names are matched this way.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fold = |ch: char| {
        match ch {
            // Apostrophes of any kind vanish, so that "Child's" and "Childs" match.
            '\'' | '\u{2018}' | '\u{2019}' | '`' => {}
            ch if is_invisible(ch) => {}
            ch if ch.is_ascii_alphanumeric() => out.push(ch.to_ascii_lowercase()),
            ch if ch.is_alphanumeric() => out.extend(ch.to_lowercase()),
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
        }
    };
    if text.is_ascii() {
        text.chars().for_each(&mut fold);
    } else {
        text.nfc().for_each(&mut fold);
    }
    out.truncate(out.trim_end().len());
    out
}

/// A mark that nobody sees: joiners, soft hyphens, marks of direction, byte-order marks.
fn is_invisible(ch: char) -> bool {
    matches!(
        ch,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// A role, factor, team or service made comparable: as [`folded`], without regard to spaces and underscores. [RULES 2]
pub fn word_key(text: &str) -> String {
    let mut key = folded(text);
    key.retain(|ch| ch != ' ');
    key
}

/// "1 job", "3 jobs".
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    let is_one = count == N::from(1);
    format!("{count} {}", if is_one { one } else { many })
}

/// The word of `known` nearest to `wrong`, where one is near enough to suggest.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = folded(wrong);
    known
        .into_iter()
        .map(|word| (likeness(&wrong, &folded(word)), word))
        .filter(|(likeness, _)| *likeness >= 0.72)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// How alike two folded texts are, whatever the order of their words: "date of visit" is near "visit date".
fn likeness(a: &str, b: &str) -> f64 {
    let in_order = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    strsim::jaro_winkler(a, b).max(strsim::jaro_winkler(&in_order(a), &in_order(b)))
}

/// A text with the full stop that it wants, unless it ends with a question.
pub fn sentence(text: impl fmt::Display) -> String {
    let mut text = text.to_string();
    if !text.ends_with('?') {
        text.push('.');
    }
    text
}

/// A suggestion for a wrong word, as the end of a sentence.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known)
        .map(|word| format!("; did you mean \"{word}\"?"))
        .unwrap_or_default()
}

/// Bytes in hexadecimal, as digests are written.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
