//! The proof that a finished workbook holds its reader's children only: read back from its bytes by other code than
//! wrote it, every part, every text and attribute.

mod fold;
mod scope;
mod strays;

use std::{collections::HashMap, fmt};

use aho_corasick::AhoCorasick;
use hashbrown::HashSet;

use fold::fold;
pub use scope::scope_holds;
pub(super) use strays::Strays;

use super::readback::{self, Unreadable};

/// Every child known to the night, by id and name, ready to be looked for in any text.
///
/// What is looked for, in lower case, with blanks folded, and only where it does not stand inside a longer word:
/// - each name as the exports give it, and `Surname, Forenames` the other way round as well;
/// - each id: as a whole cell, and from four signs on (of digits alone, from five) inside of a text;
/// - in a column headed `Child id` every cell is an id, and must be one of the reader's; in those of names a name must be.
///
/// What proves nothing elsewhere: what our own texts say ("Not rated", `CP`), and what is also the name of a worker, a
/// recipient or a team, or the path of an export; a name made of words such as "unborn baby" or "amber" alone; and,
/// inside a longer text, a name of one word, because "Will" or "Grace" would stop every night. Two children of one name
/// are told apart by their ids only.
pub struct Census {
    automaton: AhoCorasick,
    wanted: Vec<Wanted>,
    /// By folded id.
    children: HashMap<String, usize>,
    /// The places in `wanted` of each child's id and names.
    texts: Vec<Vec<usize>>,
}

/// A text that is looked for.
#[derive(Clone, Copy, Default)]
struct Wanted {
    /// A child's id.
    is_id: bool,
    /// A child's name.
    is_name: bool,
    /// Anybody's: worker, team.
    is_free: bool,
    /// Our own texts say it.
    is_ours: bool,
    /// Told from chance only where it is the whole text.
    is_whole: bool,
    /// A short number, told from chance only where it is a whole cell.
    is_number: bool,
    /// Reads like a cell's name or a number, of which markup and formulas are full.
    is_like_markup: bool,
}

impl Wanted {
    fn is_child(self) -> bool {
        self.is_id || self.is_name
    }
}

/// The children whom a reader may see. A country has thousands of readers of a hundred children each, so theirs are
/// listed, and nothing is kept of the others.
#[derive(Clone, Debug, Default)]
pub struct Entitled {
    everyone: bool,
    children: HashSet<usize>,
    /// The places in `wanted` of their ids and names.
    texts: HashSet<usize>,
}

/// A place in a workbook where somebody else's child stands. It tells how often, never who.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// The part, in words.
    pub part: String,
    /// How often.
    pub count: usize,
    /// Whether it is certain: a name, or an id where ids stand. An id in another text may be chance.
    pub is_certain: bool,
}

impl Entitled {
    /// Whether every child may be seen.
    pub fn is_everyone(&self) -> bool {
        self.everyone
    }

    fn has_child(&self, child: usize) -> bool {
        self.everyone || self.children.contains(&child)
    }

    fn has_text(&self, text: usize) -> bool {
        self.everyone || self.texts.contains(&text)
    }
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = if self.count == 1 { "place" } else { "places" };
        write!(f, "{}: {} {times}", self.part, self.count)
    }
}

/// There are more texts to look for than can be looked for at once.
#[derive(Debug, thiserror::Error)]
#[error("the children's ids and names cannot be made ready: {0}")]
pub struct TooMany(#[from] aho_corasick::BuildError);

/// Words that name nobody: what an unborn or unknown child is called, and the ratings, which are also forenames.
const NOBODY: [&str; 13] = [
    "amber", "baby", "child", "green", "known", "name", "no", "not", "red", "test", "unborn",
    "unknown", "unrated",
];

/// What the program itself writes, a text a line.
const OWN_WORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/own_words.txt"));

/// Whether a piece of a text does not stand inside a longer word.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    !text[..start].ends_with(char::is_alphanumeric)
        && !text[end..].starts_with(char::is_alphanumeric)
}

