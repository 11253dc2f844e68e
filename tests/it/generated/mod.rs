//! Nasty canonical data sets made from a seed: dates on the boundaries of RULES.md, ties, bad rows,
//! missing columns. `chance` has the dice, the dates and the spelling of cells, `facts` the rows.
//!
//! On even seeds no answer depends on the order of the rows; on odd ones a visit may come twice with
//! the same `recorded_at`, where the last row read wins (RULES §7).

mod chance;
mod facts;

use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Four canonical CSV texts.
pub struct DataSet {
    pub cases: String,
    pub visits: String,
    pub ratings: String,
    pub workers: String,
}

/// A data set of `children` children, about 15 visits each, its dates around one run date.
pub fn data_set(seed: u64, children: usize, around: NaiveDate) -> DataSet {
    let mut g = Generator::new(seed, around);
    let [cases, visits, ratings, workers] =
        [CASES, VISITS, RATINGS, WORKERS].map(|set| g.columns(set));
    g.recorded = visits.contains(&"recorded_at");
    g.add_workers(24 + children / 10);
    for number in 0..children {
        g.add_child(number);
    }
    for number in 0..children / 40 + 1 {
        let date = g.past();
        g.add_visit(&format!("ORPHAN{number}"), date, true, false);
    }
    g.spoil();
    DataSet {
        cases: g.text(&cases, |g| &mut g.cases),
        visits: g.text(&visits, |g| &mut g.visits),
        ratings: g.text(&ratings, |g| &mut g.ratings),
        workers: g.text(&workers, |g| &mut g.workers),
    }
}

/// The required and the optional columns of a data set.
type Columns = (&'static str, &'static str);
type Row = BTreeMap<&'static str, String>;

const CASES: Columns = (
    "child_id status status_start team",
    "child_name date_of_birth status_end service worker_id opened_at rag rag_decided_on \
     rag_recorded_on rag_decided_by rag_rationale risk_factors virtual_agreed_by \
     plan_interval_days safety_plan_on oversight_on last_supervision_on placement_changed_on",
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
    "worker_name qualified team service left_on",
);

const BAD_DATES: &str = "31/02/2026|2026-02-30|29/02/2025|12/25/2025|2026-13-01|1985-06-01|\
                         01/01/2199|soon|2025-11-03 25:61";

struct Generator {
    state: u64,
    /// The run date.
    d: NaiveDate,
    order_matters: bool,
    /// Is there a `recorded_at` that can settle duplicates?
    recorded: bool,
    cases: Vec<Row>,
    visits: Vec<Row>,
    ratings: Vec<Row>,
    workers: Vec<Row>,
    /// The ids of the workers by what they are good for.
    qualified: Vec<String>,
    unqualified: Vec<String>,
    managers: Vec<String>,
}

impl Generator {
    /// Some rows of every E- kind (RULES §7).
    fn spoil(&mut self) {
        let mut cases = std::mem::take(&mut self.cases);
        self.spoil_some(&mut cases, |g, row| match g.below(8) {
            0 | 1 => g.unfill(row, CASES),
            2 => g.misdate(row, "status_start|status_end|opened_at"),
            3 | 4 => g.misdate(
                row,
                "date_of_birth|oversight_on|rag_recorded_on|placement_changed_on",
            ),
            5 | 6 => set(row, "status", "CPP"),
            _ => {
                set(row, "status_start", &g.ago(20).to_string());
                set(row, "status_end", &g.ago(21).to_string());
            }
        });
        self.cases = cases;
        let mut visits = std::mem::take(&mut self.visits);
        self.spoil_some(&mut visits, |g, row| match g.below(8) {
            0 | 1 => g.unfill(row, VISITS),
            2 | 3 => g.misdate(row, "visit_date|recorded_at"),
            4 => set(row, "mode", "carrier pigeon"),
            5 => set(row, "outcome", "abandoned"),
            _ => {
                let ahead = g.shift(g.d, &[1, 2, 30]);
                set(row, "visit_date", &ahead.to_string());
                let outcome = g.word("completed||attempted");
                set(row, "outcome", &outcome);
            }
        });
        self.visits = visits;
        let mut ratings = std::mem::take(&mut self.ratings);
        self.spoil_some(&mut ratings, |g, row| match g.below(2) {
            0 => g.unfill(row, RATINGS),
            _ => g.misdate(row, "rag_decided_on|rag_recorded_on"),
        });
        self.ratings = ratings;
        let mut workers = std::mem::take(&mut self.workers);
        self.spoil_some(&mut workers, |g, row| match g.below(2) {
            0 => g.unfill(row, WORKERS),
            _ => g.misdate(row, "left_on"),
        });
        self.workers = workers;
    }

    /// A few good rows spoiled, and a few spoiled copies beside the good one.
    fn spoil_some(&mut self, rows: &mut Vec<Row>, spoil: impl Fn(&mut Generator, &mut Row)) {
        let copied = !rows.iter().any(|row| row.contains_key("worker_name"));
        let mut copies = Vec::new();
        for row in rows.iter_mut() {
            match self.below(100) {
                0 | 1 => spoil(self, row),
                2 | 3 if copied => {
                    let mut copy = row.clone();
                    // The copy is a good row where the spoiled column is missing, so without order
                    // it must be another visit.
                    let id = copy.get_mut("visit_id");
                    if let Some(id) = id.filter(|_| !self.order_matters) {
                        id.push('b');
                    }
                    spoil(self, &mut copy);
                    copies.push(copy);
                }
                _ => {}
            }
        }
        rows.append(&mut copies);
    }

    fn unfill(&mut self, row: &mut Row, (required, _): Columns) {
        let required: Vec<&str> = required.split(' ').collect();
        let field = self.pick(&required);
        let blank = self.blank();
        set(row, field, &blank);
    }

    fn misdate(&mut self, row: &mut Row, fields: &'static str) {
        let fields: Vec<&str> = fields.split('|').collect();
        let field = self.pick(&fields);
        let bad = self.word(BAD_DATES);
        set(row, field, &bad);
    }

    /// Half of the data sets have every column; the others lack some optional ones.
    fn columns(&mut self, (required, optional): Columns) -> Vec<&'static str> {
        let mut columns: Vec<&str> = required.split(' ').collect();
        let complete = self.chance(50);
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
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(columns).unwrap();
        for row in rows {
            out.write_record(columns.iter().map(|column| &row[column]))
                .unwrap();
        }
        String::from_utf8(out.into_inner().unwrap()).unwrap()
    }
}

fn set(row: &mut Row, field: &'static str, value: &str) {
    row.insert(field, value.to_owned());
}
