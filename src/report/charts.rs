//! Native charts and sparklines, drawn by Excel from the cells of a table.

use rust_xlsxwriter::{
    Chart as ExcelChart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine as ExcelLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartSeries, ChartSolidFill, ChartType, Color, Sparkline, Worksheet, XlsxError,
};

use super::book::{Book, Cell, Chart, ChartRoom, LineRole, Sheet};

/// How many rows of the sheet a chart takes, of 20 pixels each; the last is free.
pub(super) const ROWS: u32 = 20;
/// The height of a chart in pixels.
const HEIGHT: u32 = (ROWS - 1) * 20;
/// What lies between charts side by side, in pixels.
const BETWEEN: u32 = 16;

/// Puts a sheet's charts where they have room: above its table, one below the other, as wide as what is printed; or below
/// it side by side.
pub(super) fn place(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
) -> Result<(), XlsxError> {
    let width = sheet.table.printed_width() as u32;
    let many = sheet.charts_in(ChartRoom::BelowTable).max(1);
    let (mut above, mut below) = (0, 0);
    for chart in &sheet.charts {
        let source = book.sheets.iter().find(|other| other.name == chart.sheet);
        let Some(source) = source.filter(|source| !source.table.rows.is_empty()) else {
            continue;
        };
        let (row, across, width) = match chart.room {
            ChartRoom::AboveTable => {
                above += 1;
                (sheet.chart_row() + (above - 1) * ROWS, 0, width)
            }
            ChartRoom::BelowTable => {
                below += 1;
                let row = sheet.last_row() + 2;
                (row, (below - 1) * width / many, width / many - BETWEEN)
            }
        };
        let drawn = draw(chart, source, width);
        worksheet.insert_chart_with_offset(row, 0, &drawn, across, 0)?;
    }
    Ok(())
}

fn draw(chart: &Chart, sheet: &Sheet, width: u32) -> ExcelChart {
    let column = |heading: &str| {
        let mut columns = sheet.table.columns.iter();
        let at = columns.position(|column| column.heading == heading);
        at.unwrap_or(0)
    };
    let top = sheet.heading_row();
    let (first, last) = (top + 1, top + sheet.table.rows.len() as u32);
    let (letters, interval) = match chart.room {
        ChartRoom::AboveTable => (10, 1),
        ChartRoom::BelowTable => (8, 4),
    };
    let mut font = ChartFont::new();
    font.set_size(letters);
    let mut of_days = font.clone();
    of_days.set_rotation(-45);
    let mut of_title = font.clone();
    of_title.set_size(letters + 2).set_bold();

    let mut drawn = ExcelChart::new(ChartType::Line);
    drawn.title().set_name(chart.title).set_font(&of_title);
    drawn
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font);
    drawn
        .set_width(width)
        .set_height(HEIGHT)
        .set_alt_text(&chart.alt_text);
    let (least, most) = span(chart, sheet, &column);
    drawn
        .y_axis()
        .set_name(chart.up)
        .set_name_font(&font)
        .set_font(&font)
        .set_num_format("0%")
        .set_min(least)
        .set_max(most)
        .set_major_gridlines_line(ExcelLine::new().set_color(Color::RGB(0xd9_df_e5)));
    // As words: an axis of dates would be labelled on the days of months.
    drawn
        .x_axis()
        .set_name(chart.along)
        .set_name_font(&font)
        .set_font(&of_days)
        .set_text_axis(true)
        .set_num_format("d mmm yy")
        .set_label_interval(interval);
    let along = column(chart.along) as u16;
    for line in &chart.lines {
        let at = column(line.column);
        let is_drawn: Vec<bool> = (sheet.table.rows.iter())
            .map(|row| matches!(row[at], Cell::Share(_)))
            .collect();
        if !is_drawn.contains(&true) {
            continue;
        }
        let mut format = ChartFormat::new();
        format.set_line(&look(line.role));
        let series = drawn
            .add_series()
            .set_name(line.column)
            .set_categories((sheet.name, first, along, last, along))
            .set_values((sheet.name, first, at as u16, last, at as u16))
            .set_format(&mut format)
            .set_marker(&marker(line.role));
        if matches!(line.role, LineRole::Better | LineRole::Worse) {
            label_first_of_each(series, line.column, &is_drawn, &font);
        }
    }
    drawn
}

