//! The product against the second implementation of RULES.md in `reference/`, on generated data full of edges.
//!
//! `LASTSEEN_SETS` says how many sets (40 unless set); `LASTSEEN_SET=17` looks at one alone. Sets of messy
//! exports are numbered from 1000, one for every five others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use lastseen::{
    ingest::profile,
    model::{field::DataSet as Set, framework::FrameworkPeriod},
    report::csv_files::positions_csv,
    rules::{night::Night, settings::RuleSettings},
};

use crate::{
    generated::{DataSet, data_set, messy_data_set},
    night::{Exports, day},
    reference::{self, Framework},
};

/// Month ends, 29 February, both changes of the clock, ends of years, ordinary days.
const DATES: [&str; 10] = [
    "2026-11-23",
    "2024-02-29",
    "2026-01-31",
    "2026-02-28",
    "2026-03-01",
    "2026-03-29",
    "2026-10-25",
    "2025-12-31",
    "2026-05-26",
    "2023-05-12",
];
const CHILDREN: usize = 40;
/// Of how many kinds of differences a failure shows an example.
const KINDS_TOLD: usize = 12;
const MESSY_FROM: u64 = 1000;
/// Every rule that gives a due date and every flag.
const KINDS: &str = "FIRST RAISED CONTACT CHANGE START UNKNOWN \
    RAG-UNRATED RAG-UNDATED RAG-STALE RAG-EVENT RAG-LATE RAG-NO-RATIONALE RAG-NOT-MANAGER RAG-BELOW \
    BELOW-AND-LATE RAG-GREEN-SERVICE NOT-HYBRID VISIT-REMOTE VISIT-UNQUALIFIED VISIT-BY-SUPERVISING \
    VIRTUAL-NOT-AGREED VIRTUAL-NOT-MANAGER SEEN-NO-SIGHT NO-ACCESS NO-CONTACT NEWBORN-NOT-SEEN \
    LATE-RECORDED UNALLOCATED HELD-BY-MANAGER WORKER-UNKNOWN WORKER-LEFT WORKER-CANNOT-VISIT \
    NO-SAFETY-PLAN NO-OVERSIGHT OVERSIGHT-NOT-MANAGER SUPERVISION-OVERDUE PLAN-OLD AGE-CHECK UNBORN";
const NO_ROW: &str = "no such row";

/// One night: the data, what of it is configured, and the framework.
struct Case {
    date: NaiveDate,
    data: DataSet,
    framework: Vec<(NaiveDate, Option<NaiveDate>)>,
    has_ratings: bool,
    has_workers: bool,
}

/// On, off, ceased today, yesterday, weeks ago and tomorrow, in two periods, invoked lately and tomorrow.
fn frameworks(date: NaiveDate) -> Vec<Vec<(NaiveDate, Option<NaiveDate>)>> {
    let first = day("2020-03-23");
    let ago = |days| date - Days::new(days);
    let tomorrow = date + Days::new(1);
    vec![
        vec![(first, None)],
        vec![],
        vec![(first, Some(date))],
        vec![(first, Some(ago(1)))],
        vec![(first, Some(ago(20)))],
        vec![(first, Some(tomorrow))],
        vec![(first, Some(ago(40))), (ago(10), None)],
        vec![(first, None), (ago(9), Some(ago(3)))],
        vec![(ago(5), None)],
        vec![(tomorrow, None)],
        vec![(first, Some(ago(90))), (ago(30), Some(ago(7)))],
    ]
}

impl Case {
    fn of(seed: u64) -> Case {
        let date = day(DATES[seed as usize % DATES.len()]);
        let mut frameworks = frameworks(date);
        let framework = seed as usize % frameworks.len();
        Case {
            date,
            data: match seed >= MESSY_FROM {
                true => messy_data_set(seed, CHILDREN, date),
                false => data_set(seed, CHILDREN, date),
            },
            framework: frameworks.swap_remove(framework),
            has_ratings: seed % 7 != 6,
            has_workers: seed % 9 != 7,
        }
    }

    fn product(&self, data: &DataSet) -> Option<String> {
        let periods = self.framework.iter().map(|period| FrameworkPeriod {
            invoked: period.0,
            ceased: period.1,
            authorised_by: None,
        });
        let mut exports = Exports::new()
            .canonical(Set::Cases, &data.cases)
            .canonical(Set::Visits, &data.visits);
        if self.has_ratings {
            exports = exports.canonical(Set::Ratings, &data.ratings);
        }
        if self.has_workers {
            exports = exports.canonical(Set::Workers, &data.workers);
        }
        if has_rows(&data.aliases) {
            exports = exports.canonical(Set::Aliases, &data.aliases);
        }
        if has_rows(&data.startless) {
            exports = exports.read_by(
                Set::Cases,
                "startless.csv",
                ("startless", &startless()),
                &data.startless,
            );
        }
        let settings = RuleSettings {
            framework: periods.collect(),
            ..RuleSettings::default()
        };
        let facts = exports.read(self.date).ok()?.facts;
        let night = Night::new(&facts, self.date, &settings);
        let csv = positions_csv(&night.positions(), night.facts);
        Some(String::from_utf8(csv).expect("positions.csv is UTF-8"))
    }

    fn expected(&self, data: &DataSet) -> String {
        let inputs = reference::Inputs {
            cases: &data.cases,
            startless: has_rows(&data.startless).then_some(&data.startless),
            visits: &data.visits,
            ratings: self.has_ratings.then_some(&data.ratings),
            workers: self.has_workers.then_some(&data.workers),
            aliases: has_rows(&data.aliases).then_some(&data.aliases),
        };
        let periods = self.framework.iter();
        let periods: Vec<Framework> = periods
            .map(|&(invoked, ceased)| Framework { invoked, ceased })
            .collect();
        reference::positions_csv(&inputs, &periods, self.date)
    }

