//! Monday lists that come back from the meeting: what is taken, what is refused and told, what the next list says.

use std::{collections::BTreeMap, io::Cursor, time::Duration};

use calamine::{DataType as _, Reader as _, Xlsx};
use lastseen::deliver::seal;
use test_case::test_case;

use crate::{
    workbooks::{self, patched, texts, with_part},
    workplace::Workplace,
};

const LIST: &str = "2026-11-23";
const NEXT: &str = "2026-11-30";
const WEEK_SHEET: &str = "Visits this week";

/// Two teams with a manager each; the children were last visited on the 10th, and are due on the 24th and overdue after.
fn place() -> Workplace {
    let place = Workplace::new();
    let returns = "[output]\n";
    place.edit(
        "jobs/service.toml",
        returns,
        "[returns]\npath = \"returns/*.xlsx\"\n\n[output]\n",
    );
    place.write(
        "jobs/recipients.csv",
        "recipient_id,name,email,role,scope,reports\n\
         tm-north,Zz North,north@example.org,team_manager,team:North,monday-visits\n\
         tm-south,Zz South,south@example.org,team_manager,team:South,monday-visits\n\
         sm-care,Zz Care,care@example.org,service_manager,service:Care,monday-visits\n",
    );
    place.write(
        "jobs/nightly.toml",
        "schedule = \"0 0 5 * * *\"\nreports = [\"monday-visits\"]\n",
    );
    let cases = ["N1,Zzone,North", "N2,Zztwo,North", "S1,Zzthree,South"]
        .map(|child| format!("{child},CP,2026-09-01,Care,W1\n"))
        .concat();
    place.write(
        "in/cases.csv",
        format!("child_id,child_name,team,status,status_start,service,worker_id\n{cases}"),
    );
    let visits = ["N1", "N2", "S1"]
        .map(|child| format!("V-{child},{child},2026-11-10,face_to_face,Y,W1\n"))
        .concat();
    place.write(
        "in/visits.csv",
        format!("visit_id,child_id,visit_date,mode,child_seen,worker_id\n{visits}"),
    );
    place.write(
        "in/ratings.csv",
        "child_id,rag,rag_decided_on\nN1,RED,2026-11-02\nN2,RED,2026-11-02\n",
    );
    place.write(
        "in/workers.csv",
        "worker_id,worker_name,role,qualified,team\n\
         W1,Zzworker,social_worker,Y,North\nW2,Zzother,social_worker,Y,North\nW3,Zzhelper,support_worker,N,North\n",
    );
    place
}

fn run(place: &Workplace, date: &str) {
    place.run(&["run", "nightly", "--date", date]).with_code(0);
}

fn list(place: &Workplace, date: &str, reader: &str) -> Vec<u8> {
    let path = format!("reports/{date}/nightly/monday-visits--{reader}.xlsx");
    std::fs::read(place.path(&path)).expect("a list")
}

