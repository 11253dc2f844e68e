//! Workbooks as a row stream: XLSX cell by cell, XLS and ODS sheet by sheet; bombs and active content refused first.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    sync::Arc,
};

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx, XlsxCellReader,
    XlsxError,
};

use super::{
    OnRow, Raw, RowBuf,
    container::{self, Container},
    records,
};
use crate::ingest::{
    dates::{self, Epoch},
    refusal::Trouble,
};

/// A workbook with more sheets than this is no export.
const MOST_SHEETS: usize = 255;
/// Columns past this one belong to no export.
const MOST_COLUMNS: u32 = 1024;
/// Old workbooks are read as a whole.
pub(super) const MOST_WHOLE: u64 = 64 << 20;

type Bytes = BufReader<Arc<File>>;

/// An open workbook.
pub struct Workbook {
    format: Format,
    epoch: Epoch,
    sheets: Vec<SheetName>,
}

enum Format {
    Xlsx(Box<Xlsx<Bytes>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
    Ods(Box<Ods<Bytes>>),
}

/// A sheet of a workbook.
#[derive(Clone, Debug)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether the reader of the workbook sees it; hidden sheets are only read where the settings name them.
    pub is_visible: bool,
}

impl Workbook {
    /// Opens a workbook whose size and parts are sound.
    ///
    /// # Errors
    /// Cut short, password-protected, active content, a bomb, or no workbook at all.
    pub fn open(file: File) -> Result<Self, Trouble> {
        let bytes = file.metadata().map_err(|error| bad(&error))?.len();
        let file = Arc::new(file);
        let from_its_start = || {
            let mut file = BufReader::new(Arc::clone(&file));
            file.rewind().map(|()| file).map_err(|error| bad(&error))
        };
        let mut start = Vec::new();
        let mark = from_its_start()?.take(2).read_to_end(&mut start);
        mark.map_err(|error| bad(&error))?;
        let mut most_sheets = MOST_SHEETS;
        let (format, is_1904) = if start != b"PK" {
            let book = records::open(from_its_start()?, bytes)?;
            let is_1904 = book.has_1904_epoch();
            (Format::Xls(Box::new(book)), is_1904)
        } else {
            match container::checked(from_its_start()?, bytes)? {
                Container::Ods => {
                    let book = Ods::new(from_its_start()?).map_err(|error| bad(&error))?;
                    (Format::Ods(Box::new(book)), false)
                }
                Container::Xlsx { parts } => {
                    // Each sheet is a part; where several name the same, it is read as often.
                    most_sheets = most_sheets.min(parts);
                    let says_1904 = container::says_1904(from_its_start()?);
                    let book = Xlsx::new(from_its_start()?).map_err(|error| bad_xlsx(&error))?;
                    let is_1904 = book.has_1904_epoch() || says_1904?;
                    (Format::Xlsx(Box::new(book)), is_1904)
                }
            }
        };
        let epoch = if is_1904 {
            Epoch::Excel1904
        } else {
            Epoch::Excel1900
        };
        let metadata = match &format {
            Format::Xlsx(book) => book.sheets_metadata(),
            Format::Xls(book) => book.sheets_metadata(),
            Format::Ods(book) => book.sheets_metadata(),
        };
        let sheets: Vec<SheetName> = metadata
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName {
                name: sheet.name.clone(),
                is_visible: sheet.visible == SheetVisible::Visible,
            })
            .collect();
        if sheets.len() > most_sheets {
            return Err(Trouble::TooManySheets {
                sheets: sheets.len(),
            });
        }
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

    /// Reads every row of a sheet that holds a cell, down to the row of a number, in order, and hands it to `on_row`.
    ///
    /// # Errors
    /// A damaged sheet, cells far outside any table; whatever `on_row` refuses.
    pub fn each_row(&mut self, sheet: &str, last: u32, on_row: OnRow<'_>) -> Result<(), Trouble> {
        let epoch = self.epoch;
        let on_row: OnRow<'_> = &mut |row| {
            if row.number > last {
                return Ok(ControlFlow::Break(()));
            }
            on_row(row)
        };
        match &mut self.format {
            Format::Xlsx(book) => stream_xlsx(book, sheet, epoch, on_row),
            Format::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| bad(&error))?;
                whole_sheet(&range, sheet, epoch, on_row)
            }
            Format::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| bad(&error))?;
                whole_sheet(&range, sheet, epoch, on_row)
            }
        }
    }
}

