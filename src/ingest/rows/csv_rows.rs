//! CSV as a row stream, in one pass with the rules of RFC 4180: quotes open at the start of a cell and close at its end.
//!
//! What a lenient reader would let pass is refused here: an unclosed quote would swallow the rows behind it. Short rows,
//! long rows and a cut end are never silently accepted.

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memchr3};

use super::{
    MOST_CELLS, MOST_TEXT, RowBuf,
    content::{Stream, Text},
    delimiter,
    encoding::TextEncoding,
};
use crate::ingest::refusal::Trouble;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Where in a row the reading stands.
#[derive(Clone, Copy, PartialEq)]
enum At {
    RowStart,
    CellStart,
    Bare,
    Quoted,
    /// Just behind a quote within a quoted cell: its end, or the first of two.
    QuoteInQuoted,
}

/// The rows of a text file, one after the other.
pub struct CsvRows {
    stream: Stream,
    delimiter: u8,
    /// The first bytes of the file, for another delimiter.
    first: Vec<u8>,
    bytes: Vec<u8>,
    /// Where the row in hand starts in `bytes`; `place` and `cell` count from there.
    start: usize,
    place: usize,
    cell: usize,
    at: At,
    after_cr: bool,
    has_doubled_quotes: bool,
    opened: u32,
    line: u32,
    /// The line in which the row in hand begins.
    begun: u32,
    number: u32,
    last: (u32, usize),
    encoding: Option<TextEncoding>,
    guess: Option<TextEncoding>,
    is_at_end: bool,
    lacks_final_newline: bool,
}

/// What is known of a CSV file once it has been read to its end.
#[derive(Clone, Debug)]
pub struct CsvEnd {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// How the text is encoded.
    pub encoding: TextEncoding,
    /// Whether rows were read by another encoding, which the bytes before them had spoken for.
    pub was_misread: bool,
}

impl CsvRows {
    /// Starts on a file.
    pub fn new(text: Text, delimiter: u8) -> Self {
        let bytes = text.start;
        Self {
            stream: text.stream,
            delimiter,
            first: bytes[..bytes.len().min(delimiter::LOOKED_AT)].to_vec(),
            start: if bytes.starts_with(MARK) {
                MARK.len()
            } else {
                0
            },
            lacks_final_newline: lacks_newline(&bytes),
            bytes,
            place: 0,
            cell: 0,
            at: At::RowStart,
            after_cr: false,
            has_doubled_quotes: false,
            opened: 1,
            line: 1,
            begun: 1,
            number: 0,
            last: (0, 0),
            encoding: text.encoding,
            guess: None,
            is_at_end: false,
        }
    }

    /// Puts the next row that is no empty line into `row`; false at the end of the file.
    ///
    /// # Errors
    /// A damaged or cut file.
    pub fn next(&mut self, row: &mut RowBuf) -> Result<bool, Trouble> {
        while !self.scan(row)? {
            if self.more(row)? {
                continue;
            }
            self.trim_padding();
            match self.at {
                At::Bare if row.is_empty() && self.place == 0 => return Ok(false),
                At::RowStart => return Ok(false),
                At::Quoted => return Err(Trouble::Quote { line: self.opened }),
                At::CellStart => row.push_span(self.place, self.place),
                At::Bare => row.push_span(self.cell, self.place),
                At::QuoteInQuoted => row.push_span(self.cell, self.place - 1),
            }
            break;
        }
        self.not_too_long(row)?;
        self.load(row);
        self.at = At::RowStart;
        self.start += self.place;
        self.place = 0;
        self.last = (row.number, row.len());
        Ok(true)
    }

    /// The rows up to a number, and the one behind them.
    ///
    /// # Errors
    /// A damaged or cut file.
    pub fn up_to(&mut self, number: u32) -> Result<Vec<RowBuf>, Trouble> {
        let mut rows: Vec<RowBuf> = Vec::new();
        let mut row = RowBuf::default();
        while rows.last().is_none_or(|last| last.number <= number) && self.next(&mut row)? {
            rows.push(row.clone());
        }
        Ok(rows)
    }