impl Census {
    /// Takes every child, by id and name, any number of times; and the texts that may stand anywhere.
    ///
    /// # Errors
    /// Far more children than a country has.
    pub fn of<'a>(
        children: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
        free: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, TooMany> {
        let mut patterns: HashMap<String, usize> = HashMap::new();
        let mut ordered: Vec<String> = Vec::new();
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut place_of = |text: String, new: Wanted| {
            let at = *patterns.entry(text).or_insert_with_key(|text| {
                ordered.push(text.clone());
                wanted.push(Wanted {
                    is_whole: true,
                    is_number: true,
                    ..Wanted::default()
                });
                ordered.len() - 1
            });
            let known = &mut wanted[at];
            known.is_id |= new.is_id;
            known.is_name |= new.is_name;
            known.is_free |= new.is_free;
            known.is_like_markup |= new.is_like_markup;
            known.is_whole &= new.is_whole;
            known.is_number &= new.is_number;
            at
        };
        for text in free {
            let text = fold(text);
            if !text.is_empty() {
                let new = Wanted {
                    is_free: true,
                    ..Wanted::default()
                };
                place_of(text, new);
            }
        }
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut texts: Vec<Vec<usize>> = Vec::new();
        for (id, name) in children {
            let id = fold(id);
            if id.is_empty() {
                continue;
            }
            let child = *by_id.entry(id.clone()).or_insert_with(|| {
                texts.push(Vec::new());
                texts.len() - 1
            });
            if texts[child].is_empty() {
                let is_number = id.len() < 5 && id.bytes().all(|b| b.is_ascii_digit());
                let new = Wanted {
                    is_id: true,
                    is_number,
                    is_whole: is_number
                        || id.chars().count() < 4
                        || !id.bytes().any(|b| b.is_ascii_digit()),
                    is_like_markup: is_like_markup(&id),
                    ..Wanted::default()
                };
                texts[child].push(place_of(id, new));
            }
            for name in name.into_iter().flat_map(ways_of) {
                let new = Wanted {
                    is_name: true,
                    is_whole: !name.contains(' '),
                    is_like_markup: is_like_markup(&name),
                    ..Wanted::default()
                };
                let place = place_of(name, new);
                if !texts[child].contains(&place) {
                    texts[child].push(place);
                }
            }
        }
        let automaton = AhoCorasick::new(&ordered)?;
        for line in OWN_WORDS.lines() {
            let line = fold(line);
            for hit in automaton.find_overlapping_iter(&line) {
                let (start, end) = (hit.start(), hit.end());
                let known = &mut wanted[hit.pattern().as_usize()];
                let is_all = (start, end) == (0, line.len());
                known.is_ours |= is_word(&line, start, end) && (is_all || !known.is_whole);
            }
        }
        Ok(Self {
            automaton,
            wanted,
            children: by_id,
            texts,
        })
    }

    /// Whether a text holds the id or name of any child.
    pub fn names_a_child(&self, text: &str) -> bool {
        let text = fold(text);
        self.automaton.find_overlapping_iter(&text).any(|hit| {
            let (start, end) = (hit.start(), hit.end());
            let wanted = self.wanted[hit.pattern().as_usize()];
            let is_all = (start, end) == (0, text.len());
            is_word(&text, start, end)
                && wanted.is_child()
                && (wanted.is_id || is_all || !wanted.is_whole)
        })
    }

    /// A reader of some children.
    pub fn entitled<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Entitled {
        let mut entitled = Entitled::default();
        for id in ids {
            if let Some(&child) = self.children.get(&fold(id)) {
                entitled.children.insert(child);
                entitled.texts.extend(&self.texts[child]);
            }
        }
        entitled
    }

    /// A reader of every child.
    pub fn everyone(&self) -> Entitled {
        Entitled {
            everyone: true,
            ..Entitled::default()
        }
    }

    /// Every place in a workbook where a child stands whom its reader may not see; empty where it may go out.
    ///
    /// # Errors
    /// A workbook of which nothing can be proved: then it must not go out either.
    pub fn strays(&self, workbook: &[u8], entitled: &Entitled) -> Result<Vec<Stray>, Unreadable> {
        let mut strays = Strays::of(self, entitled);
        readback::read(workbook, &mut strays)?;
        Ok(strays.found())
    }
}

/// A name as it may stand in a workbook: as it is, and `Surname, Forenames` the other way round; none where it names nobody.
fn ways_of(name: &str) -> Vec<String> {
    let name = fold(name);
    let mut words = name.split(|ch: char| !ch.is_alphanumeric());
    if words.all(|word| word.is_empty() || NOBODY.contains(&word)) {
        return Vec::new();
    }
    let turned = name
        .split_once(',')
        .map(|(surname, forenames)| format!("{} {}", forenames.trim(), surname.trim()))
        .filter(|turned| turned.split(' ').count() > 1 && !turned.starts_with(' '));
    [Some(name), turned].into_iter().flatten().collect()
}

/// `a10234` is a cell's name too, and 10234 a row's number.
fn is_like_markup(text: &str) -> bool {
    let digits = text.trim_start_matches(|ch: char| ch.is_ascii_lowercase());
    text.len() - digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit())
}
