//! One file, from its bytes to rows in the facts: sheets chosen, headings bound, every row accounted for.

mod account;
mod csv;

use std::{ops::ControlFlow, sync::Arc};

use chrono::{DateTime, Utc};

pub use account::begun;
use account::{Counts, add_heading, report_of};

use super::{
    assemble::{Fate, SheetContext, Sink},
    cut::Lookout,
    heading::{self, Asked, Heading},
    locate::Located,
    lookups::Joined,
    profile::Table,
    refusal::Trouble,
    report::source,
    rows::{
        OnRow, RowBuf, TextEncoding,
        book::Book,
        content::{BLOCK, Opened, Whole},
    },
    settings::{IngestSettings, Input, Reaction},
    shape::{ChildNames, Shaper, each_piece},
    sheets::{Choice, Names, SheetHead, choose_sheets, listed, look_alikes, same_name},
};
use crate::model::{
    field::DataSet,
    input::{Cut, InputReport, Shape, Signs},
};

/// Bytes of the rows in which headings are looked for, of all sheets of a workbook.
const MOST_OF_HEADS: usize = 32 << 20;

/// Told how far the reading has come; a terminal shows it.
pub trait Watch {
    /// A file is opened.
    fn file(&self, name: &str, bytes: u64) {
        let _ = (name, bytes);
    }

    /// So many more rows of it were read.
    fn rows(&self, rows: u64) {
        let _ = rows;
    }

    /// All files are read.
    fn done(&self) {}
}

/// Nobody is watching.
pub struct Unwatched;

impl Watch for Unwatched {}

/// What shows only at the end of a file, when rows of it have been taken in already.
#[derive(Clone, Debug)]
pub enum Late {
    /// The file must not be used, and none of its rows.
    Unusable(Trouble),
    /// Its text is encoded otherwise than its start speaks for.
    Encoded(TextEncoding),
}

/// What is known of a file before it is read.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// What an earlier reading of the same night has shown.
    pub late: Option<&'a Late>,
    /// The shape of the last good run's file.
    pub before: Option<&'a Shape>,
}

/// Why the reading of a file stops.
#[derive(Debug)]
pub enum Halt {
    /// The file is refused.
    Refused(Trouble),
    /// The night is to be read again, now that this is known.
    Again(Late),
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        Self::Refused(trouble)
    }
}

/// Reads one file into the sink.
///
/// # Errors
/// What is wrong with the whole file; or what should have been known of it before its rows were taken in.
pub fn read_file(
    input: &Input,
    file: &Located,
    known: Known<'_>,
    settings: &IngestSettings,
    sink: &mut Sink,
    watch: &dyn Watch,
) -> Result<Vec<InputReport>, Halt> {
    if let Some(Late::Unusable(trouble)) = known.late {
        return Err(trouble.clone().into());
    }
    let opened = Opened::open(&file.path, BLOCK)?;
    watch.file(&file.name, opened.bytes());
    sink.start_file();
    let read_by = input.fingerprint();
    let before = known.before.filter(|shape| shape.read_by == read_by);
    let joined = match input.data_set {
        DataSet::Lookups => Arc::default(),
        _ => sink.lookups.of(&input.profile.name),
    };
    let mut reading = Reading {
        joined,
        input,
        file,
        settings,
        sink,
        watch,
        before,
        is_read_anew: known.before.is_some() && before.is_none(),
        rows_taken: 0,
        reports: Vec::new(),
        signs: Signs {
            rivals: file.rivals.clone(),
            ..Signs::default()
        },
    };
    reading.signs.shape.read_by = read_by;
    match opened {
        Opened::Text(mut text) => {
            if let Some(Late::Encoded(encoding)) = known.late {
                text.settle(*encoding);
            }
            reading.csv(*text)?;
        }
        Opened::Workbook(whole) => {
            reading.workbook(&whole)?;
            reading.of_bytes(&whole.finish()?);
        }
    }
    let Reading {
        mut reports, signs, ..
    } = reading;
    for report in &mut reports {
        report.signs = signs.clone();
    }
    Ok(reports)
}

struct Reading<'a> {
    /// The tables that rows can be joined with.
    joined: Arc<Joined>,
    input: &'a Input,
    file: &'a Located,
    settings: &'a IngestSettings,
    sink: &'a mut Sink,
    watch: &'a dyn Watch,
    /// The shape of the last good run's file, where the same profile and line read it.
    before: Option<&'a Shape>,
    /// Whether another profile or line read it.
    is_read_anew: bool,
    rows_taken: u64,
    reports: Vec<InputReport>,
    signs: Signs,
}

