//! A seeded leak stops the run: exit 9, nothing sent to anybody, the administrator told without the child's name.

use std::{path::PathBuf, time::Duration};

use chrono::{DateTime, Utc};
use lastseen::{
    cli::exit::Exit,
    config::Settings,
    errand::{
        Errand, RunError, RunOptions, Sending,
        surroundings::{Milestone, Surroundings},
    },
    ingest::Watch,
    run,
    schedule::wait::Clock,
};
use test_case::test_case;

use crate::{
    mail::Mail,
    night::day,
    still::Still,
    workbooks::{parts, patched},
    workplace::{DATE, Workplace},
};

/// A machine on which one workbook is altered between its making and its proof.
struct Leaky {
    still: Still,
    workbook: PathBuf,
    leak: fn(&[u8]) -> Vec<u8>,
}

impl Clock for Leaky {
    fn now(&self) -> DateTime<Utc> {
        self.still.now()
    }

    fn pause(&self, time: Duration) {
        self.still.pause(time);
    }
}

impl Watch for Leaky {}

impl Surroundings for Leaky {
    fn is_stopping(&self) -> bool {
        false
    }

    fn reached(&self, milestone: Milestone) {
        // Not every run makes the workbook that leaks.
        if milestone == Milestone::Built
            && let Ok(workbook) = std::fs::read(&self.workbook)
        {
            std::fs::write(&self.workbook, (self.leak)(&workbook)).expect("writable");
        }
    }
}

/// Two teams, a manager each; Zzleaked of team South is what the manager of North must not see.
fn place() -> Workplace {
    let place = Workplace::new();
    let cases =
        place.read("in/cases.csv") + "4711002,Zzleaked Otherteam,CIN,2026-09-01,South,Care,W1\n";
    place.write("in/cases.csv", cases);
    place.write(
        "jobs/recipients.csv",
        "recipient_id,name,email,role,scope,reports\n\
         tm-south,Zzmanager South,south@example.org,team_manager,team:South,monday-visits\n\
         tm-north,Zzmanager North,north@example.org,team_manager,team:North,monday-visits\n\
         analyst,Zzanalyst,analyst@example.org,analyst,all,\n",
    );
    place
}

fn run(place: &Workplace, around: &dyn Surroundings, sending: Sending) -> Result<(), RunError> {
    run_on(place, around, sending, DATE)
}

fn run_on(
    place: &Workplace,
    around: &dyn Surroundings,
    sending: Sending,
    date: &str,
) -> Result<(), RunError> {
    let settings =
        Settings::load(place.root()).unwrap_or_else(|problems| panic!("settings: {problems:?}"));
    let options = RunOptions {
        date: day(date),
        now: None,
        sending,
    };
    let job = settings.job("nightly").expect("the job");
    let errand = Errand {
        settings: &settings,
        job,
        options: &options,
        around,
    };
    run::run_job(&errand).map(|_| ())
}

fn leaky(place: &Workplace, leak: fn(&[u8]) -> Vec<u8>) -> Leaky {
    leaky_for(place, "monday-visits--tm-north.xlsx", leak)
}

fn leaky_for(place: &Workplace, workbook: &str, leak: fn(&[u8]) -> Vec<u8>) -> Leaky {
    Leaky {
        still: Still(day(DATE)),
        workbook: place.path(&format!("reports/{DATE}/.nightly.building/{workbook}")),
        leak,
    }
}

fn in_a_visible_cell(workbook: &[u8]) -> Vec<u8> {
    patched(
        workbook,
        "xl/worksheets/sheet2.xml",
        "</sheetData>",
        "<row r=\"9999\"><c r=\"A9999\" t=\"inlineStr\"><is><t>4711002</t></is></c>\
         <c r=\"B9999\" t=\"inlineStr\"><is><t>Zzleaked Otherteam</t></is></c></row></sheetData>",
    )
}

