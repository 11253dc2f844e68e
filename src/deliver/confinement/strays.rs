//! The listener that finds children in a workbook whom its reader may not see.

use std::collections::BTreeMap;

use super::{
    Census, Entitled, Stray,
    fold::{fold, fold_into, without_header_codes},
    is_word,
};
use crate::deliver::readback::{Elements, Holds, Listener, Part, PlainCell, PlainValue, cell_of};

/// The heading of a column of ids, folded.
const ID_COLUMN: &str = "child id";

/// The headings of columns of names, folded.
const NAME_COLUMNS: [&str; 2] = ["name", "who first"];

/// What stands in these columns where there is nobody to name.
const NO_NAME: [&str; 3] = ["not recorded", "nobody", "see the list"];

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// A person reads it: whatever it holds counts.
    Words,
    /// A whole cell: short numbers count too.
    Cell,
    /// Numbers and cells' names mean no child.
    Markup,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    column: u32,
    kind: String,
}

/// The strays of one workbook, as far as it is read.
pub(in crate::deliver) struct Strays<'a> {
    search: Search<'a>,
    /// How often by part, and whether one of them is certain.
    found: BTreeMap<String, (usize, bool)>,
    /// What is being read, in words.
    part: String,
    holds: Holds,
    shared: Vec<Shared>,
    cell: Cell,
    /// The columns of the sheet that are headed as ids: one or two.
    id_columns: Vec<u32>,
    /// Those that are headed as names.
    name_columns: Vec<u32>,
}

/// A shared string.
#[derive(Clone, Default)]
struct Shared {
    folded: String,
    found: Found,
}

/// What was found in a text.
#[derive(Clone, Copy, Default)]
struct Found {
    /// How often the name of somebody else's child stands in it.
    names: usize,
    /// How often the id of one.
    ids: usize,
    /// How often a name that is also a word of ours or somebody else's: in a column of names it is a stray.
    explained: usize,
}

impl<'a> Strays<'a> {
    pub(in crate::deliver) fn of(census: &'a Census, entitled: &'a Entitled) -> Self {
        Self {
            search: Search {
                census,
                entitled,
                folded: String::new(),
                hits: Vec::new(),
            },
            found: BTreeMap::new(),
            part: String::new(),
            holds: Holds::Other,
            shared: Vec::new(),
            cell: Cell::default(),
            id_columns: Vec::new(),
            name_columns: Vec::new(),
        }
    }

    /// What was found.
    pub(in crate::deliver) fn found(self) -> Vec<Stray> {
        let found = self.found.into_iter();
        found
            .map(|(part, (count, is_certain))| Stray {
                part,
                count,
                is_certain,
            })
            .collect()
    }

    /// What a part is, to one who must find the stray in it.
    fn in_words(&mut self, part: &Part<'_>) -> String {
        let is = |folder: &str| part.name.starts_with(folder);
        let words = match part.holds {
            Holds::LinksOfBook => "links",
            Holds::Book => "the names of sheets and ranges",
            Holds::SharedStrings => "shared strings",
            _ if part.name.ends_with(".rels") => "links",
            Holds::Sheet => match part.sheet {
                None => "a sheet without a name",
                // A sheet that is named after a child is not named.
                Some((at, name)) if self.search.names_a_child(name) => {
                    return format!("sheet {}", at + 1);
                }
                Some((_, name)) => return format!("sheet '{name}'"),
            },
            _ if is("docProps/") => "document properties",
            _ if is("xl/tables/") => "tables",
            _ if is("xl/charts/") => "charts",
            _ if is("xl/drawings/") => "drawings",
            _ if part.name.contains("omments") => "comments",
            _ => "another part",
        };
        words.to_owned()
    }

    fn note(&mut self, certain: usize, doubtful: usize) {
        if certain + doubtful > 0 {
            let (count, is_certain) = self.found.entry(self.part.clone()).or_default();
            *count += certain + doubtful;
            *is_certain |= certain > 0;
        }
    }

    fn note_found(&mut self, found: Found) {
        self.note(found.names, found.ids);
    }

    fn words(&mut self, text: &str) {
        let found = self.search.strays(text, Reading::Words);
        self.note_found(found);
    }

    /// The text of a cell that stands in the cell itself.
    fn cell_text(&mut self, text: &str) {
        let found = self.search.strays(text, Reading::Cell);
        self.cell_shows(&fold(text), found);
    }

