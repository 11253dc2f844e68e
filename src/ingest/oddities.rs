//! What is odd about tonight's facts though every row is well-formed: worth a look, and nothing is left out for it.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::assemble::{Remark, Sink};
use crate::model::{
    facts::{CaseRow, Facts},
    input::Oddity,
    status::Status,
};

/// How many examples of one oddity are kept.
const EXAMPLES: usize = 20;

/// Case rows with an error, whose children may be on no list because of it; rows are counted, since an id may be what is wrong.
pub(super) fn case_rows_left_out(sink: &Sink) -> u64 {
    let mut rows: Vec<_> = sink
        .problems
        .iter()
        .filter(|problem| problem.leaves_case_out())
        .map(|problem| (&problem.source.file, &problem.source.sheet, problem.row))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len() as u64
}

#[derive(Default)]
struct Findings(BTreeMap<String, (u64, Vec<String>)>);

impl Findings {
    fn add(&mut self, what: &str, example: impl FnOnce() -> String) {
        let (count, examples) = self.0.entry(what.to_owned()).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example());
        }
    }
}

/// Looks at every open child once.
pub(super) fn find(facts: &Facts, remarks: &[Remark], date: NaiveDate) -> Vec<Oddity> {
    let mut findings = Findings::default();
    for remark in remarks {
        let sheet = remark.source.sheet.as_deref().unwrap_or_default();
        findings.add(remark.what, || {
            format!("{} {sheet} row {}", remark.source.file, remark.row)
        });
    }
    for &child in facts.children_by_id() {
        let id = || format!("child {}", facts.children.text(child));
        let rows = facts.cases_of(child);
        if rows.is_empty() {
            continue;
        }
        for row in rows {
            row_oddities(row, date, &mut |what| findings.add(what, id));
        }
        let born: Vec<_> = rows.iter().filter_map(|row| row.born).collect();
        if born.iter().any(|day| *day != born[0]) {
            findings.add(
                "the same child has different dates of birth in different rows",
                id,
            );
        }
        let names: Vec<_> = rows.iter().filter_map(|row| row.name).collect();
        if names.iter().any(|name| *name != names[0]) {
            findings.add("the same child has different names in different rows", id);
        }
        let open = rows.iter().filter(|row| row.is_open_on(date)).count();
        if open == 0 {
            continue;
        }
        if rows.iter().any(|row| row.is_of_the_dead_on(date)) {
            findings.add(
                "a child with an open case who has died, and so is on no list",
                id,
            );
        }
        let visits = facts.visits_of(child).until(date);
        if visits.is_empty() {
            findings.add(
                "an open child without any visit or contact in the export",
                id,
            );
        }
        if let (Some(born), Some(first)) = (born.iter().min(), visits.iter().next())
            && first.date < *born
            && *born <= date
        {
            findings.add("a visit before the child was born", id);
        }
    }
    findings
        .0
        .into_iter()
        .map(|(what, (count, examples))| Oddity {
            what,
            count,
            examples,
        })
        .collect()
}

fn row_oddities(row: &CaseRow, date: NaiveDate, add: &mut dyn FnMut(&str)) {
    let Some(born) = row.born else {
        if row.is_open_on(date) {
            add("no date of birth, so an unborn child cannot be told");
        }
        return;
    };
    let aged = |years: u32| {
        born.checked_add_months(Months::new(12 * years))
            .is_some_and(|day| day <= date)
    };
    let began_unborn = row.start.is_some_and(|start| start < born);
    if began_unborn && row.status == Status::Cic {
        add("looked after from a date before birth");
    } else if began_unborn && born <= date && row.status != Status::CareLeaver {
        add("the status began before the child was born");
    }
    if row.is_open_on(date) {
        match row.status {
            Status::Cp | Status::Cic | Status::Cin if aged(18) => {
                add("aged 18 or over and still open as a child");
            }
            Status::CareLeaver if aged(25) => add("a care leaver aged 25 or over"),
            _ => {}
        }
    }
    if row.end.is_some() && row.end == row.start {
        add("a case row that ends on the day it starts");
    }
}
