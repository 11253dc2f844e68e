//! Data quality, from `account.json`, `rejects.csv` and the files themselves.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    book::{Book, Value, day_or, number, share, words},
    exports::Reject,
    letters::Said,
    night::{Night, plain},
    summary,
};

const SETS: [&str; 5] = ["aliases", "cases", "visits", "ratings", "workers"];

/// RULES §7, errors first.
const CODES: [&str; 18] = [
    "E-MISSING",
    "E-DATE",
    "E-ID",
    "E-NO-VALUE",
    "E-STATUS",
    "E-MODE",
    "E-ENDS-EARLY",
    "E-FUTURE",
    "E-ENCODING",
    "E-ROW",
    "W-RAG",
    "W-DUPLICATE",
    "W-SAME-VISIT",
    "W-OVERLAP",
    "W-WORKER",
    "W-ORPHAN",
    "W-FACTOR",
    "W-VALUE",
];

/// How many flags RULES §6 has.
const FLAGS: usize = 33;

/// How many fields the five data sets have.
const FIELDS: usize = 51;

/// How many of them those of the merged records are.
const OF_ALIASES: usize = 2;

/// The oddity of a child who has no position because of its death.
const DIED: &str = "a child with an open case who has died, and so is on no list";

/// A file's numbers in the account.
pub struct Input {
    pub set: String,
    pub path: String,
    sha: String,
    pub read: u64,
    accepted: u64,
    pub rejected: u64,
    pub warnings: u64,
}

pub fn inputs(account: &serde_json::Value) -> Vec<Input> {
    let inputs = account["inputs"].as_array().expect("inputs");
    let of = |input: &serde_json::Value| {
        let text = |name: &str| input[name].as_str().expect("a text").to_owned();
        let count = |name: &str| input[name].as_u64().expect("a count");
        Input {
            set: text("data_set"),
            path: text("path"),
            sha: text("sha256"),
            read: count("read"),
            accepted: count("accepted"),
            rejected: count("rejected"),
            warnings: count("warnings"),
        }
    };
    inputs.iter().map(of).collect()
}

/// Case rows that were left out, but for those of cases that ended before they began.
pub fn left_out(night: &Night) -> usize {
    left_out_of(night, |_| true)
}

fn left_out_of(night: &Night, is_of: impl Fn(&str) -> bool) -> usize {
    let rows: BTreeSet<(&str, &str, u64)> = night
        .rejects
        .iter()
        .filter(|r| r.data_set == "cases" && r.kind == "error" && r.code != "E-ENDS-EARLY")
        .filter(|r| is_of(&r.file))
        .map(|r| (r.file.as_str(), r.sheet.as_str(), r.row))
        .collect();
    rows.len()
}