    fn markup(&mut self, text: &str) {
        let found = self.search.strays(text, Reading::Markup);
        self.note_found(found);
    }

    /// Between double quotes stand words, outside of them cells and ranges.
    fn formula(&mut self, text: &str) {
        for (at, piece) in text.split('"').enumerate() {
            if at % 2 == 0 {
                self.markup(piece);
            } else {
                self.words(piece);
            }
        }
    }

    /// What a cell shows, folded: the heading of ids or names, or a value below one.
    fn cell_shows(&mut self, folded: &str, found: Found) {
        let is_id = self.id_columns.contains(&self.cell.column)
            // A sentence, such as "nobody": read like any other text.
            && !folded.contains(' ')
            && !folded.is_empty();
        if is_id && !self.search.is_entitled_id(folded) {
            return self.note((found.names + found.ids).max(1), 0);
        }
        self.note_found(found);
        if folded == ID_COLUMN {
            self.id_columns.push(self.cell.column);
        } else if NAME_COLUMNS.contains(&folded) {
            self.name_columns.push(self.cell.column);
        } else if self.name_columns.contains(&self.cell.column) && !NO_NAME.contains(&folded) {
            self.note(found.explained, 0);
        }
    }

    fn cell_value(&mut self, text: &str) {
        match self.cell.kind.as_str() {
            "s" => match text.trim().parse() {
                Ok(at) if at < self.shared.len() => self.shows_shared(at),
                // No reader can show it; it is searched as it stands.
                _ => self.words(text),
            },
            "" | "n" => {
                self.markup(text);
                self.cell_shows(&fold(text), Found::default());
            }
            _ => self.cell_text(text),
        }
    }

    fn shows_shared(&mut self, at: usize) {
        let found = self.shared[at].found;
        let folded = std::mem::take(&mut self.shared[at].folded);
        self.cell_shows(&folded, found);
        self.shared[at].folded = folded;
    }
}

impl Listener for Strays<'_> {
    fn part(&mut self, part: &Part<'_>) {
        "the names of its parts".clone_into(&mut self.part);
        self.words(part.name);
        self.words(part.remark);
        self.part = self.in_words(part);
        self.holds = part.holds;
        self.cell = Cell::default();
        self.id_columns.clear();
        self.name_columns.clear();
    }

    fn opened(&mut self, element: &str) {
        match (self.holds, element) {
            (Holds::Sheet, "row") => self.cell.column = 0,
            (Holds::Sheet, "c") => {
                self.cell.column += 1;
                self.cell.kind.clear();
            }
            (Holds::SharedStrings, "si") => self.shared.push(Shared::default()),
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        match (self.holds, element, name) {
            (Holds::Sheet, "c", "r") => {
                if let (_, Some(column)) = cell_of(value) {
                    self.cell.column = column;
                }
            }
            (Holds::Sheet, "c", "t") => value.clone_into(&mut self.cell.kind),
            _ => {}
        }
        match name {
            "name" | "descr" | "title" | "display" | "displayName" | "tooltip" | "prompt"
            | "promptTitle" | "error" | "errorTitle" | "Target" | "comment" | "description"
            | "help" | "statusBar" | "caption" | "author" | "userName" | "alt" => self.words(value),
            "location" => self.formula(value),
            _ => self.markup(value),
        }
    }

    fn text(&mut self, around: &Elements, text: &str) {
        if self.holds == Holds::SharedStrings && around.iter().any(|element| element == "si") {
            let (found, folded) = self.search.strays_and_folded(text);
            if let Some(shared) = self.shared.last_mut() {
                if !shared.folded.is_empty() {
                    shared.folded.push(' ');
                }
                shared.folded.push_str(folded);
                shared.found.names += found.names;
                shared.found.ids += found.ids;
                shared.found.explained += found.explained;
            }
            self.note_found(found);
            return;
        }
        match around.last() {
            "v" if self.holds == Holds::Sheet => self.cell_value(text),
            "is" => self.cell_text(text),
            "v" if around
                .iter()
                .any(|element| matches!(element, "numCache" | "numLit")) =>
            {
                self.markup(text);
            }
            "f" | "formula" | "formula1" | "formula2" | "definedName" | "sqref" => {
                self.formula(text);
            }
            "col" | "colOff" | "row" | "rowOff" => self.markup(text),
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader"
            | "firstFooter" => {
                let readings = without_header_codes(text);
                let found = readings.map(|text| self.search.strays(&text, Reading::Words));
                let most = found
                    .into_iter()
                    .max_by_key(|found| found.names + found.ids);
                self.note_found(most.unwrap_or_default());
            }
            _ => self.words(text),
        }
    }

    fn closed(&mut self, _: &str) {}

    fn plain_cell(&mut self, cell: &PlainCell<'_>) {
        self.cell.column = cell.column;
        match cell.value {
            PlainValue::Nothing => {}
            // Digits mean no child, but in the column of ids.
            PlainValue::Number(number) => self.cell_shows(number, Found::default()),
            PlainValue::Shared(at) if at < self.shared.len() => self.shows_shared(at),
            PlainValue::Shared(at) => self.words(&at.to_string()),
        }
    }
}

