//! The Targeted Support tracker follows the child's row of Targeted Support: its team has the child, no other does.

use test_case::test_case;

use crate::{
    workbooks::parts,
    workplace::{DATE, Workplace},
};

const CHILD: &str = "4711002";

/// A child in need of North who is open to Targeted Support elsewhere; a tracker for each of the teams.
fn place(rating: &str) -> Workplace {
    let place = Workplace::new();
    let cases = "child_id,child_name,status,status_start,team,service,worker_id\n\
        4711001,Zznorth Own,CIN,2026-11-16,North,Care,W1\n\
        4711001,Zznorth Own,TS,2026-11-17,North,Care,W1\n\
        4711002,Zzshared Child,CIN,2026-11-16,North,Care,W1\n\
        4711002,Zzshared Child,TS,2026-11-17,Early,Targeted Support,W1\n";
    place.write("in/cases.csv", cases);
    let headings = "visit_id,child_id,visit_date,mode,child_seen,worker_id\n";
    let visit = "V1,4711001,2026-11-20,face_to_face,Y,W1\n";
    place.write("in/visits.csv", format!("{headings}{visit}"));
    place.write(
        "in/ratings.csv",
        format!("child_id,rag,rag_decided_on,rag_decided_by,rag_rationale\n4711002,{rating},2026-11-18,M1,seen\n"),
    );
    place.write(
        "jobs/recipients.csv",
        "recipient_id,name,email,role,scope,reports\n\
         north,Zz,n@example.org,team_manager,team:North,targeted-tracker\n\
         early,Zz,e@example.org,team_manager,team:early,targeted-tracker\n\
         service,Zz,s@example.org,service_manager,service:TARGETED SUPPORT,targeted-tracker\n\
         senior-north,Zz,sn@example.org,senior,team:North,targeted-tracker\n\
         senior-early,Zz,se@example.org,senior,team:Early,targeted-tracker\n",
    );
    place.edit(
        "jobs/nightly.toml",
        "\"monday-visits\", \"unseen-children\", \"data-quality\"",
        "\"targeted-tracker\"",
    );
    place.edit("jobs/service.toml", "[gate]", "[gate]\njump = \"off\"");
    place
}

#[test_case("RED", &["early", "service"])]
#[test_case("AMBER", &["early", "service"])]
#[test_case("GREEN", &["senior-early"])]
fn the_team_of_the_targeted_support_row_has_the_child_and_no_other(rating: &str, has: &[&str]) {
    let place = place(rating);
    place.nightly().with_code(0);
    for reader in ["north", "early", "service", "senior-north", "senior-early"] {
        let book = format!("reports/{DATE}/nightly/targeted-tracker--{reader}.xlsx");
        let shows = std::fs::read(place.path(&book)).is_ok_and(|book| {
            let mut parts = parts(&book).into_iter();
            parts.any(|(_, part)| String::from_utf8_lossy(&part).contains(CHILD))
        });
        // Managers see the GREEN children of Targeted Support who are also open to social care.
        let is_also_open = rating == "GREEN" && ["early", "service"].contains(&reader);
        assert_eq!(shows, has.contains(&reader) || is_also_open, "{reader}");
    }
    let told = place.run(&["who-gets-what", "--date", DATE]).with_code(0);
    for line in [
        "north targeted-tracker team North 2",
        "early targeted-tracker team early 1",
    ] {
        let mut rows = told.stdout.lines().map(|row| row.split_whitespace());
        let is_there = rows.any(|row| row.eq(line.split(' ')));
        assert!(is_there, "{}", told.stdout);
    }
}
