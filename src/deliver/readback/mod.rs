//! The one reader of finished workbooks. It unzips each once, makes sure that no other program could read anything else
//! in it, and tells a listener what stands in every part.

mod plain_cell;
mod xml;

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use zip::ZipArchive;

pub(super) use plain_cell::{PlainCell, PlainValue, cell_of};
pub(super) use xml::Elements;

const LINKS_OF_BOOK: &str = "xl/_rels/workbook.xml.rels";
const BOOK: &str = "xl/workbook.xml";
const STYLES: &str = "xl/styles.xml";
const SHARED: &str = "xl/sharedStrings.xml";

/// The parts that explain the others are read first, in this order.
const FIRST: [&str; 4] = [LINKS_OF_BOOK, BOOK, STYLES, SHARED];

/// A workbook of which nothing can be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum Unreadable {
    #[error("it is no sound zip file, or holds bytes that belong to no part")]
    Archive,
    #[error("it holds a part that is no XML")]
    Foreign,
    #[error("it holds broken or unusual XML")]
    Xml,
}

/// A part of a workbook.
pub(super) struct Part<'a> {
    /// Its name in the zip file.
    pub(super) name: &'a str,
    /// What the zip file remarks on it.
    pub(super) remark: &'a str,
    pub(super) holds: Holds,
    /// Of a sheet that the workbook names: its place among them, from 0, and its name.
    pub(super) sheet: Option<(usize, &'a str)>,
}

/// What a part is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    LinksOfBook,
    Book,
    Styles,
    SharedStrings,
    Sheet,
    Other,
}

/// Who is told what stands in a workbook.
pub(super) trait Listener {
    /// A part begins.
    fn part(&mut self, part: &Part<'_>);
    /// An element begins; its attributes follow.
    fn opened(&mut self, element: &str);
    /// An attribute, unescaped.
    fn attribute(&mut self, element: &str, name: &str, value: &str);
    /// A text, unescaped and with its runs joined, by the elements around it, outermost first.
    fn text(&mut self, around: &Elements, text: &str);
    /// An element ends.
    fn closed(&mut self, element: &str);
    /// A whole cell of a sheet, instead of its elements, attributes and text.
    fn plain_cell(&mut self, cell: &PlainCell<'_>);
}

/// Two listeners hear the same.
impl<A: Listener, B: Listener> Listener for (&mut A, &mut B) {
    fn part(&mut self, part: &Part<'_>) {
        self.0.part(part);
        self.1.part(part);
    }

    fn opened(&mut self, element: &str) {
        self.0.opened(element);
        self.1.opened(element);
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        self.0.attribute(element, name, value);
        self.1.attribute(element, name, value);
    }

    fn text(&mut self, around: &Elements, text: &str) {
        self.0.text(around, text);
        self.1.text(around, text);
    }

    fn closed(&mut self, element: &str) {
        self.0.closed(element);
        self.1.closed(element);
    }

    fn plain_cell(&mut self, cell: &PlainCell<'_>) {
        self.0.plain_cell(cell);
        self.1.plain_cell(cell);
    }
}

/// Tells a listener everything in a workbook.
///
/// # Errors
/// A workbook that another program could read otherwise. A part that is no XML is named to the listener, and the parts
/// after it are read all the same.
pub(super) fn read(workbook: &[u8], listener: &mut impl Listener) -> Result<(), Unreadable> {
    let mut archive = open(workbook)?;
    let mut contents = Contents::default();
    let mut text = String::new();
    let mut is_foreign = false;
    let first = FIRST.map(|name| archive.index_for_name(name));
    let rest = (0..archive.len()).filter(|at| !first.contains(&Some(*at)));
    let order: Vec<usize> = first.into_iter().flatten().chain(rest).collect();
    for at in order {
        let mut entry = archive.by_index(at).map_err(|_| Unreadable::Archive)?;
        let name = entry.name().map_err(|_| Unreadable::Archive)?.into_owned();
        let holds = Holds::of(&name);
        listener.part(&Part {
            name: &name,
            remark: entry.comment(),
            holds,
            sheet: contents.sheet_of(&name),
        });
        if !is_named_as_xml(&name) {
            is_foreign = true;
            continue;
        }
        text.clear();
        entry
            .read_to_string(&mut text)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::InvalidData => Unreadable::Xml,
                _ => Unreadable::Archive,
            })?;
        if matches!(holds, Holds::LinksOfBook | Holds::Book) {
            xml::read(&text, holds, &mut (&mut contents, &mut *listener))?;
        } else {
            xml::read(&text, holds, listener)?;
        }
    }
    if is_foreign {
        Err(Unreadable::Foreign)
    } else {
        Ok(())
    }
}

/// Opens a zip file in which another reader of zip files would find the same.
fn open(workbook: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(|_| Unreadable::Archive)?;
    archive
        .validate_header_consistency()
        .map_err(|_| Unreadable::Archive)?;
    if archive.offset() == 0 && archive.comment().is_empty() {
        Ok(archive)
    } else {
        Err(Unreadable::Archive)
    }
}

fn is_named_as_xml(part: &str) -> bool {
    let ending = part.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["xml", "rels", "vml"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

impl Holds {
    fn of(part: &str) -> Self {
        match part {
            LINKS_OF_BOOK => Self::LinksOfBook,
            BOOK => Self::Book,
            STYLES => Self::Styles,
            SHARED => Self::SharedStrings,
            _ if part.starts_with("xl/worksheets/") && !part.ends_with(".rels") => Self::Sheet,
            _ => Self::Other,
        }
    }
}

/// The workbook's own table of contents: which part is which sheet.
#[derive(Default)]
struct Contents {
    /// Each sheet's name and the id of its link.
    sheets: Vec<(String, String)>,
    /// Targets of the workbook's links, by id.
    links: HashMap<String, String>,
    /// The id and target of the link that is being read.
    link: (String, String),
}

impl Contents {
    fn sheet_of(&self, part: &str) -> Option<(usize, &str)> {
        let is_linked = |(_, link): &(String, String)| {
            let target = self.links.get(link).map_or("", String::as_str);
            part.strip_prefix("xl/") == Some(target.trim_start_matches("/xl/"))
        };
        let at = self.sheets.iter().position(is_linked)?;
        Some((at, &self.sheets[at].0))
    }
}

impl Listener for Contents {
    fn part(&mut self, _: &Part<'_>) {}

    fn opened(&mut self, element: &str) {
        match element {
            "sheet" => self.sheets.push((String::new(), String::new())),
            "Relationship" => self.link = (String::new(), String::new()),
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        let sheet = self.sheets.last_mut();
        match (element, name, sheet) {
            ("sheet", "name", Some(sheet)) => value.clone_into(&mut sheet.0),
            ("sheet", "id", Some(sheet)) => value.clone_into(&mut sheet.1),
            ("Relationship", "Id", _) => value.clone_into(&mut self.link.0),
            ("Relationship", "Target", _) => value.clone_into(&mut self.link.1),
            _ => {}
        }
    }

    fn text(&mut self, _: &Elements, _: &str) {}

    fn closed(&mut self, element: &str) {
        if element == "Relationship" {
            let (id, target) = std::mem::take(&mut self.link);
            self.links.insert(id, target);
        }
    }

    fn plain_cell(&mut self, _: &PlainCell<'_>) {}
}
