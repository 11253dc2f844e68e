//! Every link of every workbook of the sample, followed as a reader would: a figure's leads to as many rows as it says,
//! found by the words beside it; a child's leads to its row.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Range, Reader as _, Xlsx};

use crate::{
    figures::book::ungrouped,
    paper::page::{Link, Page, pages},
    sample_run::monday,
};

/// What links of a kind were followed to.
#[derive(Debug, Default)]
struct Followed {
    sheets: usize,
    children: usize,
    figures: usize,
    filtered: usize,
}

#[test]
fn every_link_leads_to_what_it_says() {
    let mut followed = Followed::default();
    for (file, bytes) in monday().iter().filter(|(name, _)| name.ends_with(".xlsx")) {
        let (pages, _) = pages(bytes);
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let sheets: BTreeMap<String, Table> = pages
            .iter()
            .map(|page| {
                let range = book.worksheet_range(&page.name).expect("a sheet");
                (page.name.clone(), Table::of(page, range))
            })
            .collect();
        for page in &pages {
            for link in &page.links {
                let place = format!("{file}, {}, {link:?}", page.name);
                follow(&sheets, (&page.name, link), &place, &mut followed);
            }
        }
    }
    assert!(
        followed.sheets > 200
            && followed.children > 20
            && followed.figures > 200
            && followed.filtered > 100,
        "{followed:?}"
    );
}

fn follow(
    sheets: &BTreeMap<String, Table>,
    (name, link): (&str, &Link),
    place: &str,
    followed: &mut Followed,
) {
    let from = &sheets[name];
    let to = sheets
        .get(&link.sheet)
        .unwrap_or_else(|| panic!("{place}: no such sheet"));
    followed.sheets += 1;
    let text = from.text(link.at);
    if link.row > 0 {
        let child = to.text((link.row, 0));
        assert!(
            to.first_heading() == "Child id" && text.starts_with(&format!("{child} ")),
            "{place}: leads to {child}"
        );
        followed.children += 1;
        return;
    }
    // The cell of a table: the figure stands in its row.
    let (rows, count) = if link.at.0 > from.heading {
        match from.count_beside(link.at) {
            Some(count) => (from.which_rows(link), count),
            None => return,
        }
    } else {
        // A line: "Rows rejected: 7 of 21703 (Files, sum of Rejected)".
        let Some((figure, rows)) = text.trim_end_matches(')').split_once(" (") else {
            return;
        };
        let Some((_, figure)) = figure.rsplit_once(": ") else {
            return;
        };
        let figure = ungrouped(figure);
        let number = figure.split(' ').next().unwrap_or_default();
        (rows.to_owned(), number.parse().expect("a figure"))
    };
    let rest = rows
        .strip_prefix(&link.sheet)
        .unwrap_or_else(|| panic!("{place}: says {rows}"));
    assert_eq!(to.count(rest, place), count, "{place}: {rows}");
    followed.figures += 1;
    followed.filtered += usize::from(rest.contains("where"));
}

/// A sheet's table as a reader filters it.
struct Table {
    cells: Range<Data>,
    heading: u32,
}

impl Table {
    fn of(page: &Page, cells: Range<Data>) -> Self {
        Self {
            cells,
            heading: page.repeated.expect("a heading row").0,
        }
    }

    fn text(&self, at: (u32, u32)) -> String {
        self.cells
            .get_value(at)
            .map_or_else(String::new, ToString::to_string)
    }

    fn headings(&self) -> Vec<String> {
        let (_, last) = self.cells.end().expect("cells");
        (0..=last)
            .map(|column| self.text((self.heading, column)))
            .collect()
    }

    /// The list's name and what stands beside the link to it.
    fn which_rows(&self, link: &Link) -> String {
        let which = self.column("Which rows");
        let which = which.map(|column| self.text((link.at.0, column)));
        match which.filter(|which| which != "every row") {
            Some(which) => format!("{}, {which}", self.text(link.at)),
            None => self.text(link.at),
        }
    }

