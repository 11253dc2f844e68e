//! A sheet of a finished workbook as the printer sees it: read from the bytes, without the writer.

use std::collections::BTreeMap;

use quick_xml::{Reader, events::Event};

use crate::workbooks::parts;

/// One sheet.
#[derive(Debug, Default)]
pub struct Page {
    pub name: String,
    /// Rows and columns from 0 that are printed: first and last of each.
    pub area: Option<[(u32, u32); 2]>,
    /// The row that each page repeats.
    pub repeated: Option<(u32, u32)>,
    /// The widths of columns in characters of seven pixels, as stored.
    widths: BTreeMap<u32, f64>,
    heights: BTreeMap<u32, f64>,
    /// Row, column and style of each cell that is written.
    pub cells: Vec<(u32, u32, usize)>,
    pub frozen_rows: u32,
    pub links: Vec<Link>,
    /// Left and right edge in inches.
    margins: (f64, f64),
    setup: BTreeMap<String, String>,
    fits: bool,
    scales_its_header: bool,
}

/// A link within the workbook.
#[derive(Debug)]
pub struct Link {
    /// Row and column of its cell, from 0.
    pub at: (u32, u32),
    /// The sheet that it leads to.
    pub sheet: String,
    /// The row there, from 0.
    pub row: u32,
}

/// The sheets of a workbook, and the size in points of each style's letters.
pub fn pages(workbook: &[u8]) -> (Vec<Page>, Vec<f64>) {
    let parts: BTreeMap<String, String> = parts(workbook)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".xml"))
        .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("text")))
        .collect();
    let mut pages: Vec<Page> = Vec::new();
    each(&parts["xl/workbook.xml"], |tag, of, text| match tag {
        "sheet" => pages.push(Page {
            name: of["name"].clone(),
            scales_its_header: true,
            ..Page::default()
        }),
        "definedName" => {
            let page = &mut pages[number(&of["localSheetId"]) as usize];
            let (_, range) = text.rsplit_once('!').expect("a range of a sheet");
            match of["name"].as_str() {
                "_xlnm.Print_Area" => page.area = Some(cells_of(range)),
                "_xlnm.Print_Titles" => {
                    let (first, last) = range.split_once(':').expect("rows");
                    let row = |text: &str| number(text.trim_start_matches('$')) as u32 - 1;
                    page.repeated = Some((row(first), row(last)));
                }
                _ => {}
            }
        }
        _ => {}
    });
    for (at, page) in pages.iter_mut().enumerate() {
        let sheet = &parts[&format!("xl/worksheets/sheet{}.xml", at + 1)];
        each(sheet, |tag, of, _| page.take(tag, of));
    }
    (pages, letters(&parts["xl/styles.xml"]))
}

/// The size of each style's letters.
fn letters(styles: &str) -> Vec<f64> {
    let (mut fonts, mut sizes, mut in_cells) = (Vec::new(), Vec::new(), false);
    each(styles, |tag, of, _| match tag {
        "sz" => fonts.push(number(&of["val"])),
        "cellXfs" => in_cells = true,
        "cellStyles" => in_cells = false,
        "xf" if in_cells => sizes.push(fonts[number(&of["fontId"]) as usize]),
        _ => {}
    });
    sizes
}

impl Page {
    fn take(&mut self, tag: &str, of: &BTreeMap<String, String>) {
        let value = |name: &str| of.get(name).map(|text| number(text));
        match tag {
            "pageSetUpPr" => self.fits = of.get("fitToPage").is_some_and(|fits| fits == "1"),
            "pane" => self.frozen_rows = value("ySplit").unwrap_or(0.0) as u32,
            "col" => {
                let columns = value("min").expect("from") as u32..=value("max").expect("to") as u32;
                for column in columns {
                    self.widths
                        .insert(column - 1, value("width").expect("a width"));
                }
            }
            "row" => {
                if let Some(height) = value("ht") {
                    self.heights
                        .insert(value("r").expect("a row") as u32 - 1, height);
                }
            }
            "c" => {
                let (row, column) = place(&of["r"]);
                let style = value("s").unwrap_or(0.0) as usize;
                self.cells.push((row, column, style));
            }
            "hyperlink" => {
                let location = of["location"].replace("&apos;", "'");
                let (sheet, cell) = location.rsplit_once('!').expect("a cell of a sheet");
                let sheet = sheet
                    .strip_prefix('\'')
                    .and_then(|name| name.strip_suffix('\''));
                self.links.push(Link {
                    at: place(&of["ref"]),
                    sheet: sheet.expect("a name in quotes").replace("''", "'"),
                    row: place(cell).0,
                });
            }
            "pageMargins" => {
                self.margins = (
                    value("left").expect("an edge"),
                    value("right").expect("an edge"),
                );
            }
            "pageSetup" => self.setup = of.clone(),
            "headerFooter" => {
                self.scales_its_header = of.get("scaleWithDoc").is_none_or(|scales| scales == "1");
            }
            _ => {}
        }
    }