impl Reading<'_> {
    /// States the bytes that the reports speak of.
    fn of_bytes(&mut self, sha256: &str) {
        for report in &mut self.reports {
            sha256.clone_into(&mut report.file.sha256);
        }
    }

    fn note(&mut self, text: &str) {
        for report in &mut self.reports {
            report.layout.notes.push(text.to_owned());
        }
    }

    fn workbook(&mut self, whole: &Whole) -> Result<(), Trouble> {
        let mut book = Book::open(whole, self.settings)?;
        let joined = Arc::clone(&self.joined);
        let asked = Asked {
            set: self.input.data_set,
            joined: &joined,
        };
        let tables = self.input.profile.tables_for(asked.set);
        let mut heads: Vec<SheetHead> = Vec::new();
        let wanted = self.input.sheet.as_deref();
        let (mut held, sheets) = (0, book.sheets().len());
        for sheet in book.sheets().to_vec() {
            let may_be_read = wanted.map_or(sheet.is_visible, |name| same_name(name, &sheet.name));
            let rows = match first_rows(&mut book, &sheet.name) {
                Err(trouble) if may_be_read => return Err(trouble),
                // What is wrong with a sheet that nobody reads does no harm.
                read => read.unwrap_or_default(),
            };
            held += rows.iter().map(RowBuf::room).sum::<usize>();
            if held > MOST_OF_HEADS {
                return Err(Trouble::TooManySheets { sheets });
            }
            heads.push(SheetHead {
                name: sheet.name,
                is_visible: sheet.is_visible,
                rows,
            });
        }
        let names = Names {
            wanted,
            before: self.before.map(|shape| &shape.sheets),
            are_new: self.is_read_anew,
        };
        let Choice { plan, gone } = choose_sheets(&tables, asked, &heads, names)?;
        if let Some(gone) = &gone {
            if self.settings.gate.sheets_gone == Reaction::Refuse {
                return Err(Trouble::SheetsGone(gone.clone()));
            }
            if plan.is_empty() {
                return Err(Trouble::NoSheet {
                    expected: gone.missing.clone(),
                    found: gone.found.clone(),
                });
            }
        }
        // Where every table may lack, one of them is there all the same.
        if plan.is_empty() {
            let names = tables.iter().flat_map(|table| table.names());
            return Err(Trouble::NoSheet {
                expected: listed(names.map(String::as_str)),
                found: listed(heads.iter().map(|head| head.name.as_str())),
            });
        }
        self.signs.sheets_gone = gone;
        self.signs.sheets = heads.len();
        for (sheet, heading) in look_alikes(&tables, asked, &heads, &plan) {
            let rows = rows_below(heading, &mut book, &sheet.name);
            // A sheet of headings only leaves nothing unread.
            if let Ok(rows @ 1..) = rows {
                self.signs.look_alikes.push((sheet.name.clone(), rows));
            }
        }
        for (table, sheet) in plan {
            let Some(SheetHead { rows: head, .. }) = heads.iter().find(|head| head.name == sheet)
            else {
                continue;
            };
            let heading = heading::find(&table, asked, head)?;
            self.rows(&table, &heading, Some(&sheet), |on_row| {
                book.each_row(&sheet, u32::MAX, on_row)
            })?;
        }
        Ok(())
    }

    /// Whether the tables that rows are joined with were found.
    fn finds_what_it_joins(&self, table: &Table) -> Result<(), Trouble> {
        let tables = &self.input.profile.tables;
        let mut joins = table.joins.iter();
        let lacks = joins.find(|join| !join.is_optional && !self.joined.contains_key(&join.table));
        let Some(join) = lacks.filter(|_| self.input.data_set != DataSet::Lookups) else {
            return Ok(());
        };
        let other = tables.iter().find(|other| other.title == join.table);
        let names = other.map_or_else(Vec::new, |other| other.file_names());
        Err(Trouble::NoLookup {
            table: join.table.clone(),
            names: names.join(" or "),
            profile: self.input.profile.name.clone(),
        })
    }

    /// Reads the rows below the heading row, for each data set that the table feeds.
    fn rows(
        &mut self,
        table: &Arc<Table>,
        heading: &Heading<'_>,
        sheet: Option<&str>,
        each: impl FnOnce(OnRow<'_>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        // A line under `cases` brings along what the same rows say of visits; any other line feeds its own data set.
        let own = self.input.data_set;
        let brings =
            |set: DataSet| set == own || (own == DataSet::Cases && set != DataSet::Lookups);
        let feeds = heading.feeds.iter().filter(|feed| brings(feed.data_set));
        let feeds: Vec<_> = feeds.collect();
        self.finds_what_it_joins(table)?;
        // A file without a date in its name is of the day on which it was written.
        let written = self.file.modified.map(DateTime::<Utc>::from);
        let written = written.map(|at| at.with_timezone(&self.settings.timezone).date_naive());
        let own_day = self.file.export_date.or(written);
        let latest = own_day.map_or(self.settings.date, |day| day.max(self.settings.date));
        let contexts: Vec<SheetContext<'_>> = feeds
            .iter()
            .map(|feed| SheetContext {
                source: source(feed.data_set, &self.file.shown, sheet),
                table,
                profile: &self.input.profile.name,
                heading,
                feed,
                date: self.settings.date,
                latest,
                factors: &self.settings.factors,
                timezone: self.settings.timezone,
            })
            .collect();
        let mut counts = vec![Counts::default(); contexts.len()];
        let (sink, watch) = (&mut *self.sink, self.watch);
        let allowed = self.settings.gate.max_rejected;
        let problems_before = sink.problems.len();
        let (mut unreported, mut rows_here) = (0, 0);
        let mut lookout = Lookout::default();
        let mut shaper = Shaper::new(heading, Arc::clone(&self.joined), self.settings.date);
        let mut room = RowBuf::default();
        let has_lists = feeds.iter().any(|feed| feed.has_lists_of_seen());
        let names = match has_lists {
            true => ChildNames::of(&sink.raw),
            false => ChildNames::default(),
        };
        let read = each(&mut |row| {
            if row.number <= heading.row || row.is_blank() {
                if row.number < heading.row {
                    lookout.above(row);
                }
                return Ok(ControlFlow::Continue(()));
            }
            let mut case_was_left_out = false;
            let mut own_fate = None;
            let is_broken = heading.is_broken(row);
            let shaped = shaper.row(row, is_broken);
            for (context, counts) in contexts.iter().zip(&mut counts) {
                let Some(shaped) = shaped else {
                    counts.add(Fate::Skipped);
                    continue;
                };
                // What a left-out case row says of a visit is left out with it.
                if case_was_left_out {
                    continue;
                }
                let mut is_accepted = false;
                let mut take = |row: &RowBuf| {
                    let fate = sink.row(row, context);
                    counts.add(fate);
                    own_fate.get_or_insert(fate);
                    is_accepted |= fate == Fate::Accepted;
                };
                if is_broken {
                    take(shaped);
                } else {
                    each_piece(context.feed, shaped, &names, &mut room, take);
                }
                case_was_left_out = context.feed.data_set == DataSet::Cases && !is_accepted;
            }
            if let Some(hopeless) = counts.iter().find_map(|counts| counts.hopeless(allowed)) {
                return Err(hopeless);
            }
            lookout.below(row, own_fate.unwrap_or(Fate::Skipped));
            rows_here += 1;
            unreported += 1;
            if unreported == 10_000 {
                watch.rows(unreported);
                unreported = 0;
            }
            Ok(ControlFlow::Continue(()))
        });
        watch.rows(unreported);
        self.rows_taken += rows_here;
        read?;
        let gate = &self.settings.gate;
        let mut said = Vec::new();
        for (table, keys, unmatched, may_lack) in shaper.loose(gate.max_orphans) {
            let trouble = Trouble::LooseJoin {
                table: table.to_owned(),
                keys,
                unmatched,
            };
            match gate.orphans {
                Reaction::Refuse if !may_lack => return Err(trouble),
                Reaction::Off => {}
                _ => said.push(trouble.to_string()),
            }
        }
        if let Some(note) = lookout.end() {
            self.signs.cut.get_or_insert(Cut {
                sheet: sheet.map(str::to_owned),
                row: note.row,
                says: note.says,
                rows: rows_here,
            });
        }
        for (context, counts) in contexts.iter().zip(counts) {
            let warnings = sink.problems[problems_before..]
                .iter()
                .filter(|problem| {
                    !problem.code.is_error() && Arc::ptr_eq(&problem.source, &context.source)
                })
                .count() as u64;
            sink.raw.mapped = sink.raw.mapped.union(context.feed.mapped);
            let (newest, recorded) = (sink.newest_record(), sink.recorded());
            let report = report_of(
                &mut self.reports,
                self.input,
                self.file,
                context.feed.data_set,
            );
            report.rows.read += counts.accepted + counts.rejected;
            report.rows.accepted += counts.accepted;
            report.rows.rejected += counts.rejected;
            report.rows.skipped += counts.skipped;
            report.rows.warnings += warnings;
            if context.feed.data_set == DataSet::Visits {
                report.records.newest = newest;
                report.records.newest_recorded = recorded.newest;
                report.records.recorded_rows = recorded.rows;
            }
            report.columns.extend(context.feed.tallies(heading));
            report.rows.longest_sheet = report.rows.longest_sheet.max(rows_here);
            add_heading(report, context, sheet);
        }
        let shape = &mut self.signs.shape;
        shape.sheets.extend(sheet.map(str::to_owned));
        let columns = shape.columns.entry(table.title.clone()).or_default();
        columns.extend(feeds.iter().flat_map(|feed| feed.columns()));
        said.iter().for_each(|text| self.note(text));
        for (set, why) in &heading.dropped {
            let place = sheet.map_or_else(String::new, |sheet| format!("sheet {sheet}: "));
            self.note(&format!("{place}gives no {}: {why}", set.name()));
        }
        Ok(())
    }
}

/// How many rows stand below the headings of a sheet.
fn rows_below(heading: u32, book: &mut Book, sheet: &str) -> Result<u64, Trouble> {
    let mut rows = 0;
    book.each_row(sheet, u32::MAX, &mut |row| {
        rows += u64::from(row.number > heading && !row.is_blank());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows)
}

/// The first rows of a sheet, in which the headings stand.
fn first_rows(book: &mut Book, sheet: &str) -> Result<Vec<RowBuf>, Trouble> {
    let mut head = Vec::new();
    book.each_row(sheet, heading::SEARCHED_ROWS, &mut |row| {
        head.push(row.clone());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(head)
}
