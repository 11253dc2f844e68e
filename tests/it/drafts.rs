//! `lastseen profile`: exports that no profile knows, in the manner of several systems, drafted and read without a reject;
//! and nobody's name, id, birth or words in anything that is said of them.

use std::fmt::Write as _;

use test_case::test_case;

use crate::{
    workbooks::{Cell, texts, workbook},
    workplace::{DATE, Ran, Workplace, program, ran},
};

/// An invented child, and what must never be shown of it.
struct Child {
    id: String,
    surname: String,
    forename: String,
    born: String,
}

fn child(at: usize) -> Child {
    // Names that no word of ours is, ids of five digits, which could be days.
    Child {
        id: (71_011 + at * 137).to_string(),
        surname: format!(
            "Zzquill{}",
            ["ack", "brook", "dale", "ford", "ham", "ley", "ton"][at % 7]
        ),
        forename: format!(
            "Zz{}",
            ["anna", "bert", "cleo", "dirk", "enid", "finn"][at % 6]
        ),
        born: format!("{:02}/0{}/201{}", at % 28 + 1, at % 9 + 1, at % 10),
    }
}

const CHILDREN: usize = 42;
const NOTE: &str = "Zzmum said that zzgrandad was ill";

fn worker(at: usize) -> String {
    format!("SW{:03}", at % 9 + 1)
}

fn status(at: usize, words: [&'static str; 4]) -> &'static str {
    words[at % 4]
}

/// A day of November, in some form.
fn day(at: usize, form: &str) -> String {
    let day = at % 20 + 1;
    match form {
        "uk" => format!("{day:02}/11/2026"),
        "us" => format!("11/{day:02}/2026"),
        "words" => format!("{day:02}-NOV-2026"),
        _ => format!("2026-11-{day:02}T09:30:00"),
    }
}

type Export = (&'static str, Vec<u8>);

/// Mosaic's manner: workers behind their names, a total below, commas.
fn mosaic() -> Vec<Export> {
    let mut cases = "Person Ref,Person Name,Date of Birth,Legal Status,Start Date,End Date,Responsible Team,Allocated Worker\r\n".to_owned();
    let mut visits = "Step Ref,Person Ref,Step Name,Date of Visit,Visit Method,Child Seen?,Completed By,Notes\r\n".to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(
            at,
            [
                "Child in Need",
                "Child Protection Plan",
                "Looked After Child",
                "Care Leaver",
            ],
        );
        let _ = write!(
            cases,
            "{id},\"{}, {forename}\",{born},{status},01/09/2026,,North Team,\"BROWN, Zzjo ({})\"\r\n",
            surname.to_uppercase(),
            worker(at)
        );
        let method = ["Face to face", "Video call", "Telephone"][at % 3];
        let _ = write!(
            visits,
            "S{at:04},{id},Visit,{},{method},{},\"BROWN, Zzjo ({})\",{NOTE} {at}\r\n",
            day(at, "uk"),
            ["Yes", "No"][at % 2],
            worker(at)
        );
    }
    cases += &format!("Total,{CHILDREN},,,,,,\r\n");
    vec![
        ("cases_20261122.csv", cases.into_bytes()),
        ("visits_20261122.csv", visits.into_bytes()),
    ]
}

/// Liquidlogic's manner: a workbook grouped by child below titles, with sums and headings again.
fn grouped() -> Vec<Export> {
    let headings = [
        "Child Id",
        "Child",
        "Note Ref",
        "Kind of visit",
        "Event Date",
        "Seen",
        "Author Ref",
    ];
    let mut rows: Vec<Vec<Cell>> = vec![
        texts("Visits by child"),
        texts("Run by performance"),
        texts(&headings.join("|")),
    ];
    let mut cases: Vec<Vec<Cell>> = vec![texts(
        "Child Id|Forename|Surname|DoB|Category|Category Start|Category End|Team|Case Holder Ref",
    )];
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(at, ["CIN", "CPP", "CLA", "Care Leaver"]);
        cases.push(texts(&format!(
            "{id}|{forename}|{surname}|{born}|{status}|01/09/2026||North Team|{}",
            worker(at)
        )));
        for visit in 0..2 {
            let group = if visit == 0 {
                format!("{id}|{forename} {surname}")
            } else {
                "|".to_owned()
            };
            rows.push(texts(&format!(
                "{group}|N{at}{visit}|{}|{}|Y|{}",
                ["Home visit", "Telephone"][visit],
                day(at + visit, "uk"),
                worker(at)
            )));
        }
        rows.push(texts(&format!("|Total for {forename} {surname}|2")));
        if at % 10 == 9 {
            rows.push(texts(&headings.join("|")));
        }
    }
    rows.push(texts("Grand Total||84"));
    vec![
        ("caseload_2026-11-22.xlsx", workbook(&[("Caseload", cases)])),
        (
            "contacts_2026-11-22.xlsx",
            workbook(&[("About", vec![texts("Nothing here")]), ("Report", rows)]),
        ),
    ]
}

/// The same in one workbook, beside a longer sheet of codes and one that says nothing.
fn in_one_workbook() -> Vec<Export> {
    let mut cases = vec![texts(
        "Client Ref|Client Name|D.O.B.|Plan Type|Plan Start|Plan End|Team Name|Social Worker Ref",
    )];
    let mut contacts = vec![texts(
        "Contact Ref|Client Ref|Contact Date|Contact Method|Seen|Made By Ref",
    )];
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(at, ["CIN", "CP", "LAC", "Care Leaver"]);
        cases.push(texts(&format!(
            "{id}|{forename} {surname}|{born}|{status}|01/09/2026||North Team|{}",
            worker(at)
        )));
        contacts.push(texts(&format!(
            "K{at:03}|{id}|{}|Home visit|Y|{}",
            day(at, "uk"),
            worker(at)
        )));
    }
    let codes = (0..300).map(|at| texts(&format!("{at}|Code {at}")));
    let sheets = [
        ("Read me", vec![texts("Report of the case system")]),
        ("Open cases", cases),
        ("Codes", codes.collect()),
        ("Contacts", contacts),
    ];
    vec![("extract_2026-11-22.xlsx", workbook(&sheets))]
}