    fn first_heading(&self) -> String {
        self.text((self.heading, 0))
    }

    fn column(&self, heading: &str) -> Option<u32> {
        let at = self.headings().iter().position(|other| other == heading)?;
        u32::try_from(at).ok()
    }

    /// The figure beside the link to its list: those of a rate who are not in its numerator, where the row has both.
    fn count_beside(&self, (row, column): (u32, u32)) -> Option<u64> {
        let is_list = self.text((self.heading, column)) == "The list";
        let counts = ["The others", "Children"].into_iter();
        let count = counts
            .filter(|_| is_list)
            .find_map(|head| self.column(head))?;
        match self.cells.get_value((row, count))? {
            Data::Float(count) => Some(*count as u64),
            _ => None,
        }
    }

    /// The rows that are left by ", where Rating is RED or UNRATED and Visit standing begins with OVERDUE".
    fn count(&self, words: &str, place: &str) -> u64 {
        let (sum_of, tests) = match words.split_once(", where ") {
            Some((before, tests)) => (before, tests),
            None => (words, ""),
        };
        let tests = self.tests(tests, place);
        let (_, last_column) = self.cells.end().expect("cells");
        let (last, _) = self.cells.end().expect("cells");
        let has_rows = last_column == 0
            || (1..=last_column).any(|column| !self.text((self.heading + 1, column)).is_empty());
        let rows = (self.heading + 1..=last).filter(|row| {
            has_rows
                && tests
                    .iter()
                    .all(|(column, test)| test.holds(&self.text((*row, *column))))
        });
        match sum_of.strip_prefix(", sum of ") {
            None => rows.count() as u64,
            Some(heading) => {
                let column = self.column(heading);
                let column = column.unwrap_or_else(|| panic!("{place}: no column {heading}"));
                let value = |row| match self.cells.get_value((row, column)) {
                    Some(Data::Float(value)) => *value as u64,
                    _ => 0,
                };
                rows.map(value).sum()
            }
        }
    }

    fn tests<'w>(&self, words: &'w str, place: &str) -> Vec<(u32, Test<'w>)> {
        let mut tests = Vec::new();
        let mut rest = words;
        while !rest.is_empty() {
            let (column, after) = self
                .starting_with(rest)
                .unwrap_or_else(|| panic!("{place}: no column in {rest}"));
            // The next test begins where a heading and a verb do.
            let end = after
                .match_indices(" and ")
                .find(|(at, and)| self.starting_with(&after[at + and.len()..]).is_some())
                .map_or(after.len(), |(at, _)| at);
            tests.push((column, Test::of(&after[..end], place)));
            rest = after.get(end + " and ".len()..).unwrap_or_default();
        }
        tests
    }

    /// The column whose heading, and a verb, stand at the start of some words.
    fn starting_with<'w>(&self, words: &'w str) -> Option<(u32, &'w str)> {
        self.headings()
            .iter()
            .enumerate()
            .find_map(|(at, heading)| {
                let after = words.strip_prefix(heading.as_str())?.strip_prefix(' ')?;
                let is_verb = ["is ", "has ", "begins with "]
                    .iter()
                    .any(|verb| after.starts_with(verb));
                is_verb.then_some((at as u32, after))
            })
    }
}

enum Test<'w> {
    Is(Vec<&'w str>),
    Begins(&'w str),
    Has(&'w str),
    IsNumber,
}

impl<'w> Test<'w> {
    fn of(words: &'w str, place: &str) -> Self {
        match words.split_once(' ').expect("a verb") {
            ("is", "a number") => Self::IsNumber,
            ("is", words) => Self::Is(words.split(" or ").collect()),
            ("has", words) => Self::Has(words),
            ("begins", words) => Self::Begins(words.trim_start_matches("with ")),
            _ => panic!("{place}: {words}"),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Is(words) => words.contains(&text),
            Self::Begins(word) => text.starts_with(word),
            Self::Has(words) => text.contains(words),
            Self::IsNumber => text.parse::<f64>().is_ok(),
        }
    }
}
