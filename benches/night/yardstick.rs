//! The yardstick: what the csv crate takes for the exports alone, and rust_xlsxwriter for the same workbooks alone.
#![expect(
    clippy::disallowed_methods,
    reason = "the yardstick writes cells with the crate alone, without the house"
)]

use std::{fs, hint::black_box, path::Path};

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use csv::{ByteRecord, ReaderBuilder};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use crate::measured::{Cost, here};

/// The records of every CSV file in `root`, read and forgotten; how many the visits have.
pub fn read_exports(root: &Path) -> (Cost, u64) {
    let mut visits = 0;
    let cost = here(|| {
        for path in files(root, "csv") {
            let mut reader = ReaderBuilder::new().from_path(&path).expect("an export");
            let mut record = ByteRecord::new();
            let mut records = 0;
            while reader
                .read_byte_record(&mut record)
                .expect("a clean export")
            {
                records += u64::from(black_box(&record).len() > 1);
            }
            let name = path.file_name().unwrap_or_default();
            if name.to_string_lossy().starts_with("visits") {
                visits = records;
            }
        }
    });
    (cost, visits)
}

/// The cells of a workbook, sheet by sheet.
pub struct Cells(Vec<Vec<(u32, u16, Data)>>);

/// The cells of every workbook in `folder`.
pub fn cells_of(folder: &Path) -> Vec<Cells> {
    files(folder, "xlsx")
        .iter()
        .map(|path| {
            let mut book: Xlsx<_> = open_workbook(path).expect("a workbook of the house");
            let sheets = book.worksheets().into_iter().map(|(_, range)| {
                let (top, left) = range.start().unwrap_or_default();
                range
                    .used_cells()
                    .map(|(row, column, cell)| {
                        (
                            top + row as u32,
                            (left + column as u32) as u16,
                            cell.clone(),
                        )
                    })
                    .collect()
            });
            Cells(sheets.collect())
        })
        .collect()
}

/// Writes the same cells again, one workbook after the other, with the crate alone.
pub fn write_workbooks(books: &[Cells]) -> Cost {
    here(|| {
        for book in books {
            black_box(write(book).expect("a workbook").len());
        }
    })
}

fn write(book: &Cells) -> Result<Vec<u8>, XlsxError> {
    let text = Format::new().set_text_wrap();
    let number = Format::new().set_num_format("#,##0");
    let date = Format::new().set_num_format("dd mmm yyyy");
    let mut workbook = Workbook::new();
    // As the house saves, and Excel itself.
    workbook.set_zip_compression_level(3);
    for cells in &book.0 {
        let worksheet = workbook.add_worksheet();
        for (row, column, cell) in cells {
            match cell {
                Data::Int(whole) => {
                    worksheet.write_number_with_format(*row, *column, *whole as f64, &number)?
                }
                Data::Float(value) => {
                    worksheet.write_number_with_format(*row, *column, *value, &number)?
                }
                Data::DateTime(serial) => {
                    let moment = ExcelDateTime::from_serial_datetime(serial.as_f64())?;
                    worksheet.write_datetime_with_format(*row, *column, moment, &date)?
                }
                Data::String(words) => {
                    worksheet.write_string_with_format(*row, *column, words, &text)?
                }
                _ => worksheet.write_blank(*row, *column, &text)?,
            };
        }
    }
    workbook.save_to_buffer()
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the night");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}
