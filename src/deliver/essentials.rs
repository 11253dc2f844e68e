//! The listener that finds every essential which a workbook breaks: hidden or merged parts, blank or doubled headings,
//! formulas, colour without a word, missing titles. It judges the bytes alone, by other code than wrote them.

use std::{collections::HashSet, fmt};

use super::readback::{
    self, Elements, Holds, Listener, Part, PlainCell, PlainValue, Unreadable, cell_of,
};

/// An essential of a workbook that is broken. [OPERATIONS 8.2]
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant says what is broken and in which sheet"
)]
pub enum Fault {
    Unreadable,
    Hidden {
        sheet: String,
    },
    Merged {
        sheet: String,
    },
    NoTitle {
        sheet: String,
    },
    BlankHeading {
        part: String,
    },
    DoubledHeading {
        part: String,
    },
    Formula {
        sheet: String,
    },
    ColourWithoutWord {
        sheet: String,
        row: u32,
        column: u32,
    },
    ForbiddenPart {
        part: String,
    },
    NoDocumentTitle,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("the workbook cannot be read back"),
            Self::Hidden { sheet } => write!(f, "sheet {sheet} has something hidden"),
            Self::Merged { sheet } => write!(f, "sheet {sheet} has merged cells"),
            Self::NoTitle { sheet } => write!(f, "sheet {sheet} has no title in A1"),
            Self::BlankHeading { part } => write!(f, "a heading is blank in {part}"),
            Self::DoubledHeading { part } => write!(f, "a heading stands twice in {part}"),
            Self::Formula { sheet } => write!(f, "sheet {sheet} has a formula"),
            Self::ColourWithoutWord { sheet, row, column } => {
                write!(
                    f,
                    "sheet {sheet} has colour without a word in row {row}, column {column}"
                )
            }
            Self::ForbiddenPart { part } => write!(f, "the workbook holds {part}"),
            Self::NoDocumentTitle => f.write_str("the document has no title or subject"),
        }
    }
}

/// Every broken essential of a workbook; empty where it may go out. Cells of the ground to fill in (red, green, blue)
/// need no word.
pub fn faults(workbook: &[u8], fill_in: u32) -> Vec<Fault> {
    let mut essentials = Essentials::of(fill_in);
    match readback::read(workbook, &mut essentials) {
        // A part that is no XML has its own fault.
        Ok(()) | Err(Unreadable::Foreign) => essentials.faults(),
        Err(Unreadable::Archive | Unreadable::Xml) => vec![Fault::Unreadable],
    }
}

/// Parts that no workbook of the house holds.
const FORBIDDEN: [&str; 5] = [
    "vbaProject",
    "externalLink",
    "comments",
    "custom.xml",
    "embeddings",
];

/// The essentials of one workbook, as far as it is read.
pub(super) struct Essentials {
    fill_in: u32,
    faults: Vec<Fault>,
    /// The name of the part that is being read.
    part: String,
    kind: Kind,
    /// Of the workbook's styles, the table that is being read.
    table: StyleTable,
    /// Whether each fill is a colour that needs a word, and whether each format has such a fill.
    fills: Vec<bool>,
    coloured: Vec<bool>,
    /// Whether each shared string shows nothing.
    blank: Vec<bool>,
    sheets: Vec<Listed>,
    sheet: Sheet,
    cell: Cell,
    /// The headings of the table that is being read, and the one that is read now.
    headings: HashSet<String>,
    heading: String,
    has_document_title: bool,
    has_subject: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Book,
    Styles,
    SharedStrings,
    Sheet,
    Table,
    Properties,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StyleTable {
    Fills,
    Formats,
    Other,
}

/// A sheet that the workbook names.
#[derive(Default)]
struct Listed {
    name: String,
    is_hidden: bool,
    has_title: bool,
}

/// The sheet that is being read.
#[derive(Default)]
struct Sheet {
    /// Its place among those that the workbook names.
    at: Option<usize>,
    row: u32,
    has_hidden: bool,
    has_merged: bool,
    has_formula: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    is_open: bool,
    column: u32,
    style: usize,
    is_of_shared: bool,
    shows_something: bool,
}

impl Essentials {
    pub(super) fn of(fill_in: u32) -> Self {
        Self {
            fill_in,
            faults: Vec::new(),
            part: String::new(),
            kind: Kind::Other,
            table: StyleTable::Other,
            fills: Vec::new(),
            coloured: Vec::new(),
            blank: Vec::new(),
            sheets: Vec::new(),
            sheet: Sheet::default(),
            cell: Cell::default(),
            headings: HashSet::new(),
            heading: String::new(),
            has_document_title: false,
            has_subject: false,
        }
    }

