//! How a text file is encoded, told by its bytes as they pass.

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

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

/// What makes UTF-8 of UTF-16 with a byte-order mark, part by part.
pub(super) fn utf16_decoder(start: &[u8]) -> Decoder {
    let encoding: &Encoding = if start.starts_with(&[0xff, 0xfe]) {
        UTF_16LE
    } else {
        UTF_16BE
    };
    encoding.new_decoder_with_bom_removal()
}

/// The next part of such a text.
pub(super) fn decoded(decoder: &mut Decoder, part: &[u8], is_last: bool) -> Vec<u8> {
    let most = decoder.max_utf8_buffer_length(part.len());
    let mut text = String::with_capacity(most.unwrap_or_default());
    let _ = decoder.decode_to_string(part, &mut text, is_last);
    text.into_bytes()
}

/// Counts what tells UTF-8 from Windows-1252: proper multi-byte letters against bytes that cannot be UTF-8.
pub(super) struct TextScan {
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
    /// Takes the next bytes of the file.
    pub(super) fn take(&mut self, part: &[u8]) {
        if self.is_blank {
            self.is_blank = part.trim_ascii().is_empty();
        }
        if self.carried.is_empty() && part.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.carried);
        let mut rest = part;
        if !joined.is_empty() {
            joined.extend_from_slice(part);
            rest = &joined;
        }
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

    /// Whether nothing but white space has passed.
    pub(super) fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// What the bytes that have passed are.
    pub(super) fn encoding(&self) -> TextEncoding {
        if self.multibyte >= self.invalid {
            TextEncoding::Utf8
        } else {
            TextEncoding::Windows1252
        }
    }
}

fn beyond_ascii(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte >= 0xc0).count() as u64
}