/// Eclipse's manner: tabs in UTF-16, forms of several children, those who were seen apart.
fn forms() -> Vec<Export> {
    let mut people =
        "Person ID\tName\tDate of birth\tClassification\tFrom\tTo\tLead team\tLead worker ID\n"
            .to_owned();
    let mut forms = "Form ID\tSubject IDs\tDate of visit\tHow was it carried out?\tWho was seen?\tCompleted by\n".to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(
            at,
            [
                "Child in Need",
                "Child Protection",
                "Child in Care",
                "Care Leaver",
            ],
        );
        let _ = writeln!(
            people,
            "{id}\t{forename} {surname}\t{born}\t{status}\t2026-09-01T00:00:00\t\tNorth Team\t{}",
            worker(at)
        );
        let sibling = child((at + 1) % CHILDREN).id;
        let _ = writeln!(
            forms,
            "F{at:04}\t{id}; {sibling}\t{}\t{}\t{id}\t{}",
            day(at, "iso"),
            ["In person", "Microsoft Teams"][at % 2],
            worker(at)
        );
    }
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    vec![
        ("people_20261122.csv", utf16(&people)),
        ("forms_20261122.csv", utf16(&forms)),
    ]
}

/// A report of Power BI: a row a visit beside its case, months first, children without a visit, the filters below.
fn one_row() -> Vec<Export> {
    let mut text = "Client Ref,Client,D.O.B.,Plan,Plan Start,Plan End,Team Name,Key Worker Ref,Contact Ref,Contact Date,Contact Method,Seen\r\n".to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(at, ["CIN Plan", "CP Plan", "LAC", "Leaving Care"]);
        let (head, tail) = born.split_at(3);
        let born = format!("{}/{head}{}", &tail[..2], &tail[3..]);
        let visit = match at % 7 {
            0 => ",,,".to_owned(),
            _ => format!(
                "C{at:04},{},{},TRUE",
                day(at, "us"),
                ["Home Visit", "Phone Call"][at % 2]
            ),
        };
        let _ = write!(
            text,
            "{id},\"{surname}, {forename}\",{born},{status},09/01/2026,,North Team,{},{visit}\r\n",
            worker(at)
        );
    }
    text += "\r\n\"Applied filters: Plan is not Closed\"\r\n";
    vec![("extract_20261122.csv", text.into_bytes())]
}

