//! A file's bytes: hashed and looked at as they pass, sniffed for what they really are.

use std::{
    fs::File,
    io::{Read, Seek},
    path::{Path, PathBuf},
    time::SystemTime,
};

use memchr::memmem::find;
use sha2::{Digest, Sha256};

use encoding_rs::Decoder;

use super::encoding::{TextEncoding, TextScan, decoded, utf16_decoder};
use crate::{
    ingest::refusal::{OPEN_AND_SAVE, Trouble},
    model::text::hex,
};

/// How much of a file is read at a time.
pub const BLOCK: usize = 1 << 18;

/// So much of a file's start says what it is.
const SNIFFED: usize = 8192;

/// An opened file, known for what it is.
pub enum Opened {
    /// Comma-separated text, of which only the start has been read.
    Text(Box<Text>),
    /// A workbook, which has passed once.
    Workbook(Box<Whole>),
}

impl Opened {
    /// Opens a file, and lets it pass where it is a workbook.
    ///
    /// # Errors
    /// The real trouble of a file that is no export: empty, a web page, cut short.
    pub fn open(path: &Path, block: usize) -> Result<Self, Trouble> {
        let mut stream = Stream::open(path, block)?;
        let mut bytes = Vec::new();
        while bytes.len() < SNIFFED && stream.read(&mut bytes)? {}
        let start = match sniff(&bytes[..bytes.len().min(SNIFFED)]) {
            Ok(start) => start,
            Err(trouble) => {
                stream.finish()?;
                return Err(trouble);
            }
        };
        match start {
            Start::Text { has_mark } => {
                return Ok(Self::Text(Box::new(Text {
                    start: bytes,
                    encoding: has_mark.then_some(TextEncoding::Utf8),
                    stream,
                })));
            }
            Start::Utf16 => {
                let mut decoder = utf16_decoder(&bytes);
                let start = decoded(&mut decoder, &bytes, false);
                stream.decoder = Some(decoder);
                return Ok(Self::Text(Box::new(Text {
                    start,
                    encoding: Some(TextEncoding::Utf16),
                    stream,
                })));
            }
            Start::Zip | Start::Ole => {}
        }
        let sha256 = stream.finish()?;
        Ok(Self::Workbook(Box::new(Whole { sha256, stream })))
    }
}

impl Opened {
    /// The size in bytes.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Text(text) => text.stream.expected,
            Self::Workbook(whole) => whole.bytes(),
        }
    }
}

/// A text file whose start has been read.
pub struct Text {
    /// The bytes that have been read, as UTF-8 where the file is UTF-16.
    pub(super) start: Vec<u8>,
    /// The encoding, where the start says it beyond doubt.
    pub(super) encoding: Option<TextEncoding>,
    pub(super) stream: Stream,
}

impl Text {
    /// Takes the encoding for settled, as an earlier reading of the whole file has found it.
    pub fn settle(&mut self, encoding: TextEncoding) {
        self.encoding = Some(encoding);
    }
}

/// A workbook, whose bytes are known before it is read.
pub struct Whole {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    stream: Stream,
}

impl Whole {
    /// The size in bytes.
    pub fn bytes(&self) -> u64 {
        self.stream.expected
    }

    /// The file, from its start.
    ///
    /// # Errors
    /// It cannot be read any more.
    pub fn file(&self) -> Result<File, Trouble> {
        let mut file = self.stream.file.try_clone().map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        Ok(file)
    }

    /// The SHA-256, once the workbook was read.
    ///
    /// # Errors
    /// The file was written to, or replaced, while it was read.
    pub fn finish(self) -> Result<String, Trouble> {
        self.stream.see_that_it_is_the_same()?;
        Ok(self.sha256)
    }
}

/// A file on its one way from the disk: what has passed is hashed and counted.
pub(super) struct Stream {
    file: File,
    path: PathBuf,
    block: u64,
    expected: u64,
    modified: Option<SystemTime>,
    passed: u64,
    hash: Sha256,
    scan: TextScan,
    /// Where what passes is UTF-16.
    decoder: Option<Decoder>,
}

