//! Old workbooks (XLS). Nothing in them is checked by a sum: a damaged length skips rows and says nothing, so their
//! records are followed from end to end before any of them is believed.

use std::io::{Cursor, Read};

use calamine::{Reader, Xls, XlsError};
use cfb::CompoundFile;
use memchr::memmem::find;

use super::workbook::{MOST_WHOLE, bad};
use crate::ingest::refusal::Trouble;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;

/// Opens an old workbook, whole.
///
/// # Errors
/// Too large, password-protected, damaged, or no workbook.
pub fn open(mut file: impl Read, bytes: u64) -> Result<Xls<Cursor<Vec<u8>>>, Trouble> {
    if bytes > MOST_WHOLE {
        return Err(Trouble::TooLarge {
            megabytes: bytes >> 20,
        });
    }
    let mut whole = Vec::new();
    file.read_to_end(&mut whole).map_err(|error| bad(&error))?;
    // A password-protected .xlsx is an OLE file with a stream of this name, in UTF-16.
    let encrypted: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if find(&whole, &encrypted).is_some() {
        return Err(Trouble::Encrypted);
    }
    let is_unbroken = stream(&whole).is_some_and(|stream| is_unbroken(&stream));
    match Xls::new(Cursor::new(whole)) {
        Err(XlsError::Password) => Err(Trouble::Encrypted),
        Err(error) => Err(bad(&error)),
        Ok(_) if !is_unbroken => Err(Trouble::BadWorkbook {
            cause: "a part of it is damaged or cut short".to_owned(),
        }),
        Ok(book) => Ok(book),
    }
}

/// The stream of the records; `None` where the file's own directory is damaged: what calamine finds by it all the same may
/// be parts of anything.
fn stream(whole: &[u8]) -> Option<Vec<u8>> {
    let mut file = CompoundFile::open(Cursor::new(whole)).ok()?;
    let mut stream = ["Workbook", "Book"]
        .into_iter()
        .find_map(|name| file.open_stream(name).ok())?;
    let mut records = Vec::new();
    stream.read_to_end(&mut records).ok()?;
    Some(records)
}

/// Whether the workbook's records and those of each sheet follow one another to the end.
fn is_unbroken(stream: &[u8]) -> bool {
    let mut sheets = Vec::new();
    let whole = follow(stream, |kind, body| {
        if kind == SHEET {
            sheets.extend(body.first_chunk().copied().map(u32::from_le_bytes));
        }
    });
    whole
        && sheets.into_iter().all(|at| {
            let start = usize::try_from(at).unwrap_or(usize::MAX);
            stream
                .get(start..)
                .is_some_and(|sheet| follow(sheet, |_, _| {}))
        })
}

/// Follows the records down to the end that belongs to the first one. `false` where one is none that Excel knows, has
/// not the length that it must have, or where the end is missing.
fn follow(mut stream: &[u8], mut each: impl FnMut(u16, &[u8])) -> bool {
    let mut depth = 0_u32;
    while let Some((head, rest)) = stream.split_first_chunk::<4>() {
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let Some((body, rest)) = rest.split_at_checked(length) else {
            return false;
        };
        if !is_known(kind, body) {
            return false;
        }
        match kind {
            BEGIN => depth += 1,
            // A chart on a sheet has its own end.
            END if depth > 1 => depth -= 1,
            END => return depth == 1,
            _ => {}
        }
        each(kind, body);
        stream = rest;
    }
    false
}

/// Whether a record's number lies in the ranges of all of them, and those that hold cells or a row are as long as they
/// must be [MS-XLS 2.3]. Some programs write a record 0 among them, or one byte too many behind a truth.
fn is_known(kind: u16, body: &[u8]) -> bool {
    let length = body.len();
    // A run of cells of this size each, in the columns from one to another.
    let is_run_of = |size: usize| {
        let column = |at: Option<usize>| {
            let bytes = body.get(at?..)?.first_chunk::<2>()?;
            Some(usize::from(u16::from_le_bytes(*bytes)))
        };
        let (first, last) = (column(Some(2)), column(length.checked_sub(2)));
        let cells = first
            .zip(last)
            .and_then(|(first, last)| (last + 1).checked_sub(first));
        cells.is_some_and(|cells| length == 6 + cells * size)
    };
    match kind {
        END => length == 0,
        0x0201 => length == 6,
        0x0203 => length == 14,
        0x0205 => matches!(length, 8 | 9),
        0x0208 => length == 16,
        0x00fd | 0x027e => length == 10,
        0x00bd => is_run_of(6),
        0x00be => is_run_of(2),
        0 | 0x0006..=0x02ff | 0x0400..=0x04ff | 0x0800..=0x08ff | 0x1000..=0x10ff => true,
        _ => false,
    }
}
