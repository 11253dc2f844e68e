//! Reads a finished workbook back by other code than wrote it, and names every essential that is broken:
//! hidden or merged parts, blank or doubled headings, formulas, colour without a word, missing titles.

use std::{
    collections::HashSet,
    fmt,
    io::{Cursor, Read},
};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::style::FILL_IN;

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

/// Every broken essential of a workbook; empty where it may go out.
pub fn faults(workbook: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if check_parts(workbook, &mut faults).is_none() || check_cells(workbook, &mut faults).is_none()
    {
        faults.push(Fault::Unreadable);
    }
    faults
}

fn check_parts(workbook: &[u8], faults: &mut Vec<Fault>) -> Option<()> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).ok()?;
    let mut core = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        let name = part.name().ok()?.into_owned();
        let forbidden = [
            "vbaProject",
            "externalLink",
            "comments",
            "custom.xml",
            "embeddings",
        ];
        if forbidden.iter().any(|kind| name.contains(kind)) {
            faults.push(Fault::ForbiddenPart { part: name });
            continue;
        }
        let is_sheet = name.starts_with("xl/worksheets/sheet");
        let is_table = name.starts_with("xl/tables/");
        if !is_sheet && !is_table && name != "docProps/core.xml" {
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text).ok()?;
        if is_sheet {
            check_sheet_part(&name, &text, faults);
        } else if is_table {
            check_headings(&name, &text, faults);
        } else {
            core = text;
        }
    }
    if !["<dc:title>", "<dc:subject>"]
        .iter()
        .all(|field| core.contains(field))
    {
        faults.push(Fault::NoDocumentTitle);
    }
    Some(())
}

/// Texts stand in the shared strings, so what looks like markup in a sheet's part is markup.
fn check_sheet_part(name: &str, text: &str, faults: &mut Vec<Fault>) {
    let sheet = || name.trim_start_matches("xl/worksheets/").to_owned();
    let (cells, rest) = text.split_once("</sheetData>").unwrap_or((text, ""));
    if cells.contains(" hidden=\"1\"") {
        faults.push(Fault::Hidden { sheet: sheet() });
    }
    if rest.contains("<mergeCell") {
        faults.push(Fault::Merged { sheet: sheet() });
    }
    if cells.contains("<f>") || cells.contains("<f ") {
        faults.push(Fault::Formula { sheet: sheet() });
    }
}

fn check_headings(part: &str, text: &str, faults: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for column in text.split("<tableColumn ").skip(1) {
        let heading = column
            .split("name=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let heading = heading.unwrap_or_default().trim().to_lowercase();
        // Excel names a column without a heading itself.
        let unnamed = heading
            .strip_prefix("column")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        if heading.is_empty() || unnamed {
            faults.push(Fault::BlankHeading {
                part: part.to_owned(),
            });
        } else if !seen.insert(heading) {
            faults.push(Fault::DoubledHeading {
                part: part.to_owned(),
            });
        }
    }
}

fn check_cells(workbook: &[u8], faults: &mut Vec<Fault>) -> Option<()> {
    let mut book = Xlsx::new(Cursor::new(workbook)).ok()?;
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.visible != SheetVisible::Visible {
            faults.push(Fault::Hidden {
                sheet: sheet.name.clone(),
            });
        }
        let mut cells = book.worksheet_cells_reader(&sheet.name).ok()?;
        let coloured: Vec<bool> = cells
            .styles()
            .iter()
            .map(|style| {
                let fill = style.fill.as_ref().and_then(calamine::Fill::get_color);
                fill.is_some_and(|colour| colour.to_argb() & 0x00ff_ffff != FILL_IN)
            })
            .collect();
        let mut has_title = false;
        while let Some((cell, style)) = cells.next_cell_with_style_id().ok()? {
            let (row, column) = cell.get_position();
            let is_empty = match cell.get_value() {
                DataRef::Empty => true,
                DataRef::String(text) => text.trim().is_empty(),
                DataRef::SharedString(text) => text.trim().is_empty(),
                _ => false,
            };
            has_title |= (row, column) == (0, 0) && !is_empty;
            if is_empty && coloured.get(style) == Some(&true) {
                faults.push(Fault::ColourWithoutWord {
                    sheet: sheet.name.clone(),
                    row: row + 1,
                    column: column + 1,
                });
            }
        }
        if !has_title {
            faults.push(Fault::NoTitle { sheet: sheet.name });
        }
    }
    Some(())
}