impl Stream {
    fn open(path: &Path, block: usize) -> Result<Self, Trouble> {
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.len() == 0 {
            return Err(Trouble::Empty);
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            block: block.max(1) as u64,
            expected: metadata.len(),
            modified: metadata.modified().ok(),
            passed: 0,
            hash: Sha256::new(),
            scan: TextScan::default(),
            decoder: None,
        })
    }

    /// Adds the next block; false where there is no more.
    pub(super) fn read(&mut self, bytes: &mut Vec<u8>) -> Result<bool, Trouble> {
        let before = bytes.len();
        (&mut self.file)
            .take(self.block)
            .read_to_end(bytes)
            .map_err(unreadable)?;
        let part = &bytes[before..];
        self.hash.update(part);
        self.scan.take(part);
        self.passed += part.len() as u64;
        let is_last = part.is_empty();
        if let Some(decoder) = &mut self.decoder {
            let text = decoded(decoder, part, is_last);
            bytes.truncate(before);
            bytes.extend(text);
        }
        if is_last {
            self.decoder = None;
        }
        Ok(!is_last || bytes.len() > before)
    }

    /// What tells the encoding, as far as the file has passed.
    pub(super) fn scan(&self) -> &TextScan {
        &self.scan
    }

    /// Lets the rest pass, and gives the SHA-256 of the file in hexadecimal.
    ///
    /// # Errors
    /// The file was written to, or replaced, while it was read: what passed may be half of the old and half of the new.
    pub(super) fn finish(&mut self) -> Result<String, Trouble> {
        let mut rest = Vec::new();
        while self.read(&mut rest)? {
            rest.clear();
        }
        self.see_that_it_is_the_same()?;
        Ok(hex(&self.hash.finalize_reset()))
    }

    fn see_that_it_is_the_same(&self) -> Result<(), Trouble> {
        let after = std::fs::metadata(&self.path).map_err(unreadable)?;
        let is_same = self.passed == self.expected
            && after.len() == self.expected
            && after.modified().ok() == self.modified;
        if is_same {
            Ok(())
        } else {
            Err(Trouble::Changed)
        }
    }
}

fn unreadable(cause: std::io::Error) -> Trouble {
    Trouble::Unreadable {
        cause: cause.to_string(),
    }
}

enum Start {
    Text { has_mark: bool },
    Utf16,
    Zip,
    Ole,
}

fn sniff(head: &[u8]) -> Result<Start, Trouble> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = start.trim_ascii_start();
    if head.starts_with(b"PK") {
        return Ok(Start::Zip);
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok(Start::Ole);
    }
    if let Some((what, remedy)) = other_file(text) {
        return Err(Trouble::OtherFile { what, remedy });
    }
    if is_web_page(text) {
        return Err(Trouble::WebPage);
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Ok(Start::Utf16);
    }
    // Padding behind the last row says nothing of the encoding.
    let told = head.len() - head.iter().rev().take_while(|byte| **byte == 0).count();
    let zeros = head[..told].iter().filter(|byte| **byte == 0).count();
    if zeros * 5 > told {
        return Err(Trouble::BareUtf16);
    }
    Ok(Start::Text {
        has_mark: start.len() < head.len(),
    })
}

fn begins(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn is_web_page(text: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"<!doctype", b"<html", b"<head", b"<script", b"<body"];
    marks.iter().any(|mark| begins(text, mark))
}

/// A file of another kind, by its first bytes: what it is, and what helps.
fn other_file(text: &[u8]) -> Option<(&'static str, &'static str)> {
    let has = |mark: &[u8]| find(&text.to_ascii_lowercase(), mark).is_some();
    let is_markup = begins(text, b"<?xml") || text.first() == Some(&b'<');
    if begins(text, b"%PDF") {
        Some(("a PDF", "export the same list as .xlsx or .csv"))
    } else if text.starts_with(&[0x1f, 0x8b]) {
        Some((
            "a gzip archive",
            "unpack it, and name the file within in [inputs]",
        ))
    } else if begins(text, b"{\\rtf") {
        Some((
            "a text document (RTF)",
            "export the same list as .xlsx or .csv",
        ))
    } else if is_markup && has(b"urn:schemas-microsoft-com:office:spreadsheet") {
        Some(("an XML Spreadsheet 2003", OPEN_AND_SAVE))
    } else if is_markup && has(b"<table") && !has(b"<form") && !has(b"<script") {
        Some(("a web page with a table", OPEN_AND_SAVE))
    } else if begins(text, b"<?xml") && !has(b"<html") {
        Some(("an XML file", "export the same list as .xlsx or .csv"))
    } else if is_json(text) {
        Some(("a JSON file", "export the same list as .xlsx or .csv"))
    } else {
        None
    }
}

/// A brace or bracket, then a quoted name, another bracket or brace: no heading row begins so.
fn is_json(text: &[u8]) -> bool {
    let Some((b'{' | b'[', rest)) = text.split_first() else {
        return false;
    };
    matches!(rest.trim_ascii_start().first(), Some(b'"' | b'{' | b'['))
}
