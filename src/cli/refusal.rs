//! Why exports are refused, and what is wrong with their rows, as the terminal says it. Values of cells are left out.

use std::{cmp::Reverse, collections::BTreeMap};

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

/// What is wrong with the rows of a file, a line a kind, the commonest first.
pub fn reasons(problems: &[Problem], data_set: DataSet, file: &str) -> Vec<String> {
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
        .map(|(code, (count, first))| {
            let sheet = first.source.sheet.as_deref();
            let sheet = sheet.map_or_else(String::new, |sheet| format!("sheet {sheet}, "));
            let column = first.column.as_deref();
            let column = column.map_or_else(String::new, |column| format!(", column {column}"));
            format!(
                "{count} {code}: {}; the first in {sheet}row {}{column}",
                code.meaning(),
                first.row
            )
        })
        .collect()
}
