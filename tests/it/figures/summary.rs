//! The summary that three reports open with, and what every report's first sheet shares with its letter.

use super::{
    book::{Sheet, number, share, words},
    letters::Said,
};

/// Key figures with their labels owned.
pub fn figures(figures: &[(&str, usize, Option<usize>)]) -> Vec<(String, u64, Option<u64>)> {
    let long = |(label, count, of): &(&str, usize, Option<usize>)| {
        ((*label).to_owned(), *count as u64, of.map(|of| of as u64))
    };
    figures.iter().map(long).collect()
}

/// The first sheet has the letter's sentences.
pub fn check_lines(sheet: &Sheet, said: &Said) {
    sheet.says(&said.answer);
    said.look_first.iter().for_each(|line| sheet.says(line));
}

/// The first sheet has the letter's sentences and figures.
pub fn check(sheet: &Sheet, said: &Said) {
    check_lines(sheet, said);
    let figures = &said.figures;
    sheet.each("Figure", figures, |(label, ..)| words(label));
    sheet.each("Children", figures, |(_, count, _)| number(*count));
    sheet.each("Out of", figures, |(_, _, of)| {
        of.map_or_else(|| words("–"), number)
    });
    sheet.each("Share", figures, |(_, count, of)| {
        of.map_or_else(|| words("–"), |of| share(*count, of))
    });
}