fn stream_xlsx(
    book: &mut Xlsx<Bytes>,
    sheet: &str,
    epoch: Epoch,
    on_row: OnRow<'_>,
) -> Result<(), Trouble> {
    let unread = match each_xlsx_row(book, sheet, epoch, &[], on_row)? {
        End::Read => return Ok(()),
        End::Unread { row } => row,
    };
    // Rare: a cell with an error that calamine does not know. It tells no place, so that is found by the formulas'
    // reader, which looks at no value.
    let places = unread_cells(book, sheet)?;
    let mut rest = |row: &RowBuf| {
        if row.number < unread {
            return Ok(ControlFlow::Continue(()));
        }
        on_row(row)
    };
    match each_xlsx_row(book, sheet, epoch, &places, &mut rest)? {
        End::Read => Ok(()),
        End::Unread { .. } => Err(not_as_written()),
    }
}

/// How the reading of a sheet ended.
enum End {
    Read,
    /// A cell cannot be read, in this row or behind it; the rows before it were handed on.
    Unread {
        row: u32,
    },
}

/// A cell whose value calamine cannot read: which of the sheet's cells it is, where it stands, and its text.
struct UnreadCell {
    nth: usize,
    place: (u32, u32),
    text: String,
}

/// What a cell whose value cannot be read holds; no text for any other trouble.
fn unread_value(error: &XlsxError) -> Option<&str> {
    match error {
        XlsxError::CellError(text) => Some(text),
        XlsxError::Unrecognized { val, .. } => Some(val),
        XlsxError::CellTAttribute(_) | XlsxError::ParseFloat(_) => Some("?"),
        _ => None,
    }
}

/// The cells of a sheet whose values cannot be read, in order.
fn unread_cells(book: &mut Xlsx<Bytes>, sheet: &str) -> Result<Vec<UnreadCell>, Trouble> {
    let mut unread: Vec<UnreadCell> = Vec::new();
    let mut cells = cells_of(book, sheet)?;
    for nth in 0.. {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => unread.push(UnreadCell {
                nth,
                place: (0, 0),
                text: unread_value(&error)
                    .ok_or_else(|| bad_xlsx(&error))?
                    .to_owned(),
            }),
        }
    }
    drop(cells);
    let mut cells = cells_of(book, sheet)?;
    let mut next = 0;
    for cell in &mut unread {
        while next <= cell.nth {
            let formula = cells.next_formula().map_err(|error| bad_xlsx(&error))?;
            cell.place = formula.ok_or_else(not_as_written)?.get_position();
            next += 1;
        }
    }
    Ok(unread)
}

fn cells_of<'b>(
    book: &'b mut Xlsx<Bytes>,
    sheet: &str,
) -> Result<XlsxCellReader<'b, Bytes>, Trouble> {
    book.worksheet_cells_reader(sheet)
        .map_err(|error| bad_xlsx(&error))
}

