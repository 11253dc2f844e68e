//! Nasty canonical data sets made from a seed: dates on the boundaries of RULES.md, chains of case
//! rows, ties, bad rows, missing columns. `chance` has the dice, the dates and the spelling of cells;
//! `workers`, `children`, `cases`, `ratings` and `visits` the rows; `mess` what RULES §7 is about.
//!
//! No answer depends on the order of the rows.

mod cases;
mod chance;
mod children;
mod mess;
mod ratings;
pub mod shrink;
mod visits;
mod workers;

use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Canonical CSV texts.
#[derive(Clone)]
pub struct DataSet {
    pub cases: String,
    /// Case rows of a system that knows no start of a status; the column is there, and nobody reads it.
    pub startless: String,
    pub visits: String,
    pub ratings: String,
    pub workers: String,
    pub aliases: String,
}

/// A data set of `children` children, its dates around one run date.
pub fn data_set(seed: u64, children: usize, around: NaiveDate) -> DataSet {
    Generator::new(seed, around).data_set(children)
}

/// The same, with the mess of RULES §7 in it.
pub fn messy_data_set(seed: u64, children: usize, around: NaiveDate) -> DataSet {
    let mut g = Generator::new(seed, around);
    g.messy = true;
    g.data_set(children)
}

/// The required and the optional columns of a data set.
type Columns = (&'static str, &'static str);
type Row = BTreeMap<&'static str, String>;

const CASES: Columns = (
    "child_id status status_start team",
    "child_name date_of_birth status_end service worker_id opened_at rag rag_decided_on \
     rag_recorded_on rag_decided_by rag_rationale risk_factors virtual_agreed_by \
     plan_interval_days plan_updated_on safety_plan_on oversight_on oversight_by \
     last_supervision_on placement_changed_on died_on",
);
const VISITS: Columns = (
    "visit_id child_id visit_date mode",
    "outcome child_seen seen_alone worker_id recorded_at",
);
const RATINGS: Columns = (
    "child_id rag rag_decided_on",
    "rag_recorded_on rag_decided_by rag_rationale",
);
const WORKERS: Columns = (
    "worker_id role",
    "worker_name qualified can_visit team service left_on valid_from",
);

struct Generator {
    state: u64,
    /// The run date.
    d: NaiveDate,
    messy: bool,
    /// Is there a `recorded_at` that can settle duplicates?
    recorded: bool,
    cases: Vec<Row>,
    startless: Vec<Row>,
    visits: Vec<Row>,
    /// Visits after `D`. No mess touches them: what becomes of them hangs on the file's own date.
    bookings: Vec<Row>,
    ratings: Vec<Row>,
    workers: Vec<Row>,
    aliases: Vec<Row>,
    /// The ids of the workers by what they are good for.
    qualified: Vec<String>,
    unqualified: Vec<String>,
    managers: Vec<String>,
}

impl Generator {
    fn data_set(mut self, children: usize) -> DataSet {
        let [cases, visits, ratings, workers] =
            [CASES, VISITS, RATINGS, WORKERS].map(|set| self.columns(set));
        let aliases = vec!["old_id", "child_id"];
        self.recorded = visits.contains(&"recorded_at");
        // Without valid_from two rows of one worker would be a conflict.
        let replaced = workers.contains(&"valid_from");
        self.add_workers(22, replaced);
        for number in 0..children {
            self.add_child(number);
        }
        self.spoil();
        if self.messy {
            self.make_a_mess();
        }
        self.visits.append(&mut self.bookings);
        DataSet {
            cases: self.text(&cases, |g| &mut g.cases),
            startless: self.text(&cases, |g| &mut g.startless),
            visits: self.text(&visits, |g| &mut g.visits),
            ratings: self.text(&ratings, |g| &mut g.ratings),
            workers: self.text(&workers, |g| &mut g.workers),
            aliases: self.text(&aliases, |g| &mut g.aliases),
        }
    }

    /// Three data sets in five have every column; the others lack some optional ones.
    fn columns(&mut self, (required, optional): Columns) -> Vec<&'static str> {
        let mut columns: Vec<&str> = required.split(' ').collect();
        let complete = self.chance(60);
        let unrated = !complete && self.chance(15);
        for name in optional.split_whitespace() {
            let missing = !complete && self.chance(12) || unrated && name.starts_with("rag");
            if !missing {
                columns.push(name);
            }
        }
        if self.chance(50) {
            self.shuffle(&mut columns);
        }
        columns
    }

    /// The CSV text of rows, which it takes.
    fn text(&mut self, columns: &[&str], rows: fn(&mut Generator) -> &mut Vec<Row>) -> String {
        let mut rows = std::mem::take(rows(self));
        self.shuffle(&mut rows);
        let mut out = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        out.write_record(columns).unwrap();
        for row in rows {
            let cells = columns.iter().map(|column| row.get(column));
            let mut cells: Vec<&str> = cells.map(|cell| cell.map_or("", String::as_str)).collect();
            match self.messy && self.chance(1) {
                true if self.chance(50) => cells.push("one too many"),
                true => _ = cells.pop(),
                false => {}
            }
            out.write_record(cells).unwrap();
        }
        String::from_utf8(out.into_inner().unwrap()).unwrap()
    }
}

fn set(row: &mut Row, field: &'static str, value: &str) {
    row.insert(field, value.to_owned());
}
