//! How many lines a text takes in a column, by the widths of the house's letters: not every program finds a row's
//! height by itself.

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

/// The house's size of letters, in points.
pub(super) const POINTS: f64 = 10.0;
/// The size of prose.
pub(super) const PROSE_POINTS: f64 = 12.0;
/// The pixels of a point.
const PIXELS: f64 = 4.0 / 3.0;
/// What a column keeps free: the cell's edges and the indent.
const EDGES: f64 = 16.0;
/// The share of a width that a line takes for sure: screens round the widths of letters.
const SURELY: f64 = 0.97;
/// A row higher than this is no longer read.
const MOST_LINES: u32 = 30;

/// The pixels of a column of a width in digits.
pub(super) fn pixels(width: u16) -> f64 {
    f64::from(width) * 7.0 + 5.0
}

/// The lines of a text of a size in points in a column of a width in digits.
pub(super) fn lines(text: &str, width: u16, weight: Weight, points: f64) -> u32 {
    let room = ((pixels(width) - EDGES) * SURELY * POINTS / points).max(14.0);
    let lines: u32 = text
        .split('\n')
        .map(|point| {
            let mut lines = 0;
            each_line(point, room, weight, |_, too_wide| lines += 1 + too_wide);
            lines
        })
        .sum();
    lines.clamp(1, MOST_LINES)
}

/// A text of a size in points in the lines that a width in pixels has room for.
pub(super) fn broken(text: &str, width: f64, weight: Weight, points: f64) -> Vec<&str> {
    // As if the letters were of the house's size and the room so much wider.
    let room = (width * SURELY * POINTS / points).max(14.0);
    let mut lines = Vec::new();
    each_line(text, room, weight, |line, _| lines.push(line.trim_end()));
    lines
}

/// Calls with each line of a text that has no line's end, and how often a single word of it is wider than the room.
fn each_line<'t>(text: &'t str, room: f64, weight: Weight, mut call: impl FnMut(&'t str, u32)) {
    let space = advance(" ", weight);
    let (mut began, mut at, mut used, mut too_wide) = (0, 0, 0.0, 0);
    for word in breakable(text) {
        let length = advance(word.trim_end(), weight);
        if used > 0.0 && used + length > room {
            call(&text[began..at], too_wide);
            (began, used, too_wide) = (at, 0.0, 0);
        }
        at += word.len();
        used += length;
        while used > room {
            too_wide += 1;
            used -= room;
        }
        if word.ends_with(' ') {
            used += space;
        }
    }
    call(&text[began..], too_wide);
}

/// The parts between which a line may end: after a space or a hyphen.
fn breakable(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-'])
}

/// The width of a text in pixels.
fn advance(text: &str, weight: Weight) -> f64 {
    let thousandths: u32 = text.chars().map(width).sum();
    let bold = match weight {
        Weight::Plain => 1.0,
        Weight::Bold => 1.08,
    };
    f64::from(thousandths) / 1000.0 * POINTS * PIXELS * bold
}

/// The widths of Arial's printable letters of ASCII, from the space on, in thousandths of the font's size.
#[rustfmt::skip]
const WIDTHS: [u32; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// A letter's width; one of another alphabet is as wide as the widest usual ones.
fn width(letter: char) -> u32 {
    match u32::from(letter) {
        code @ 32..=126 => WIDTHS[code as usize - 32],
        0x2026 => 1000,
        0xb7 => 278,
        _ => 667,
    }
}
