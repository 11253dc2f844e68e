//! How many lines a text takes in a column, by the widths of the house's letters: not every program finds a row's
//! height by itself.

/// What a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

/// The pixels of a letter as wide as it is high: 10 points.
const EM: f64 = 13.333;
/// What a column keeps free: the cell's edges and the indent.
const EDGES: f64 = 16.0;
/// A row higher than this is no longer read.
const MOST_LINES: u32 = 30;

/// The lines of a text in a column of a width in digits.
pub(super) fn lines(text: &str, width: u16, weight: Weight) -> u32 {
    let room = (f64::from(width) * 7.0 + 5.0 - EDGES).max(14.0);
    let lines: u32 = text
        .split('\n')
        .map(|point| lines_in(point, room, weight))
        .sum();
    lines.clamp(1, MOST_LINES)
}

fn lines_in(point: &str, room: f64, weight: Weight) -> u32 {
    let space = advance(" ", weight);
    let (mut lines, mut used) = (1, 0.0);
    for word in breakable(point) {
        let length = advance(word.trim_end(), weight);
        if used > 0.0 && used + length > room {
            lines += 1;
            used = 0.0;
        }
        used += length;
        while used > room {
            lines += 1;
            used -= room;
        }
        if word.ends_with(' ') {
            used += space;
        }
    }
    lines
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
    f64::from(thousandths) / 1000.0 * EM * bold
}

/// Arial's widths, in thousandths of the font's size.
fn width(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | '\'' => 222,
        ' ' | '.' | ',' | ';' | ':' | '/' | '!' | '|' | 'I' | 'f' | 't' | '[' | ']' => 278,
        'r' | '-' | '(' | ')' | '"' => 345,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
        'm' | 'M' | '%' => 860,
        'W' | '…' => 1000,
        'w' | 'C' | 'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'R' | 'U' => 750,
        'A'..='Z' => 667,
        _ => 556,
    }
}
