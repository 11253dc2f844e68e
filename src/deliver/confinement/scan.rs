//! One workbook, searched part by part.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{Cursor, Read},
    rc::Rc,
};

use zip::ZipArchive;

use super::{
    Census, Entitled, Stray, Unreadable,
    fold::{fold, fold_into, without_header_codes},
    xml::{self, Elements, Listener},
};

const BOOK: &str = "xl/workbook.xml";
const LINKS_OF_BOOK: &str = "xl/_rels/workbook.xml.rels";
const SHARED: &str = "xl/sharedStrings.xml";

/// The heading of a column of ids, folded.
const ID_COLUMN: &str = "child id";

pub(super) fn strays(
    census: &Census,
    workbook: &[u8],
    entitled: &Entitled,
) -> Result<Vec<Stray>, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(|_| Unreadable::Archive)?;
    // What another reader of zip files could find, and this one would not.
    archive
        .validate_header_consistency()
        .map_err(|_| Unreadable::Archive)?;
    if archive.offset() != 0 || !archive.comment().is_empty() {
        return Err(Unreadable::Archive);
    }
    let mut scan = Scan {
        search: Search {
            census,
            entitled,
            folded: String::new(),
            hits: Vec::new(),
        },
        found: BTreeMap::new(),
        part: String::new(),
        kind: Kind::Other,
        shared: Vec::new(),
        sheets: Vec::new(),
        links: HashMap::new(),
        link: (String::new(), String::new()),
        cell: Cell::default(),
        id_columns: HashSet::new(),
    };
    let mut text = String::new();
    // The sheets' names and the shared strings explain the other parts.
    for name in [LINKS_OF_BOOK, BOOK, SHARED] {
        if let Some(at) = archive.index_for_name(name) {
            scan.read(&mut archive, at, &mut text)?;
        }
    }
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok);
        if ![Some(LINKS_OF_BOOK), Some(BOOK), Some(SHARED)].contains(&name.as_deref()) {
            scan.read(&mut archive, at, &mut text)?;
        }
    }
    let found = scan.found.into_iter();
    Ok(found.map(|(part, count)| Stray { part, count }).collect())
}

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// A person reads it: whatever it holds counts.
    Words,
    /// Numbers and cells' names mean no child.
    Markup,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Links,
    Book,
    Shared,
    Sheet,
    Other,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    column: u32,
    kind: String,
}

struct Scan<'a> {
    search: Search<'a>,
    found: BTreeMap<String, usize>,
    /// What is being read, in words.
    part: String,
    kind: Kind,
    /// Each shared string, folded, with how many strays stand in it.
    shared: Vec<(Rc<str>, usize)>,
    /// Each sheet's name and the id of its link.
    sheets: Vec<(String, String)>,
    /// Targets of the workbook's links, by id.
    links: HashMap<String, String>,
    /// The id and target of the link that is being read.
    link: (String, String),
    cell: Cell,
    /// The columns of the sheet that are headed as ids.
    id_columns: HashSet<u32>,
}

