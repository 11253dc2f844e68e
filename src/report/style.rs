//! The house style: each role of a cell mapped once to a format. No other file makes one.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file that makes formats"
)]

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, TableStyle};

use super::book::Cell;
use crate::{model::rating::Rag, rules::position::State};

const FONT: &str = "Arial";
/// The size of a sheet's title.
pub(super) const TITLE_POINTS: f64 = 16.0;
const INK: u32 = 0x1b_26_31;
const NAVY: u32 = 0x1f_3a_5f;
const QUIET: u32 = 0x5a_65_70;
const LINE: u32 = 0xc9_d1_d9;
/// The ground of cells to fill in: the one colour that stands without a word.
pub const FILL_IN: u32 = 0xff_fc_ee;

/// Every format of the house.
pub struct Style {
    /// What a workbook's cells have that nothing is said of. The widths of columns are counted in its digits.
    pub plain: Format,
    /// The sheet's title.
    pub title: Format,
    /// A line above a table.
    pub line: Format,
    /// A line that stands out.
    pub look_first: Format,
    /// A link.
    pub link: Format,
    /// A link in a table.
    pub link_cell: Format,
    /// A table's heading.
    pub heading: Format,
    /// The heading of a column of numbers.
    pub heading_of_numbers: Format,
    /// The heading of a column of a grid.
    pub heading_upright: Format,
    /// The first of the rows about something.
    topic: Format,
    /// Words in a table.
    text: Format,
    /// Why a cell has nothing.
    absent: Format,
    /// Why a cell in a column of numbers has nothing.
    pub absent_number: Format,
    /// A cell to fill in.
    fill_in: Format,
    /// A date.
    date: Format,
    /// A date with its weekday.
    day: Format,
    /// A number of something.
    count: Format,
    /// A share.
    share: Format,
    red: Format,
    amber: Format,
    green: Format,
    unrated: Format,
    overdue: Format,
    due: Format,
}

impl Style {
    /// Makes the formats, with letters of a size in points.
    pub fn with_letters(points: f64) -> Self {
        let base = Format::new()
            .set_font_name(FONT)
            .set_font_size(points)
            .set_font_color(Color::RGB(INK));
        let cell = base
            .clone()
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::VerticalCenter)
            .set_indent(1)
            .set_text_wrap()
            .set_border_bottom(FormatBorder::Hair)
            .set_border_color(Color::RGB(LINE));
        let filled = |fill: u32, ink: u32| {
            cell.clone()
                .set_background_color(Color::RGB(fill))
                .set_font_color(Color::RGB(ink))
                .set_bold()
        };
        let heading = base
            .clone()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(NAVY))
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::VerticalCenter)
            .set_indent(1)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(NAVY));
        let absent = cell.clone().set_italic().set_font_color(Color::RGB(QUIET));
        Self {
            plain: base.clone(),
            title: base
                .clone()
                .set_bold()
                .set_font_size(TITLE_POINTS)
                .set_font_color(Color::RGB(NAVY)),
            line: base.clone().set_font_color(Color::RGB(QUIET)),
            look_first: base
                .clone()
                .set_bold()
                .set_font_color(Color::RGB(0x7a_1f_12)),
            link: base
                .clone()
                .set_font_color(Color::RGB(0x0b_5c_ad))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            link_cell: cell
                .clone()
                .set_font_color(Color::RGB(0x0b_5c_ad))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            topic: cell.clone().set_bold().set_font_color(Color::RGB(NAVY)),
            heading_of_numbers: heading.clone().set_align(FormatAlign::Right),
            heading_upright: heading
                .clone()
                .set_rotation(90)
                .set_indent(0)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::Bottom),
            heading,
            absent_number: absent.clone().set_align(FormatAlign::Right),
            absent,
            fill_in: cell
                .clone()
                .set_background_color(Color::RGB(FILL_IN))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(LINE)),
            date: cell.clone().set_num_format("d mmm yyyy"),
            day: cell.clone().set_num_format("ddd d mmm yyyy"),
            count: cell
                .clone()
                .set_num_format("#,##0")
                .set_align(FormatAlign::Right),
            share: cell
                .clone()
                .set_num_format("0.0%")
                .set_align(FormatAlign::Right),
            red: filled(0xf6_c9_c6, 0x7a0c16),
            amber: filled(0xff_e3_a6, 0x5c_3d_00),
            green: filled(0xd3_ec_d6, 0x14_4a_28),
            unrated: filled(0xe2_e4_ec, 0x2b_2f_44),
            overdue: filled(0xfb_e3_e1, 0x7a0c16),
            due: filled(0xff_f1_cf, 0x5c_3d_00),
            text: cell,
        }
    }

    /// The format of a cell; where it has a colour, the word stands in the cell.
    pub fn of(&self, cell: &Cell) -> &Format {
        match cell {
            Cell::Text(_) | Cell::Blank | Cell::Spark { .. } => &self.text,
            Cell::Topic(_) => &self.topic,
            Cell::Absent(_) => &self.absent,
            Cell::FillIn | Cell::Choose { .. } => &self.fill_in,
            Cell::Date(_) => &self.date,
            Cell::Day(_) => &self.day,
            Cell::Count(_) => &self.count,
            Cell::Share(_) => &self.share,
            Cell::Link { .. } => &self.link_cell,
            Cell::Rating(Some(Rag::Red)) => &self.red,
            Cell::Rating(Some(Rag::Amber)) => &self.amber,
            Cell::Rating(Some(Rag::Green)) => &self.green,
            Cell::Rating(None) => &self.unrated,
            Cell::Standing(State::Overdue, _) => &self.overdue,
            Cell::Standing(State::Due, _) => &self.due,
            Cell::Standing(State::Ok | State::NoMinimum, _) => &self.text,
        }
    }

    /// The look of tables: ours alone, without stripes of Excel's own.
    pub fn table(&self) -> TableStyle {
        TableStyle::None
    }
}