    /// Each cell of positions.csv in which the two differ; nothing where the product refuses the exports.
    fn differences(&self, data: &DataSet) -> Option<Vec<Difference>> {
        let (product, expected) = (self.product(data)?, self.expected(data));
        if product == expected {
            return Some(Vec::new());
        }
        let (product, expected) = (cells(&product), cells(&expected));
        let keys: BTreeSet<_> = product.keys().chain(expected.keys()).collect();
        let cell = |cells: &BTreeMap<Key, String>, key: &Key| {
            let cell = cells.get(key).map_or(NO_ROW, String::as_str);
            cell.to_owned()
        };
        let pairs = keys.into_iter().map(|key| Difference {
            child: key.0.clone(),
            column: key.1.clone(),
            product: cell(&product, key),
            expected: cell(&expected, key),
        });
        Some(pairs.filter(|d| d.product != d.expected).collect())
    }

    /// What a person needs to see why: the rows that one difference needs, and no others.
    fn told(&self, seed: u64, difference: &Difference) -> String {
        let same = |data: &DataSet| {
            let found = self.differences(data).unwrap_or_default();
            let kind = (&difference.child, difference.kind());
            found
                .iter()
                .any(|other| (&other.child, other.kind()) == kind)
        };
        let data = self.data.shrunk(same);
        let shown = self.differences(&data).unwrap_or_default();
        let shown: String = shown.iter().map(|d| format!("{d:?}\n")).collect();
        format!(
            "set {seed} on {}, framework {:?}, ratings {}, workers {}\n{shown}\n{}",
            self.date,
            self.framework,
            self.has_ratings,
            self.has_workers,
            data.printed()
        )
    }
}

type Key = (String, String);

#[derive(Debug)]
struct Difference {
    child: String,
    column: String,
    product: String,
    expected: String,
}

impl Difference {
    /// The column, or the first flag that only one of the two raises.
    fn kind(&self) -> String {
        let flags =
            |cell: &str| -> BTreeSet<String> { cell.split(';').map(str::to_owned).collect() };
        let (product, expected) = (flags(&self.product), flags(&self.expected));
        match self.column.as_str() {
            _ if [&self.product, &self.expected].contains(&&NO_ROW.to_owned()) => NO_ROW.to_owned(),
            "flags" => (&product ^ &expected)
                .into_iter()
                .find(|flag| !flag.is_empty())
                .unwrap_or_default(),
            column => column.to_owned(),
        }
    }
}

/// Of a positions.csv, by child and column.
fn cells(text: &str) -> BTreeMap<Key, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a heading").clone();
    let mut cells = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        for (column, cell) in header.iter().zip(row.iter()) {
            cells.insert((row[0].to_owned(), column.to_owned()), cell.to_owned());
        }
    }
    cells
}

fn has_rows(text: &str) -> bool {
    text.lines().count() > 1
}

/// The canonical profile, but for a system that knows no start of a status.
fn startless() -> String {
    let text = profile::built_in("canonical").expect("a built-in profile");
    let known = "status_start = [\"status_start\"]";
    assert!(text.contains(known));
    text.replace(known, "status_start = { unknown = true }")
}

fn number(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}

/// How many positions, and of what kinds, stand in the sets that were compared.
fn compare(seeds: std::ops::Range<u64>) -> (usize, BTreeSet<String>) {
    let seeds: Vec<u64> = match number("LASTSEEN_SET") {
        Some(one) => seeds.filter(|seed| *seed == one).collect(),
        None => seeds.collect(),
    };
    let (mut positions, mut kinds, mut covered) = (0, BTreeMap::new(), BTreeSet::new());
    for &seed in &seeds {
        let case = Case::of(seed);
        let differences = case
            .differences(&case.data)
            .expect("exports that are accepted");
        for difference in differences {
            let kind = kinds
                .entry(difference.kind())
                .or_insert((0, seed, difference));
            kind.0 += 1;
        }
        for ((_, column), cell) in cells(&case.expected(&case.data)) {
            positions += usize::from(column == "child_id");
            if column == "due_rule" || column == "flags" {
                covered.extend(cell.split(';').map(str::to_owned));
            }
        }
    }
    let told = kinds
        .iter()
        .take(KINDS_TOLD)
        .map(|(kind, (count, seed, first))| {
            format!(
                "{count} times {kind}\n{}",
                Case::of(*seed).told(*seed, first)
            )
        });
    let told: Vec<String> = told.collect();
    let summary: Vec<String> = kinds
        .iter()
        .map(|(kind, found)| format!("{} {kind}", found.0))
        .collect();
    assert!(
        kinds.is_empty(),
        "{}\n\n{}",
        summary.join("\n"),
        told.join("----------------------------------------\n")
    );
    (positions, covered)
}

fn sets() -> u64 {
    number("LASTSEEN_SETS").unwrap_or(40)
}

#[test]
fn positions_equal_the_reference() {
    let (positions, covered) = compare(0..sets());
    if sets() < 40 || number("LASTSEEN_SET").is_some() {
        return;
    }
    assert!(
        positions > sets() as usize * CHILDREN / 2,
        "only {positions} positions"
    );
    let missing: Vec<&str> = KINDS
        .split_whitespace()
        .filter(|kind| !covered.contains(*kind))
        .collect();
    assert!(missing.is_empty(), "no set has {missing:?}");
}

/// Cells that spreadsheets spoil, rows that come twice, joint visits, siblings.
#[test]
fn positions_of_messy_exports_equal_the_reference() {
    compare(MESSY_FROM..MESSY_FROM + sets() / 5);
}