    /// Of a trouble with the headings and a damage anywhere below them, the damage.
    pub fn worse_than(&mut self, trouble: Trouble) -> Trouble {
        let mut row = RowBuf::default();
        loop {
            match self.next(&mut row) {
                Ok(true) => {}
                Ok(false) => return trouble,
                Err(damage) => return damage,
            }
        }
    }

    /// Where the last row stands and how many cells it has, if the file ends in it without a line break.
    pub fn open_end(&self) -> Option<(u32, usize)> {
        (self.is_at_end && self.lacks_final_newline).then_some(self.last)
    }

    /// The trouble behind a trouble: another delimiter is the usual reason for quotes in odd places and for headings
    /// that are not found.
    pub fn real_trouble(&self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Quote { .. } | Trouble::NoHeader { .. } => {
                delimiter::other(&self.first, self.delimiter).unwrap_or(trouble)
            }
            trouble => trouble,
        }
    }

    /// Lets the rest of the file pass unread.
    ///
    /// # Errors
    /// What is wrong with the file as a whole, which counts for more than what is wrong in it.
    pub fn finish(mut self) -> Result<CsvEnd, Trouble> {
        let sha256 = self.stream.finish()?;
        if self.encoding != Some(TextEncoding::Utf16) && self.stream.scan().is_blank() {
            return Err(Trouble::Empty);
        }
        let encoding = self
            .encoding
            .unwrap_or_else(|| self.stream.scan().encoding());
        Ok(CsvEnd {
            sha256,
            encoding,
            was_misread: self.guess.is_some_and(|guess| guess != encoding),
        })
    }

    /// Reads on behind the row in hand.
    fn more(&mut self, row: &RowBuf) -> Result<bool, Trouble> {
        self.bytes.drain(..self.start);
        self.start = 0;
        self.not_too_long(row)?;
        let there_is = self.stream.read(&mut self.bytes)?;
        if there_is {
            self.lacks_final_newline = lacks_newline(&self.bytes);
        }
        self.is_at_end = !there_is;
        Ok(there_is)
    }

    /// Looks whether the row in hand, as far as it was read, is still one of a table.
    fn not_too_long(&self, row: &RowBuf) -> Result<(), Trouble> {
        if self.place <= MOST_TEXT && row.len() <= MOST_CELLS {
            return Ok(());
        }
        Err(match self.at {
            At::Quoted => Trouble::Quote { line: self.opened },
            _ => Trouble::TooLong {
                place: format!("line {}", self.begun),
            },
        })
    }

    /// Takes off what some systems put behind the last row: zeros up to a whole block, or the Ctrl-Z of old programs.
    fn trim_padding(&mut self) {
        let is_padding = |byte: &&u8| matches!(**byte, 0 | 0x1a);
        let padding = self.bytes[self.start..]
            .iter()
            .rev()
            .take_while(is_padding)
            .count();
        if padding > 0 && self.at == At::Bare {
            self.bytes.truncate(self.bytes.len() - padding);
            self.place = self.bytes.len() - self.start;
            self.lacks_final_newline = self.place > 0 && lacks_newline(&self.bytes);
        }
    }

    /// Goes on to the end of the row, noting its cells; false where the bytes in hand end first.
    fn scan(&mut self, row: &mut RowBuf) -> Result<bool, Trouble> {
        let bytes = &self.bytes;
        loop {
            let at = self.start + self.place;
            let Some(&byte) = bytes.get(at) else {
                return Ok(false);
            };
            let ends = match self.at {
                At::RowStart if matches!(byte, b'\r' | b'\n') => {
                    // The second half of a line break; else an empty line, which a spreadsheet shows as an empty row.
                    let is_empty_line = byte == b'\r' || !self.after_cr;
                    self.number += u32::from(is_empty_line);
                    self.line += u32::from(is_empty_line);
                    self.after_cr = byte == b'\r';
                    self.start += 1;
                    continue;
                }
                At::RowStart => {
                    self.number += 1;
                    self.begun = self.line;
                    row.restart(self.number);
                    row.has_fixed_width = true;
                    self.has_doubled_quotes = false;
                    self.at = At::CellStart;
                    continue;
                }
                At::CellStart if byte == b'"' => {
                    (self.opened, self.after_cr) = (self.line, false);
                    self.place += 1;
                    (self.cell, self.at) = (self.place, At::Quoted);
                    continue;
                }
                At::CellStart => {
                    (self.cell, self.at) = (self.place, At::Bare);
                    continue;
                }
                At::Bare => {
                    let ordinary = memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]);
                    let Some(ordinary) = ordinary else {
                        self.place = bytes.len() - self.start;
                        return Ok(false);
                    };
                    self.place += ordinary;
                    row.push_span(self.cell, self.place);
                    bytes[at + ordinary]
                }
                At::Quoted => {
                    let quote = memchr(b'"', &bytes[at..]);
                    let end = quote.map_or(bytes.len(), |quote| at + quote);
                    for &byte in &bytes[at..end] {
                        let ends_line = byte == b'\r' || (byte == b'\n' && !self.after_cr);
                        self.line += u32::from(ends_line);
                        self.after_cr = byte == b'\r';
                    }
                    self.place = end - self.start;
                    if quote.is_some() {
                        (self.at, self.after_cr) = (At::QuoteInQuoted, false);
                        self.place += 1;
                    }
                    continue;
                }
                At::QuoteInQuoted if byte == b'"' => {
                    self.has_doubled_quotes = true;
                    self.place += 1;
                    self.at = At::Quoted;
                    continue;
                }
                At::QuoteInQuoted if byte == self.delimiter || matches!(byte, b'\r' | b'\n') => {
                    row.push_span(self.cell, self.place - 1);
                    byte
                }
                At::QuoteInQuoted => return Err(Trouble::Quote { line: self.opened }),
            };
            self.place += 1;
            if ends != self.delimiter {
                self.line += 1;
                self.after_cr = ends == b'\r';
                return Ok(true);
            }
            self.at = At::CellStart;
        }
    }

    /// Gives a row whose cells are noted their text.
    fn load(&mut self, row: &mut RowBuf) {
        let record = &self.bytes[self.start..self.start + row.spanned()];
        if !self.has_doubled_quotes
            && is_plain(record)
            && let Ok(text) = std::str::from_utf8(record)
        {
            return row.take_plain(text);
        }
        for column in 0..row.len() {
            let span = row.span(column);
            let is_quoted = span.start > 0 && record[span.start - 1] == b'"';
            let cell = &record[span];
            let decoded;
            let text = match std::str::from_utf8(cell) {
                Ok(text) => {
                    if !cell.is_ascii() && text.contains('\u{fffd}') {
                        row.undecodable.get_or_insert(column);
                    }
                    text
                }
                Err(_) => {
                    let encoding = self.encoding.unwrap_or_else(|| {
                        let guess = || self.stream.scan().encoding();
                        *self.guess.get_or_insert_with(guess)
                    });
                    // These five bytes mean nothing in Windows-1252.
                    let undefined = cell
                        .iter()
                        .any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
                    if encoding != TextEncoding::Windows1252 || undefined {
                        row.undecodable.get_or_insert(column);
                    }
                    decoded = WINDOWS_1252.decode_without_bom_handling(cell).0;
                    &decoded
                }
            };
            if is_quoted && text.contains("\"\"") {
                row.set_text(column, &text.replace("\"\"", "\""));
            } else {
                row.set_text(column, text);
            }
        }
    }
}

/// Whether every byte is printing ASCII and no two spaces stand side by side, so that cells need no cleaning.
fn is_plain(record: &[u8]) -> bool {
    let prints = |fine: bool, byte: &u8| fine & (0x20..0x7f).contains(byte);
    let behind = record.get(1..).unwrap_or_default();
    record.iter().fold(true, prints)
        & record
            .iter()
            .zip(behind)
            .fold(true, |fine, (a, b)| fine & ((*a | *b) != b' '))
}

fn lacks_newline(bytes: &[u8]) -> bool {
    !matches!(bytes.last(), Some(b'\n' | b'\r'))
}