/// A sheet's rows by the first cell of each, with the headings that stand above them.
fn rows(list: &[u8], sheet: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut book = Xlsx::new(Cursor::new(list)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let mut table = range
        .rows()
        .skip_while(|row| row[0].get_string() != Some("Child id"));
    let headings: Vec<String> = table
        .next()
        .expect("headings")
        .iter()
        .map(ToString::to_string)
        .collect();
    let row = |row: &[calamine::Data]| {
        headings
            .iter()
            .cloned()
            .zip(row.iter().map(ToString::to_string))
            .collect()
    };
    table
        .map(|cells| (cells[0].to_string(), row(cells)))
        .collect()
}

/// Where a child's cell under a heading is: `N6`, and the part of its sheet.
fn place_of(list: &[u8], child: &str, heading: &str) -> (String, String) {
    let mut book = Xlsx::new(Cursor::new(list)).expect("a workbook");
    let names = book.sheet_names();
    let at = names
        .iter()
        .position(|name| name == WEEK_SHEET)
        .expect("the sheet");
    let range = book.worksheet_range(WEEK_SHEET).expect("the sheet");
    let cells: Vec<_> = range.rows().collect();
    let head = cells
        .iter()
        .position(|row| row[0].get_string() == Some("Child id"))
        .expect("headings");
    let column = cells[head]
        .iter()
        .position(|cell| cell.get_string() == Some(heading))
        .expect("the heading");
    let row = cells
        .iter()
        .position(|row| row[0].get_string() == Some(child))
        .expect("the child");
    let letter = char::from(b'A' + u8::try_from(column).expect("a column"));
    (
        format!("xl/worksheets/sheet{}.xml", at + 1),
        format!("{letter}{}", row + 1),
    )
}

/// A list with something in a cell of the week's sheet, as a spreadsheet program would save it.
fn with(list: &[u8], child: &str, heading: &str, cell: &str) -> Vec<u8> {
    let (part, place) = place_of(list, child, heading);
    let parts = workbooks::parts(list);
    let (_, xml) = parts
        .iter()
        .find(|(name, _)| *name == part)
        .expect("the sheet's part");
    let xml = std::str::from_utf8(xml).expect("text");
    let from = xml.find(&format!("<c r=\"{place}\"")).expect("the cell");
    let rest = &xml[from..];
    let end = rest.find('>').expect("its end");
    let old = match rest[..end].ends_with('/') {
        true => &rest[..=end],
        false => &rest[..rest.find("</c>").expect("its end") + 4],
    };
    patched(list, &part, old, &format!("<c r=\"{place}\"{cell}</c>"))
}

fn filled(list: &[u8], child: &str, heading: &str, words: &str) -> Vec<u8> {
    with(
        list,
        child,
        heading,
        &format!(" t=\"inlineStr\"><is><t>{words}</t></is>"),
    )
}

/// What the notice of the run says of returned workbooks.
fn told(place: &Workplace, date: &str) -> Vec<String> {
    let mut told = Vec::new();
    for name in place
        .tree("reports/notices")
        .into_keys()
        .filter(|name| name.contains(date))
    {
        let bytes =
            std::fs::read(place.path(&format!("reports/notices/{name}"))).expect("a notice");
        let text = crate::mail::Mail::parse(&bytes).text;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        told.extend(
            text.split(" - ")
                .filter(|part| part.contains("taken back"))
                .map(str::to_owned),
        );
    }
    told
}

#[test]
fn what_the_meeting_filled_in_stands_on_the_next_list_and_changes_nothing_else() {
    let place = place();
    run(&place, LIST);
    let mut north = list(&place, LIST, "tm-north");
    for (child, heading, words) in [
        ("N1", "Allocated to", "Zzother (W2)"),
        ("N1", "Day", "Thursday"),
        ("N1", "How (agreed)", "face to face"),
        ("N2", "Day", "Friday"),
    ] {
        north = filled(&north, child, heading, words);
    }
    place.write("returns/monday-visits--tm-north (1).xlsx", &north);
    let without = Workplace::again(&place.kept());
    without.remove("returns/monday-visits--tm-north (1).xlsx");

    place
        .run(&["run", "nightly", "--date", NEXT, "--dry-run"])
        .with_code(0);
    let dry = rows(&list(&place, NEXT, "tm-north"), WEEK_SHEET);
    assert_eq!(
        dry["N1"]["Booked visit"], "none booked",
        "a dry run takes nothing back"
    );
    run(&place, NEXT);
    run(&without, NEXT);
    assert_eq!(told(&place, NEXT), Vec::<String>::new());
    let positions = format!("reports/{NEXT}/nightly/positions.csv");
    assert_eq!(
        place.read(&positions),
        without.read(&positions),
        "no due date, no scope"
    );
    for reader in ["tm-south", "sm-care"] {
        let both = [&place, &without].map(|place| list(place, NEXT, reader));
        assert!(both[0] == both[1], "{reader}'s list is another reader's");
    }
    let next = list(&place, NEXT, "tm-north");
    let agreed = "agreed for Thu 26 Nov, Zzother (W2), face to face";
    let week = rows(&next, WEEK_SHEET);
    assert_eq!(week["N1"]["Booked visit"], agreed);
    assert_eq!(week["N2"]["Booked visit"], "agreed for Fri 27 Nov");
    let last = rows(&next, "Last week");
    assert_eq!(last["N1"]["Booked for"], agreed);
    assert_eq!(
        last["N1"]["Outcome"], "NOTHING",
        "an agreement is no booking"
    );

    // A second one of the same list takes the place of the first; the same one again is nothing new.
    let again = filled(&list(&place, LIST, "tm-north"), "N2", "Day", "Monday");
    place.write("returns/late.xlsx", again);
    place
        .run(&["run", "nightly", "--date", "2026-12-01"])
        .with_code(0);
    assert_eq!(
        told(&place, "2026-12-01").len(),
        1,
        "the list of the 23rd is no longer the last"
    );
    place
        .run(&["run", "nightly", "--date", "2026-12-02"])
        .with_code(0);
    assert_eq!(
        told(&place, "2026-12-02"),
        Vec::<String>::new(),
        "told once"
    );
    let made_again = place
        .run(&["rebuild", "nightly", "--date", NEXT])
        .with_code(0);
    assert!(
        !made_again.stdout.contains("differs"),
        "{}",
        made_again.stdout
    );
}

/// What is done to the list of North before it is laid there.
type Change = fn(&Workplace, Vec<u8>) -> Vec<u8>;

const ALTERED: &str =
    "more than the three columns to fill in was changed (sheet Visits this week, cell B";

#[test_case(|_, list| filled(&list, "N1", "Name", "Somebody Else"), ALTERED; "altered")]
#[test_case(|_, list| filled(&list, "N1", "Day", "soon"), "has no day of the week"; "no day")]
#[test_case(|_, list| with(&list, "N1", "Day", "><v>46352</v>"), "holds something else than words"; "a number")]
#[test_case(|_, list| filled(&list, "N1", "How (agreed)", "by owl"), "has no word of the list"; "no way")]
#[test_case(|_, list| filled(&list, "N1", "Allocated to", "Nobody Known"), "somebody who is not on the sheet Workers"; "not listed")]
#[test_case(|_, list| with(&list, "N1", "Day", " t=\"str\"><f>O9</f>"), "something else than words"; "a formula without a result")]
#[test_case(|_, list| with_part(&list, "xl/vbaProject.bin", b"macros".to_vec()), "macros"; "with macros")]
#[test_case(|_, list| seal::seal(&list, &"a password".into()).expect("sealed"), "password"; "sealed")]
#[test_case(|_, _| workbooks::workbook(&[("Sheet1", vec![texts("a|b")])]), "no Monday list of this program"; "foreign")]
#[test_case(|_, _| b"not a workbook at all".to_vec(), "text file"; "text")]
#[test_case(|_, _| Vec::new(), "empty"; "an empty file")]
#[test_case(|_, list| list[..list.len() / 2].to_vec(), "cut short"; "cut short")]
#[test_case(|place, _| list(place, "2026-11-16", "tm-north"), "it is the list of 16 Nov 2026, and the last list is that of 23 Nov 2026"; "an older one")]
fn a_workbook_that_is_not_taken_is_told_without_its_name_and_stops_nothing(
    change: Change,
    why: &str,
) {
    let place = place();
    run(&place, "2026-11-16");
    run(&place, LIST);
    let returned = change(&place, list(&place, LIST, "tm-north"));
    place.write("returns/Zzone and Zztwo.xlsx", returned);
    run(&place, NEXT);
    let told = told(&place, NEXT);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains(why) && told[0].starts_with("A returned workbook (laid there "),
        "{told:?}"
    );
    assert!(!told[0].contains("Zz"), "{told:?}");
    let week = rows(&list(&place, NEXT, "tm-north"), WEEK_SHEET);
    assert_eq!(week["N1"]["Booked visit"], "none booked");
}