/// The children, looked for in one text after the other.
struct Search<'a> {
    census: &'a Census,
    entitled: &'a Entitled,
    /// The text, folded.
    folded: String,
    /// Where a wanted text stands: start, end, which.
    hits: Vec<(usize, usize, usize)>,
}

impl Search<'_> {
    /// How often somebody else's child stands in a text.
    fn strays(&mut self, text: &str, reading: Reading) -> Found {
        if self.entitled.everyone || reading == Reading::Markup && is_plain_markup(text) {
            return Found::default();
        }
        fold_into(text, &mut self.folded);
        self.strays_in_folded(reading)
    }

    /// The same of a cell, with its words as they are compared.
    fn strays_and_folded(&mut self, text: &str) -> (Found, &str) {
        fold_into(text, &mut self.folded);
        let found = if self.entitled.everyone {
            Found::default()
        } else {
            self.strays_in_folded(Reading::Cell)
        };
        (found, &self.folded)
    }

    fn strays_in_folded(&mut self, reading: Reading) -> Found {
        self.look(reading);
        let (wanted, entitled) = (&self.census.wanted, self.entitled);
        let is_inside = |start: usize, end: usize, of: &dyn Fn(usize) -> bool| {
            self.hits.iter().any(|&(from, to, which)| {
                from <= start && end <= to && to - from > end - start && of(which)
            })
        };
        let mut found = Found::default();
        for &(start, end, which) in &self.hits {
            let known = wanted[which];
            let is_own = |which: usize| entitled.has_text(which);
            if !known.is_child() || is_own(which) || is_inside(start, end, &is_own) {
                continue;
            }
            // A worker "Ann Lee-Smith" does not name the child "Ann Lee".
            let is_free = |which: usize| wanted[which].is_free;
            if known.is_free || known.is_ours || is_inside(start, end, &is_free) {
                found.explained += usize::from(known.is_name);
            } else if known.is_name {
                found.names += 1;
            } else {
                found.ids += 1;
            }
        }
        found
    }

    /// Whether any child is named, entitled or not.
    fn names_a_child(&mut self, text: &str) -> bool {
        fold_into(text, &mut self.folded);
        self.look(Reading::Words);
        self.hits.iter().any(|&(_, _, which)| {
            let known = self.census.wanted[which];
            known.is_child() && !known.is_free && !known.is_ours
        })
    }

    fn is_entitled_id(&self, folded: &str) -> bool {
        let child = self.census.children.get(folded);
        child.is_some_and(|&child| self.entitled.has_child(child))
    }

    /// Finds what is wanted in the folded text.
    fn look(&mut self, reading: Reading) {
        self.hits.clear();
        let folded = self.folded.as_str();
        for hit in self.census.automaton.find_overlapping_iter(folded) {
            let (start, end, which) = (hit.start(), hit.end(), hit.pattern().as_usize());
            let wanted = &self.census.wanted[which];
            let is_chance = wanted.is_whole && (start, end) != (0, folded.len())
                || wanted.is_number && reading != Reading::Cell
                || wanted.is_like_markup && reading == Reading::Markup;
            if is_word(folded, start, end) && !is_chance {
                self.hits.push((start, end, which));
            }
        }
    }
}

/// Numbers and cells' names, of which most attributes are: no id or name that markup is searched for.
fn is_plain_markup(text: &str) -> bool {
    let digits = text.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
    text.len() - digits.len() <= 3
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':'))
}
