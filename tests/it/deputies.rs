//! Deputies: a copy of a line's letters goes to another reader between two dates, with the line's children only.

use calamine::{Reader, Xlsx};
use test_case::test_case;

use crate::{
    delivery::{came, check_ledger, copies, move_to, outbox},
    mail::Mail,
    post_office::{PostOffice, Script, closed_port},
    workplace::{DATE, Workplace},
};

const SERVICE: &str = "jobs/service.toml";
const RECIPIENTS: &str = "jobs/recipients.csv";
const HEAD: &str = "recipient_id,name,email,role,scope,reports,deputy_id,from,until\n";

/// Children of North, and from 021 on of South; the manager of South has a deputy, the line's last cells.
fn place(deputy: &str) -> Workplace {
    let place = Workplace::new();
    let cases = place.read("in/cases.csv");
    let cases = cases.lines().map(|line| match line.get(..3) {
        Some(id) if ("021".."1").contains(&id) => line.replace(",North,", ",South,") + "\n",
        _ => format!("{line}\n"),
    });
    place.write("in/cases.csv", cases.collect::<String>());
    place.write(RECIPIENTS, format!("{HEAD}{}", lines(deputy)));
    place
}

fn lines(deputy: &str) -> String {
    format!(
        "tm-north,Zzmanager North,north@example.org,team_manager,team:North,monday-visits,,,
tm-south,Zzmanager South,south@example.org,team_manager,team:South,monday-visits,{deputy}
sm-care,Zzmanager Care,care@example.org,service_manager,service:Care,unseen-children,tm-south,,
"
    )
}

/// Every text of a workbook.
fn texts(place: &Workplace, name: &str) -> String {
    let path = place.path(&format!("reports/{DATE}/nightly/{name}.xlsx"));
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.cells());
    cells.map(|(_, _, cell)| format!("{cell}\n")).collect()
}

fn letters(place: &Workplace) -> Vec<String> {
    place.tree(&outbox()).into_keys().collect()
}

#[test]
fn a_copy_goes_to_the_deputy_with_the_lines_children_only() {
    let place = place("tm-north,2026-11-20,05/12/2026");
    place.nightly().with_code(0);
    assert_eq!(
        letters(&place),
        [
            "monday-visits--tm-north.eml",
            "monday-visits--tm-south.eml",
            "monday-visits--tm-south.to.tm-north.eml",
            "unseen-children--sm-care.eml",
            // One step: what tm-south gets as a deputy goes to nobody else.
            "unseen-children--sm-care.to.tm-south.eml",
        ]
    );
    assert_eq!(place.account()["deliveries"]["expected"], 5);
    assert_eq!(place.account()["deliveries"]["sent"], 5);
    check_ledger(&place);
    let mail = |name: &str| {
        let path = place.path(&format!("{}/monday-visits--{name}.eml", outbox()));
        Mail::parse(&std::fs::read(path).expect("a letter"))
    };
    let copy = mail("tm-south.to.tm-north");
    assert_eq!(copy.header("To"), "north@example.org");
    assert!(copy.header("Subject").ends_with("(as deputy)"));
    let is_for = "A copy for Zzmanager North, who stands in for Zzmanager South (tm-south) from 20 Nov 2026 until 5 Dec 2026.";
    for body in [&copy.text, &copy.words_of_html()] {
        let body = body.replace(['\n', '\r'], " ");
        assert!(
            body.contains(is_for) && body.contains("Dear Zzmanager North"),
            "{body}"
        );
        assert!(body.contains("team South"), "{body}");
    }
    let own = mail("tm-south");
    assert_eq!(own.header("To"), "south@example.org");
    let goes_to = "A copy of this goes to Zzmanager North (tm-north), who stands in for Zzmanager South from 20 Nov 2026 until 5 Dec 2026.";
    assert!(
        own.text.replace('\n', " ").contains(goes_to),
        "{}",
        own.text
    );
    assert!(!mail("tm-north").text.contains("stands in"));

    let of_copy = texts(&place, "monday-visits--tm-south.to.tm-north");
    let of_line = texts(&place, "monday-visits--tm-south");
    assert!(of_copy.contains(is_for) && of_line.contains(goes_to));
    assert_eq!(
        of_copy.replace(is_for, ""),
        of_line.replace(goes_to, ""),
        "the workbook is the line's"
    );
    assert!(of_copy.contains("Zzname030") && !of_copy.contains("Zzname001"));
    let of_deputy = texts(&place, "monday-visits--tm-north");
    assert!(of_deputy.contains("Zzname001") && !of_deputy.contains("Zzname030"));

    for command in ["check", "who-gets-what"] {
        let told = place.run(&[command, "--date", DATE]).with_code(0).stdout;
        let says = match command {
            "check" => "deputy: tm-north gets copies of the letters of tm-south from 20 Nov 2026 until 5 Dec 2026\n".to_owned(),
            _ => "tm-north (deputy of tm-south from 20 Nov 2026 until 5 Dec 2026)".to_owned(),
        };
        assert!(told.contains(&says), "{told}");
    }
    // Nothing is sent twice; what is asked for again goes to the deputy again.
    let account = || place.read(&format!("reports/{DATE}/nightly/account.json"));
    let before = (letters(&place), account());
    place.nightly().with_code(0);
    assert_eq!((letters(&place), account()), before);
    place
        .run(&["run", "nightly", "--date", DATE, "--resend"])
        .with_code(0);
    assert!(letters(&place).contains(&"monday-visits--tm-south.to.tm-north--r2.eml".to_owned()));
    place
        .run(&["rebuild", "nightly", "--date", DATE])
        .with_code(0);
}

