//! Workbooks as a row stream: XLSX cell by cell, XLS and ODS sheet by sheet; bombs and active content refused first.

use std::io::Cursor;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx, XlsxError,
};
use zip::ZipArchive;

use super::{
    OnRow, Raw, RowBuf,
    content::{Kind, Whole},
};
use crate::ingest::{dates::Epoch, refusal::Trouble};

/// Most that a workbook may unpack to, in all and in one part.
const MOST_UNPACKED: u64 = 1 << 30;
/// Most that a part may grow when it is unpacked, once it is of some size.
const MOST_RATIO: u64 = 200;
/// A part smaller than this is not worth a bomb.
const SMALL_PART: u64 = 16 << 20;
/// The shared strings of a workbook are held in memory.
const MOST_SHARED_STRINGS: u64 = 256 << 20;
/// Columns past this one belong to no export.
const MOST_COLUMNS: u32 = 1024;
/// Old workbooks are read as a whole.
const MOST_WHOLE: u64 = 64 << 20;

type Bytes<'a> = Cursor<&'a [u8]>;

/// An open workbook.
pub struct Workbook<'a> {
    format: Format<'a>,
    epoch: Epoch,
    sheets: Vec<SheetName>,
}

enum Format<'a> {
    Xlsx(Box<Xlsx<Bytes<'a>>>),
    Xls(Box<Xls<Bytes<'a>>>),
    Ods(Box<Ods<Bytes<'a>>>),
}

/// A sheet of a workbook.
#[derive(Clone, Debug)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether the reader of the workbook sees it; hidden sheets are only read where the settings name them.
    pub is_visible: bool,
}

impl<'a> Workbook<'a> {
    /// Opens a workbook whose size and parts are sound.
    ///
    /// # Errors
    /// Cut short, password-protected, active content, a bomb, or no workbook at all.
    pub fn open(content: &'a Whole) -> Result<Self, Trouble> {
        let bytes = content.bytes.as_slice();
        let mut epoch = Epoch::Excel1900;
        let format = if content.kind == Kind::Ole {
            open_ole(bytes)?
        } else {
            let parts = checked_parts(bytes)?;
            if parts.date1904 {
                epoch = Epoch::Excel1904;
            }
            if parts.is_ods {
                let ods = Ods::new(Cursor::new(bytes)).map_err(|error| bad(&error))?;
                Format::Ods(Box::new(ods))
            } else {
                let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| bad_xlsx(&error))?;
                Format::Xlsx(Box::new(xlsx))
            }
        };
        let metadata = match &format {
            Format::Xlsx(book) => book.sheets_metadata(),
            Format::Xls(book) => book.sheets_metadata(),
            Format::Ods(book) => book.sheets_metadata(),
        };
        let sheets = metadata
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName {
                name: sheet.name.clone(),
                is_visible: sheet.visible == SheetVisible::Visible,
            })
            .collect();
        Ok(Self {
            format,
            epoch,
            sheets,
        })
    }

    /// Its worksheets, in order.
    pub fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Reads every row of a sheet that holds a cell, in order, and hands it to `on_row`.
    ///
    /// # Errors
    /// A damaged sheet, cells far outside any table; whatever `on_row` refuses.
    pub fn each_row(&mut self, sheet: &str, on_row: OnRow<'_>) -> Result<(), Trouble> {
        let epoch = self.epoch;
        match &mut self.format {
            Format::Xlsx(book) => stream_xlsx(book, sheet, epoch, on_row),
            Format::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| bad(&error))?;
                whole_sheet(&range, epoch, on_row)
            }
            Format::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| bad(&error))?;
                whole_sheet(&range, epoch, on_row)
            }
        }
    }
}

fn stream_xlsx(
    book: &mut Xlsx<Bytes<'_>>,
    sheet: &str,
    epoch: Epoch,
    on_row: OnRow<'_>,
) -> Result<(), Trouble> {
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| bad_xlsx(&error))?;
    let mut row = RowBuf {
        epoch,
        ..RowBuf::default()
    };
    let mut at = None;
    while let Some(cell) = cells.next_cell().map_err(|error| bad_xlsx(&error))? {
        let (number, column) = cell.get_position();
        if at != Some(number) {
            if at.is_some() && on_row(&row)?.is_break() {
                return Ok(());
            }
            if at.is_some_and(|before| number < before) {
                return Err(Trouble::RowOrder {
                    sheet: sheet.to_owned(),
                });
            }
            at = Some(number);
            row.restart(number + 1);
        }
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        if column >= MOST_COLUMNS || number >= 1_048_576 {
            return Err(Trouble::TooWide {
                sheet: sheet.to_owned(),
                row: number + 1,
                column: column_letters(column as usize),
            });
        }
        if (column as usize) < row.len() {
            return Err(Trouble::RowOrder {
                sheet: sheet.to_owned(),
            });
        }
        row.pad(column as usize);
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::Int(number) => row.push(Raw::Number(*number as f64)),
            DataRef::Float(number) => row.push(Raw::Number(*number)),
            DataRef::String(text) => row.push_text(text),
            DataRef::SharedString(text) => row.push_text(text),
            DataRef::Bool(answer) => row.push(Raw::Bool(*answer)),
            DataRef::DateTime(moment) => row.push(date_cell(moment, epoch)),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => row.push_text(text),
            DataRef::Error(error) => row.push_error(&error.to_string()),
        }
    }
    if at.is_some() {
        let _ = on_row(&row)?;
    }
    Ok(())
}

