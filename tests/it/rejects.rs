//! `rejects.csv` runs nothing when a spreadsheet opens it, and `account.json` adds up.

use crate::workplace::{self, DATE, Workplace};

/// Cells that a spreadsheet would run, were they let in.
const PAYLOADS: [&str; 12] = [
    "=1+1",
    "=HYPERLINK(\"http://example.org\";\"x\")",
    "+44 1604",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =cmd|'/c calc'!A1",
    "\u{a0}=1+1",
    "\u{feff}=1+1",
    "\u{200b}@SUM(A1)",
];

#[test]
fn rejects_csv_runs_nothing_and_the_account_adds_up() {
    let place = Workplace::new();
    let mut visits = workplace::visits();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let quoted = payload.replace('"', "\"\"");
        visits += &format!("X{number},001,2026-11-02,\"{quoted}\",Y,W1,\n");
    }
    visits += "Y1,404,2026-11-02,phone,N,W1,\n";
    place.remove("in/visits.csv");
    place.write("=visits.csv", visits);
    place.edit("jobs/service.toml", "in/visits*", "=visits.csv");
    place.edit(
        "jobs/service.toml",
        "max_rejected = \"2%\"",
        "max_rejected = \"50%\"",
    );
    place.nightly().with_code(0);

    let rejects = place.read(&format!("reports/{DATE}/nightly/rejects.csv"));
    let mut reader = csv::Reader::from_reader(rejects.as_bytes());
    let headings: Vec<String> = reader
        .headers()
        .expect("headings")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        headings.join(","),
        "data_set,file,sheet,row,column,code,kind,value,message"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), PAYLOADS.len() + 1);
    for (number, row) in rows.iter().enumerate() {
        for cell in row {
            let first = cell.chars().next().unwrap_or(' ');
            assert!(!"=+-@\t\r\n\0".contains(first), "{cell:?} can run");
        }
        assert_eq!(&row[3], (82 + number).to_string(), "the row in the file");
        assert_eq!(&row[1], "'=visits.csv");
    }
    assert!(
        rows[..12]
            .iter()
            .all(|row| &row[5] == "E-MODE" && &row[6] == "error")
    );
    assert_eq!(
        (&rows[12][5], &rows[12][6], &rows[12][7]),
        ("W-ORPHAN", "warning", "404")
    );

    let account = place.account();
    let visits = &account["inputs"][1];
    let count = |key: &str| visits[key].as_u64().expect("a number");
    assert_eq!(visits["data_set"], "visits");
    assert_eq!(visits["path"], "=visits.csv");
    assert_eq!(visits["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(
        (
            count("read"),
            count("accepted"),
            count("rejected"),
            count("warnings")
        ),
        (93, 81, 12, 1)
    );
    let deliveries = &account["deliveries"];
    let of = |key: &str| deliveries[key].as_u64().expect("a number");
    assert_eq!(of("expected"), 3);
    let ends = ["sent", "nil", "deferred", "failed", "held", "unknown"];
    assert_eq!(ends.into_iter().map(of).sum::<u64>(), of("expected"));
    let states = account["states"].as_object().expect("a table");
    let children: u64 = states.values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(children, 40);
}
