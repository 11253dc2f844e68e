//! One export read by one profile, as a run would read it; no check of the night stands in its way.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use chrono_tz::Tz;

use crate::{
    clock,
    ingest::{
        self, Precedent, Yardstick, dates, draft,
        profile::Profile,
        report::{Intake, Refused},
        settings::{Gate, IngestSettings, Input, Reaction, WorkbookReader},
    },
    model::{
        field::DataSet,
        input::InputReport,
        problem::{Code, Problem},
        remembered::Remembered,
        text::{counted, folded, printable},
    },
};

/// How one file is read.
pub(in crate::cli) fn settings(root: &Path, path: &Path, inputs: Vec<Input>) -> IngestSettings {
    let day = path
        .file_name()
        .and_then(|name| dates::in_file_name(&name.to_string_lossy()));
    let off = Reaction::Off;
    IngestSettings {
        root: root.to_owned(),
        inputs,
        kept: None,
        factors: Default::default(),
        gate: Gate {
            max_rejected: 1.0,
            orphans: off,
            stale: off,
            row_cap: off,
            round_cap: off,
            cut: off,
            values_unread: off,
            date_order: off,
            settle: std::time::Duration::ZERO,
            ..Gate::default()
        },
        workbooks: WorkbookReader::Apart(crate::cli::this_program()),
        timezone: Tz::Europe__London,
        date: day.unwrap_or_else(|| clock::today(Tz::Europe__London)),
    }
}

/// Reads the file.
pub(in crate::cli) fn read(
    root: &Path,
    path: &Path,
    set: DataSet,
    profile: Profile,
    sheet: Option<&str>,
) -> Result<Intake, Box<Refused>> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let input = Input {
        data_set: set,
        pattern: glob::Pattern::escape(&whole.to_string_lossy()),
        profile,
        sheet: sheet.map(str::to_owned),
    };
    read_by(&settings(root, path, vec![input]))
}

/// Reads what the settings name, whatever it is.
pub(in crate::cli) fn read_by(settings: &IngestSettings) -> Result<Intake, Box<Refused>> {
    let yardstick = Yardstick {
        date: settings.date,
        now: None,
        past: &|_: &InputReport| Precedent::default(),
        remembered: &Remembered::default(),
    };
    ingest::read_exports(settings, &yardstick, &ingest::Unwatched)
}

/// Rows read, accepted, rejected and passed over, and what is wrong with rows, by kind.
pub(in crate::cli) fn print_rows(inputs: &[InputReport], problems: &[Problem]) {
    for input in inputs {
        let rows = &input.rows;
        say!(
            "{}: {}, {} accepted, {} rejected, {} passed over",
            input.data_set.name(),
            counted(rows.read, "row", "rows"),
            rows.accepted,
            rows.rejected,
            rows.skipped
        );
        let mut kinds: BTreeMap<(Code, Option<&str>), (u64, u32)> = BTreeMap::new();
        for problem in problems
            .iter()
            // Whose case rows lie in another export.
            .filter(|problem| problem.code != Code::Orphan)
            .filter(|problem| problem.source.data_set == input.data_set)
        {
            let kind = kinds
                .entry((problem.code, problem.column.as_deref()))
                .or_insert((0, problem.row));
            kind.0 += 1;
        }
        for ((code, column), (count, row)) in kinds {
            let column = column.map_or_else(String::new, |column| {
                format!(", column {}", printable(column))
            });
            say!(
                "  {count} {code}: {}; the first in row {row}{column}",
                code.meaning()
            );
        }
    }
}

