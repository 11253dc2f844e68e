//! Native charts and sparklines, drawn by Excel from the cells of a table.

use rust_xlsxwriter::{
    Chart as ExcelChart, ChartFormat, ChartLegendPosition, ChartLine as ExcelLine,
    ChartLineDashType, ChartMarker, ChartType, Color, Sparkline, Worksheet, XlsxError,
};

use super::book::{Book, Cell, Chart, LineRole, Sheet};

/// How many rows of the sheet a chart takes, of 20 pixels each; the last is free.
pub(super) const ROWS: u32 = 20;
/// The height of a chart in pixels.
const HEIGHT: u32 = (ROWS - 1) * 20;

/// Puts a sheet's charts above its table, one below the other, as wide as what is printed.
pub(super) fn place(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    if sheet.table.rows.is_empty() {
        return Ok(());
    }
    for (at, chart) in sheet.charts.iter().enumerate() {
        let drawn = draw(chart, sheet, sheet.heading_row());
        let row = sheet.chart_row() + at as u32 * ROWS;
        worksheet.insert_chart(row, 0, &drawn)?;
    }
    Ok(())
}

fn draw(chart: &Chart, sheet: &Sheet, top: u32) -> ExcelChart {
    let column = |heading: &str| {
        sheet
            .table
            .columns
            .iter()
            .position(|column| column.heading == heading)
            .unwrap_or(0) as u16
    };
    let (first, last) = (top + 1, top + sheet.table.rows.len() as u32);
    let mut drawn = ExcelChart::new(ChartType::Line);
    drawn.title().set_name(chart.title);
    drawn.legend().set_position(ChartLegendPosition::Bottom);
    drawn
        .set_width(sheet.table.printed_width() as u32)
        .set_height(HEIGHT)
        .set_alt_text(&chart.alt_text);
    let (least, most) = span(chart, sheet, &column);
    drawn
        .y_axis()
        .set_num_format("0%")
        .set_min(least)
        .set_max(most)
        .set_major_gridlines_line(ExcelLine::new().set_color(Color::RGB(0xd9_df_e5)));
    drawn
        .x_axis()
        .set_num_format("d mmm yy")
        .set_label_interval(4);
    let along = column(chart.along);
    for line in &chart.lines {
        let at = column(line.column);
        let mut format = ChartFormat::new();
        format.set_line(&look(line.role));
        let series = drawn
            .add_series()
            .set_name(line.column)
            .set_categories((sheet.name, first, along, last, along))
            .set_values((sheet.name, first, at, last, at))
            .set_format(&mut format);
        if line.role != LineRole::Measured {
            series.set_marker(ChartMarker::new().set_none());
        }
    }
    drawn
}

/// The tenths between which all lines of a chart lie, so that what moves can be seen.
fn span(chart: &Chart, sheet: &Sheet, column: &impl Fn(&str) -> u16) -> (f64, f64) {
    let columns: Vec<usize> = chart
        .lines
        .iter()
        .map(|line| usize::from(column(line.column)))
        .collect();
    let shares = sheet.table.rows.iter().flat_map(|row| {
        columns.iter().filter_map(|&at| match row[at] {
            Cell::Share(share) => Some(share),
            _ => None,
        })
    });
    let (least, most) = shares.fold((1.0_f64, 0.0_f64), |(least, most), share| {
        (least.min(share), most.max(share))
    });
    let (down, up) = ((least * 10.0).floor(), (most * 10.0).ceil());
    (down / 10.0, up.max(down + 1.0) / 10.0)
}

/// Each role differs by width or dashes too, never by colour alone.
fn look(role: LineRole) -> ExcelLine {
    let mut line = ExcelLine::new();
    match role {
        LineRole::Measured => line.set_color(Color::RGB(0x1f_3a_5f)).set_width(2.25),
        LineRole::Second => line
            .set_color(Color::RGB(0xb3_5c_00))
            .set_width(2)
            .set_dash_type(ChartLineDashType::RoundDot),
        LineRole::Third => line
            .set_color(Color::RGB(0x2e_6b_3e))
            .set_width(2)
            .set_dash_type(ChartLineDashType::LongDash),
        LineRole::Mean => line.set_color(Color::RGB(0x5a_65_70)).set_width(1.5),
        LineRole::Limit => line
            .set_color(Color::RGB(0xb3_26_1e))
            .set_width(1.25)
            .set_dash_type(ChartLineDashType::Dash),
    };
    line
}

/// A small line in a cell, drawn from a row of another sheet's table.
pub(super) fn spark(
    worksheet: &mut Worksheet,
    at: (u32, u16),
    book: &Book,
    sheet: &'static str,
    row: usize,
    columns: (u16, u16),
) -> Result<(), XlsxError> {
    let Some(source) = book.sheets.iter().find(|other| other.name == sheet) else {
        return Ok(());
    };
    let from = source.heading_row() + 1 + row as u32;
    let line = Sparkline::new()
        .set_range((sheet, from, columns.0, from, columns.1))
        // The numbers stand with the latest first.
        .set_right_to_left(true)
        .set_line_weight(2)
        // Pale, since the words of the cell stand on it.
        .set_sparkline_color(Color::RGB(0x8f_b3_dd))
        .show_high_point(true)
        .show_low_point(true)
        .set_high_point_color(Color::RGB(0x1f_3a_5f))
        .set_low_point_color(Color::RGB(0xb3_26_1e));
    worksheet.add_sparkline(at.0, at.1, &line)?;
    Ok(())
}