fn in_a_shared_string(workbook: &[u8]) -> Vec<u8> {
    patched(
        workbook,
        "xl/sharedStrings.xml",
        "</sst>",
        "<si><t>Zzleaked Otherteam</t></si></sst>",
    )
}

fn in_a_document_property(workbook: &[u8]) -> Vec<u8> {
    patched(
        workbook,
        "docProps/core.xml",
        "<dc:title>",
        "<dc:title>4711002, Zzleaked Otherteam, ",
    )
}

fn in_bytes_that_nobody_can_read(workbook: &[u8]) -> Vec<u8> {
    workbook[..workbook.len() / 2].to_vec()
}

#[test]
fn without_a_leak_every_message_is_sent() {
    let place = place();
    let around = leaky(&place, <[u8]>::to_vec);
    run(&place, &around, Sending::Send).expect("a run without a stray");
    let outbox = place.tree(&format!("reports/{DATE}/nightly/outbox"));
    assert_eq!(outbox.len(), 3, "{outbox:?}");
}

#[test_case(in_a_visible_cell, "(sheet '"; "in a visible cell")]
#[test_case(in_a_shared_string, "(shared strings: 1 place)"; "in a shared string that no cell uses")]
#[test_case(in_a_document_property, "(document properties: 2 places)"; "in a document property")]
#[test_case(in_bytes_that_nobody_can_read, "nothing can be proved"; "in bytes that nobody can read")]
fn a_leak_stops_the_run_and_tells_the_administrator_without_the_child(
    leak: fn(&[u8]) -> Vec<u8>,
    part: &str,
) {
    for sending in [
        Sending::Send,
        Sending::Resend,
        Sending::DryRun,
        Sending::Test("analyst@example.org".to_owned()),
    ] {
        let place = place();
        let error = run(&place, &leaky(&place, leak), sending.clone()).expect_err("a leak");
        assert_eq!(Exit::of_error(&error).code(), 9);
        let said = error.to_string();
        assert!(
            said.contains("a workbook for") && said.contains("tm-north"),
            "{said}"
        );
        assert!(
            said.contains(part) && said.contains("nothing was sent to anyone"),
            "{said}"
        );
        assert_tells_nobody(&format!("{said} {error:?}"));

        // Nothing published, nothing for any recipient; why, for the status.
        let tree = place.tree("reports");
        assert!(
            tree.keys()
                .all(|name| !name.ends_with(".xlsx") && !name.contains("/nightly/")),
            "{tree:?}"
        );
        let account = place.read(&format!("reports/{DATE}/nightly.refused/account.json"));
        assert!(account.contains("\"state\": \"refused\""), "{account}");
        assert_tells_nobody(&account);

        let notices: Vec<&String> = tree.keys().filter(|name| name.ends_with(".eml")).collect();
        let expected = usize::from(sending.is_real());
        assert_eq!(notices.len(), expected, "{notices:?}");
        for notice in notices {
            let bytes = std::fs::read(place.path(&format!("reports/{notice}"))).expect("readable");
            let mail = Mail::parse(&bytes);
            assert_eq!(mail.header("To"), "admin@example.org");
            assert!(mail.text.contains("The run was stopped"), "{}", mail.text);
            assert_tells_nobody(&String::from_utf8_lossy(&bytes));
            assert_tells_nobody(&mail.text);
        }
    }
}

/// The analyst may see every child in this report: nobody is looked for, and it must be sound all the same.
#[test]
fn a_workbook_that_may_show_everybody_must_be_readable_and_no_more() {
    let place = place();
    let of_analyst = |leak| leaky_for(&place, "data-quality--analyst.xlsx", leak);
    run(&place, &of_analyst(in_a_visible_cell), Sending::DryRun).expect("nobody's secret");
    let error = run(
        &place,
        &of_analyst(in_bytes_that_nobody_can_read),
        Sending::DryRun,
    )
    .expect_err("half a workbook");
    assert!(
        error.to_string().contains("nothing can be proved"),
        "{error}"
    );
}