    /// What was found, once the workbook is read.
    pub(super) fn faults(self) -> Vec<Fault> {
        let mut faults = self.faults;
        if self.sheets.is_empty() {
            faults.push(Fault::Unreadable);
        }
        if !self.has_document_title || !self.has_subject {
            faults.push(Fault::NoDocumentTitle);
        }
        for sheet in self.sheets {
            if sheet.is_hidden {
                faults.push(Fault::Hidden {
                    sheet: sheet.name.clone(),
                });
            }
            if !sheet.has_title {
                faults.push(Fault::NoTitle { sheet: sheet.name });
            }
        }
        faults
    }

    /// The file of the sheet that is being read.
    fn sheet_file(&self) -> String {
        self.part.trim_start_matches("xl/worksheets/").to_owned()
    }

    /// A cell is read to its end: a title, or colour that needs a word.
    fn judge(&mut self, row: u32, column: u32, style: usize, shows_something: bool) {
        let listed = self.sheet.at.and_then(|at| self.sheets.get_mut(at));
        if shows_something {
            if (row, column) == (1, 1)
                && let Some(listed) = listed
            {
                listed.has_title = true;
            }
        } else if self.coloured.get(style) == Some(&true) {
            self.faults.push(Fault::ColourWithoutWord {
                sheet: listed.map_or_else(String::new, |listed| listed.name.clone()),
                row,
                column,
            });
        }
    }

    fn judge_heading(&mut self) {
        let heading = self.heading.trim().to_lowercase();
        // Excel names a column without a heading itself.
        let unnamed = heading
            .strip_prefix("column")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        let part = self.part.clone();
        if heading.is_empty() || unnamed {
            self.faults.push(Fault::BlankHeading { part });
        } else if !self.headings.insert(heading) {
            self.faults.push(Fault::DoubledHeading { part });
        }
    }

    /// Whether a fill's colour is one that needs a word.
    fn needs_a_word(&self, rgb: &str) -> bool {
        let rgb = rgb.get(rgb.len().saturating_sub(6)..).unwrap_or(rgb);
        u32::from_str_radix(rgb, 16) != Ok(self.fill_in)
    }

    fn opened_in_sheet(&mut self, element: &str) {
        match element {
            "row" => {
                self.sheet.row += 1;
                self.cell.column = 0;
            }
            "c" => {
                self.cell = Cell {
                    is_open: true,
                    column: self.cell.column + 1,
                    ..Cell::default()
                };
            }
            "f" if self.cell.is_open && !self.sheet.has_formula => {
                self.sheet.has_formula = true;
                let sheet = self.sheet_file();
                self.faults.push(Fault::Formula { sheet });
            }
            "mergeCell" if !self.sheet.has_merged => {
                self.sheet.has_merged = true;
                let sheet = self.sheet_file();
                self.faults.push(Fault::Merged { sheet });
            }
            _ => {}
        }
    }

    fn attribute_in_sheet(&mut self, element: &str, name: &str, value: &str) {
        match (element, name) {
            ("row", "r") => {
                if let Ok(row) = value.parse() {
                    self.sheet.row = row;
                }
            }
            ("c", "r") => {
                let (row, column) = cell_of(value);
                self.sheet.row = row.unwrap_or(self.sheet.row);
                self.cell.column = column.unwrap_or(self.cell.column);
            }
            ("c", "s") => self.cell.style = value.parse().unwrap_or(0),
            ("c", "t") => self.cell.is_of_shared = value == "s",
            (_, "hidden") if is_true(value) && !self.sheet.has_hidden => {
                self.sheet.has_hidden = true;
                let sheet = self.sheet_file();
                self.faults.push(Fault::Hidden { sheet });
            }
            _ => {}
        }
    }
}

impl Listener for Essentials {
    fn part(&mut self, part: &Part<'_>) {
        part.name.clone_into(&mut self.part);
        self.kind = match part.holds {
            Holds::Book => Kind::Book,
            Holds::Styles => Kind::Styles,
            Holds::SharedStrings => Kind::SharedStrings,
            Holds::Sheet => Kind::Sheet,
            _ if part.name.starts_with("xl/tables/") => Kind::Table,
            _ if part.name == "docProps/core.xml" => Kind::Properties,
            _ => Kind::Other,
        };
        self.sheet = Sheet {
            at: part.sheet.map(|(at, _)| at),
            ..Sheet::default()
        };
        self.cell = Cell::default();
        self.headings.clear();
        if FORBIDDEN.iter().any(|kind| part.name.contains(kind)) {
            self.faults.push(Fault::ForbiddenPart {
                part: part.name.to_owned(),
            });
        }
    }