/// The line's word above each point that begins a run of marked ones.
fn label_first_of_each(series: &mut ChartSeries, word: &str, is_drawn: &[bool], font: &ChartFont) {
    let mut shown = ChartDataLabel::new();
    shown
        .set_value(word)
        .set_position(ChartDataLabelPosition::Above)
        .set_font(font);
    let hidden = ChartDataLabel::new().set_hidden().to_custom();
    let is_first = |at: usize| is_drawn[at] && (at == 0 || !is_drawn[at - 1]);
    let each: Vec<ChartDataLabel> = (0..is_drawn.len())
        .map(|at| match is_first(at) {
            true => shown.to_custom(),
            false => hidden.clone(),
        })
        .collect();
    series.set_custom_data_labels(&each);
}

/// The twentieths between which all lines of a chart lie, so that what moves can be seen.
fn span(chart: &Chart, sheet: &Sheet, column: &impl Fn(&str) -> usize) -> (f64, f64) {
    const STEPS: f64 = 20.0;
    let columns: Vec<usize> = chart.lines.iter().map(|line| column(line.column)).collect();
    let shares = sheet.table.rows.iter().flat_map(|row| {
        columns.iter().filter_map(|&at| match row[at] {
            Cell::Share(share) => Some(share),
            _ => None,
        })
    });
    let (least, most) = shares.fold((1.0_f64, 0.0_f64), |(least, most), share| {
        (least.min(share), most.max(share))
    });
    let (down, up) = ((least * STEPS).floor(), (most * STEPS).ceil());
    (down / STEPS, up.max(down + 1.0) / STEPS)
}

/// Each role differs by width or dashes too, never by colour alone.
fn look(role: LineRole) -> ExcelLine {
    let mut line = ExcelLine::new();
    match role {
        LineRole::Recorded => line.set_color(Color::RGB(NAVY)).set_width(2.25),
        LineRole::Recalculated => line
            .set_color(Color::RGB(NAVY))
            .set_width(1.5)
            .set_dash_type(ChartLineDashType::RoundDot),
        LineRole::Mean => line.set_color(Color::RGB(0x5a_65_70)).set_width(1.5),
        LineRole::Limit => line
            .set_color(Color::RGB(RED))
            .set_width(1.25)
            .set_dash_type(ChartLineDashType::Dash),
        LineRole::Better | LineRole::Worse => line.set_hidden(true),
    };
    line
}

const NAVY: u32 = 0x1f_3a_5f;
const RED: u32 = 0xb3_26_1e;
const GREEN: u32 = 0x2e_6b_3e;

/// The mark of each point: full where it was recorded, hollow where it is recalculated; what signals has a shape of its own.
fn marker(role: LineRole) -> ChartMarker {
    let mut marker = ChartMarker::new();
    let (shape, size, inside, edge) = match role {
        LineRole::Recorded => (ChartMarkerType::Circle, 6, NAVY, NAVY),
        LineRole::Recalculated => (ChartMarkerType::Circle, 6, 0xff_ff_ff, NAVY),
        LineRole::Better => (ChartMarkerType::Triangle, 11, GREEN, GREEN),
        LineRole::Worse => (ChartMarkerType::Diamond, 11, RED, RED),
        LineRole::Mean | LineRole::Limit => return marker.set_none().clone(),
    };
    let mut format = ChartFormat::new();
    format
        .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(inside)))
        .set_border(ExcelLine::new().set_color(Color::RGB(edge)));
    marker
        .set_type(shape)
        .set_size(size)
        .set_format(&mut format);
    marker
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
    let Some(source) = Sheet::named(book, sheet) else {
        return Ok(());
    };
    let from = source.heading_row() + 1 + row as u32;
    let line = Sparkline::new()
        .set_range((sheet, from, columns.0, from, columns.1))
        // The numbers stand with the latest first.
        .set_right_to_left(true)
        .set_line_weight(2)
        .set_sparkline_color(Color::RGB(NAVY))
        .show_high_point(true)
        .show_low_point(true)
        .set_high_point_color(Color::RGB(NAVY))
        .set_low_point_color(Color::RGB(RED));
    worksheet.add_sparkline(at.0, at.1, &line)?;
    Ok(())
}
