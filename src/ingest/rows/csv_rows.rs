//! CSV as a row stream: the `csv` crate reads, and what it would let pass is refused here.
//!
//! Short rows, long rows, unclosed quotes and a cut end are never silently accepted.

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use super::{
    OnRow, RowBuf,
    content::{Content, TextEncoding},
};
use crate::ingest::refusal::Trouble;

/// What is known of a CSV file once it has been read to its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvEnd {
    /// The file does not end with a line break: it may have been cut within its last cell.
    pub lacks_final_newline: bool,
}

/// Reads every row that is not an empty line, in order, and hands it to `on_row`.
///
/// # Errors
/// A damaged or cut file; whatever `on_row` refuses.
pub fn each_row(
    content: &Content,
    encoding: TextEncoding,
    delimiter: u8,
    on_row: OnRow<'_>,
) -> Result<CsvEnd, Trouble> {
    let layout = check_quotes(content, delimiter)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 18)
        .from_reader(content.reader()?);
    let mut record = ByteRecord::new();
    let mut row = RowBuf {
        has_fixed_width: true,
        ..RowBuf::default()
    };
    let mut blank_lines = layout.blank_lines.iter().copied().peekable();
    let mut number = 0;
    let mut first = true;
    loop {
        let more = reader
            .read_byte_record(&mut record)
            .map_err(|_| Trouble::Unreadable {
                cause: "the disk failed while reading".to_owned(),
            })?;
        if !more {
            break;
        }
        number += 1;
        // The csv crate passes over empty lines, which a spreadsheet shows as empty rows.
        while blank_lines.next_if_eq(&number).is_some() {
            number += 1;
        }
        row.restart(number);
        for (column, field) in record.iter().enumerate() {
            let field = if first && column == 0 {
                field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field)
            } else {
                field
            };
            push_field(&mut row, column, field, encoding);
        }
        first = false;
        if on_row(&row)?.is_break() {
            return Ok(CsvEnd::default());
        }
    }
    Ok(CsvEnd {
        lacks_final_newline: layout.lacks_final_newline,
    })
}

fn push_field(row: &mut RowBuf, column: usize, field: &[u8], encoding: TextEncoding) {
    if let Ok(text) = std::str::from_utf8(field) {
        if !field.is_ascii() && text.contains('\u{fffd}') {
            row.undecodable.get_or_insert(column);
        }
        return row.push_text(text);
    }
    // These five bytes mean nothing in Windows-1252.
    let undefined = field
        .iter()
        .any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d));
    if encoding != TextEncoding::Windows1252 || undefined {
        row.undecodable.get_or_insert(column);
    }
    row.push_text(&WINDOWS_1252.decode_without_bom_handling(field).0);
}

/// The trouble of a file whose first lines are separated by something other than the profile says.
pub fn wrong_delimiter(content: &Content, delimiter: u8) -> Option<Trouble> {
    const MARKS: [(u8, &str); 4] = [
        (b',', "commas"),
        (b';', "semicolons"),
        (b'\t', "tabs"),
        (b'|', "vertical bars"),
    ];
    let mut start = Vec::new();
    let mut reader = std::io::Read::take(content.reader().ok()?, 1 << 16);
    std::io::Read::read_to_end(&mut reader, &mut start).ok()?;
    let count = |line: &[u8], mark: u8| line.iter().filter(|byte| **byte == mark).count();
    let wins = |mark: u8| {
        start
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .take(60)
            .filter(|line| count(line, mark) >= 2 && count(line, mark) > count(line, delimiter))
            .count()
    };
    let loses = start
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .take(60)
        .filter(|line| {
            let own = count(line, delimiter);
            own > 0 && MARKS.iter().all(|(mark, _)| count(line, *mark) <= own)
        })
        .count();
    let expected = MARKS
        .iter()
        .find(|(mark, _)| *mark == delimiter)
        .map_or("what the profile says", |(_, name)| name);
    MARKS
        .iter()
        .filter(|(mark, _)| *mark != delimiter)
        .map(|(mark, found)| (wins(*mark), *found))
        .max_by_key(|(lines, _)| *lines)
        .filter(|(lines, _)| *lines > loses)
        .map(|(_, found)| Trouble::Delimiter { found, expected })
}

struct Layout {
    /// Spreadsheet rows that are empty lines, in order.
    blank_lines: Vec<u32>,
    lacks_final_newline: bool,
}

/// One pass over the bytes with the rules of RFC 4180: quotes open at the start of a cell and close at its end.
///
/// The csv crate would run past an unclosed quote and swallow the rows behind it.
fn check_quotes(content: &Content, delimiter: u8) -> Result<Layout, Trouble> {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        CellStart,
        Bare,
        Quoted,
        /// Just behind a quote within a quoted cell: its end, or the first of two.
        QuoteInQuoted,
    }
    let mut reader = content.reader()?;
    let mut chunk = vec![0_u8; 1 << 18];
    let (mut at, mut line, mut opened) = (At::CellStart, 1_u32, 1_u32);
    let (mut row, mut row_is_empty, mut after_cr) = (1_u32, true, false);
    let mut blank_lines = Vec::new();
    let mut last = b'\n';
    let mut start = true;
    loop {
        let count =
            std::io::Read::read(&mut reader, &mut chunk).map_err(|cause| Trouble::Unreadable {
                cause: cause.to_string(),
            })?;
        let Some(&end) = chunk[..count].last() else {
            break;
        };
        last = end;
        let mut bytes = &chunk[..count];
        if start {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            start = false;
        }
        for &byte in bytes {
            // Nearly every byte is an ordinary one and changes nothing.
            if byte > b',' && byte != delimiter {
                match at {
                    At::Bare | At::Quoted => {}
                    At::CellStart => (at, row_is_empty) = (At::Bare, false),
                    At::QuoteInQuoted => return Err(Trouble::Quote { line: opened }),
                }
                after_cr = false;
                continue;
            }
            let continues_crlf = byte == b'\n' && after_cr;
            let ends_line = byte == b'\r' || (byte == b'\n' && !after_cr);
            after_cr = byte == b'\r';
            line += u32::from(ends_line);
            if at == At::Quoted {
                if byte == b'"' {
                    at = At::QuoteInQuoted;
                }
            } else if ends_line {
                if row_is_empty && at == At::CellStart {
                    blank_lines.push(row);
                }
                (row, row_is_empty, at) = (row + 1, true, At::CellStart);
            } else if !continues_crlf {
                row_is_empty = false;
                at = match (at, byte) {
                    (_, byte) if byte == delimiter => At::CellStart,
                    (At::CellStart, b'"') => {
                        opened = line;
                        At::Quoted
                    }
                    (At::QuoteInQuoted, b'"') => At::Quoted,
                    (At::QuoteInQuoted, _) => return Err(Trouble::Quote { line: opened }),
                    _ => At::Bare,
                };
            }
        }
    }
    if at == At::Quoted {
        return Err(Trouble::Quote { line: opened });
    }
    Ok(Layout {
        blank_lines,
        lacks_final_newline: !matches!(last, b'\n' | b'\r'),
    })
}