pub fn check(night: &Night, book: Option<&Book>) -> Said {
    let inputs = inputs(&night.account);
    let sum = |pick: fn(&Input) -> u64| inputs.iter().map(pick).sum::<u64>() as usize;
    let (read, rejected, warnings) = (sum(|i| i.read), sum(|i| i.rejected), sum(|i| i.warnings));
    let odd = oddities(night);
    let headings = &night.facts.headings;
    let has_aliases = inputs.iter().any(|input| input.set == "aliases");
    let absent = if has_aliases { 0 } else { OF_ALIASES };
    let figures = [
        ("Rows read", read, None),
        ("Rows rejected", rejected, Some(read)),
        ("Warnings on rows that are kept", warnings, None),
        ("Case rows left out", left_out(night), None),
        ("Oddities", odd.values().sum::<u64>() as usize, None),
        (
            "Children with an open case who have died (on no list)",
            odd.get(DIED).copied().unwrap_or(0) as usize,
            None,
        ),
        // Both samples have every field, but for those of records that were merged where there are none, and no
        // column that feeds none.
        ("Columns ignored", 0, Some(headings.values().sum())),
        ("Fields without a column", absent, Some(FIELDS)),
        ("Flags not assessed", 0, Some(FLAGS)),
    ];
    let unknown = night
        .rejects
        .iter()
        .filter(|r| r.code == "E-MODE" || r.code == "E-STATUS")
        .count();
    let mut look_first = Vec::new();
    if left_out(night) > 0 {
        look_first.push(format!(
            "{} case rows were left out: the children behind them may be on no list. Correct them first (\"Rows\", data set cases).",
            left_out(night)
        ));
    }
    if unknown > 0 {
        look_first.push(format!(
            "{unknown} rows hold a status or visit type that the profile does not know: add the words to the profile."
        ));
    }
    look_first.extend(commonest(night));
    // Both samples have every field: no flag is not assessed.
    let said = Said {
        answer: format!(
            "{read} rows were read from {} exports: {} accepted, {rejected} rejected, {warnings} warnings.",
            inputs.len(),
            sum(|i| i.accepted)
        ),
        look_first,
        figures: summary::figures(&figures),
        change: change(night, &inputs),
        ..Said::default()
    };
    let book = book.expect("data quality always has a workbook");
    let first = book.sheet("Files");
    summary::check_lines(first, &said);
    first.says(&said.change);
    let unverified = super::unverified(&inputs);
    first.says(&format!(
        "Profiles not verified: {unverified} of {} (How it was read, where Profile has unverified)",
        inputs.len()
    ));
    for (label, count, of) in &figures {
        let sheet = match *label {
            "Rows read" => "Files, sum of Rows read",
            "Rows rejected" => "Files, sum of Rejected",
            "Warnings on rows that are kept" => "Files, sum of Warnings",
            "Case rows left out" => "Files, sum of Case rows left out",
            "Oddities" => "Oddities, sum of How often",
            "Flags not assessed" => "Not assessed",
            "Columns ignored" => "Columns, where Read as is ignored",
            "Fields without a column" => "Columns, where Heading in the file is no column",
            _ => {
                "Oddities, sum of How often, where What is odd begins with a child with an open case who has died"
            }
        };
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        first.says(&format!("{label}: {count}{of} ({sheet})"));
    }
    first.says(&format!(
        "Exampleshire Children's Trust (synthetic sample) · run date {}",
        plain(night.date)
    ));
    files(night, book, &inputs);
    problems(night, book);
    let odd: Vec<(String, u64)> = odd.into_iter().collect();
    let sheet = book.sheet("Oddities");
    sheet.each("What is odd", &odd, |(what, _)| words(what));
    sheet.each("How often", &odd, |(_, count)| number(*count));
    assert!(
        book.sheet("Not assessed").words_of("Flag").is_empty(),
        "the samples have every field"
    );
    said
}

/// The three kinds of problem that most rows have.
fn commonest(night: &Night) -> Option<String> {
    let mut rows: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for reject in &night.rejects {
        let meaning = MEANINGS.iter().find(|(code, _)| *code == reject.code);
        let meaning = meaning.expect("a kind of the samples").1;
        rows.entry(&reject.code).or_insert((0, meaning)).0 += 1;
    }
    let mut kinds: Vec<_> = rows.into_iter().collect();
    let place = |code: &str| CODES.iter().position(|other| *other == code);
    kinds.sort_by_key(|(code, (rows, _))| (Reverse(*rows), place(code)));
    kinds.truncate(3);
    let named: Vec<String> = kinds
        .iter()
        .map(|(code, (rows, meaning))| format!("{meaning} ({rows} {code})"))
        .collect();
    (!named.is_empty()).then(|| {
        format!(
            "What is most often wrong with rows: {}. All kinds are in \"Problems by code\".",
            named.join(", ")
        )
    })
}

/// What the kinds mean that the samples have most of.
const MEANINGS: [(&str, &str); 12] = [
    ("E-MISSING", "a required field is blank"),
    ("E-DATE", "a date that cannot be read or cannot be right"),
    (
        "E-MODE",
        "a visit type, mode or outcome that the profile does not know",
    ),
    ("E-ENDS-EARLY", "the case ends before it starts"),
    ("E-FUTURE", "a visit said to have happened in the future"),
    ("W-RAG", "a rating that is no known word"),
    ("W-DUPLICATE", "the same visit id again"),
    ("W-SAME-VISIT", "the same visit under another id"),
    ("W-WORKER", "the same worker again with other values"),
    (
        "W-ORPHAN",
        "a visit or rating of a child who has no case row",
    ),
    ("W-FACTOR", "a risk factor that the settings do not name"),
    ("W-VALUE", "an optional field that cannot be read"),
];

