//! What a profile says that makes no sense is refused, with its place and a sentence.

use lastseen::ingest::profile::Profile;
use test_case::test_case;

#[test_case("skip_rows_where = { column = 'A' }", "skip_rows_where: says nothing of the cell"; "no word")]
#[test_case("skip_rows_where = { column = '', is = 'x' }", "skip_rows_where: names no column"; "no column")]
#[test_case("skip_rows_where = { column = 'A', is = '-' }", "skip_rows_where: \"-\" has no letter or digit"; "a word of a dash")]
#[test_case("skip_rows_where = { column = 'A', starts_with = '' }", "skip_rows_where: every cell begins with"; "every row")]
#[test_case("skip_rows_where = { column = 'A', was = 'x' }", "unknown field `was`"; "another key")]
#[test_case("skip_rows_where = 'Total'", "invalid type: string"; "a word alone")]
#[test_case("fill_down = ['Date', 'Child']", "fill_down: names every column that a row of visits needs"; "nothing is a row's own")]
#[test_case("fill_down = ['']", "fill_down: names a heading without a letter or digit"; "no heading")]
#[test_case("dates = 'American'", "dates: is \"day first\" or \"month first\", not \"American\""; "another order")]
#[test_case("join = { table = 'Peple', on = 'Child' }", "join: no table \"Peple\" with a part [table.lookups] is in the profile; did you mean \"People\"?"; "an unknown table")]
#[test_case("join = { table = 'People', on = 'Child', take = 'first' }", "join: take is \"open\""; "another way to take")]
#[test_case("join = { table = 'People', on = 'Child', extract = '(' }", "join: extract = '(' is no pattern"; "a key by no pattern")]
#[test_case("join = { table = 'People', on = '' }", "join: on names no column"; "no key")]
#[test_case("join = { table = 'People', on = 'Child' }", "join: no field takes anything from \"People\"; its headings are written \"People.HEADING\""; "for nothing")]
#[test_case("join = [{ table = 'People', on = 'Child' }, { table = 'People', on = 'Date' }]", "join: \"People\" is joined twice"; "twice")]
#[test_case("join = { table = 'Plans', on = 'Child', take = 'open' }", "join: take = \"open\" needs the start of each row of \"Plans\""; "open without a start")]
#[test_case("join = { table = 'Plans', on = 'People.Plan', take = 'only' }", "\"People.Plan\" is a heading of the table \"People\", with which this one is not joined before it"; "a key of a table that is not joined")]
fn of_a_table(key: &str, says: &str) {
    is_wrong(&text(key, ""), says);
}

