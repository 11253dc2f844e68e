//! Why exports are refused, and what is wrong with their rows, as the terminal says it. Values of cells are left out.

use std::{cmp::Reverse, collections::BTreeMap, fmt};

use serde::Serialize;

use crate::{
    ingest::report::Refused,
    model::{
        field::DataSet,
        problem::{Code, Problem},
    },
};

/// Every reason, a line each.
pub fn print_refusal(refused: &Refused) {
    for refusal in &refused.refusals {
        complain!("  {refusal}");
        if refusal.trouble.is_of_rows() {
            for reason in reasons(&refused.problems, refusal.data_set, &refusal.file) {
                complain!("    {reason}");
            }
        }
    }
}

/// One kind of thing that is wrong with rows of a file.
#[derive(Serialize)]
pub struct Reason {
    code: String,
    count: usize,
    meaning: &'static str,
    /// Where the first stands.
    sheet: Option<String>,
    row: u32,
    column: Option<String>,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {}; the first in ",
            self.count, self.code, self.meaning
        )?;
        if let Some(sheet) = &self.sheet {
            write!(f, "sheet {sheet}, ")?;
        }
        write!(f, "row {}", self.row)?;
        match &self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

/// What is wrong with the rows of a file, a kind at a time, the commonest first.
pub fn reasons(problems: &[Problem], data_set: DataSet, file: &str) -> Vec<Reason> {
    let mut kinds: BTreeMap<Code, (usize, &Problem)> = BTreeMap::new();
    for problem in problems {
        if problem.source.data_set == data_set && problem.source.file == file {
            kinds.entry(problem.code).or_insert((0, problem)).0 += 1;
        }
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(code, (count, _))| (Reverse(*count), *code));
    kinds
        .into_iter()
        .map(|(code, (count, first))| Reason {
            code: code.to_string(),
            count,
            meaning: code.meaning(),
            sheet: first.source.sheet.clone(),
            row: first.row,
            column: first.column.as_deref().map(str::to_owned),
        })
        .collect()
}