fn an_id_in_a_sentence(workbook: &[u8]) -> Vec<u8> {
    patched(
        workbook,
        "xl/sharedStrings.xml",
        "</sst>",
        "<si><t>see 4711002 too</t></si></sst>",
    )
}

/// An id in a text may be chance: that workbook waits for a person, everybody else's night goes on.
#[test]
fn an_id_that_nothing_explains_holds_one_workbook() {
    let place = place();
    run(&place, &leaky(&place, an_id_in_a_sentence), Sending::Send).expect("a night that goes on");
    let held = place.account()["deliveries"]["held"].as_u64();
    assert_eq!(held, Some(1));
    let outbox = place.tree(&format!("reports/{DATE}/nightly/outbox"));
    let sent: Vec<&String> = outbox.keys().collect();
    assert_eq!(
        sent,
        ["data-quality--analyst.eml", "monday-visits--tm-south.eml"]
    );
    let notices = place.tree("reports/notices");
    let notice = notices
        .keys()
        .find(|name| name.ends_with(".eml"))
        .expect("a notice");
    let bytes = std::fs::read(place.path(&format!("reports/notices/{notice}"))).expect("readable");
    let text = Mail::parse(&bytes).text;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("monday-visits for tm-north of nightly, 2026-11-23, is held back")
            && text.contains("shared strings: 1 place"),
        "{text}"
    );
    assert_tells_nobody(&text);
    // The next run, without it, sends the report.
    run(&place, &leaky(&place, <[u8]>::to_vec), Sending::Send).expect("a run without a stray");
    assert_eq!(place.account()["deliveries"]["sent"].as_u64(), Some(3));
}

fn assert_tells_nobody(text: &str) {
    for secret in ["Zzleaked", "4711002", "Otherteam"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// The next good run answers the refusal.
#[test]
fn after_a_leak_the_last_good_reports_stay_and_the_next_good_run_sends() {
    let place = place();
    let good = leaky(&place, <[u8]>::to_vec);
    run(&place, &good, Sending::Send).expect("a run without a stray");
    let folder = format!("reports/{DATE}/nightly");
    let before = place.tree(&folder);
    run(&place, &leaky(&place, in_a_shared_string), Sending::Resend).expect_err("a leak");
    assert_eq!(place.tree(&folder), before);
    run(&place, &good, Sending::Send).expect("a run without a stray");
    assert!(!place.path(&format!("{folder}.refused")).exists());
}

/// A child who was closed, or is gone from the exports, stands in the movement of its last team's reader, and may.
#[test]
fn children_who_left_since_the_run_before_are_their_last_readers_own() {
    let place = place();
    place.edit(
        "jobs/recipients.csv",
        "team:South,monday-visits",
        "team:South,monday-visits\nsm-north,Zzmanager Service,sm@example.org,service_manager,team:North,unseen-children",
    );
    let cases = place.read("in/cases.csv").replace("\n003,", "\nCF-90003,");
    place.write("in/cases.csv", &cases);
    let around = leaky(&place, <[u8]>::to_vec);
    run_on(&place, &around, Sending::Send, "2026-11-22").expect("a run without a stray");
    let gone: String = cases
        .lines()
        .filter(|line| !line.starts_with("CF-90003,"))
        .map(|line| format!("{line}\n"))
        .collect();
    place.write("in/cases.csv", gone);
    run_on(&place, &around, Sending::Send, DATE).expect("a run without a stray");
    let book = format!("reports/{DATE}/nightly/unseen-children--sm-north.xlsx");
    let book = std::fs::read(place.path(&book)).expect("readable");
    let shown = parts(&book).into_iter().any(|(name, bytes)| {
        name == "xl/sharedStrings.xml" && String::from_utf8_lossy(&bytes).contains("CF-90003")
    });
    assert!(shown, "the movement names the child that is gone");
}