fn each_xlsx_row(
    book: &mut Xlsx<Bytes>,
    sheet: &str,
    epoch: Epoch,
    unread: &[UnreadCell],
    on_row: OnRow<'_>,
) -> Result<End, Trouble> {
    let mut cells = cells_of(book, sheet)?;
    let mut row = RowBuf {
        epoch,
        ..RowBuf::default()
    };
    let mut unread = unread.iter().peekable();
    let mut at = None;
    for nth in 0.. {
        let (place, value) = match cells.next_cell_with_formula_metadata() {
            Ok(None) => break,
            Ok(Some(cell)) => {
                let has_no_result = cell.value == DataRef::Empty && cell.formula.is_some();
                let value = if has_no_result {
                    Value::NoResult
                } else {
                    Value::Read(cell.value)
                };
                (cell.pos, value)
            }
            Err(error) if unread_value(&error).is_none() => return Err(bad_xlsx(&error)),
            Err(_) => match unread.next_if(|unread| unread.nth == nth) {
                Some(cell) => (cell.place, Value::Unread(&cell.text)),
                None => {
                    let row = at.map_or(1, |at| at + 1);
                    return Ok(End::Unread { row });
                }
            },
        };
        let (number, column) = place;
        if at != Some(number) {
            if at.is_some() && on_row(&row)?.is_break() {
                return Ok(End::Read);
            }
            if at.is_some_and(|before| number < before) {
                return Err(Trouble::RowOrder {
                    sheet: sheet.to_owned(),
                });
            }
            at = Some(number);
            row.restart(number + 1);
        }
        if matches!(value, Value::Read(DataRef::Empty)) {
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
        push(&mut row, &value, epoch);
        not_too_long(&row, sheet)?;
    }
    if at.is_some() {
        let _ = on_row(&row)?;
    }
    Ok(End::Read)
}

fn not_too_long(row: &RowBuf, sheet: &str) -> Result<(), Trouble> {
    if row.is_too_long() {
        return Err(Trouble::TooLong {
            place: format!("row {} of sheet \"{sheet}\"", row.number),
        });
    }
    Ok(())
}

/// What a cell of a sheet holds.
enum Value<'b> {
    Read(DataRef<'b>),
    /// A formula without a stored result.
    NoResult,
    /// An error that calamine does not know, or a value that is not of the cell's own type.
    Unread(&'b str),
}

fn push(row: &mut RowBuf, value: &Value<'_>, epoch: Epoch) {
    match value {
        Value::NoResult => row.push(Raw::NoResult),
        Value::Unread(text) => row.push_error(text),
        Value::Read(value) => match value {
            DataRef::Empty => row.push(Raw::Blank),
            DataRef::Int(number) => row.push(Raw::Number(*number as f64)),
            DataRef::Float(number) => row.push(Raw::Number(*number)),
            DataRef::String(text) => row.push_text(text),
            DataRef::SharedString(text) => row.push_text(text),
            DataRef::Bool(answer) => row.push(Raw::Bool(*answer)),
            DataRef::DateTime(moment) => row.push(date_cell(moment, epoch)),
            DataRef::DateTimeIso(text) => push_iso(row, text),
            DataRef::DurationIso(text) => row.push_text(text),
            DataRef::Error(error) => row.push_error(&error.to_string()),
        },
    }
}

/// A date that a workbook holds as text: a true date all the same.
fn push_iso(row: &mut RowBuf, text: &str) {
    match dates::to_serial(text) {
        Some(serial) => row.push(Raw::Serial(serial, Epoch::Excel1900)),
        None => row.push_text(text),
    }
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
    sheet: &str,
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
                Data::DateTimeIso(text) => push_iso(&mut row, text),
                Data::DurationIso(text) => row.push_text(text),
                Data::Error(error) => row.push_error(&error.to_string()),
            }
            not_too_long(&row, sheet)?;
        }
        if !row.is_blank() && on_row(&row)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn bad_xlsx(error: &XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::Encrypted,
        error => bad(error),
    }
}

/// A part of the workbook is missing, or is what no reader understands.
pub(super) fn not_as_written() -> Trouble {
    Trouble::BadWorkbook {
        cause: NOT_AS_WRITTEN.to_owned(),
    }
}

const NOT_AS_WRITTEN: &str = "a part of it is missing or not as Excel writes it";

/// The kind of damage in a few words; a library's own text might quote a cell.
pub(super) fn bad(error: &dyn std::error::Error) -> Trouble {
    let text = error.to_string().to_lowercase();
    let cause = if text.contains("memory") {
        "a part of it takes too much memory"
    } else if text.contains("zip") || text.contains("eof") || text.contains("checksum") {
        "a part of it is damaged or cut short"
    } else if text.contains("xml") {
        "a part of it is not well-formed"
    } else {
        NOT_AS_WRITTEN
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
