//! The zip that a workbook is: bombs, active content and what is no workbook at all are refused before anything is read.

use std::io::{Read, Seek};

use memchr::memmem::find;
use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::workbook::MOST_WHOLE;
use crate::ingest::refusal::{OPEN_AND_SAVE, Trouble};

/// Most that a workbook may unpack to: a full sheet of twenty columns takes a quarter of it.
const MOST_UNPACKED: u64 = 4 << 30;
/// Most that a part may grow when it is unpacked, once it is of some size.
const MOST_RATIO: u64 = 200;
/// A part smaller than this is not worth a bomb.
const SMALL_PART: u64 = 16 << 20;
/// The shared strings of a workbook are held in memory.
const MOST_SHARED_STRINGS: u64 = 256 << 20;
/// The part that says where the dates of a workbook begin is a small one.
const SMALL: u64 = 1 << 20;

/// What kind of workbook a zip holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Of so many parts.
    Xlsx {
        parts: usize,
    },
    Ods,
}

/// Looks at the directory of the zip before anything is unpacked.
///
/// # Errors
/// Cut short, a bomb, active content, no workbook.
pub fn checked(file: impl Read + Seek, bytes: u64) -> Result<Container, Trouble> {
    let cut_short = Trouble::WorkbookCutShort { bytes };
    let mut archive = ZipArchive::new(file).map_err(|_| cut_short.clone())?;
    let mut total = 0_u64;
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| cut_short.clone())?;
        // Some programs write names with backslashes, or in other cases.
        let name = part.name().map_err(|_| cut_short.clone())?;
        let name = name.replace('\\', "/").to_ascii_lowercase();
        let size = part.size();
        total = total.saturating_add(size);
        let swollen = size > SMALL_PART && size / part.compressed_size().max(1) > MOST_RATIO;
        let strings = name.ends_with("sharedstrings.xml") && size > MOST_SHARED_STRINGS;
        if total > MOST_UNPACKED || swollen || strings {
            return Err(Trouble::TooLarge {
                megabytes: total >> 20,
            });
        }
        names.push(name);
    }
    let has = |mark: &str| names.iter().any(|name| name.contains(mark));
    let starts = |mark: &str| names.iter().any(|name| name.starts_with(mark));
    let other = if starts("word/") {
        Some(("a Word document", "save the table as .xlsx or .csv"))
    } else if starts("ppt/") {
        Some(("a PowerPoint file", "save the table as .xlsx or .csv"))
    } else if has("xl/workbook.bin") {
        Some(("a binary workbook (.xlsb)", OPEN_AND_SAVE))
    } else {
        None
    };
    if let Some((what, remedy)) = other {
        return Err(Trouble::OtherFile { what, remedy });
    }
    let active = [
        ("vbaproject", "macros"),
        ("/externallinks/", "links to other workbooks"),
        ("/embeddings/", "embedded files"),
        ("/activex/", "embedded files"),
    ];
    if let Some((_, part)) = active.into_iter().find(|(mark, _)| has(mark)) {
        return Err(Trouble::ActivePart {
            part: part.to_owned(),
        });
    }
    let container = if has("[content_types].xml") {
        let parts = names.len();
        Container::Xlsx { parts }
    } else if starts("content.xml") {
        Container::Ods
    } else {
        return Err(Trouble::OtherFile {
            what: "a zip archive without a workbook in it",
            remedy: "unpack it, and name the file within in [inputs]",
        });
    };
    if container == Container::Ods && total > MOST_WHOLE {
        return Err(Trouble::TooLarge {
            megabytes: total >> 20,
        });
    }
    Ok(container)
}

/// Whether the workbook says in a spelling that calamine does not know that it counts its days from 1904.
///
/// # Errors
/// It says something else of it that nobody can understand: all its dates would be four years off.
pub fn says_1904(file: impl Read + Seek) -> Result<bool, Trouble> {
    let Ok(mut archive) = ZipArchive::new(file) else {
        return Ok(false);
    };
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else {
            continue;
        };
        if part.size() > SMALL {
            continue;
        }
        let mut text = Vec::new();
        if part.take(SMALL).read_to_end(&mut text).is_err() || find(&text, b"date1904").is_none() {
            continue;
        }
        if let Some(word) = date1904(&text) {
            return match word.trim().to_ascii_lowercase().as_str() {
                "1" | "true" | "on" => Ok(true),
                "0" | "false" | "off" | "" => Ok(false),
                _ => Err(Trouble::BadWorkbook {
                    cause: "it says in an unknown way where its dates begin (date1904)".to_owned(),
                }),
            };
        }
    }
    Ok(false)
}

fn date1904(part: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element))
                if element.local_name().as_ref() == "workbookPr" =>
            {
                let attribute = element.try_get_attribute("date1904").ok().flatten();
                if let Some(attribute) = attribute {
                    return Some(attribute.value.into_owned());
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}