fn date_cell(moment: &ExcelDateTime, epoch: Epoch) -> Raw<'static> {
    if moment.is_duration() {
        Raw::Number(moment.as_f64())
    } else {
        Raw::Serial(moment.as_f64(), epoch)
    }
}

fn whole_sheet(
    range: &calamine::Range<Data>,
    epoch: Epoch,
    on_row: OnRow<'_>,
) -> Result<(), Trouble> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut row = RowBuf {
        epoch,
        ..RowBuf::default()
    };
    for (at, cells) in range.rows().enumerate() {
        row.restart(first_row + at as u32 + 1);
        row.pad(first_column as usize);
        for cell in cells {
            match cell {
                Data::Empty => row.push(Raw::Blank),
                Data::Int(number) => row.push(Raw::Number(*number as f64)),
                Data::Float(number) => row.push(Raw::Number(*number)),
                Data::String(text) => row.push_text(text),
                Data::Bool(answer) => row.push(Raw::Bool(*answer)),
                Data::DateTime(moment) => row.push(date_cell(moment, epoch)),
                Data::DateTimeIso(text) | Data::DurationIso(text) => row.push_text(text),
                Data::Error(error) => row.push_error(&error.to_string()),
            }
        }
        if !row.is_blank() && on_row(&row)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn open_ole(bytes: &[u8]) -> Result<Format<'_>, Trouble> {
    // A password-protected .xlsx is an OLE file with a stream of this name, in UTF-16.
    let encrypted: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes
        .windows(encrypted.len())
        .any(|window| window == encrypted)
    {
        return Err(Trouble::Encrypted);
    }
    if bytes.len() as u64 > MOST_WHOLE {
        return Err(Trouble::TooLarge {
            megabytes: bytes.len() as u64 >> 20,
        });
    }
    match Xls::new(Cursor::new(bytes)) {
        Ok(book) => Ok(Format::Xls(Box::new(book))),
        Err(calamine::XlsError::Password) => Err(Trouble::Encrypted),
        Err(error) => Err(bad(&error)),
    }
}

struct Parts {
    is_ods: bool,
    date1904: bool,
}

/// Looks at the directory of the zip before anything is unpacked.
fn checked_parts(bytes: &[u8]) -> Result<Parts, Trouble> {
    let cut_short = Trouble::WorkbookCutShort {
        bytes: bytes.len() as u64,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_short.clone())?;
    let mut total = 0_u64;
    let (mut is_ods, mut is_xlsx) = (false, false);
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| cut_short.clone())?;
        let name = part.name().map_err(|_| cut_short.clone())?.into_owned();
        let size = part.size();
        total = total.saturating_add(size);
        let swollen = size > SMALL_PART && size / part.compressed_size().max(1) > MOST_RATIO;
        let strings = name.ends_with("sharedStrings.xml") && size > MOST_SHARED_STRINGS;
        if total > MOST_UNPACKED || swollen || strings {
            return Err(Trouble::TooLarge {
                megabytes: total >> 20,
            });
        }
        let active = ["vbaProject", "/externalLinks/", "/embeddings/", "/activeX/"]
            .into_iter()
            .find(|mark| name.contains(mark));
        if let Some(mark) = active {
            return Err(Trouble::ActivePart {
                part: match mark {
                    "vbaProject" => "macros".to_owned(),
                    "/externalLinks/" => "links to other workbooks".to_owned(),
                    _ => "embedded files".to_owned(),
                },
            });
        }
        is_ods |= name == "content.xml";
        is_xlsx |= name.ends_with("workbook.xml");
    }
    if !is_xlsx && !is_ods {
        return Err(Trouble::BadWorkbook {
            cause: "a zip file without a workbook in it".to_owned(),
        });
    }
    if is_ods && total > MOST_WHOLE {
        return Err(Trouble::TooLarge {
            megabytes: total >> 20,
        });
    }
    Ok(Parts {
        is_ods: is_ods && !is_xlsx,
        date1904: says_1904(&mut archive),
    })
}

/// Whether the workbook counts its days from 1904; calamine tells only for cells with a date format.
fn says_1904(archive: &mut ZipArchive<Bytes<'_>>) -> bool {
    let mut text = String::new();
    let Ok(part) = archive.by_name("xl/workbook.xml") else {
        return false;
    };
    if std::io::Read::read_to_string(&mut std::io::Read::take(part, 1 << 20), &mut text).is_err() {
        return false;
    }
    ["date1904=\"1\"", "date1904=\"true\"", "date1904='1'"]
        .iter()
        .any(|mark| text.contains(mark))
}

fn bad_xlsx(error: &XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::Encrypted,
        error => bad(error),
    }
}

/// The kind of damage in a few words; a library's own text might quote a cell.
fn bad(error: &dyn std::error::Error) -> Trouble {
    let text = error.to_string().to_lowercase();
    let cause = if text.contains("zip") || text.contains("eof") || text.contains("checksum") {
        "a part of it is damaged or cut short"
    } else if text.contains("xml") {
        "a part of it is not well-formed"
    } else {
        "a part of it is missing or not as Excel writes it"
    };
    Trouble::BadWorkbook {
        cause: cause.to_owned(),
    }
}

/// A column as a spreadsheet names it, from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}