#[test]
fn a_list_of_another_team_is_that_teams_and_a_stored_result_counts() {
    let place = place();
    run(&place, LIST);
    let south = list(&place, LIST, "tm-south");
    // Whoever laid it there, and under whatever name.
    let south = with(&south, "S1", "Day", " t=\"str\"><f>O9</f><v>Tuesday</v>");
    place.write("returns/monday-visits--tm-north.xlsx", south);
    place.write("returns/~$monday-visits--tm-north.xlsx", "a lock");
    run(&place, NEXT);
    assert_eq!(told(&place, NEXT), Vec::<String>::new());
    let of = |reader| rows(&list(&place, NEXT, reader), WEEK_SHEET);
    assert_eq!(
        of("tm-south")["S1"]["Booked visit"],
        "agreed for Tue 24 Nov"
    );
    assert_eq!(of("tm-north")["N1"]["Booked visit"], "none booked");
    assert_eq!(
        of("sm-care")["S1"]["Booked visit"],
        "none booked",
        "it was not on this reader's list"
    );
}

#[test]
fn what_has_lain_there_for_two_weeks_is_deleted() {
    let place = place();
    run(&place, LIST);
    for (name, days) in [("old.xlsx", 15), ("young.xlsx", 13)] {
        place.write(&format!("returns/{name}"), "nothing");
        let path = place.path(&format!("returns/{name}"));
        let file = std::fs::File::options()
            .write(true)
            .open(path)
            .expect("writable");
        let laid = file
            .metadata()
            .and_then(|file| file.modified())
            .expect("a time");
        file.set_modified(laid - Duration::from_secs(days * 24 * 60 * 60))
            .expect("writable");
    }
    run(&place, NEXT);
    let left: Vec<String> = place.tree("returns").into_keys().collect();
    assert_eq!(left, ["young.xlsx"]);
}

#[test]
fn what_cannot_be_read_is_left_where_it_is_and_stops_nothing() {
    let place = place();
    run(&place, LIST);
    place.write(
        "returns/sound.xlsx",
        filled(&list(&place, LIST, "tm-north"), "N1", "Day", "Friday"),
    );
    // The memory of whoever reads it, of which the first byte is nobody's.
    let path = place.path("returns/a.xlsx");
    std::os::unix::fs::symlink("/proc/self/mem", &path).expect("a writable folder");
    run(&place, NEXT);
    assert!(path.is_symlink(), "it was deleted");
    let notices = place.tree("reports/notices").into_keys();
    let mut notices = notices.filter(|name| name.contains(NEXT) && name.ends_with(".eml"));
    let notice = notices.next().expect("a notice");
    let bytes = std::fs::read(place.path(&format!("reports/notices/{notice}"))).expect("a notice");
    let text = crate::mail::Mail::parse(&bytes).text;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("A returned workbook cannot be read and was left where it is"),
        "{text}"
    );
    let week = rows(&list(&place, NEXT, "tm-north"), WEEK_SHEET);
    assert_eq!(
        week["N1"]["Booked visit"], "agreed for Fri 27 Nov",
        "the other one is taken"
    );
}
