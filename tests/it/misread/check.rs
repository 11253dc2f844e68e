//! `check` says beforehand what a run would leave out and why: every kind of bad row, counted as the run counts it.

use std::collections::BTreeMap;

use crate::workplace::{DATE, Workplace};

/// One row of cases, visits, ratings and workers for each kind.
fn place() -> Workplace {
    let place = Workplace::new();
    place.edit(
        "jobs/service.toml",
        "max_rejected = \"2%\"",
        "max_rejected = \"50%\"",
    );
    let cases =
        "child_id,child_name,status,status_start,status_end,team,service,worker_id,risk_factors\n";
    let good: String = (1..=40)
        .map(|child| format!("{child:03},Zzname{child:03},CIN,2026-09-01,,North,Care,W1,\n"))
        .collect();
    let bad = "2026-11-10,Zza,CIN,2026-09-01,,North,Care,W1,\n\
        \"10,000,134\",Zza,CIN,2026-09-01,,North,Care,W1,\n\
        1.2345678E+9,Zza,CIN,2026-09-01,,North,Care,W1,\n\
        101,Zza,CIN,2026-09-01,#REF!,North,Care,W1,\n\
        102,Zza,CIN,2026-09-01,,#VALUE!,Care,W1,\n\
        103,Zza,CIN,\u{5c}N,,North,Care,W1,\n\
        104,Zza,CIN,2026-09-01,2026-08-01,North,Care,W1,\n\
        105,Zza,Zzkin,2026-09-01,,North,Care,W1,\n\
        106,Zza,CIN,01/10/26,,North,Care,W1,\n\
        107,Zza,CIN,2026-09-01,,North,Care,#N/A,\n\
        108,Zza,CIN,2026-09-01,,North,Care,W1,Zzfactor\n\
        001,Zzname001,CIN,2026-10-01,,North,Care,W1,\n\
        109,Zza,CIN\n";
    place.write("in/cases.csv", format!("{cases}{good}{bad}"));
    let visits = place.read("in/visits.csv");
    let bad = "VA,002,2026-11-02,Zzpigeon,Y,W1,\nVB,003,2026-11-02,face_to_face,#DIV/0!,W1,\n\
        V004-1,004,2026-11-03,phone,Y,W1,\nVC,005,2026-11-02,face_to_face,Y,W1,\nVD,999,2026-11-02,phone,Y,W1,\nVE,006,2027-01-02,phone,Y,W1,\n";
    place.write("in/visits.csv", visits + bad);
    let ratings = place.read("in/ratings.csv");
    place.write(
        "in/ratings.csv",
        ratings + "002,Zzpurple,2026-11-10,M1,seen\n",
    );
    let workers = place.read("in/workers.csv");
    place.write(
        "in/workers.csv",
        workers + "W1,Zzworker,social_worker,,\n".trim_end_matches(",\n") + "\n",
    );
    place
}

#[test]
fn check_counts_what_the_run_then_leaves_out() {
    let place = place();
    let check = place.run(&["check", "--date", DATE]).with_code(0);
    assert!(!check.stdout.contains("Zz"), "{}", check.stdout);
    place.nightly().with_code(0);
    let rejects = place.read(&format!("reports/{DATE}/nightly/rejects.csv"));
    let mut counted: BTreeMap<String, u32> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(rejects.trim_start_matches('\u{feff}').as_bytes());
    let code = reader
        .headers()
        .expect("headings")
        .iter()
        .position(|name| name == "code");
    let code = code.expect("a column of codes");
    for row in reader.records() {
        *counted
            .entry(row.expect("a row")[code].to_owned())
            .or_default() += 1;
    }
    let met: Vec<&str> = counted.keys().map(String::as_str).collect();
    assert_eq!(
        met,
        [
            "E-DATE",
            "E-ENDS-EARLY",
            "E-FUTURE",
            "E-ID",
            "E-MISSING",
            "E-MODE",
            "E-NO-VALUE",
            "E-ROW",
            "E-STATUS",
            "W-DUPLICATE",
            "W-FACTOR",
            "W-ORPHAN",
            "W-OVERLAP",
            "W-RAG",
            "W-SAME-VISIT",
            "W-VALUE",
            "W-WORKER",
        ],
        "{rejects}"
    );
    let mut said: BTreeMap<String, u32> = BTreeMap::new();
    for line in check.stdout.lines() {
        let mut words = line.trim_start().split(' ');
        if let (Some(Ok(count)), Some(code)) = (words.next().map(str::parse::<u32>), words.next()) {
            let code = code.trim_end_matches(':');
            if code.starts_with("E-") || code.starts_with("W-") {
                *said.entry(code.to_owned()).or_default() += count;
            }
        }
    }
    assert_eq!(said, counted, "{}", check.stdout);
}
