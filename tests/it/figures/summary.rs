//! The summary that three reports open with, and what every report's first sheet shares with its letter.

use super::{
    book::{Sheet, number, share, words},
    children::Child,
    letters::Said,
};

/// Key figures with their labels owned.
pub fn figures(figures: &[(&str, usize, Option<usize>)]) -> Vec<(String, u64, Option<u64>)> {
    let long = |(label, count, of): &(&str, usize, Option<usize>)| {
        ((*label).to_owned(), *count as u64, of.map(|of| of as u64))
    };
    figures.iter().map(long).collect()
}

/// A key figure with the children behind it, the most pressing first, and of how many.
pub type Listed<'a> = (&'a str, Vec<&'a Child>, Option<usize>);

/// What the letter says of them.
pub fn counted(listed: &[Listed<'_>]) -> Vec<(String, u64, Option<u64>)> {
    let short: Vec<_> = listed
        .iter()
        .map(|(label, children, of)| (*label, children.len(), *of))
        .collect();
    figures(&short)
}

/// The first sheet has the letter's sentences.
pub fn check_lines(sheet: &Sheet, said: &Said) {
    sheet.says(&said.answer);
    said.look_first.iter().for_each(|line| sheet.says(line));
}

/// The first sheet has the letter's sentences and figures, and names the first children of each.
pub fn check(sheet: &Sheet, said: &Said, listed: &[Listed<'_>]) {
    check_lines(sheet, said);
    sheet.says(&said.change);
    let figures = &said.figures;
    sheet.each("Figure", figures, |(label, ..)| words(label));
    sheet.each("Children", figures, |(_, count, _)| number(*count));
    sheet.each("Out of", figures, |(_, _, of)| {
        of.map_or_else(|| words("–"), number)
    });
    sheet.each("Share", figures, |(_, count, of)| {
        of.map_or_else(|| words("–"), |of| share(*count, of))
    });
    let first = listed
        .iter()
        .map(|(_, children, of)| match (children.as_slice(), of) {
            ([], _) => "nobody".to_owned(),
            // All the children: not one more pressing than another.
            (_, None) => "see the list".to_owned(),
            (some, Some(_)) => first_three(some),
        });
    // Figures of children who have no position any more.
    let others = figures[listed.len()..]
        .iter()
        .map(|(_, count, _)| match count {
            0 => "nobody".to_owned(),
            _ => "see the list".to_owned(),
        });
    sheet.column("Who first", first.chain(others).map(words));
}

fn first_three(children: &[&Child]) -> String {
    let named: Vec<String> = children.iter().take(3).map(|c| c.id_and_name()).collect();
    let named = named.join(", ");
    if children.len() > 3 {
        format!("{named} and {} more", children.len() - 3)
    } else {
        named
    }
}
