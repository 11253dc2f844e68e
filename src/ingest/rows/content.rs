//! A file's bytes: hashed, sniffed for what they really are, and offered for reading.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read},
    path::{Path, PathBuf},
};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

use crate::{ingest::refusal::Trouble, model::text::hex};

/// Files up to this size are read once and kept; larger ones are read twice.
const KEPT_IN_MEMORY: u64 = 64 << 20;

/// What the first bytes say a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated text.
    Csv(TextEncoding),
    /// A zipped workbook: .xlsx or .ods.
    Zip,
    /// An old workbook: .xls.
    Ole,
}

/// How a text file is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// Windows-1252.
    Windows1252,
    /// UTF-16 with a byte-order mark; transcoded before it is read.
    Utf16,
}

impl TextEncoding {
    /// The encoding's name for the data-quality report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
            Self::Utf16 => "UTF-16",
        }
    }
}

/// A file whose bytes are hashed and known for what they are.
pub struct Content {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The size in bytes.
    pub bytes: u64,
    /// What the file is.
    pub kind: Kind,
    store: Store,
}

enum Store {
    Memory(Vec<u8>),
    Disk {
        path: PathBuf,
        modified: Option<std::time::SystemTime>,
    },
}

impl Content {
    /// Reads, hashes and sniffs a file.
    ///
    /// # Errors
    /// The real trouble of a file that is no export: empty, a web page, cut short, password-protected.
    pub fn open(path: &Path) -> Result<Self, Trouble> {
        let unreadable = |cause: std::io::Error| Trouble::Unreadable {
            cause: cause.to_string(),
        };
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.len() == 0 {
            return Err(Trouble::Empty);
        }
        let mut hash = Sha256::new();
        let mut head = Vec::new();
        let mut tail = TextScan::default();
        let mut kept = Vec::new();
        let keep = metadata.len() <= KEPT_IN_MEMORY;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut chunk = vec![0_u8; 1 << 18];
        let mut bytes = 0;
        loop {
            let count = reader.read(&mut chunk).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            let part = &chunk[..count];
            hash.update(part);
            bytes += count as u64;
            if head.len() < 8192 {
                head.extend_from_slice(&part[..part.len().min(8192)]);
            }
            tail.take(part);
            if keep {
                kept.extend_from_slice(part);
            }
        }
        // Written to, or replaced, while it was read: what was hashed may be half of the old and half of the new.
        let after = std::fs::metadata(path).map_err(unreadable)?;
        let is_same = bytes == metadata.len()
            && after.len() == metadata.len()
            && after.modified().ok() == metadata.modified().ok();
        if !is_same {
            return Err(Trouble::Changed);
        }
        let sha256 = hex(&hash.finalize());
        let kind = sniff(&head, &tail)?;
        let store = match kind {
            Kind::Csv(TextEncoding::Utf16) => {
                let raw = if keep {
                    kept
                } else {
                    std::fs::read(path).map_err(unreadable)?
                };
                Store::Memory(utf16_to_utf8(&raw))
            }
            Kind::Csv(_) if !keep => Store::Disk {
                path: path.to_owned(),
                modified: metadata.modified().ok(),
            },
            _ if keep => Store::Memory(kept),
            _ => Store::Memory(std::fs::read(path).map_err(unreadable)?),
        };
        Ok(Self {
            sha256,
            bytes,
            kind,
            store,
        })
    }

    /// The bytes from the start.
    ///
    /// # Errors
    /// Where a large file is gone or has changed since it was hashed.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>, Trouble> {
        match &self.store {
            Store::Memory(bytes) => Ok(Box::new(Cursor::new(bytes))),
            Store::Disk { path, modified } => {
                let file = File::open(path).map_err(|cause| Trouble::Unreadable {
                    cause: cause.to_string(),
                })?;
                let now = file
                    .metadata()
                    .ok()
                    .and_then(|metadata| metadata.modified().ok());
                if now != *modified {
                    return Err(Trouble::Changed);
                }
                Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
            }
        }
    }

    /// The whole file, for workbooks, which are always kept.
    pub fn in_memory(&self) -> &[u8] {
        match &self.store {
            Store::Memory(bytes) => bytes,
            Store::Disk { .. } => &[],
        }
    }
}

fn sniff(head: &[u8], scan: &TextScan) -> Result<Kind, Trouble> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text_start = start.trim_ascii_start();
    let begins = |word: &[u8]| {
        text_start.len() >= word.len() && text_start[..word.len()].eq_ignore_ascii_case(word)
    };
    if head.starts_with(b"PK") {
        return Ok(Kind::Zip);
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok(Kind::Ole);
    }
    if begins(b"<!doctype") || begins(b"<html") || begins(b"<head") || begins(b"<script") {
        return Err(Trouble::WebPage);
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Ok(Kind::Csv(TextEncoding::Utf16));
    }
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    if zeros * 5 > head.len() {
        return Err(Trouble::BareUtf16);
    }
    if text_start.is_empty() && scan.is_blank {
        return Err(Trouble::Empty);
    }
    let utf8 = start.len() < head.len() || scan.multibyte >= scan.invalid;
    Ok(Kind::Csv(if utf8 {
        TextEncoding::Utf8
    } else {
        TextEncoding::Windows1252
    }))
}

fn utf16_to_utf8(raw: &[u8]) -> Vec<u8> {
    let encoding: &Encoding = if raw.starts_with(&[0xff, 0xfe]) {
        UTF_16LE
    } else {
        UTF_16BE
    };
    encoding
        .decode_with_bom_removal(raw)
        .0
        .into_owned()
        .into_bytes()
}

/// Counts what tells UTF-8 from Windows-1252: proper multi-byte letters against bytes that cannot be UTF-8.
struct TextScan {
    multibyte: u64,
    invalid: u64,
    is_blank: bool,
    carried: Vec<u8>,
}

impl Default for TextScan {
    fn default() -> Self {
        Self {
            multibyte: 0,
            invalid: 0,
            is_blank: true,
            carried: Vec::new(),
        }
    }
}

impl TextScan {
    fn take(&mut self, part: &[u8]) {
        if self.is_blank {
            self.is_blank = part.trim_ascii().is_empty();
        }
        if self.carried.is_empty() && part.is_ascii() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(part);
        let mut rest: &[u8] = &bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.multibyte += beyond_ascii(text.as_bytes());
                    break;
                }
                Err(error) => {
                    self.multibyte += beyond_ascii(&rest[..error.valid_up_to()]);
                    rest = &rest[error.valid_up_to()..];
                    let Some(bad) = error.error_len() else {
                        self.carried = rest.to_vec();
                        break;
                    };
                    self.invalid += 1;
                    rest = &rest[bad..];
                }
            }
        }
    }
}

fn beyond_ascii(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte >= 0xc0).count() as u64
}