#[test_case("worker_id = ['People.Worker']", "\"People.Worker\" is a heading of the table \"People\", with which this one is not joined"; "a heading of a table that is not joined")]
#[test_case("worker_id = { headings = ['W'], words = { A = 'SKIP' } }", "visits.worker_id: SKIP passes rows over for their status, mode or outcome, not for their worker_id; skip_rows_where names rows of any kind"; "a row passed over for a worker")]
#[test_case("recorded_at = { headings = ['R'], words = { A = 'soon' } }", "visits.recorded_at: the words on the right are a date"; "a word that is no date")]
#[test_case("worker_id = { headings = ['W'], words = { A = 'B', a = 'C' } }", "visits.worker_id: \"a\" stands there twice"; "two meanings")]
#[test_case("recorded_at = { headings = ['R'], split = ';' }", "visits.recorded_at: split is for several children or workers in one cell and for lists of risk factors, and recorded_at holds one value"; "several dates")]
#[test_case("child_seen = { headings = ['S'], split = ';' }", "visits.child_seen: split is for several children"; "several answers")]
#[test_case("worker_id = { headings = ['W'], split = '' }", "visits.worker_id: split is the mark between two values"; "no mark")]
#[test_case("worker_id = { headings = ['W'], split = \"\\n\" }", "visits.worker_id: a line break in a cell is read as a space"; "a line break")]
#[test_case("worker_id = { default = 'W', split = ';' }", "visits.worker_id: words, prefix, split and extract are for cells"; "of a constant")]
#[test_case("worker_id = { default = 'W', extract = 'a' }", "visits.worker_id: words, prefix, split and extract are for cells"; "a pattern of a constant")]
#[test_case("worker_id = { headings = ['W'], extract = '(' }", "visits.worker_id: extract = '(' is no pattern (unclosed group)"; "no pattern")]
#[test_case("worker_id = { headings = ['W'], extract = '(a)(b)' }", "visits.worker_id: extract = '(a)(b)' has 2 groups in round brackets"; "two groups")]
#[test_case("worker_id = { headings = ['A', 'B'], together = ' ' }", "visits.worker_id: together is for names that stand in several columns, and worker_id is none"; "an id of several columns")]
#[test_case("worker_id = { listed_in = 'W' }", "visits.worker_id: listed_in is for child_seen"; "a list of another field")]
#[test_case("child_seen = { listed_in = 'S', headings = ['T'] }", "visits.child_seen: there are headings, whose column is the answer, and listed_in"; "an answer and a list")]
#[test_case("child_seen = { listed_in = 'S', extract = 'a' }", "visits.child_seen: a list is compared with the child's id and name"; "a pattern of a list")]
#[test_case("child_seen = { listed_in = 'S', words = { All = 'yes' } }", "visits.child_seen: \"yes\" is no word of the field child_seen"; "a word that is no answer")]
fn of_a_field(field: &str, says: &str) {
    is_wrong(&text("", field), says);
}

#[test_case("[table.lookups]\nstart = ['From']", "the required field key of lookups is not mapped"; "no key")]
#[test_case("[table.lookups]\nkey = { headings = ['Id'], prefix = 'a-' }", "lookups.key: the rows that are joined know the key without a prefix"; "a prefix of a key")]
#[test_case("[table.lookups]\nkey = ['Id']", "table \"Idle\", lookups: no table is joined with it"; "nobody asks")]
#[test_case("join = { table = 'People', on = 'Id' }\n[table.lookups]\nkey = ['Id', 'People.Id']", "table \"Idle\", join: what others are joined with is taken from its own columns alone"; "a chain of tables")]
fn of_a_table_that_is_looked_up(part: &str, says: &str) {
    let text = format!("{}[[table]]\ntitle = 'Idle'\n{part}\n", text("", ""));
    is_wrong(&text, says);
}

/// A sound profile with one more key of its first table, or one more field.
fn text(key: &str, field: &str) -> String {
    format!(
        "title = 'Ours'\n[[table]]\ntitle = 'Visits'\n{key}\n[table.visits]\nvisit_id = {{ template = '{{child_id}} {{visit_date}}' }}\nchild_id = ['Child']\nvisit_date = ['Date']\nmode = {{ default = 'phone' }}\n{field}\n\
         [[table]]\ntitle = 'More visits'\njoin = [{{ table = 'People', on = 'Child' }}, {{ table = 'Plans', on = 'People.Plan', take = 'only' }}]\n[table.visits]\nvisit_id = {{ template = '{{child_id}} {{visit_date}}' }}\nchild_id = ['Plans.Child']\nvisit_date = ['Date']\nmode = {{ default = 'phone' }}\nworker_id = ['People.Worker']\n\
         [[table]]\ntitle = 'People'\n[table.lookups]\nkey = ['Id']\nstart = ['From']\n\
         [[table]]\ntitle = 'Plans'\n[table.lookups]\nkey = ['Id']\n"
    )
}

#[test]
fn the_profile_of_these_tests_is_sound() {
    let found = Profile::parse("ours", &text("", ""));
    assert!(found.is_ok(), "{found:?}");
}

#[track_caller]
fn is_wrong(text: &str, says: &str) {
    let error = Profile::parse("ours", text).expect_err("it is wrong");
    assert!(error.to_string().contains(says), "{error}\n{says}");
}
