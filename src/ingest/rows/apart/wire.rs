//! How rows pass from the process that reads a workbook to the one that asks for them.
//!
//! A message is its length, a letter that says what it is, and what belongs to it; numbers are little-endian.

use std::io::{self, BufRead, Read, Write};

use super::super::{Raw, RowBuf, workbook::SheetName};
use crate::ingest::dates::Epoch;

/// So much is written and read at a time.
pub(super) const AT_ONCE: usize = 1 << 16;

/// More than any row or list of sheets takes that a workbook's reader lets pass.
const LONGEST: u32 = 1 << 22;

/// What the reading process tells, besides that it refuses the file.
pub(super) enum Told {
    Sheets(Vec<SheetName>),
    /// A row, in the buffer.
    Row,
    /// The sheet's last row was told.
    End,
}

/// Asks for the rows of a sheet down to a number.
pub(super) fn ask(asks: &mut impl Write, sheet: &str, last: u32) -> io::Result<()> {
    let mut message = last.to_le_bytes().to_vec();
    put_text(&mut message, sheet);
    asks.write_all(&message)
}

/// What is asked for next; nothing where nobody asks any more.
pub(super) fn asked(asks: &mut impl Read) -> io::Result<(String, u32)> {
    let last = take_u32(asks)?;
    let mut sheet = vec![0; take_u32(asks)?.min(LONGEST) as usize];
    asks.read_exact(&mut sheet)?;
    Ok((String::from_utf8(sheet).map_err(nonsense)?, last))
}

/// Tells things, each in one message.
pub(super) struct Teller<W> {
    to: W,
    message: Vec<u8>,
}

impl<W: Write> Teller<W> {
    pub(super) fn new(to: W) -> Self {
        let message = Vec::new();
        Self { to, message }
    }

    pub(super) fn sheets(&mut self, sheets: &[SheetName]) -> io::Result<()> {
        self.message.clear();
        for sheet in sheets {
            self.message.push(u8::from(sheet.is_visible));
            put_text(&mut self.message, &sheet.name);
        }
        self.send(b'S')?;
        self.to.flush()
    }

    pub(super) fn row(&mut self, row: &RowBuf) -> io::Result<()> {
        self.message.clear();
        self.message.extend(row.number.to_le_bytes());
        self.message.push(letter_of(row.epoch));
        for column in 0..row.len() {
            put_cell(&mut self.message, row.cell(column));
        }
        self.send(b'R')
    }

    pub(super) fn end(&mut self) -> io::Result<()> {
        self.message.clear();
        self.send(b'E')?;
        self.to.flush()
    }

    pub(super) fn trouble(&mut self, sentence: &str) -> io::Result<()> {
        self.message.clear();
        self.message.extend(sentence.as_bytes());
        self.send(b'T')?;
        self.to.flush()
    }

    fn send(&mut self, letter: u8) -> io::Result<()> {
        let length = u32::try_from(self.message.len()).map_err(nonsense)?;
        self.to.write_all(&length.to_le_bytes())?;
        self.to.write_all(&[letter])?;
        self.to.write_all(&self.message)
    }
}

/// The next thing that is told, or the sentence by which the file is refused.
///
/// # Errors
/// The teller is gone, or talks nonsense.
pub(super) fn hear(told: &mut impl BufRead, row: &mut RowBuf) -> io::Result<Result<Told, String>> {
    let length = take_u32(told)?;
    let [letter] = take(told)?;
    if length > LONGEST {
        return Err(nonsense("too long"));
    }
    let mut message = vec![0; length as usize];
    told.read_exact(&mut message)?;
    let mut rest = message.as_slice();
    Ok(Ok(match letter {
        b'S' => Told::Sheets(take_sheets(&mut rest)?),
        b'R' => {
            row.restart(take_u32(&mut rest)?);
            row.epoch = epoch_of(take(&mut rest)?)?;
            while !rest.is_empty() {
                take_cell(&mut rest, row)?;
            }
            Told::Row
        }
        b'E' => Told::End,
        b'T' => return Ok(Err(String::from_utf8(message).map_err(nonsense)?)),
        _ => return Err(nonsense("unknown letter")),
    }))
}

fn take_sheets(rest: &mut &[u8]) -> io::Result<Vec<SheetName>> {
    let mut sheets = Vec::new();
    while !rest.is_empty() {
        let [is_visible] = take(rest)?;
        sheets.push(SheetName {
            is_visible: is_visible == 1,
            name: take_text(rest)?.to_owned(),
        });
    }
    Ok(sheets)
}

fn put_cell(message: &mut Vec<u8>, raw: Raw<'_>) {
    let mut number = |letter: u8, number: f64| {
        message.push(letter);
        message.extend(number.to_le_bytes());
    };
    match raw {
        Raw::Blank => message.push(b' '),
        Raw::Number(value) => number(b'n', value),
        Raw::Serial(value, epoch) => number(letter_of(epoch), value),
        Raw::Bool(answer) => message.push(if answer { b'y' } else { b'x' }),
        Raw::NoResult => message.push(b'?'),
        // The second is made of the first, by a profile; no file holds it.
        Raw::Text(text) | Raw::Unread(text, _) => {
            message.push(b't');
            put_text(message, text);
        }
        Raw::Error(text) => {
            message.push(b'e');
            put_text(message, text);
        }
    }
}

fn take_cell(rest: &mut &[u8], row: &mut RowBuf) -> io::Result<()> {
    let letter = take(rest)?;
    row.push(match letter[0] {
        b' ' => Raw::Blank,
        b'n' => Raw::Number(f64::from_le_bytes(take(rest)?)),
        b'y' => Raw::Bool(true),
        b'x' => Raw::Bool(false),
        b'?' => Raw::NoResult,
        b't' => Raw::Text(take_text(rest)?),
        b'e' => Raw::Error(take_text(rest)?),
        _ => Raw::Serial(f64::from_le_bytes(take(rest)?), epoch_of(letter)?),
    });
    Ok(())
}

fn letter_of(epoch: Epoch) -> u8 {
    match epoch {
        Epoch::Excel1900 => b'0',
        Epoch::Excel1904 => b'4',
    }
}

fn epoch_of([letter]: [u8; 1]) -> io::Result<Epoch> {
    match letter {
        b'0' => Ok(Epoch::Excel1900),
        b'4' => Ok(Epoch::Excel1904),
        _ => Err(nonsense("unknown letter")),
    }
}

fn put_text(message: &mut Vec<u8>, text: &str) {
    message.extend((text.len() as u32).to_le_bytes());
    message.extend(text.as_bytes());
}

fn take_text<'m>(rest: &mut &'m [u8]) -> io::Result<&'m str> {
    let length = take_u32(rest)? as usize;
    let (text, behind) = rest
        .split_at_checked(length)
        .ok_or_else(|| nonsense("cut short"))?;
    *rest = behind;
    std::str::from_utf8(text).map_err(nonsense)
}

fn take_u32(rest: &mut impl Read) -> io::Result<u32> {
    take(rest).map(u32::from_le_bytes)
}

fn take<const N: usize>(rest: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    rest.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn nonsense(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