    fn opened(&mut self, element: &str) {
        match (self.kind, element) {
            (Kind::Sheet, _) => self.opened_in_sheet(element),
            (Kind::SharedStrings, "si") => self.blank.push(true),
            (Kind::Book, "sheet") => self.sheets.push(Listed::default()),
            (Kind::Styles, "fills") => self.table = StyleTable::Fills,
            (Kind::Styles, "cellXfs") => self.table = StyleTable::Formats,
            (Kind::Styles, "fill") if self.table == StyleTable::Fills => self.fills.push(false),
            (Kind::Styles, "xf") if self.table == StyleTable::Formats => self.coloured.push(false),
            (Kind::Table, "tableColumn") => self.heading.clear(),
            (Kind::Properties, "title") => self.has_document_title = true,
            (Kind::Properties, "subject") => self.has_subject = true,
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) {
        match (self.kind, element, name) {
            (Kind::Sheet, _, _) => self.attribute_in_sheet(element, name, value),
            (Kind::Book, "sheet", "name") => {
                if let Some(sheet) = self.sheets.last_mut() {
                    value.clone_into(&mut sheet.name);
                }
            }
            (Kind::Book, "sheet", "state") => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.is_hidden = value != "visible";
                }
            }
            (Kind::Styles, "fgColor", _) if self.table == StyleTable::Fills => {
                let needs_a_word = name != "rgb" || self.needs_a_word(value);
                if let Some(fill) = self.fills.last_mut() {
                    *fill = needs_a_word;
                }
            }
            (Kind::Styles, "xf", "fillId") if self.table == StyleTable::Formats => {
                let fill = value
                    .parse()
                    .ok()
                    .and_then(|fill: usize| self.fills.get(fill));
                if let Some(format) = self.coloured.last_mut() {
                    *format = fill == Some(&true);
                }
            }
            (Kind::Table, "tableColumn", "name") => value.clone_into(&mut self.heading),
            _ => {}
        }
    }

    fn text(&mut self, around: &Elements, text: &str) {
        let is_blank = text.trim().is_empty();
        match self.kind {
            Kind::SharedStrings => {
                if let Some(blank) = self.blank.last_mut() {
                    *blank &= is_blank;
                }
            }
            Kind::Sheet if self.cell.is_open && matches!(around.last(), "v" | "is") => {
                let shows_nothing = if self.cell.is_of_shared {
                    let at = text.trim().parse().ok();
                    at.and_then(|at: usize| self.blank.get(at)) != Some(&false)
                } else {
                    is_blank
                };
                self.cell.shows_something |= !shows_nothing;
            }
            _ => {}
        }
    }

    fn closed(&mut self, element: &str) {
        match (self.kind, element) {
            (Kind::Sheet, "c") => {
                self.cell.is_open = false;
                let Cell {
                    column,
                    style,
                    shows_something,
                    ..
                } = self.cell;
                self.judge(self.sheet.row, column, style, shows_something);
            }
            (Kind::Table, "tableColumn") => self.judge_heading(),
            (Kind::Styles, "fills" | "cellXfs") => self.table = StyleTable::Other,
            _ => {}
        }
    }

    fn plain_cell(&mut self, cell: &PlainCell<'_>) {
        self.sheet.row = cell.row;
        self.cell.column = cell.column;
        let shows_something = match cell.value {
            PlainValue::Nothing => false,
            PlainValue::Number(_) => true,
            PlainValue::Shared(at) => self.blank.get(at) == Some(&false),
        };
        self.judge(cell.row, cell.column, cell.style, shows_something);
    }
}

/// Whether an attribute says yes.
fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true")
}
