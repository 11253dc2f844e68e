//! Interned texts: every id and name is kept once, in one arena, and known by a four-byte symbol.

use std::{cmp::Ordering, fmt, hash::BuildHasher, num::NonZeroU32};

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::UnicodeNormalization;

/// A text in an [`Interner`]; meaningless without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sym(NonZeroU32);

impl Sym {
    /// Position in the order of first appearance, from 0.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The symbol at a position that [`Interner::len`] covers.
    pub fn at(index: usize) -> Self {
        // Four thousand million texts are more than any arena holds, so a position always fits.
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }
}

/// An append-only set of texts.
///
/// Nine million visit ids cost their bytes and four more each, as long as they come in ascending order; in any other
/// order about fourteen more, and never an allocation each.
#[derive(Default)]
pub struct Interner {
    bytes: String,
    /// Where each text ends, without what does not fit into four bytes.
    ends: Vec<u32>,
    /// The first text behind each 4 GB of the arena.
    carries: Vec<u32>,
    /// The text that was asked for last: exports are sorted by child, and name the same few workers again and again.
    last: usize,
    /// How often a text was searched for among ascending ones.
    searches: u32,
    /// For texts that did not come in ascending order.
    index: Option<Index>,
}

#[derive(Default)]
struct Index {
    table: HashTable<u32>,
    /// The hash of each text, so that growth reads no text again.
    hashes: Vec<u32>,
    hasher: DefaultHashBuilder,
}

/// So often it is cheaper to search among ascending texts than to index them.
const SEARCHES: u32 = 256;

impl Interner {
    /// The symbol of `text`, which is added where it is new.
    pub fn intern(&mut self, text: &str) -> Sym {
        self.intern_new(text).0
    }

    /// As [`intern`](Self::intern), and whether the text was new.
    pub fn intern_new(&mut self, text: &str) -> (Sym, bool) {
        let (found, is_new) = self.place_of(text);
        self.last = found;
        (Sym::at(found), is_new)
    }

    fn place_of(&mut self, text: &str) -> (usize, bool) {
        let behind = self.last + 1;
        if self.last < self.ends.len() {
            let order = ascending(self.slice(self.last), text);
            if order.is_eq() {
                return (self.last, false);
            }
            if behind == self.ends.len() && self.index.is_none() && order.is_lt() {
                return (self.add(text), true);
            }
        }
        if behind < self.ends.len() && self.slice(behind) == text {
            return (behind, false);
        }
        self.search(text)
    }

    fn search(&mut self, text: &str) -> (usize, bool) {
        if self.index.is_none() {
            let newest = self.ends.len().checked_sub(1);
            if newest.is_none_or(|at| ascending(self.slice(at), text).is_lt()) {
                return (self.add(text), true);
            }
            self.searches += 1;
            if self.searches <= SEARCHES
                && let Ok(at) = self.place(text)
            {
                return (at, false);
            }
        }
        let (bytes, ends, carries) = (&self.bytes, &self.ends, &self.carries);
        let slice = |at: usize| slice_of(bytes, ends, carries, at);
        let index = self
            .index
            .get_or_insert_with(|| Index::of((0..ends.len()).map(slice)));
        let hash = index.hash(text);
        if let Some(at) = index.find(hash, |at| slice(at) == text) {
            return (at, false);
        }
        index.insert(hash, ends.len());
        (self.add(text), true)
    }

    fn add(&mut self, text: &str) -> usize {
        let before = self.bytes.len() >> 32;
        self.bytes.push_str(text);
        let end = self.bytes.len();
        let at = self.ends.len();
        for _ in before..end >> 32 {
            self.carries.push(at as u32);
        }
        self.ends.push(end as u32);
        at
    }

    /// Where a text stands among ascending ones.
    fn place(&self, text: &str) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match ascending(self.slice(middle), text) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(middle),
            }
        }
        Err(low)
    }

    /// The symbol of a text that is already there.
    pub fn find(&self, text: &str) -> Option<Sym> {
        let found = match &self.index {
            None => self.place(text).ok(),
            Some(index) => index.find(index.hash(text), |at| self.slice(at) == text),
        };
        found.map(Sym::at)
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

    /// Gives back the memory that only growing needs, once nothing more is interned.
    pub fn freeze(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        if let Some(index) = &mut self.index {
            index.hashes.shrink_to_fit();
        }
    }

    fn slice(&self, at: usize) -> &str {
        slice_of(&self.bytes, &self.ends, &self.carries, at)
    }
}