impl Scan<'_> {
    fn read(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        at: usize,
        text: &mut String,
    ) -> Result<(), Unreadable> {
        let mut entry = archive.by_index(at).map_err(|_| Unreadable::Archive)?;
        let name = entry.name().map_err(|_| Unreadable::Archive)?.into_owned();
        self.part = "the names of its parts".to_owned();
        self.words(&name);
        let remark = entry.comment().to_owned();
        self.words(&remark);
        if !["xml", "rels", "vml"].iter().any(|ending| {
            name.rsplit_once('.')
                .is_some_and(|(_, end)| end.eq_ignore_ascii_case(ending))
        }) {
            return Err(Unreadable::Foreign);
        }
        text.clear();
        entry
            .read_to_string(text)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidData => Unreadable::Xml,
                _ => Unreadable::Archive,
            })?;
        (self.kind, self.part) = self.in_words(&name);
        self.id_columns.clear();
        self.cell = Cell::default();
        xml::read(text, self)
    }

    /// What a part is, to one who must find the stray in it.
    fn in_words(&mut self, name: &str) -> (Kind, String) {
        let is = |folder: &str| name.starts_with(folder);
        let (kind, words) = match name {
            LINKS_OF_BOOK => (Kind::Links, "links"),
            BOOK => (Kind::Book, "the names of sheets and ranges"),
            SHARED => (Kind::Shared, "shared strings"),
            _ if name.ends_with(".rels") => (Kind::Other, "links"),
            _ if is("xl/worksheets/") => return (Kind::Sheet, self.sheet_in_words(name)),
            _ if is("docProps/") => (Kind::Other, "document properties"),
            _ if is("xl/tables/") => (Kind::Other, "tables"),
            _ if is("xl/charts/") => (Kind::Other, "charts"),
            _ if is("xl/drawings/") => (Kind::Other, "drawings"),
            _ if name.contains("omments") => (Kind::Other, "comments"),
            _ => (Kind::Other, "another part"),
        };
        (kind, words.to_owned())
    }

    fn sheet_in_words(&mut self, part: &str) -> String {
        let is_linked = |(_, link): &&(String, String)| {
            let target = self.links.get(link).map_or("", String::as_str);
            let target = target.trim_start_matches("/xl/");
            part.strip_prefix("xl/") == Some(target)
        };
        let Some(at) = self.sheets.iter().position(|sheet| is_linked(&sheet)) else {
            return "a sheet without a name".to_owned();
        };
        // A sheet that is named after a child is not named.
        let name = &self.sheets[at].0;
        if self.search.names_a_child(name) {
            format!("sheet {}", at + 1)
        } else {
            format!("sheet '{name}'")
        }
    }

    fn note(&mut self, count: usize) {
        if count > 0 {
            *self.found.entry(self.part.clone()).or_default() += count;
        }
    }

    fn words(&mut self, text: &str) {
        let count = self.search.strays(text, Reading::Words);
        self.note(count);
    }

    fn markup(&mut self, text: &str) {
        let count = self.search.strays(text, Reading::Markup);
        self.note(count);
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

    /// What a cell shows, folded: the heading of ids, or a value below one.
    fn cell_shows(&mut self, folded: &str) {
        if folded == ID_COLUMN {
            self.id_columns.insert(self.cell.column);
        } else if self.id_columns.contains(&self.cell.column)
            // A sentence, such as "nobody": read like any other text.
            && !folded.contains(' ')
            && !folded.is_empty()
            && !self.search.is_entitled_id(folded)
        {
            self.note(1);
        }
    }

    fn cell_value(&mut self, text: &str) {
        match self.cell.kind.as_str() {
            "s" => {
                let at: Option<usize> = text.trim().parse().ok();
                let Some((folded, count)) = at.and_then(|at| self.shared.get(at)).cloned() else {
                    // No reader can show it; it is searched as it stands.
                    self.words(text);
                    return;
                };
                self.note(count);
                self.cell_shows(&folded);
            }
            "" | "n" => {
                self.markup(text);
                self.cell_shows(&fold(text));
            }
            _ => {
                self.words(text);
                self.cell_shows(&fold(text));
            }
        }
    }
}