/// CareFirst's manner: semicolons, capitals, months as words, Windows-1252.
fn capitals() -> Vec<Export> {
    let mut clients =
        "CLIENT NO;CLIENT NAME;BIRTH DATE;SERVICE STATUS;FROM;TO;TEAM;WORKER NO\r\n".to_owned();
    let mut activities =
        "ACTIVITY NO;CLIENT NO;ACTIVITY;ACTIVITY DATE;OUTCOME;CHILD SEEN Y/N;WORKER NO\r\n"
            .to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let status = status(
            at,
            [
                "CHILD IN NEED",
                "CHILD PROTECTION",
                "LOOKED AFTER",
                "CARE LEAVER",
            ],
        );
        let _ = write!(
            clients,
            "00{id};{surname},{forename};{born};{status};01-SEP-2026;;NORTH T\u{e9}AM;{}\r\n",
            worker(at)
        );
        let _ = write!(
            activities,
            "{};00{id};{};{};{};Y;{}\r\n",
            5000 + at,
            ["C-HOME VISIT", "C-VIRTUAL VISIT"][at % 2],
            day(at, "words"),
            ["COMPLETED", "NO ACCESS"][at % 2],
            worker(at)
        );
    }
    let bytes = |text: String| {
        text.chars()
            .map(|sign| u8::try_from(u32::from(sign)).expect("Latin"))
            .collect()
    };
    vec![
        ("clients_20261122.csv", bytes(clients)),
        ("activities_20261122.csv", bytes(activities)),
    ]
}

/// A table for each plan, none of which says the status.
fn by_plan() -> Vec<Export> {
    let mut plans = "ID,Child,Birth Date,CP Plan start,CP Plan end,Team,SW ID\n".to_owned();
    let mut visits = "ID,Date,Type,Seen,By\n".to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        let _ = writeln!(
            plans,
            "{id},{forename} {surname},{born},2026-09-01,,North Team,{}",
            worker(at)
        );
        for visit in 0..2 {
            let _ = writeln!(
                visits,
                "{id},{},{},1,{}",
                &day(at + visit * 3, "iso")[..10],
                ["F2F", "Virtual"][visit],
                worker(at)
            );
        }
    }
    vec![
        ("cp_plans_20261122.csv", plans.into_bytes()),
        ("visits_20261122.csv", visits.into_bytes()),
    ]
}

fn init(place: &Workplace) -> Ran {
    let options = [
        "init",
        ".",
        "--name",
        "X",
        "--domain",
        "example.org",
        "--exports",
        "in",
    ];
    ran(program().current_dir(place.root()).args(options))
}

fn laid_out(exports: &[Export]) -> Workplace {
    let place = Workplace::bare();
    for (name, bytes) in exports {
        place.write(&format!("in/{name}"), bytes);
    }
    place
}

/// Everything that the program said or wrote of an export holds nothing of a person.
#[track_caller]
fn names_nobody(said: &str) {
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            born,
        } = child(at);
        for private in [
            &id,
            &surname,
            &forename,
            &born,
            &surname.to_uppercase(),
            &worker(at),
        ] {
            assert!(
                !said.contains(private.as_str()),
                "{private} is shown: {said}"
            );
        }
    }
    for private in ["Zzmum", "zzgrandad", "BROWN", "Zzjo"] {
        assert!(!said.contains(private), "{private} is shown: {said}");
    }
}

/// From exports that nobody has described to a night, with two commands and no line of TOML written.
#[test_case(&mosaic(), 42; "workers behind their names, a total")]
#[test_case(&grouped(), 84; "a grouped workbook")]
#[test_case(&in_one_workbook(), 42; "cases and contacts in one workbook")]
#[test_case(&forms(), 84; "forms of several children")]
#[test_case(&one_row(), 36; "a row a visit beside its case")]
#[test_case(&capitals(), 42; "capitals and semicolons")]
#[test_case(&by_plan(), 84; "a table for each plan")]
fn an_unknown_export_is_read_within_the_hour(exports: &[Export], visits: u64) {
    let place = laid_out(exports);
    let begun = init(&place).with_code(0);
    names_nobody(&begun.stdout);
    let profiles = place.tree("jobs/profiles");
    assert!(!profiles.is_empty(), "{}", begun.stdout);
    for name in profiles.keys() {
        let path = format!("jobs/profiles/{name}");
        names_nobody(&place.read(&path));
    }
    let run = place
        .run(&["run", "nightly", "--dry-run", "--date", DATE])
        .with_code(0);
    assert!(run.stdout.contains("42 children"), "{}", run.stdout);
    let account = place.account();
    let inputs = account["inputs"].as_array().expect("inputs");
    let of = |set: &str, what: &str| -> u64 {
        let inputs = inputs.iter().filter(|input| input["data_set"] == set);
        inputs
            .map(|input| input[what].as_u64().expect("a number"))
            .sum()
    };
    for set in ["cases", "visits"] {
        assert_eq!(of(set, "rejected"), 0, "{set}: {inputs:?}");
    }
    assert_eq!(
        (of("cases", "accepted"), of("visits", "accepted")),
        (42, visits)
    );
    let positions = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    let mut rows = csv::Reader::from_reader(positions.as_bytes());
    let headings = rows.headers().expect("headings").clone();
    let at = |name: &str| {
        headings
            .iter()
            .position(|heading| heading == name)
            .expect("a column")
    };
    let (worker_id, team) = (at("worker_id"), at("team"));
    for row in rows.records().map(|row| row.expect("a row")) {
        assert!(row[worker_id].starts_with("SW0"), "{row:?}");
        assert!(row[team].to_lowercase().starts_with("north"), "{row:?}");
    }
}