/// The mailbox is the deputy's, and so is the way in which workbooks are sealed for it.
#[test]
fn a_copy_is_sealed_as_the_deputy_has_it() {
    let place = place("tm-north,,");
    place.write("secret", "Zzword");
    place.edit(
        SERVICE,
        "[output]",
        "[mail.seal_for.tm-north]\nseal_password_file = \"secret\"\n[output]",
    );
    #[cfg(unix)]
    std::fs::set_permissions(
        place.path("secret"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .expect("our own file");
    place.nightly().with_code(0);
    for (reader, is_sealed) in [
        ("tm-north", true),
        ("tm-south.to.tm-north", true),
        ("tm-south", false),
    ] {
        let letter = place.read(&format!("{}/monday-visits--{reader}.eml", outbox()));
        let mail = Mail::parse(letter.as_bytes());
        assert_eq!(
            mail.text.contains("The workbook is sealed"),
            is_sealed,
            "{reader}"
        );
        // What a sealed file begins with, and what a ZIP archive does.
        let begins = if is_sealed {
            "\n0M8R4KGxGuE"
        } else {
            "\nUEsDB"
        };
        assert!(letter.replace("\r\n", "\n").contains(begins), "{reader}");
    }
}

#[test_case(",,", true; "without dates")]
#[test_case("2026-11-23,", true; "from the run date")]
#[test_case("2026-11-24,", false; "from the day after")]
#[test_case(",2026-11-23", true; "until the run date")]
#[test_case(",2026-11-22", false; "until the day before")]
#[test_case("23/11/2026,23/11/2026", true; "that one day")]
fn the_dates_of_a_deputy(dates: &str, is_copied: bool) {
    let dates = dates.trim_start_matches(",,");
    let dates = if dates.is_empty() { "," } else { dates };
    let place = place(&format!("tm-north,{dates}"));
    let settings = lastseen::config::Settings::load(place.root()).expect("sound settings");
    let date = DATE.parse().expect("a date");
    let copy = |of: &&lastseen::deliver::settings::Recipient| of.id == "tm-south.to.tm-north";
    let copy = settings.recipients.iter().find(copy).expect("a copy");
    assert_eq!(copy.is_reader_on(date), is_copied);
    assert_eq!(
        copy.reports.iter().any(|of| copy.gets(*of, date)),
        is_copied
    );
}

#[test_case("tm-nroth,,", "deputy_id \"tm-nroth\" is the recipient_id of no line; did you mean \"tm-north\"?"; "an unknown id")]
#[test_case("tm-south.to.tm-north,,", "deputy_id \"tm-south.to.tm-north\" is the recipient_id of no line"; "the id of a copy")]
#[test_case("tm-south,,", "deputy_id is the line's own recipient_id"; "the line itself")]
#[test_case("tm-north,2026-11-24,2026-11-23", "until lies before from"; "an end before the beginning")]
#[test_case("tm-north,24.11.,", "from must be a date such as 2026-12-21 or 21/12/2026, or blank, not \"24.11.\""; "no date")]
#[test_case("tm-north,,21/12/26", "until must be a date such as 2026-12-21"; "a year of two digits")]
#[test_case("tm-north,,2026-02-29", "until must be a date"; "a day that never was")]
#[test_case(",2026-11-24,", "from and until say when a deputy gets copies, and deputy_id is blank"; "dates of nobody")]
fn a_deputy_that_cannot_be(deputy: &str, says: &str) {
    place(deputy)
        .run(&["check", "--date", DATE])
        .with_code(6)
        .complains_of(&[&format!("error: {RECIPIENTS}:3: {says}")]);
}

#[test]
fn a_deputy_whom_mail_may_not_reach_or_could_not_open_it() {
    let place = place("tm-north,,");
    place.edit(RECIPIENTS, "north@example.org", "north@elsewhere.org");
    place.write("secret", "Zzword");
    place.edit(
        SERVICE,
        "[output]",
        "[mail.seal_for.tm-south]\nseal_password_file = \"secret\"\n[output]",
    );
    place
        .run(&["check", "--date", DATE])
        .with_code(6)
        .complains_of(&[
            "recipients.csv:2: the email address is outside the allowed domains",
            "recipients.csv:3: the email address of the deputy tm-north is outside the allowed domains",
            "recipients.csv:3: the workbooks of tm-south are sealed, and the deputy tm-north has no password; add [mail.seal_for.tm-north]",
        ]);
}

/// Who is no deputy any more gets nothing of what was queued for one.
#[test_case(",,"; "no deputy")]
#[test_case("sm-care,,"; "another")]
#[test_case("tm-north,,2026-11-22"; "until before")]
fn a_queued_copy_is_held_back_once_its_reader_is_no_deputy(then: &str) {
    let place = place("tm-north,,");
    let office = PostOffice::open(Script::sound());
    let smtp = format!(
        "transport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nca_file = {:?}\nretry_after = []",
        closed_port(),
        office.ca_file()
    );
    place.edit(SERVICE, "transport = \"file\"", &smtp);
    place.nightly().with_code(8);
    move_to(&place, &office);
    place.write(RECIPIENTS, format!("{HEAD}{}", lines(then)));
    let told = place.run(&["deliver"]).with_code(3).stdout;
    for (key, state) in [
        (
            "monday-visits for tm-south.to.tm-north",
            "held (the recipient is no longer in recipients.csv, or no deputy for this date any more)",
        ),
        ("monday-visits for tm-south", "sent"),
        ("monday-visits for tm-north", "sent"),
    ] {
        assert!(told.contains(&format!("{key}: {state}")), "{told}");
    }
    assert_eq!(place.account()["deliveries"]["held"], 1);
    let came = came(&[&office]);
    assert_eq!(copies(&came, "north@example.org"), 1);
}