impl Listener for Scan<'_> {
    fn opened(&mut self, element: &str) {
        match (self.kind, element) {
            (Kind::Sheet, "row") => self.cell.column = 0,
            (Kind::Sheet, "c") => {
                self.cell.column += 1;
                self.cell.kind.clear();
            }
            (Kind::Book, "sheet") => self.sheets.push((String::new(), String::new())),
            (Kind::Links, "Relationship") => self.link = (String::new(), String::new()),
            (Kind::Shared, "si") => self.shared.push((Rc::default(), 0)),
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        match (self.kind, element, name) {
            (Kind::Sheet, "c", "r") => {
                if let Some(column) = column_of(value) {
                    self.cell.column = column;
                }
            }
            (Kind::Sheet, "c", "t") => value.clone_into(&mut self.cell.kind),
            (Kind::Book, "sheet", "name") => {
                if let Some(sheet) = self.sheets.last_mut() {
                    value.clone_into(&mut sheet.0);
                }
            }
            (Kind::Book, "sheet", "id") => {
                if let Some(sheet) = self.sheets.last_mut() {
                    value.clone_into(&mut sheet.1);
                }
            }
            (Kind::Links, "Relationship", "Id") => value.clone_into(&mut self.link.0),
            (Kind::Links, "Relationship", "Target") => value.clone_into(&mut self.link.1),
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
        if self.kind == Kind::Shared && around.iter().any(|element| element == "si") {
            let count = self.search.strays(text, Reading::Words);
            self.note(count);
            if let Some(shared) = self.shared.last_mut() {
                let more = fold(text);
                shared.0 = if shared.0.is_empty() {
                    more.into()
                } else {
                    format!("{} {more}", shared.0).into()
                };
                shared.1 += count;
            }
            return;
        }
        match around.last() {
            "v" if self.kind == Kind::Sheet => self.cell_value(text),
            "is" => {
                self.words(text);
                self.cell_shows(&fold(text));
            }
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
                let counts = readings.map(|text| self.search.strays(&text, Reading::Words));
                self.note(counts.into_iter().max().unwrap_or(0));
            }
            _ => self.words(text),
        }
    }

    fn closed(&mut self, element: &str) {
        if self.kind == Kind::Links && element == "Relationship" {
            let (id, target) = std::mem::take(&mut self.link);
            self.links.insert(id, target);
        }
    }
}

/// The number of a cell's column, from 1: 28 for `AB7`.
fn column_of(cell: &str) -> Option<u32> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_u32, |column, letter| {
        column
            .saturating_mul(26)
            .saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    (column > 0).then_some(column)
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
    fn strays(&mut self, text: &str, reading: Reading) -> usize {
        if self.entitled.everyone || reading == Reading::Markup && is_plain_markup(text) {
            return 0;
        }
        self.look(text, reading);
        let is_allowed = |which: usize| self.entitled.texts[which];
        let is_stray = |&&(start, end, which): &&(usize, usize, usize)| {
            // A worker "Ann Lee-Smith" does not name the child "Ann Lee".
            !is_allowed(which)
                && !self.hits.iter().any(|&(from, to, whole)| {
                    is_allowed(whole) && from <= start && end <= to && to - from > end - start
                })
        };
        self.hits.iter().filter(is_stray).count()
    }

    /// Whether any child is named, entitled or not.
    fn names_a_child(&mut self, text: &str) -> bool {
        self.look(text, Reading::Words);
        let wanted = &self.census.wanted;
        self.hits
            .iter()
            .any(|&(_, _, which)| !wanted[which].is_free)
    }

    fn is_entitled_id(&self, folded: &str) -> bool {
        let child = self.census.children.get(folded);
        child.is_some_and(|&child| self.entitled.children[child])
    }

    fn look(&mut self, text: &str, reading: Reading) {
        fold_into(text, &mut self.folded);
        self.hits.clear();
        let folded = self.folded.as_str();
        for hit in self.census.automaton.find_overlapping_iter(folded) {
            let (start, end, which) = (hit.start(), hit.end(), hit.pattern().as_usize());
            let wanted = &self.census.wanted[which];
            let is_inside_a_word = folded[..start].ends_with(char::is_alphanumeric)
                || folded[end..].starts_with(char::is_alphanumeric);
            let is_chance = wanted.is_whole && (start, end) != (0, folded.len())
                || wanted.is_like_markup && reading == Reading::Markup;
            if !is_inside_a_word && !is_chance {
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