/// Every word that the profile does not know, with its rows: only those in five rows or more, of columns with at most
/// forty of them, and that are nobody's. Whether there is any.
pub(in crate::cli) fn print_unknown_words(problems: &[Problem], nobodys: &Nobodys) -> bool {
    let mut words: BTreeMap<&str, BTreeMap<String, (String, u64)>> = BTreeMap::new();
    // Where yes or no belongs, a word that nobody knows may be a name.
    let mut of_answers: HashSet<&str> = HashSet::new();
    for problem in problems {
        let is_word = matches!(
            problem.code,
            Code::Status | Code::Mode | Code::Rag | Code::Factor
        ) || problem.code == Code::Value
            && !problem.value.bytes().any(|byte| byte.is_ascii_digit());
        if let (true, Some(column)) = (is_word, problem.column.as_deref()) {
            if problem.code == Code::Value {
                of_answers.insert(column);
            }
            let word = words.entry(column).or_default();
            let word = word.entry(folded(&problem.value));
            word.or_insert((problem.value.clone(), 0)).1 += 1;
        }
    }
    let is_any = !words.is_empty();
    for (column, words) in words {
        say!(
            "words of \"{}\" that the profile does not know:",
            printable(column)
        );
        let mut all: Vec<(&String, &(String, u64))> = words.iter().collect();
        all.sort_by_key(|(key, (_, rows))| (std::cmp::Reverse(*rows), *key));
        let is_answer = of_answers.contains(column);
        let may_show = |word: &str, rows: u64| {
            rows >= draft::FEWEST_ROWS
                && nobodys.is(column, word)
                && (!is_answer || draft::is_all_plain(word))
        };
        let (shown, hidden): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, (word, rows))| may_show(word, *rows));
        for (_, (word, rows)) in shown {
            say!(
                "  {} in {}",
                draft::quoted(word),
                counted(*rows, "row", "rows")
            );
        }
        if !hidden.is_empty() {
            let rows: u64 = hidden.iter().map(|(_, (_, rows))| rows).sum();
            say!(
                "  {} in {}: not shown, since each stands in fewer than {} rows, or may be somebody's",
                counted(hidden.len(), "more", "more"),
                counted(rows, "row", "rows"),
                draft::FEWEST_ROWS
            );
        }
    }
    is_any
}

/// Which words are nobody's name or id, as far as the export says.
pub(in crate::cli) struct Nobodys {
    /// The values of each column, by its heading, folded.
    values: HashMap<String, HashSet<String>>,
    /// The headings of columns that are taken for words, days, teams.
    plain: HashSet<String>,
    /// Ids and names of what was read.
    people: HashSet<String>,
}

/// Fields whose values are nobody's.
const PLAIN: [&str; 12] = [
    "status",
    "team",
    "service",
    "rag",
    "mode",
    "outcome",
    "child_seen",
    "seen_alone",
    "role",
    "qualified",
    "can_visit",
    "risk_factors",
];

impl Nobodys {
    /// Of a file that was read.
    pub(in crate::cli) fn of(
        path: &Path,
        sheet: Option<&str>,
        settings: &IngestSettings,
        intake: &Intake,
    ) -> Self {
        let mapped = intake
            .reading
            .inputs
            .iter()
            .flat_map(|input| &input.layout.mapped);
        let plain = mapped
            .filter(|(_, field)| PLAIN.contains(field))
            .map(|(heading, _)| {
                // In a workbook its sheet stands before it.
                folded(
                    heading
                        .split_once(": ")
                        .map_or(heading.as_str(), |(_, heading)| heading),
                )
            });
        Self {
            values: draft::values_by_heading(path, sheet, settings),
            plain: plain.collect(),
            people: people(intake),
        }
    }

    fn is(&self, column: &str, word: &str) -> bool {
        let own = folded(column);
        let values = self.values.get(&own);
        values.is_some_and(|values| values.len() <= draft::MOST_WORDS)
            && self.is_nobodys(Some(&own), word)
            && !draft::may_be_somebodys(column, word)
    }

    /// Whether a word is nobody's: neither by how it looks, nor by where else it stands than in a column of its own.
    pub(in crate::cli) fn is_nobodys(&self, own: Option<&str>, word: &str) -> bool {
        let key = folded(word);
        let is_other = |heading: &str| own != Some(heading) && !self.plain.contains(heading);
        let mut values = self.values.iter();
        let in_another = values.any(|(heading, values)| is_other(heading) && values.contains(&key));
        !in_another && !self.people.contains(&key) && !draft::looks_like_somebodys(word)
    }
}

/// The ids and names in what was read, folded: no word that is one of them is shown.
fn people(intake: &Intake) -> HashSet<String> {
    let facts = &intake.facts;
    let children = facts
        .children
        .symbols()
        .map(|child| facts.children.text(child));
    let workers = facts
        .workers
        .symbols()
        .map(|worker| facts.workers.text(worker));
    let visits = facts
        .visit_ids
        .symbols()
        .map(|visit| facts.visit_ids.text(visit));
    let names = facts
        .cases()
        .iter()
        .filter_map(|row| Some(facts.words.text(row.name?)));
    children
        .chain(workers)
        .chain(visits)
        .chain(names)
        .map(folded)
        .collect()
}