fn profile(place: &Workplace, arguments: &[&str]) -> Ran {
    let mut command = program();
    ran(command
        .current_dir(place.root())
        .arg("profile")
        .args(arguments))
}

/// What is not plain is listed by its word where many rows have it, and by its number where few do.
#[test]
fn words_that_are_not_plain_are_listed_and_not_guessed() {
    let mut text = "Visit ID,Child ID,Kid,Visit Date,Contact Type,Worker ID\n".to_owned();
    for at in 0..CHILDREN {
        let Child {
            id,
            surname,
            forename,
            ..
        } = child(at % 7);
        let third = child(3);
        let third = format!("{} {}", third.forename, third.surname);
        let kind = match at {
            0..10 => "Home visit",
            10..20 => "Core group",
            20..30 => "Non-contact",
            30 => "Home visit to Zzmum",
            // Somebody writes the child's own id, or a name, where a kind of contact belongs.
            31..36 => "71011",
            _ => &third,
        };
        let _ = writeln!(
            text,
            "V{at},{id},{forename} {surname},{},{kind},{}",
            day(at, "uk"),
            worker(at)
        );
    }
    let place = laid_out(&[("contacts.csv", text.into_bytes())]);
    let said = profile(
        &place,
        &["draft", "in/contacts.csv", "-o", "jobs/profiles/ours.toml"],
    )
    .with_code(0);
    let draft = place.read("jobs/profiles/ours.toml");
    for text in [
        "\"Home visit\" = { mode = \"face_to_face\" }",
        "# unknown: \"Core group\" stands in 10 rows",
        "# unknown: \"Non-contact\" stands in 10 rows",
    ] {
        assert!(draft.contains(text), "{text}: {draft}");
    }
    for hidden in ["Zzmum", "71011", "Zzquill"] {
        assert!(
            !draft.contains(hidden) && !said.stdout.contains(hidden),
            "{hidden}: {draft} {}",
            said.stdout
        );
    }
    assert!(said.stdout.contains("to be decided"), "{}", said.stdout);
    // A second draft does not take the place of the first, into which somebody may have written.
    profile(
        &place,
        &["draft", "in/contacts.csv", "-o", "jobs/profiles/ours.toml"],
    )
    .with_code(64)
    .complains_of(&["is there already"]);

    let checked = profile(&place, &["check", "ours", "in/contacts.csv"]).with_code(0);
    for text in [
        "\"Core group\" in 10 rows",
        "\"Non-contact\" in 10 rows",
        "not shown, since each stands in fewer than 5 rows",
        "***",
    ] {
        assert!(checked.stdout.contains(text), "{text}: {}", checked.stdout);
    }
    names_nobody(&checked.stdout);
}

#[test_case("A,B\n1,2\n", 4, "none of the first rows looks like headings"; "no headings")]
#[test_case("Child ID,Team\n1,A\n", 64, "it is not plain what the export holds"; "neither cases nor visits")]
#[test_case("", 4, "the file is empty"; "nothing")]
fn what_cannot_be_drafted_is_said(text: &str, code: i32, says: &str) {
    let place = laid_out(&[("export.csv", text.as_bytes().to_vec())]);
    profile(&place, &["draft", "in/export.csv"])
        .with_code(code)
        .complains_of(&[says]);
}

#[test]
fn profiles_are_listed_and_shown() {
    let place = Workplace::new();
    let own = profile(&place, &["show", "mosaic"]).with_code(0).stdout;
    assert!(own.contains("title = \"Mosaic\""), "{own}");
    place.write("jobs/profiles/mosaic.toml", &own);
    place.write("jobs/profiles/broken.toml", "title = 1");
    let listed = profile(&place, &["list"]).with_code(0).stdout;
    for name in lastseen::ingest::profile::built_in_names() {
        assert!(
            listed
                .lines()
                .any(|line| line.starts_with(&format!("{name} "))),
            "{name}: {listed}"
        );
    }
    let line = |start: &str| {
        listed
            .lines()
            .filter(|line| line.starts_with(start))
            .collect::<Vec<_>>()
    };
    assert_eq!(line("mosaic ").len(), 2, "{listed}");
    assert!(
        line("mosaic ")[0].contains("built in, replaced") && line("mosaic ")[1].contains("own"),
        "{listed}"
    );
    assert!(
        line("annex-a ")[0].contains("yes") && line("broken ")[0].contains("cannot be read"),
        "{listed}"
    );
    profile(&place, &["show", "mosiac"])
        .with_code(64)
        .complains_of(&["did you mean \"mosaic\"?"]);
}