/// How many rows there were the time before.
fn change(night: &Night, inputs: &[Input]) -> String {
    let before: u64 = self::inputs(&night.account_before)
        .iter()
        .map(|input| input.read)
        .sum();
    let now: u64 = inputs.iter().map(|input| input.read).sum();
    let difference = match now.abs_diff(before) {
        0 => "the same number".to_owned(),
        rows if now > before => format!("{rows} more"),
        rows => format!("{rows} fewer"),
    };
    format!(
        "The run before read {before} rows of these exports; this one read {now}, {difference}."
    )
}

fn files(night: &Night, book: &Book, inputs: &[Input]) {
    for input in inputs {
        // Every file's counts once more, from the rows themselves.
        let of_file = || night.rejects.iter().filter(|r| r.file == input.path);
        let errors: BTreeSet<u64> = of_file()
            .filter(|r| r.kind == "error")
            .map(|r| r.row)
            .collect();
        assert_eq!(errors.len() as u64, input.rejected, "{}", input.path);
        assert_eq!(
            of_file().filter(|r| r.kind == "warning").count() as u64,
            input.warnings,
            "{}",
            input.path
        );
        assert_eq!(
            input.read,
            input.accepted + input.rejected,
            "{}",
            input.path
        );
    }
    let before = self::inputs(&night.account_before);
    let sheet = book.sheet("Files");
    sheet.each("Data set", inputs, |i| words(&i.set));
    sheet.each("File", inputs, |i| words(&i.path));
    sheet.each("Extract of", inputs, |i| {
        let digits = i.path.rsplit_once('_').and_then(|(_, tail)| tail.get(..8));
        let day =
            digits.and_then(|digits| chrono::NaiveDate::parse_from_str(digits, "%Y%m%d").ok());
        day_or(day, "no date in the name")
    });
    sheet.each("Newest record", inputs, |i| {
        let newest = super::exports_date().max(night.date);
        let days = night.facts.days.get(&i.path).into_iter().flatten();
        day_or(
            days.filter(|day| **day <= newest).max().copied(),
            "not a visits file",
        )
    });
    sheet.each("Rows read", inputs, |i| number(i.read));
    sheet.each("Read the time before", inputs, |i| {
        let then = before.iter().find(|other| other.path == i.path);
        number(then.expect("a run before").read)
    });
    sheet.each("Accepted", inputs, |i| number(i.accepted));
    sheet.each("Rejected", inputs, |i| number(i.rejected));
    sheet.each("Share rejected", inputs, |i| share(i.rejected, i.read));
    sheet.each("Columns read", inputs, |i| {
        number(night.facts.headings[&i.path])
    });
    sheet.each("Columns ignored", inputs, |_| number(0));
    sheet.each("Case rows left out", inputs, |i| {
        number(left_out_of(night, |file| file == i.path))
    });
    sheet.each("Warnings", inputs, |i| number(i.warnings));
    let sheet = book.sheet("How it was read");
    sheet.each("Data set", inputs, |i| words(&i.set));
    sheet.each("File", inputs, |i| words(&i.path));
    sheet.each("Passed over", inputs, |i| {
        number(night.facts.passed_over.get(&i.path).copied().unwrap_or(0))
    });
    sheet.each("SHA-256", inputs, |i| words(&i.sha[..16]));
}

