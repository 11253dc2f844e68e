//! A canary in the exports: its name, id and address are in nothing that a run leaves outside the workbooks.

use std::path::Path;

use super::{ADMIN, CARE, NORTH, came, posting};
use crate::{
    post_office::{Fault, Moment, PostOffice, Script, closed_port},
    workplace::{DATE, Workplace, program, ran},
};

const NAME: &str = "Canary Zzyellowbird";
const ID: &str = "CANARY-77421";
/// What a careless export holds besides.
const HOME: &str = "1 Zzcage Lane";

/// A root whose exports hold the canary, well and badly.
fn with_canary(port: u16, ca_file: &Path) -> Workplace {
    let place = posting(port, ca_file, "timeout = \"1s\"\nretry_after = []");
    let cases = place.read("in/cases.csv");
    place.write(
        "in/cases.csv",
        format!("{cases}{ID},{NAME},CIN,2026-09-01,North,Care,W1\n"),
    );
    let visits = place.read("in/visits.csv");
    place.write(
        "in/visits.csv",
        format!(
            "{visits}V1-{ID},{ID},2026-10-05,face_to_face,Y,W1,{HOME}\n{NAME},{ID},no date,face_to_face,Y,{NAME},{HOME}\n"
        ),
    );
    place
}

/// Every file of a root but the exports, the workbooks, positions, rejects and the stored messages' attachments.
fn spoken(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            if !path.ends_with("in") {
                spoken(&path, found);
            }
            continue;
        }
        let bytes = std::fs::read(&path).expect("readable");
        let is_for_the_eyes_of_staff = ["xlsx", "csv"]
            .iter()
            .any(|kind| path.extension().is_some_and(|extension| extension == *kind))
            && !name.contains("jobs");
        let said = if is_for_the_eyes_of_staff || name.contains("/kept/") {
            Vec::new()
        } else if name.ends_with(".eml") {
            without_attachment(&bytes)
        } else if name.contains("ledger.sqlite") {
            // Positions are remembered by child id, for movement; nothing else of a child is in it.
            String::from_utf8_lossy(&bytes).replace(ID, "").into_bytes()
        } else {
            bytes
        };
        found.push((name, said));
    }
}

/// The head and the texts of a message, decoded as far as they are encoded.
fn without_attachment(message: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(message);
    let end = text.find("application/vnd").unwrap_or(text.len());
    let text = text[..end].replace("=\r\n", "");
    let mut said = text.clone().into_bytes();
    for part in text.split("\r\n\r\n") {
        let packed: String = part.split_whitespace().collect();
        if let Ok(bytes) =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, packed)
        {
            said.extend(bytes);
        }
    }
    said
}

fn is_silent(what: &str, said: &[u8]) {
    let said = String::from_utf8_lossy(said).to_lowercase();
    for secret in [NAME, "Zzyellowbird", ID, HOME, "77421"] {
        assert!(
            !said.contains(&secret.to_lowercase()) && !what.contains(secret),
            "{secret} in {what}"
        );
    }
}

/// Runs the program with everything logged, and looks at all that it says.
fn run_loudly(place: &Workplace, arguments: &[&str]) -> i32 {
    let mut code = 0;
    for log in ["json", "text"] {
        let mut command = program();
        command
            .env("LASTSEEN_LOG", "trace")
            .arg("--root")
            .arg(place.root())
            .args(["--log", log])
            .args(arguments);
        let run = ran(&mut command);
        is_silent("standard output", run.stdout.as_bytes());
        is_silent("standard error", run.stderr.as_bytes());
        code = run.code;
    }
    code
}

fn look_at_everything(place: &Workplace) {
    let mut found = Vec::new();
    spoken(place.root(), &mut found);
    assert!(found.len() > 5);
    for (name, said) in found {
        is_silent(&name, &said);
    }
}

/// Addresses are for the envelope, the message's head and the list of recipients: nowhere else.
fn no_address_is_told(place: &Workplace) {
    let ledger = std::fs::read(place.path("reports/ledger.sqlite")).expect("readable");
    let account = place.read(&format!("reports/{DATE}/nightly/account.json"));
    for said in [String::from_utf8_lossy(&ledger).into_owned(), account] {
        for address in [NORTH, CARE, ADMIN] {
            assert!(!said.contains(address), "{address} is told");
        }
    }
}

#[test]
fn a_good_night_and_one_without_a_mail_server() {
    let office = PostOffice::open(Script::sound());
    let place = with_canary(closed_port(), office.ca_file());
    assert_eq!(run_loudly(&place, &["run", "nightly", "--date", DATE]), 8);
    look_at_everything(&place);
    super::move_to(&place, &office);
    assert_eq!(run_loudly(&place, &["deliver"]), 0);
    for arguments in [
        vec!["check", "--date", DATE],
        vec!["check", "--date", DATE, "--json"],
        vec!["who-gets-what", "--date", DATE],
        vec!["config", "show"],
        vec!["run", "nightly", "--date", DATE, "--dry-run", "-vv"],
        vec!["run", "nightly", "--date", DATE, "--dry-run"],
        vec!["run", "nightly", "--date", DATE, "--resend"],
    ] {
        assert_eq!(run_loudly(&place, &arguments), 0, "{arguments:?}");
    }
    look_at_everything(&place);
    no_address_is_told(&place);
    for message in came(&[&office]).into_values().flatten() {
        is_silent("a message", &without_attachment(&message.content));
    }
}

#[test]
fn a_server_that_repeats_what_it_was_told() {
    let fault = Fault::at(Moment::RcptTo)
        .to(CARE)
        .replying("550 5.1.1 no Zzyellowbird here");
    let office = PostOffice::open(Script::sound().failing(fault));
    let place = with_canary(office.port(), office.ca_file());
    assert_eq!(run_loudly(&place, &["run", "nightly", "--date", DATE]), 3);
    look_at_everything(&place);
    no_address_is_told(&place);
}

#[test]
fn a_refused_night() {
    let office = PostOffice::open(Script::sound());
    let place = with_canary(office.port(), office.ca_file());
    let cases = place.read("in/cases.csv");
    place.write(
        "in/cases.csv",
        cases.replace("child_id,", "id of the child,"),
    );
    assert_eq!(run_loudly(&place, &["run", "nightly", "--date", DATE]), 4);
    let bad = format!("{ID},{NAME},,,,,\n").repeat(30);
    place.write("in/cases.csv", format!("{cases}{bad}"));
    assert_eq!(run_loudly(&place, &["run", "nightly", "--date", DATE]), 4);
    look_at_everything(&place);
}

/// The canary is in the workbooks of those who answer for it: the tests above look in the right place.
#[test]
fn the_canary_is_there_to_be_found() {
    let office = PostOffice::open(Script::sound());
    let place = with_canary(office.port(), office.ca_file());
    place.nightly().with_code(0);
    let workbook = std::fs::read(place.path(&format!(
        "reports/{DATE}/nightly/monday-visits--tm-north.xlsx"
    )))
    .expect("a workbook");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a zip file");
    let mut text = String::new();
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).expect("a part");
        // Some parts are not text.
        let _ = std::io::Read::read_to_string(&mut part, &mut text);
    }
    assert!(text.contains(NAME) && text.contains(ID));
}
