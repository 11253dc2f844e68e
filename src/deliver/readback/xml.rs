//! A part of a workbook, read to its last comment: every text with the element around it, every attribute.

use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};

use super::{Holds, Listener, Unreadable, plain_cell};

/// The local names of the elements that are open.
#[derive(Default)]
pub(in crate::deliver) struct Elements {
    names: String,
    ends: Vec<usize>,
}

impl Elements {
    fn push(&mut self, name: &str) {
        self.names.push_str(name);
        self.ends.push(self.names.len());
    }

    fn pop(&mut self) {
        self.ends.pop();
        self.names.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// The innermost.
    pub(in crate::deliver) fn last(&self) -> &str {
        self.iter().next_back().unwrap_or_default()
    }

    /// Outermost first.
    pub(in crate::deliver) fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        (0..self.ends.len()).map(|at| {
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            &self.names[start..self.ends[at]]
        })
    }
}

/// Tells a listener everything in a part.
///
/// # Errors
/// XML that another reader could read otherwise: broken, with entities of its own, in another encoding.
pub(super) fn read(
    part: &str,
    holds: Holds,
    listener: &mut impl Listener,
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_str(part.trim_start_matches('\u{feff}'));
    let mut open = Elements::default();
    // A text over several runs is one text to its reader.
    let mut text = String::new();
    let mut is_formatting = 0_usize;
    let mut is_after_tag = false;
    loop {
        let is_between_cells = is_after_tag
            && holds == Holds::Sheet
            && is_formatting == 0
            && text.is_empty()
            && open.last() == "row";
        if is_between_cells {
            while let Some((cell, rest)) = plain_cell::take(reader.get_ref()) {
                *reader.get_mut() = rest;
                listener.plain_cell(&cell);
            }
        }
        let event = reader.read_event().map_err(|_| Unreadable::Xml)?;
        is_after_tag = matches!(event, Event::Start(_) | Event::End(_) | Event::Empty(_));
        match event {
            Event::Start(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                if is_formatting > 0 || name == FORMATTING {
                    is_formatting += 1;
                } else if !is_run(name) {
                    flush(&open, &mut text, listener);
                }
                listener.opened(name);
                attributes(&start, name, listener)?;
                if is_formatting == 0 && !is_run(name) {
                    open.push(name);
                }
            }
            Event::End(end) => {
                let name = end.local_name();
                let name = name.as_ref();
                if is_formatting > 0 {
                    is_formatting -= 1;
                } else if !is_run(name) {
                    flush(&open, &mut text, listener);
                    open.pop();
                }
                listener.closed(name);
            }
            Event::Empty(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                if name == "br" {
                    text.push(' ');
                }
                listener.opened(name);
                attributes(&start, name, listener)?;
                listener.closed(name);
            }
            Event::Text(piece) => text.push_str(&piece.into_inner()),
            Event::CData(piece) => text.push_str(&piece.into_inner()),
            Event::GeneralRef(entity) => {
                match entity.resolve_char_ref().map_err(|_| Unreadable::Xml)? {
                    Some(ch) => text.push(ch),
                    None => {
                        text.push_str(resolve_predefined_entity(&entity).ok_or(Unreadable::Xml)?);
                    }
                }
            }
            Event::Comment(remark) => listener.text(&open, &remark),
            Event::PI(remark) => listener.text(&open, &remark),
            Event::Decl(declared) => {
                let encoding = declared.encoding().transpose();
                let encoding = encoding.map_err(|_| Unreadable::Xml)?;
                if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("utf-8")) {
                    return Err(Unreadable::Xml);
                }
            }
            Event::DocType(_) => return Err(Unreadable::Xml),
            Event::Eof => break,
        }
    }
    flush(&open, &mut text, listener);
    if open.ends.is_empty() && is_formatting == 0 {
        Ok(())
    } else {
        Err(Unreadable::Xml)
    }
}

/// How a run looks: what stands in it divides no text.
const FORMATTING: &str = "rPr";

/// Elements that do not divide a text.
fn is_run(name: &str) -> bool {
    matches!(name, "r" | "t" | "fld")
}

fn flush(open: &Elements, text: &mut String, listener: &mut impl Listener) {
    if !text.is_empty() {
        listener.text(open, text);
        text.clear();
    }
}

fn attributes(
    start: &BytesStart<'_>,
    element: &str,
    listener: &mut impl Listener,
) -> Result<(), Unreadable> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Unreadable::Xml)?;
        let value = unescape(&attribute.value).map_err(|_| Unreadable::Xml)?;
        listener.attribute(element, attribute.key.local_name().as_ref(), &value);
    }
    Ok(())
}
