//! Reports of small planted nights, written to workbooks and read back by another library.

mod assurance;
mod changes;
mod data_quality;
mod performance_clinic;
mod rating_review;
mod targeted_tracker;
mod unseen_children;

use std::{io::Cursor, thread};

use calamine::{Data, Reader as _, Xlsx};
use lastseen::{
    measures::{
        counted::Counted,
        movement::{self, Earlier},
    },
    model::{
        field::DataSet,
        framework::FrameworkPeriod,
        report::{Report, Role},
    },
    report::{
        context::{Context, Digest, Figure, Gaps, Reader},
        reports, writer,
    },
    rules::{night::Night, settings::RuleSettings},
};

use crate::night::{Exports, day};

/// The run date of every planted night.
const MONDAY: &str = "2026-11-23";

const WORKERS: &str = "worker_id,worker_name,role,qualified,team,service,left_on
TM1,Mary Manager,team_manager,Y,North,Assessment,
SW1,Sam Worker,social_worker,Y,North,Assessment,
TS1,Tess Support,support_worker,N,Early,Targeted Support,
";

/// A report as its reader gets it.
struct Received {
    sheets: Vec<(String, Vec<Vec<String>>)>,
    digest: Digest,
}

/// Builds a report for one who answers for every child of the exports.
fn received(report: Report, role: Role, cases: &str, visits: &str) -> Received {
    received_with_gaps(report, role, (cases, visits), (&[], &[]))
}

/// The same where these children are on no team manager's list, and those in no senior's scope.
fn received_with_gaps(
    report: Report,
    role: Role,
    (cases, visits): (&str, &str),
    gaps: (&[&str], &[&str]),
) -> Received {
    received_after(None, report, role, (cases, visits), gaps)
}

/// The same after an earlier run.
fn received_after(
    earlier: Option<&Earlier>,
    report: Report,
    role: Role,
    (cases, visits): (&str, &str),
    (unmanaged, unsenior): (&[&str], &[&str]),
) -> Received {
    let exports = Exports::new()
        .canonical(DataSet::Cases, cases)
        .canonical(DataSet::Visits, visits)
        .canonical(DataSet::Workers, WORKERS);
    let date = day(MONDAY);
    let intake = exports.read(date).expect("sound exports");
    let rejected: u64 = intake
        .reading
        .inputs
        .iter()
        .map(|input| input.rows.rejected)
        .sum();
    assert_eq!(rejected, 0, "the planted rows are sound");
    let settings = RuleSettings {
        framework: vec![FrameworkPeriod {
            invoked: day("2020-03-23"),
            ceased: None,
            authorised_by: None,
        }],
        ..RuleSettings::default()
    };
    let night = Night::new(&intake.facts, date, &settings);
    let positions = night.positions();
    let children = |ids: &[&str]| {
        let of_child = |id: &&str| {
            intake
                .facts
                .children
                .find(id)
                .expect("a child of the exports")
        };
        ids.iter().map(of_child).collect()
    };
    let gaps = Gaps {
        without_team_manager: children(unmanaged),
        without_senior: children(unsenior),
    };
    let context = Context {
        night: &night,
        reading: &intake.reading,
        gaps: &gaps,
        unnamed_workers: &Default::default(),
        service: "A service",
        contact: None,
        marking: "OFFICIAL-SENSITIVE",
        run_id: "test",
    };
    let counted = Counted::of(&night, &positions, &[report]).expect("polars counts");
    let movement = earlier
        .map(|earlier| movement::compare(earlier, &night, &positions).expect("polars compares"));
    let reader = Reader {
        last_week: None,
        agreed: Vec::new(),
        worked_off: Vec::new(),
        deputy: None,
        counted: counted.all(),
        role,
        scope: "all teams".to_owned(),
        sees_everyone: true,
        children: positions.iter().collect(),
        targeted: positions
            .iter()
            .filter(|of| of.targeted_in.is_some())
            .collect(),
        movement: movement.clone(),
        targeted_movement: movement.clone(),
        rules_changed_on: None,
        since_monday: movement,
        trend: None,
        team_trends: Vec::new(),
    };
    // On a thread of its own: what reports are built from can be shared between those that are made side by side.
    let built = thread::scope(|scope| {
        let built = scope.spawn(|| reports::build(report, &context, &reader));
        built.join().expect("a report")
    });
    let sheets = built.book.map_or_else(Vec::new, |book| {
        read_back(writer::write(&book).expect("a workbook"))
    });
    Received {
        sheets,
        digest: built.digest,
    }
}

fn read_back(workbook: Vec<u8>) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook that opens");
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet that is there");
            let rows = range.rows().map(|row| row.iter().map(shown).collect());
            (name, rows.collect())
        })
        .collect()
}

/// A cell's value as a text; dates as ISO days.
fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(_) => calamine::DataType::as_date(cell)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        other => other.to_string(),
    }
}

impl Received {
    fn sheet_names(&self) -> Vec<&str> {
        self.sheets.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn is_nil(&self) -> bool {
        self.sheets.is_empty()
    }

    fn rows(&self, sheet: &str) -> &[Vec<String>] {
        let found = self.sheets.iter().find(|(name, _)| name == sheet);
        &found.unwrap_or_else(|| panic!("no sheet {sheet}")).1
    }

    /// Where the table's heading row stands.
    fn heading_row(&self, sheet: &str, first_heading: &str) -> usize {
        let mut rows = self.rows(sheet).iter();
        rows.position(|row| row[0] == first_heading)
            .unwrap_or_else(|| panic!("no heading {first_heading} in {sheet}"))
    }

    /// A column of a sheet's table, top down.
    fn column(&self, sheet: &str, first_heading: &str, heading: &str) -> Vec<&str> {
        let top = self.heading_row(sheet, first_heading);
        let rows = self.rows(sheet);
        let at = rows[top].iter().position(|cell| cell == heading);
        let at = at.unwrap_or_else(|| panic!("no heading {heading} in {sheet}"));
        rows[top + 1..].iter().map(|row| row[at].as_str()).collect()
    }

    /// The children of a list, top down.
    fn children(&self, sheet: &str) -> Vec<&str> {
        self.column(sheet, "Child id", "Child id")
    }

    /// What a list says of one child.
    fn of_child(&self, sheet: &str, child: &str, heading: &str) -> &str {
        let at = self.children(sheet).iter().position(|id| *id == child);
        let at = at.unwrap_or_else(|| panic!("child {child} is not on {sheet}"));
        self.column(sheet, "Child id", heading)[at]
    }

    /// The count of a key figure and what it is out of.
    fn figure(&self, label: &str) -> (u64, Option<u64>) {
        let mut figures = self.digest.figures.iter();
        let found = figures.find(|figure: &&Figure| figure.label == label);
        let figure = found.unwrap_or_else(|| panic!("no figure {label}"));
        (figure.count, figure.of)
    }
}