fn problems(night: &Night, book: &Book) {
    let place = |list: &[&str], word: &str| list.iter().position(|other| *other == word);
    let mut groups: BTreeMap<_, Vec<&Reject>> = BTreeMap::new();
    for reject in &night.rejects {
        let key = (
            place(&CODES, &reject.code),
            place(&SETS, &reject.data_set),
            &reject.file,
        );
        groups.entry(key).or_default().push(reject);
    }
    let groups: Vec<Vec<&Reject>> = groups.into_values().collect();
    let sheet = book.sheet("Problems by code");
    sheet.each("Code", &groups, |list| words(&list[0].code));
    sheet.each("Kind", &groups, |list| words(&list[0].kind));
    sheet.each("Data set", &groups, |list| words(&list[0].data_set));
    sheet.each("File", &groups, |list| words(&list[0].file));
    sheet.each("Rows", &groups, |list| number(list.len()));

    let mut all: Vec<&Reject> = night.rejects.iter().collect();
    all.sort_by_key(|reject| place(&CODES, &reject.code));
    // The rows of a child without a case row are one line.
    let mut rows: Vec<(&Reject, u32)> = Vec::new();
    for reject in all {
        let is_same = |(other, _): &&mut (&Reject, u32)| {
            reject.code == "W-ORPHAN"
                && (&other.code, &other.data_set, &other.value)
                    == (&reject.code, &reject.data_set, &reject.value)
        };
        match rows.iter_mut().find(is_same) {
            Some((_, count)) => *count += 1,
            None => rows.push((reject, 1)),
        }
    }
    let sheet = book.sheet("Rows");
    sheet.says(&format!(
        "{} in all, errors first; rejects.csv has the same.",
        night.rejects.len()
    ));
    let or = |text: &str, absent: &str| words(if text.is_empty() { absent } else { text });
    sheet.each("Data set", &rows, |(r, _)| words(&r.data_set));
    sheet.each("File", &rows, |(r, _)| words(&r.file));
    sheet.each("Sheet", &rows, |(r, _)| or(&r.sheet, "a CSV file"));
    sheet.each("Row", &rows, |(r, _)| number(r.row));
    sheet.each("Rows", &rows, |(_, count)| number(*count));
    sheet.each("Column", &rows, |(r, _)| or(&r.column, "the whole row"));
    sheet.each("Code", &rows, |(r, _)| words(&r.code));
    sheet.each("Kind", &rows, |(r, _)| words(&r.kind));
    sheet.each("Value", &rows, |(r, _)| or(&r.value, "blank"));
    sheet.each("What is wrong", &rows, |(r, _)| -> Value {
        words(&r.message)
    });
}

/// The oddities that the samples can have.
fn oddities(night: &Night) -> BTreeMap<String, u64> {
    let mut odd: BTreeMap<String, u64> = BTreeMap::new();
    let mut add = |what: &str| *odd.entry(what.to_owned()).or_default() += 1;
    let date = night.date;
    for (child, rows) in &night.facts.cases {
        for row in rows {
            let is_open = row.start <= date && row.end.is_none_or(|end| date < end);
            let Some(born) = row.born else {
                if is_open {
                    add("no date of birth, so an unborn child cannot be told");
                }
                continue;
            };
            let aged = |years: u32| born + chrono::Months::new(12 * years) <= date;
            if row.start < born && row.status == "CIC" {
                add("looked after from a date before birth");
            } else if row.start < born && born <= date && row.status != "CL" {
                add("the status began before the child was born");
            }
            if is_open && ["CP", "CIC", "CIN"].contains(&row.status) && aged(18) {
                add("aged 18 or over and still open as a child");
            }
            if is_open && row.status == "CL" && aged(25) {
                add("a care leaver aged 25 or over");
            }
            if row.end == Some(row.start) {
                add("a case row that ends on the day it starts");
            }
        }
        if rows.iter().any(|row| row.name != rows[0].name) {
            add("the same child has different names in different rows");
        }
        let visits = night.facts.visits_of(child);
        let is_open = !night.facts.open(child, date).is_empty();
        if is_open
            && rows
                .iter()
                .any(|row| row.died.is_some_and(|day| day <= date))
        {
            add(DIED);
        }
        if is_open && !visits.iter().any(|visit| visit.date <= date) {
            add("an open child without any visit or contact in the export");
        }
        let born = rows.iter().filter_map(|row| row.born).min();
        if is_open
            && visits
                .first()
                .is_some_and(|v| born.is_some_and(|born| v.date < born && born <= date))
        {
            add("a visit before the child was born");
        }
    }
    odd
}