    /// The width of a column in pixels, as Excel works it out from what is stored.
    fn pixels(&self, column: u32) -> f64 {
        let width = self.widths.get(&column).copied().unwrap_or(9.140_625);
        (width * 7.0).round()
    }

    /// The height of a row in points.
    pub fn height(&self, row: u32) -> f64 {
        self.heights.get(&row).copied().unwrap_or(15.0)
    }

    /// The width of what is printed, in pixels.
    pub fn printed_width(&self) -> f64 {
        let [_, (first, last)] = self.area.expect("a print area");
        (first..=last).map(|column| self.pixels(column)).sum()
    }

    /// How many columns are printed.
    pub fn printed_columns(&self) -> u32 {
        let [_, (first, last)] = self.area.expect("a print area");
        last - first + 1
    }

    /// By how much the paper shrinks what is printed, in whole percent as Excel has it; never above 100.
    pub fn scale(&self) -> f64 {
        let is = |name: &str, value: &str| self.setup.get(name).is_some_and(|has| has == value);
        assert!(is("paperSize", "9"), "{}: not A4", self.name);
        assert!(is("orientation", "landscape"), "{}: upright", self.name);
        assert!(
            self.fits && is("fitToHeight", "0"),
            "{}: is not fitted to the width",
            self.name
        );
        assert!(
            !self.setup.contains_key("fitToWidth"),
            "{}: more than a page wide",
            self.name
        );
        let (left, right) = self.margins;
        let paper = (297.0 / 25.4 - left - right) * 96.0;
        (paper / self.printed_width() * 100.0).floor().min(100.0) / 100.0
    }

    /// The size in points of the smallest letters that are printed, the page's header among them.
    pub fn points(&self, letters: &[f64]) -> f64 {
        let [rows, columns] = self.area.expect("a print area");
        let is_in = |at: u32, (first, last): (u32, u32)| (first..=last).contains(&at);
        let smallest = self
            .cells
            .iter()
            .filter(|(row, column, _)| is_in(*row, rows) && is_in(*column, columns))
            .map(|(.., style)| letters[*style])
            .fold(f64::MAX, f64::min);
        // What the writer sets: nine points.
        let header = if self.scales_its_header {
            9.0 * self.scale()
        } else {
            9.0
        };
        (smallest * self.scale()).min(header)
    }
}

/// Calls with each element's name, attributes and the text that follows it.
fn each(xml: &str, mut call: impl FnMut(&str, &BTreeMap<String, String>, &str)) {
    let mut reader = Reader::from_str(xml);
    let mut open: Option<(String, BTreeMap<String, String>)> = None;
    loop {
        let event = reader.read_event().expect("sound XML");
        if let Event::Text(text) = &event {
            if let Some((tag, of)) = open.take() {
                call(&tag, &of, text);
            }
            continue;
        }
        if let Some((tag, of)) = open.take() {
            call(&tag, &of, "");
        }
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let of = tag.attributes().map(|attribute| {
                    let attribute = attribute.expect("a sound attribute");
                    let key = attribute.key.as_ref().to_owned();
                    (key, attribute.value.into_owned())
                });
                let name = tag.name().as_ref().to_owned();
                open = Some((name, of.collect()));
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn number(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is no number"))
}

/// `$A$1:$J$20` or `A1`, as rows and columns from 0.
fn cells_of(range: &str) -> [(u32, u32); 2] {
    let range = range.replace('$', "");
    let (first, last) = range.split_once(':').unwrap_or((&range, &range));
    let ((top, left), (bottom, right)) = (place(first), place(last));
    [(top, bottom), (left, right)]
}

/// `B3` as row 2 and column 1.
fn place(cell: &str) -> (u32, u32) {
    let letters = cell.chars().take_while(char::is_ascii_alphabetic);
    let column = letters.fold(0, |sum, letter| sum * 26 + (letter as u32 - 'A' as u32 + 1));
    let row = cell.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    (number(row) as u32 - 1, column - 1)
}
