//! The cells of which sheets are full, read at a glance: a place, a style, a number or the number of a shared string,
//! written as plainly as can be. Whatever is written otherwise is left to the reader of XML.

/// A cell that is written plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) struct PlainCell<'a> {
    /// From 1.
    pub(in crate::deliver) row: u32,
    /// From 1.
    pub(in crate::deliver) column: u32,
    /// Its place among the workbook's formats.
    pub(in crate::deliver) style: usize,
    pub(in crate::deliver) value: PlainValue<'a>,
}

/// What a plain cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliver) enum PlainValue<'a> {
    Nothing,
    /// Digits, and at most points between them.
    Number(&'a str),
    /// The place of a shared string.
    Shared(usize),
}

/// The cell that a sheet's text begins with, and the text behind it.
pub(super) fn take(text: &[u8]) -> Option<(PlainCell<'_>, &[u8])> {
    let rest = text.strip_prefix(br#"<c r=""#)?;
    let (letters, rest) = run_of(rest, u8::is_ascii_uppercase, 3)?;
    let (digits, rest) = run_of(rest, u8::is_ascii_digit, 7)?;
    let mut rest = rest.strip_prefix(b"\"")?;
    let mut style = 0;
    if let Some(after) = rest.strip_prefix(br#" s=""#) {
        let (number, after) = run_of(after, u8::is_ascii_digit, 7)?;
        style = number_of(number);
        rest = after.strip_prefix(b"\"")?;
    }
    let cell = |value| PlainCell {
        row: number_of(digits) as u32,
        column: column_of(letters),
        style,
        value,
    };
    if let Some(rest) = rest.strip_prefix(b"/>") {
        return Some((cell(PlainValue::Nothing), rest));
    }
    if let Some(rest) = rest.strip_prefix(br#" t="s"><v>"#) {
        let (number, rest) = run_of(rest, u8::is_ascii_digit, 9)?;
        let rest = rest.strip_prefix(b"</v></c>")?;
        return Some((cell(PlainValue::Shared(number_of(number))), rest));
    }
    let rest = rest.strip_prefix(b"><v>")?;
    let (number, rest) = run_of(rest, |byte| byte.is_ascii_digit() || *byte == b'.', 24)?;
    let rest = rest.strip_prefix(b"</v></c>")?;
    let number = std::str::from_utf8(number).ok()?;
    Some((cell(PlainValue::Number(number)), rest))
}

/// From one to so many bytes of a kind, and what follows them.
fn run_of(text: &[u8], is: impl Fn(&u8) -> bool, most: usize) -> Option<(&[u8], &[u8])> {
    let length = text
        .iter()
        .take(most + 1)
        .take_while(|byte| is(byte))
        .count();
    (1..=most).contains(&length).then(|| text.split_at(length))
}

/// The number that at most nine digits write.
fn number_of(digits: &[u8]) -> usize {
    digits
        .iter()
        .fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

/// The row and column, from 1, of a cell's name: 7 and 28 for `AB7`. What the name does not say is none.
pub(in crate::deliver) fn cell_of(name: &str) -> (Option<u32>, Option<u32>) {
    let letters = name.len()
        - name
            .trim_start_matches(|ch: char| ch.is_ascii_alphabetic())
            .len();
    let column = column_of(&name.as_bytes()[..letters]);
    (name[letters..].parse().ok(), (column > 0).then_some(column))
}

/// The number that letters of a column stand for, from 1; 0 without any.
fn column_of(letters: &[u8]) -> u32 {
    letters.iter().fold(0_u32, |column, letter| {
        column
            .saturating_mul(26)
            .saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })
}