/// Where no heading tells a child's id from a worker's, the exports that the settings name do.
#[test]
fn ids_of_the_other_exports_tell_whose_they_are() {
    let mut cases = "child_id,status,status_start,team,worker_id\n".to_owned();
    let mut workers = "worker_id,role,qualified\n".to_owned();
    let mut visits = "Entry,Code A,Code B,Visit Date,How\n".to_owned();
    for at in 0..CHILDREN {
        let id = child(at).id;
        let _ = writeln!(cases, "{id},CIN,2026-09-01,North Team,{}", worker(at));
        let _ = writeln!(
            visits,
            "E{at},{id},{},{},Home visit",
            worker(at),
            day(at, "uk")
        );
    }
    for at in 0..9 {
        let _ = writeln!(workers, "{},social_worker,Y", worker(at));
    }
    let place = laid_out(&[
        ("cases_20261122.csv", cases.into_bytes()),
        ("workers_20261122.csv", workers.into_bytes()),
    ]);
    init(&place).with_code(0);
    place.write("visits.csv", visits);
    let arguments = ["draft", "visits.csv", "-o", "jobs/profiles/visits.toml"];
    let said = profile(&place, &arguments).with_code(0).stdout;
    assert!(said.contains("42 accepted, 0 rejected"), "{said}");
    let draft = place.read("jobs/profiles/visits.toml");
    for line in [
        "\nchild_id = [\"Code A\"]\n",
        "\nworker_id = [\"Code B\"]\n",
    ] {
        assert!(draft.contains(line), "{line}: {draft}");
    }
    // Without them nothing tells.
    place.remove("jobs/service.toml");
    let arguments = ["draft", "visits.csv", "--as", "visits"];
    let alone = profile(&place, &arguments).with_code(0).stdout;
    assert!(!alone.contains("\nchild_id = [\"Code A\"]\n"), "{alone}");
}

/// An export that has a child in each row and nothing that makes it a case, nor a list of workers, is neither: its children
/// would all be cases that nobody has seen.
#[test_case("Child ID,Contact No,Date of Visit,Method,Result of Visit,Child Seen,Date of Birth", "annex-a"; "visits are no care leavers")]
#[test_case("Child ID,Date of Birth,Allocated Worker,Allocated Team,Gender,Ethnicity,School", "annex-a"; "a list of people is no care leavers")]
fn another_export_is_not_taken_for_cases(headings: &str, profile_name: &str) {
    let mut export = format!("{headings}\n");
    for at in 0..CHILDREN {
        let _ = writeln!(
            export,
            "{},V{at},{},In person,Successful,Y,{}",
            child(at).id,
            day(at, "uk"),
            child(at).born
        );
    }
    let place = laid_out(&[("monthly_20261122.csv", export.into_bytes())]);
    init(&place);
    let service = place.read("jobs/service.toml");
    let taken = service
        .lines()
        .any(|line| line.contains("monthly") && line.contains(profile_name));
    assert!(!taken, "{service}");
    let said = profile(&place, &["check", profile_name, "in/monthly_20261122.csv"]);
    assert_ne!(said.code, 0, "{}", said.stdout);
}

/// Visits with a worker in each row, whose days do not all read, are no list of workers.
#[test]
fn visits_are_not_taken_for_workers() {
    let mut export = "Case Ref,Note date,Worker Name,Worker ID,Role\n".to_owned();
    for at in 0..CHILDREN {
        let day = match at % 4 {
            0 => "not known yet".to_owned(),
            _ => day(at, "words"),
        };
        let _ = writeln!(
            export,
            "{},{day},Zzname {at},{},Social Worker",
            child(at).id,
            worker(at)
        );
    }
    let place = laid_out(&[("notes.csv", export.into_bytes())]);
    let said = profile(&place, &["draft", "in/notes.csv"]);
    assert_ne!(said.code, 0, "{}", said.stdout);
    said.complains_of(&["it is not plain what the export holds"]);
}
