//! Last week's list of a team whose children have moved on since: it says that they left, and nothing newer.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use crate::workplace::Workplace;

const THEN: &str = "2026-11-23";
const NOW: &str = "2026-11-30";

const CASES: &str = "child_id,child_name,team,status,status_start,status_end,service,worker_id,rag,rag_decided_on\n";
const VISITS: &str = "visit_id,child_id,visit_date,mode,child_seen,worker_id,outcome\n";

fn place() -> Workplace {
    let place = Workplace::new();
    place.edit(
        "jobs/service.toml",
        "ratings = [{ path = \"in/ratings*\", profile = \"canonical\" }]\n",
        "",
    );
    place.edit("jobs/service.toml", "[gate]", "[gate]\njump = \"off\"");
    place.edit(
        "jobs/service.toml",
        "min_rows_vs_last = \"80%\"",
        "min_rows_vs_last = \"1%\"",
    );
    place.write(
        "jobs/recipients.csv",
        "recipient_id,name,email,role,scope,reports\n\
         north,Zz,n@example.org,team_manager,team:North,monday-visits\n\
         south,Zz,s@example.org,team_manager,team:South,monday-visits\n",
    );
    place.write(
        "jobs/nightly.toml",
        "schedule = \"0 0 5 * * *\"\nreports = [\"monday-visits\"]\n",
    );
    place.write(
        "in/workers.csv",
        "worker_id,worker_name,role,qualified\nW1,Zznorthern,social_worker,Y\nW9,Zzsouthern,social_worker,Y\n",
    );
    place
}

fn run(place: &Workplace, date: &str, cases: &[&str], visits: &[&str]) {
    place.write("in/cases.csv", format!("{CASES}{}\n", cases.join("\n")));
    place.write("in/visits.csv", format!("{VISITS}{}\n", visits.join("\n")));
    place.run(&["run", "nightly", "--date", date]).with_code(0);
}

/// Every text of a reader's list, sheet by sheet.
fn texts(place: &Workplace, reader: &str) -> Vec<(String, Vec<String>)> {
    let path = place.path(&format!(
        "reports/{NOW}/nightly/monday-visits--{reader}.xlsx"
    ));
    let bytes = std::fs::read(path).expect("a list");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet");
            let rows = range.rows().map(|row| {
                let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                cells.join("|")
            });
            (name, rows.collect())
        })
        .collect()
}

#[test]
fn a_child_that_moved_is_shown_as_gone_with_nothing_newer() {
    let place = place();
    let seen = [
        "V1,47001,2026-11-10,face_to_face,Y,W1,",
        "V2,47002,2026-11-10,face_to_face,Y,W1,",
        "V3,47003,2026-11-10,face_to_face,Y,W1,",
    ];
    let then = [
        "47001,Zzstays Here,North,CP,2026-09-01,,Care,W1,RED,2026-11-02",
        "47002,Zzmoves Away,North,CP,2026-09-01,,Care,W1,RED,2026-11-02",
        "47003,Zzcloses Now,North,CP,2026-09-01,,Care,W1,RED,2026-11-02",
    ];
    run(&place, THEN, &then, &seen);
    let now = [
        "47001,Zzstays Here,North,CP,2026-09-01,,Care,W1,RED,2026-11-02",
        "47002,Zzmoves Away,South,CP,2026-09-01,,Care,W9,GREEN,2026-11-25",
        "47003,Zzcloses Now,North,CP,2026-09-01,2026-11-27,Care,W1,RED,2026-11-02",
    ];
    let newer = [
        "V4,47002,2026-11-26,face_to_face,Y,W9,",
        "V5,47002,2026-12-03,face_to_face,,W9,planned",
    ];
    run(
        &place,
        NOW,
        &now,
        &[seen.as_slice(), newer.as_slice()].concat(),
    );

    let north = texts(&place, "north");
    for (sheet, rows) in &north {
        let of_moved: Vec<&String> = rows
            .iter()
            .filter(|row| row.contains("47002") || row.contains("Zzmoves"))
            .collect();
        if sheet != "Last week" {
            assert_eq!(
                of_moved,
                Vec::<&String>::new(),
                "{sheet} has the child of another team"
            );
            continue;
        }
        let [row] = of_moved.as_slice() else {
            panic!("{sheet}: {of_moved:?}");
        };
        assert!(
            row.starts_with("47002|Zzmoves Away|RED|"),
            "as it stood then: {row}"
        );
        assert!(
            row.contains("LEFT-LIST|no longer on this team's list|–"),
            "{row}"
        );
        let newer = ["GREEN", "South", "Zzsouthern", "W9"]
            .into_iter()
            .find(|word| row.contains(word));
        assert_eq!(newer, None, "{row}");
        assert!(
            rows.iter()
                .any(|row| row.starts_with("47003|Zzcloses Now|RED|") && row.contains("LEFT-LIST"))
        );
        assert!(
            rows.iter()
                .any(|row| row.starts_with("47001|") && row.contains("|NOTHING|"))
        );
    }
    let south = texts(&place, "south");
    let last_week = south
        .iter()
        .find(|(name, _)| name == "Last week")
        .expect("the sheet");
    assert!(
        !last_week.1.iter().any(|row| row.contains("4700")),
        "it was not on the list of South: {last_week:?}"
    );
}