impl Index {
    fn of<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        let expected = texts.len() * 2;
        index.hashes.reserve(expected);
        index.table.reserve(expected, |_| 0);
        for (at, text) in texts.enumerate() {
            index.insert(index.hash(text), at);
        }
        index
    }

    fn hash(&self, text: &str) -> u32 {
        self.hasher.hash_one(text) as u32
    }

    fn find(&self, hash: u32, is: impl Fn(usize) -> bool) -> Option<usize> {
        let found = self.table.find(spread(hash), |&at| {
            self.hashes[at as usize] == hash && is(at as usize)
        });
        found.map(|&at| at as usize)
    }

    fn insert(&mut self, hash: u32, at: usize) {
        let Self { table, hashes, .. } = self;
        hashes.push(hash);
        table.insert_unique(spread(hash), at as u32, |&at| spread(hashes[at as usize]));
    }
}

/// The table looks at both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// The order in which numbers of ids ascend: 9, 10.
fn ascending(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn slice_of<'a>(bytes: &'a str, ends: &[u32], carries: &[u32], at: usize) -> &'a str {
    let end = |at: usize| {
        let carried = if carries.is_empty() {
            0
        } else {
            carries.partition_point(|&first| first as usize <= at)
        };
        ends[at] as usize | carried << 32
    };
    let start = if at == 0 { 0 } else { end(at - 1) };
    &bytes[start..end(at)]
}

/// A text made comparable: lower case, only letters and digits, everything else one space.
///
/// Headings and code words are matched this way.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fold = |ch: char| {
        match ch {
            // Apostrophes of any kind vanish, so that "Child's" and "Childs" match.
            '\'' | '\u{2018}' | '\u{2019}' | '`' => {}
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
        let seen = text.chars().filter(|&ch| !is_invisible(ch));
        seen.nfc().for_each(&mut fold);
    }
    out.truncate(out.trim_end().len());
    out
}

/// A text of an export for a terminal or a file of ours: exports write what they like, and nothing of it steers either.
pub fn printable(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A mark that nobody sees: joiners, soft hyphens, marks of direction, byte-order marks.
pub fn is_invisible(ch: char) -> bool {
    matches!(
        ch,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// A role or factor made comparable: as [`folded`], without regard to spaces and underscores. [RULES 2]
pub fn word_key(text: &str) -> String {
    let mut key = folded(text);
    key.retain(|ch| ch != ' ');
    key
}

/// The name of a team or service made comparable: without regard to case and spaces, and no more. [RULES 2]
pub fn name_key(name: &str) -> String {
    let seen = name
        .chars()
        .filter(|&ch| !is_invisible(ch) && !ch.is_whitespace());
    seen.nfc().flat_map(char::to_lowercase).collect()
}

/// What helps where a line of TOML has a backslash in double quotes, as paths of Windows have.
pub fn backslash_hint(line: &str) -> &'static str {
    if line.contains('"') && line.contains('\\') {
        "; a backslash in double quotes begins a sign of its own: write / in paths, or put them in single quotes"
    } else {
        ""
    }
}

/// "1 job", "3 jobs", "21,759 rows".
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    let is_one = count == N::from(1);
    let count = in_thousands(&count.to_string());
    format!("{count} {}", if is_one { one } else { many })
}

/// A number with a comma between its thousands.
fn in_thousands(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A sentence with a comma between the thousands of its numbers, from five digits on: years, times and parts of paths and
/// names stay. So no number of ours reads like an id either.
pub fn grouped(sentence: &str) -> String {
    let is_part =
        |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '/' | '\\' | '.' | ',' | '-');
    let mut out = String::with_capacity(sentence.len());
    for piece in sentence.split_inclusive(|ch: char| !is_part(ch)) {
        let word = piece.trim_end_matches(|ch: char| !is_part(ch));
        let digits = word.trim_end_matches(['.', ',']);
        let is_number = digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
        match is_number {
            true => out.push_str(&in_thousands(digits)),
            false => out.push_str(digits),
        }
        out.push_str(&piece[digits.len()..]);
    }
    out
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
pub fn likeness(a: &str, b: &str) -> f64 {
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
