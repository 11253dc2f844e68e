//! Bad settings: exit code 6, each with its file, its line and the nearest right word; all of them at once.

use lastseen::{
    config::Settings,
    model::calendar::{Holidays, Interval},
    rules::settings::RuleSettings,
};
use test_case::test_case;

use crate::gates::cells;
use crate::mail::Mail;
use crate::night::day;
use crate::workplace::{DATE, Ran, Workplace};

fn check(place: &Workplace) -> Ran {
    let before = place.tree("");
    let ran = place.run(&["check", "--date", DATE]);
    assert_eq!(place.tree(""), before, "check wrote something");
    ran
}

/// One edit of sound settings: what stands at the edited line, and what must be said of it.
#[track_caller]
fn is_bad(file: &str, old: &str, new: &str, says: &[&str]) {
    let place = Workplace::new();
    let first = place.edit(file, old, new);
    // A new line put behind an old one is to blame itself.
    let line = if new.starts_with(old) && new.contains('\n') {
        first + 1
    } else {
        first
    };
    let checked = check(&place).with_code(6);
    checked.complains_of(&[&format!("error: {file}:{line}: ")]);
    checked.complains_of(says);
    let problems = checked
        .stderr
        .lines()
        .filter(|l| l.starts_with("error: "))
        .count();
    assert_eq!(problems, 1, "one edit, one problem: {}", checked.stderr);
    checked.complains_of(&["1 problem with the settings; nothing was done"]);
    let run = place.nightly().with_code(6);
    assert_eq!(run.stderr, checked.stderr);
    assert!(
        !place.path("reports").exists(),
        "a run with bad settings left something"
    );
}

const SERVICE: &str = "jobs/service.toml";
const JOB: &str = "jobs/nightly.toml";
const RECIPIENTS: &str = "jobs/recipients.csv";

#[test_case("recipients = \"jobs", "recipient = \"jobs", &["unknown key \"recipient\"; did you mean \"recipients\"?"]; "at the top")]
#[test_case("name = \"Test Trust\"", "nane = \"Test Trust\"", &["unknown key \"service.nane\"; did you mean \"name\"?"]; "in service")]
#[test_case("authorised_by =", "authorized_by =", &["unknown key \"framework.authorized_by\"; did you mean \"authorised_by\"?"]; "in framework")]
#[test_case("ratings = [", "rating = [", &["unknown key \"inputs.rating\"; did you mean \"ratings\"?"]; "in inputs")]
#[test_case("path = \"in/ratings*\",", "path = \"in/ratings*\", sheets = \"x\",", &["unknown key \"inputs.ratings.sheets\"; did you mean \"sheet\"?"]; "in an input")]
#[test_case("max_rejected =", "max_reject =", &["unknown key \"gate.max_reject\"; did you mean \"max_rejected\"?"]; "in gate")]
#[test_case("admin =", "administrator =", &["unknown key \"mail.administrator\"; did you mean \"admin\"?"]; "in mail")]
#[test_case("keep =", "keeps =", &["unknown key \"output.keeps\"; did you mean \"keep\"?"]; "in output")]
#[test_case("[gate]", "[gates]", &["unknown key \"gates\"; did you mean \"gate\"?"]; "a table")]
#[test_case("[gate]", "[rules]\ncp_interval = \"14 days\"\n[gate]", &["unknown key \"rules.cp_interval\""]; "in rules")]
fn an_unknown_key_of_the_service(old: &str, new: &str, says: &[&str]) {
    let place = Workplace::new();
    let line = place.edit(SERVICE, old, new) + usize::from(new.starts_with("[rules]"));
    let checked = check(&place).with_code(6);
    checked.complains_of(&[&format!("error: {SERVICE}:{line}: ")]);
    checked.complains_of(says);
}

#[test_case("name = \"Test Trust\"", "name = 7", &["service.name must be the service's name, not an integer"]; "a name that is a number")]
#[test_case("name = \"Test Trust\"", &format!("name = \"{}\"", "n".repeat(151)), &["service.name has 151 characters, and at most 150 can be shown"]; "a long name")]
#[test_case("name = \"Test Trust\"", &format!("name = \"Test Trust\"\ncontact = \"{}\"", "n".repeat(151)), &["service.contact has 151 characters, and at most 150 can be shown"]; "a long contact")]
#[test_case("name = \"Test Trust\"", "name = \"Test Trust\"\ncontact = \" \"", &["service.contact is empty"]; "an empty contact")]
#[test_case("authorised_by = \"Leadership\"", &format!("authorised_by = \"{}\"", "n".repeat(256)), &["framework.authorised_by has 256 characters"]; "a long authority")]
#[test_case("keep = \"400d\"", &format!("keep = \"400d\"\nmarking = \"{}\"", "n".repeat(91)), &["output.marking has 91 characters"]; "a long marking")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\nworkbook_memory = \"512\"", &["gate.workbook_memory must be an amount of memory such as \"512MB\", not \"512\""]; "memory without its unit")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\nworkbook_time = \"0s\"", &["gate.workbook_time must be a length of time such as \"60s\", not \"0s\""]; "no time to read")]
#[test_case("name = \"Test Trust\"", "name = \"  \"", &["service.name is empty"]; "an empty name")]
#[test_case("Europe/London", "Europe/Londn", &["service.timezone must be a time zone such as \"Europe/London\", not \"Europe/Londn\""]; "a zone that is none")]
#[test_case("invoked = 2020-03-23", "invoked = \"23/03/2020\"", &["framework.invoked must be a date such as 2020-03-23, not \"23/03/2020\""]; "a date with the day first")]
#[test_case("invoked = 2020-03-23", "invoked = 2020-03-23\nceased = 2020-03-22", &["framework.ceased lies before the period was invoked"]; "a period that ends early")]
#[test_case("path = \"in/cases*\"", "path = [\"in/cases*\"]", &["inputs.cases.path must be a path or a pattern", "not an array"]; "a path that is a list")]
#[test_case("path = \"in/cases*\"", "path = \"in/[\"", &["inputs.cases.path is no pattern"]; "a bad pattern")]
#[test_case("path = \"in/cases*\", profile = \"canonical\"", "path = \"in/cases*\", profile = \"cannonical\"", &["\"cannonical\" is neither built in nor a file in jobs/profiles/; did you mean \"canonical\"?"]; "an unknown profile")]
#[test_case("path = \"in/workers*\", profile = \"canonical\"", "path = \"in/workers*\", profile = \"capita-visits\"", &["inputs.workers.profile \"capita-visits\" reads no workers"]; "a profile of another data set")]
#[test_case("path = \"in/workers*\", profile = \"canonical\"", "path = \"in/workers*\", profile = \"../canonical\"", &["neither built in nor a file"]; "a profile outside the folder")]
#[test_case("max_rejected = \"2%\"", "max_rejected = \"2\"", &["gate.max_rejected must be a share from \"0%\" to \"100%\", such as \"2%\", not \"2\""]; "a share without its sign")]
#[test_case("max_rejected = \"2%\"", "max_rejected = 0.02", &["gate.max_rejected must be a share", "not a float"]; "a share that is a number")]
#[test_case("min_rows_vs_last = \"80%\"", "min_rows_vs_last = \"180%\"", &["gate.min_rows_vs_last must be a share"]; "a share above the whole")]
#[test_case("min_rows_vs_last = \"80%\"", "min_rows_vs_last = \"NaN%\"", &["gate.min_rows_vs_last must be a share"]; "a share that is no number")]
#[test_case("max_age = \"26h\"", "max_age = \"26\"", &["gate.max_age must be a length of time such as \"26h\" or \"3d\", not \"26\""]; "a length of time without its unit")]
#[test_case("max_age = \"26h\"", "max_age = \"-1h\"", &["gate.max_age must be a length of time"]; "a length of time below nought")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\nidentical = \"refused\"", &["gate.identical must be one of refuse, warn, off, not \"refused\"; did you mean \"refuse\"?"]; "a meaning that there is not")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\nteams = true", &["gate.teams must be one of refuse, warn, off, not a boolean"]; "a meaning that is no word")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\nwait = \"45\"", &["gate.wait must be a length of time such as \"45m\", or \"0s\" for none, not \"45\""]; "a wait without its unit")]
#[test_case("max_age = \"26h\"", "max_age = \"26h\"\ncontent_rows = 0", &["gate.content_rows must be a whole number from 1 to 1000000, not 0"]; "no records")]
#[test_case("max_age = \"26h\"", "max_age = \"0h\"", &["gate.max_age must be a length of time"]; "no time at all")]
#[test_case("transport = \"file\"", "transport = \"files\"", &["mail.transport must be one of file, smtp, not \"files\"; did you mean \"file\"?"]; "an unknown transport")]
#[test_case("admin = \"admin@example.org\"", "admin = \"admin@elsewhere.org\"", &["mail.admin is outside the allowed domains"]; "an administrator elsewhere")]
#[test_case("from = \"lastseen@example.org\"", "from = \"lastseen\"", &["mail.from is no e-mail address"]; "a sender without a domain")]
#[test_case("allowed_domains = [\"example.org\"]", "allowed_domains = [\"example.org\", \"*.example.org\"]", &["mail.allowed_domains must hold plain domains"]; "a domain with a star")]
#[test_case("allowed_domains = [\"example.org\"]", "allowed_domains = \"example.org\"", &["mail.allowed_domains must be a list of domains, not a string"]; "domains that are no list")]
#[test_case("transport = \"file\"", "transport = \"file\"\nseal = \"password\"", &["mail.seal = \"password\" needs seal_password_file or seal_password_env"]; "a seal without a password")]
#[test_case("transport = \"file\"", "transport = \"file\"\ntls = \"ssl\"", &["mail.tls must be one of starttls, implicit, none, not \"ssl\""]; "an unknown protection")]
#[test_case("transport = \"file\"", "transport = \"file\"\nport = 70000", &["mail.port must be a port from 1 to 65535"]; "a port that is none")]
#[test_case("transport = \"file\"", "auth = \"oauth\"\ntransport = \"smtp\"\nhost = \"localhost\"", &["mail.auth must be one of password, xoauth2, not \"oauth\""]; "an unknown proof")]
#[test_case("transport = \"file\"", "auth = \"xoauth2\"\ntransport = \"smtp\"\nhost = \"localhost\"\nusername = \"u\"", &["mail.auth = \"xoauth2\" needs username, and one of token_command"]; "no token")]
#[test_case("transport = \"file\"", "transport = \"smtp\"\nhost = \"localhost\"\nusername = \"u\"\ntoken_file = \"t\"", &["a token is set, and auth is \"password\"; set auth = \"xoauth2\""]; "a token without its login")]
#[test_case("transport = \"file\"", "transport = \"smtp\"\nhost = \"localhost\"\nauth = \"xoauth2\"\nusername = \"u\"\ntoken_file = \"t\"\ntoken_command = [\"/bin/t\"]", &["more than one way to a token is set"]; "two ways to a token")]
#[test_case("transport = \"file\"", "transport = \"file\"\ntoken_command = [\"mail-token\"]", &["mail.token_command names its program \"mail-token\" without a full path"]; "a token's program without its path")]
#[test_case("transport = \"file\"", "tenant = \"example.org\"\ntransport = \"file\"", &["mail.tenant stands alone: tenant (or token_url), client_id and client_secret_file (or client_secret_env) go together"]; "half an account")]
#[test_case("transport = \"file\"", "tenant = \"a/b\"\ntransport = \"file\"\nclient_id = \"a\"\nclient_secret_file = \"s\"", &["mail.tenant must be the tenant's id or a domain of it"]; "a tenant that is a path")]
#[test_case("transport = \"file\"", "token_url = \"http://token.example.org/\"\ntransport = \"file\"\nclient_id = \"a\"\nclient_secret_file = \"s\"", &["mail.token_url must begin with https://"]; "a token in plain words")]
#[test_case("transport = \"file\"", "transport = \"file\"\nproxy = \"proxy:8080\"", &["mail.proxy must be an address such as"]; "a proxy that is no address")]
#[test_case("keep = \"400d\"", "keep = \"90m\"", &["output.keep must be a number of days such as \"400d\", not \"90m\""]; "days in minutes")]
#[test_case("keep = \"400d\"", "keep = ", &["jobs/service.toml"]; "no TOML")]
fn a_bad_service(old: &str, new: &str, says: &[&str]) {
    is_bad(SERVICE, old, new, says);
}

#[test_case("cp = \"14\"", "rules.cp must be a length of time such as \"14 days\", \"6 weeks\" or \"1 month\", not \"14\""; "an interval without its unit")]
#[test_case("cp = 14", "rules.cp must be a length of time"; "an interval that is a number")]
#[test_case("cin = \"0 days\"", "rules.cin must be a length of time"; "an interval of nought")]
#[test_case("allocation_hours = -1", "rules.allocation_hours must be a whole number from 1 to 1000, not -1"; "hours below nought")]
#[test_case("no_access_attempts = \"two\"", "rules.no_access_attempts must be a whole number"; "a number in words")]
#[test_case("manager_roles = \"team_manager\"", "rules.manager_roles must be a list of texts"; "a list that is a text")]
#[test_case("factor_aliases = [\"reg_26\"]", "rules.factor_aliases must be a table such as"; "a table that is a list")]
#[test_case("first_visit_cic = \"soon\"", "rules.first_visit_cic must be a length of time such as \"7 days\", or \"none\", not \"soon\""; "a limit that is none")]
#[test_case("bank_holidays = [\"1 May\"]", "rules.bank_holidays must be a list of dates such as [2027-05-07]"; "a day off that is no date")]
#[test_case("hybrid_intervals = 0", "rules.hybrid_intervals must be a whole number from 1 to 1000, not 0"; "no interval at all")]
#[test_case("cpp = \"14 days\"", "unknown key \"rules.cpp\"; did you mean \"cp\"?"; "a rule of another name")]
#[test_case("red_factors = [\"--\"]", "rules.red_factors"; "a word without a letter")]
fn a_bad_rule(rule: &str, says: &str) {
    let place = Workplace::new();
    let line = place.edit(SERVICE, "[gate]", &format!("[rules]\n{rule}\n[gate]")) + 1;
    let checked = check(&place).with_code(6);
    checked.complains_of(&[&format!("error: {SERVICE}:{line}: {says}")]);
}

#[test_case("schedule", "scheduled", &["unknown key \"scheduled\"; did you mean \"schedule\"?"]; "an unknown key")]
#[test_case("\"unseen-children\"", "\"unseen-childern\"", &["names an unknown report \"unseen-childern\"; did you mean \"unseen-children\"?"]; "an unknown report")]
#[test_case("\"unseen-children\"", "\"monday-visits\"", &["names \"monday-visits\" twice"]; "a report twice")]
#[test_case("[\"monday-visits\", \"unseen-children\", \"data-quality\"]", "[]", &["reports is empty; it names one or more of monday-visits"]; "no report")]
#[test_case("[\"monday-visits\", \"unseen-children\", \"data-quality\"]", "\"monday-visits\"", &["reports must be a list of reports"]; "reports that are no list")]
#[test_case("\"0 0 5 * * *\"", "\"0 0 5 * * 1\"", &["names its weekday by number (\"1\")"]; "a weekday by number")]
#[test_case("\"0 0 5 * * *\"", "\"0 5 * * 1-5\"", &["names its weekday by number (\"1-5\")"]; "weekdays by number in five fields")]
#[test_case("\"0 0 5 * * *\"", "\"0 5 * *\"", &["has 4 fields; write second minute hour day month weekday"]; "four fields")]
#[test_case("\"0 0 5 * * *\"", "\"0 0 5 * * * 2026\"", &["has 7 fields"]; "seven fields")]
#[test_case("\"0 0 5 * * *\"", "\"0 0 5 30 2 *\"", &["schedule never falls due"]; "never due")]
#[test_case("\"0 0 5 * * *\"", "\"0 0 25 * * *\"", &["schedule is no cron expression"]; "an hour that never was")]
#[test_case("\"0 0 5 * * *\"", "\"0 0 5 * * Moonday\"", &["schedule is no cron expression"]; "a weekday that never was")]
#[test_case("\"0 0 5 * * *\"", "\"\"", &["schedule has 0 fields"]; "nothing")]
#[test_case("\"0 0 5 * * *\"", "5", &["schedule must be a cron expression such as \"0 30 6 * * Mon\", not an integer"]; "a number")]
#[test_case("\"12h\"", "\"half a day\"", &["catch_up must be a length of time such as \"12h\", not \"half a day\""]; "a length of time in words")]
fn a_bad_job(old: &str, new: &str, says: &[&str]) {
    is_bad(JOB, old, new, says);
}

#[test]
fn a_job_without_reports_and_a_job_with_an_odd_name() {
    let place = Workplace::new();
    place.write("jobs/hand.toml", "catch_up = \"1h\"\n");
    place.write("jobs/by hand.toml", "reports = [\"data-quality\"]\n");
    let checked = check(&place).with_code(6);
    checked.complains_of(&[
        "jobs/hand.toml:1: the key reports is missing; it names one or more of monday-visits, unseen-children, rating-review, assurance, performance-clinic, targeted-tracker, data-quality",
        "jobs/by hand.toml: a job's file name may hold letters, digits, - and _ only",
        "2 problems with the settings",
    ]);
}

const OUTSIDE: &str = "the email address is outside the allowed domains";

#[test_case("north@example.org", "north@examp1e.org", OUTSIDE; "a look-alike domain")]
#[test_case("north@example.org", "north@mail.example.org", OUTSIDE; "a sub-domain")]
#[test_case("north@example.org", "north@example.org.uk", OUTSIDE; "a longer domain")]
#[test_case("north@example.org", "north@example.org.", "the email address "; "a trailing dot")]
#[test_case("north@example.org", "north+all@example.org", "the email address holds a plus tag"; "a plus tag")]
#[test_case("north@example.org", "n\u{f6}rth@example.org", "the email address holds letters outside plain ASCII"; "a letter outside ASCII")]
#[test_case("north@example.org", "north@ex\u{430}mple.org", "the email address holds letters outside plain ASCII"; "a Cyrillic letter in the domain")]
#[test_case("north@example.org", "north@example.org;x@elsewhere.org", "the email address is more than one address; write a line for each reader, with an id of its own"; "two addresses")]
#[test_case("north@example.org", "north @example.org", "the email address holds spaces"; "a space")]
#[test_case("north@example.org", "", "the email address is no e-mail address"; "no address")]
#[test_case("north@example.org", "north%evil.example@example.org", "the email address holds a sign before the @ by which servers pass mail on"; "a percent sign")]
#[test_case("north@example.org", "evil.example!north@example.org", "the email address holds a sign before the @ by which servers pass mail on"; "an exclamation mark")]
#[test_case("north@example.org", "north=evil.example@example.org", "the email address holds a sign before the @ by which servers pass mail on"; "an equals sign")]
#[test_case("north@example.org", "north/admd=evil@example.org", "the email address holds a sign before the @ by which servers pass mail on"; "a slash")]
#[test_case("north@example.org", "@evil.example:north@example.org", "the email address is more than one address"; "a route")]
#[test_case("north@example.org", "\"\"\"north@evil\"\"@example.org\"", "the email address is more than one address"; "a quoted name")]
#[test_case("north@example.org", "\"north@example.org, x@example.org\"", "the email address is more than one address; write a line for each reader"; "two addresses with a comma")]
#[test_case("north@example.org", "north@example.org x@example.org", "the email address is more than one address"; "two addresses with a space")]
#[test_case("north@example.org", "north@[127.0.0.1]", "the email address "; "a number for a domain")]
#[test_case(",team_manager,", ",team_manger,", "unknown role \"team_manger\"; did you mean \"team_manager\"? The roles are team_manager"; "an unknown role")]
#[test_case(",team_manager,", ",xyz,", "unknown role \"xyz\". The roles are team_manager"; "a role like no other")]
#[test_case("team:North,", "North,", "scope \"North\" cannot be read; write all, team:NAME or service:NAME"; "a scope without its kind")]
#[test_case("team:North,", "teams:North,", "scope \"teams:North\" cannot be read"; "a scope of another kind")]
#[test_case("team:North,", "team:,", "scope \"team:\" cannot be read"; "a team without a name")]
#[test_case("team:North,", ",", "scope is blank; write all, team:NAME or service:NAME"; "no scope")]
#[test_case("team:North,monday-visits", "team:North,monday-visit", "unknown report \"monday-visit\"; did you mean \"monday-visits\"?"; "an unknown report")]
#[test_case("tm-north,", "tm north,", "recipient_id must be 1 to 64 letters, digits, - or _"; "an id with a space")]
#[test_case("tm-north,", "../north,", "recipient_id must be 1 to 64 letters, digits, - or _"; "an id that is a path")]
#[test_case("sm-care,", "tm-north,", "recipient_id \"tm-north\" stands in line 2 already"; "an id twice")]
#[test_case("team:North,", "team:North,,,", "has more or fewer cells than there are columns"; "too many cells")]
#[test_case(",role,", ",rolle,", "the column role is missing; is it \"rolle\"?"; "a column of another name")]
fn a_bad_recipient(old: &str, new: &str, says: &str) {
    let place = Workplace::new();
    let line = place.edit(RECIPIENTS, old, new);
    let checked = check(&place).with_code(6);
    checked.complains_of(&[&format!("error: {RECIPIENTS}:{line}: {says}")]);
    let named = checked.stderr.contains("@example.org") || checked.stderr.contains("north@");
    assert!(!named, "an address is told: {}", checked.stderr);
}

/// Notes and blank lines above a line are lines too.
#[test]
fn a_bad_recipient_below_notes_is_named_by_its_own_line() {
    let place = Workplace::new();
    let notes = "# who gets what\n\n# North\n";
    place.edit(RECIPIENTS, "tm-north,", &format!("{notes}tm north,"));
    let checked = check(&place).with_code(6);
    checked.complains_of(&[&format!("error: {RECIPIENTS}:5: recipient_id must be")]);
}

/// A service whose mail leaves by SMTP, sealed, with more lines for `[mail]`.
fn by_smtp(more: &str) -> (&'static str, String) {
    let lines = format!("transport = \"smtp\"\nhost = \"localhost\"\nusername = \"u\"\n{more}");
    ("transport = \"file\"", lines)
}

fn sealed(more: &str) -> (&'static str, String) {
    ("[output]", format!("seal = \"password\"\n{more}\n[output]"))
}

fn output(key: &str, path: &str) -> (&'static str, String) {
    ("keep = ", format!("{key} = \"{path}\"\nkeep = "))
}

/// What the settings point at is looked at: `check` ends with 6, and says where and what to do. `good` lies there in order.
#[test_case(sealed("seal_password_file = \"none\""), "seal_password_file: ", &["none cannot be read", "put it there", "systemd"]; "no seal password")]
#[test_case(sealed("seal_password_file = \"secret/none\""), "seal_password_file: ", &["none cannot be read", "put it there"]; "no seal password in a folder")]
#[test_case(sealed("seal_password_file = \"empty\""), "seal_password_file: ", &["is empty", "put it there"]; "an empty seal password")]
#[test_case(sealed("seal_password_file = \"open\""), "seal_password_file: ", &["is open to others", "run: chmod 600"]; "a seal password that all may read")]
#[test_case(sealed("seal_password_file = \"in\""), "seal_password_file: ", &["is no file"]; "a folder for a seal password")]
#[test_case(sealed("seal_password_env = \"LASTSEEN_NO_SUCH\""), "seal_password_env: ", &["LASTSEEN_NO_SUCH is not set", "set it here"]; "a variable that is not set")]
#[test_case(sealed("seal_password_file = \"good\"\n[mail.seal_for.tm-north]\nseal_password_file = \"none\""), "seal_for.tm-north.seal_password_file: ", &["none cannot be read"]; "no seal password of a reader's own")]
#[test_case(by_smtp("auth = \"xoauth2\"\ntoken_file = \"open\""), "token_file: ", &["is open to others", "run: chmod 600"]; "a token that all may read")]
#[test_case(by_smtp("auth = \"xoauth2\"\ntoken_command = [\"/no/such/program\"]"), "token_command: ", &["names a program that is not there"]; "a token's program that is not there")]
#[test_case(by_smtp("password_file = \"none\""), "password_file: ", &["none cannot be read", "put it there"]; "no password")]
#[test_case(by_smtp("password_file = \"open\""), "password_file: ", &["is open to others", "run: chmod 600"]; "a password that all may read")]
#[test_case(by_smtp("password_file = \"good\"\nca_file = \"none\""), "ca_file: ", &["none cannot be used", "put the certificate there"]; "no authority")]
#[test_case(by_smtp("password_file = \"good\"\nca_file = \"good\""), "ca_file: ", &["it holds no certificate in PEM form"]; "an authority that is no certificate")]
#[test_case(output("reports", "good/reports"), "reports: ", &["good is a file", "name another folder"]; "reports below a file")]
#[test_case(output("reports", "good"), "reports: ", &["good is a file"]; "a file for reports")]
#[test_case(output("ledger", "good/ledger.sqlite"), "ledger: ", &["good is a file"]; "the ledger below a file")]
#[test_case(output("metrics", "good/x/metrics.prom"), "metrics: ", &["good is a file"]; "metrics below a file")]
fn a_broken_pointer((old, new): (&str, String), key: &str, says: &[&str]) {
    let place = Workplace::new();
    for (name, bytes, mode) in [
        ("good", "Zzword", 0o600),
        ("open", "Zzword", 0o644),
        ("empty", "", 0o600),
    ] {
        place.write(name, bytes);
        #[cfg(unix)]
        std::fs::set_permissions(
            place.path(name),
            std::os::unix::fs::PermissionsExt::from_mode(mode),
        )
        .expect("our own file");
        #[cfg(not(unix))]
        let _ = mode;
    }
    if let Some(key) = ["reports", "ledger"]
        .into_iter()
        .find(|key| new.starts_with(key))
    {
        let text = place.read(SERVICE);
        let without = text.lines().filter(|line| !line.starts_with(key));
        place.write(
            SERVICE,
            without.map(|line| format!("{line}\n")).collect::<String>(),
        );
    }
    place.edit(SERVICE, old, &new);
    let last = key
        .trim_end_matches(": ")
        .rsplit('.')
        .next()
        .expect("a key");
    let text = place.read(SERVICE);
    let line = text
        .lines()
        .collect::<Vec<_>>()
        .iter()
        .rposition(|line| line.starts_with(&format!("{last} = ")))
        .expect("the key")
        + 1;
    let checked = check(&place).with_code(6);
    let table = if old == "keep = " { "output" } else { "mail" };
    checked.complains_of(&[&format!("error: {SERVICE}:{line}: {table}.{key}")]);
    checked.complains_of(says);
    checked.complains_of(&["1 problem with the settings"]);
    assert!(!checked.stderr.contains("Zzword"));
}

#[test_case("\"\""; "nothing")]
#[test_case("\"  \""; "blanks")]
#[test_case("\"smtp.example.org:587\""; "with its port")]
#[test_case("\"smtps://smtp.example.org\""; "with a scheme")]
fn a_host_that_is_none(host: &str) {
    let (old, new) = by_smtp("password_env = \"PATH\"");
    let host = new.replace("\"localhost\"", host);
    let place = Workplace::new();
    place.edit(SERVICE, old, &host);
    check(&place)
        .with_code(6)
        .complains_of(&["mail.host must be the mail server's name or address alone"]);
}

#[test]
fn check_lists_every_problem_of_every_file_at_once() {
    let place = Workplace::new();
    place.edit(SERVICE, "max_rejected = \"2%\"", "max_rejected = \"two\"");
    place.edit(SERVICE, "keep =", "keeps =");
    place.edit(SERVICE, "Europe/London", "Mars/Crater");
    place.edit(JOB, "\"data-quality\"", "\"data-qualities\"");
    place.edit(JOB, "\"0 0 5 * * *\"", "\"never\"");
    place.edit(RECIPIENTS, ",analyst,all", ",analist,everything");
    let checked = check(&place).with_code(6);
    let starts = [
        "error: jobs/nightly.toml:1: ",
        "error: jobs/nightly.toml:2: ",
        "error: jobs/recipients.csv:4: unknown role",
        "error: jobs/recipients.csv:4: scope",
        "error: jobs/service.toml:5: ",
        "error: jobs/service.toml:18: ",
        "error: jobs/service.toml:31: ",
        "7 problems with the settings; nothing was done",
    ];
    let lines: Vec<&str> = checked.stderr.lines().collect();
    assert_eq!(lines.len(), starts.len(), "{}", checked.stderr);
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{start} / {line}");
    }
}

/// A path of Windows in double quotes is no text of TOML.
#[test]
fn a_backslash_in_double_quotes_is_told_what_helps() {
    let place = Workplace::new();
    place.edit(SERVICE, "in/visits*", "D:\\Users\\exports\\visits*");
    check(&place).with_code(6).complains_of(&[
        "; a backslash in double quotes begins a sign of its own: write / in paths, or put them in single quotes",
    ]);
}

/// As spreadsheets save it: with semicolons, or in the letters of Windows.
#[test_case(|text| text.replace(',', ";").into_bytes(); "semicolons")]
#[test_case(|text| text.replace("Zzmanager North", "Zo~").bytes().map(|byte| if byte == b'~' { 0xeb } else { byte }).collect(); "letters of Windows")]
fn recipients_that_a_spreadsheet_saved_are_read(saved: fn(String) -> Vec<u8>) {
    let place = Workplace::new();
    let text = place.read(RECIPIENTS);
    place.write(RECIPIENTS, saved(text));
    let checked = check(&place).with_code(0);
    assert!(
        checked
            .stdout
            .starts_with("settings: 1 job, 3 recipients, 4 exports: in order\n"),
        "{}",
        checked.stdout
    );
}

#[test]
fn a_missing_file_or_folder_of_settings_is_named() {
    let place = Workplace::new();
    place.remove(RECIPIENTS);
    check(&place)
        .with_code(6)
        .complains_of(&["jobs/recipients.csv: the file is missing"]);
    place.remove(SERVICE);
    check(&place)
        .with_code(6)
        .complains_of(&["jobs/service.toml: the file is missing"]);
    Workplace::bare()
        .run(&["check", "--date", DATE])
        .with_code(6)
        .complains_of(&["no folder jobs/ in", "--root"]);
}

#[test]
fn a_scope_without_children_is_a_warning() {
    let place = Workplace::new();
    place.edit(RECIPIENTS, "team:North,", "team:Nroth,");
    place.edit(RECIPIENTS, "service:Care,", "service:Other;team:Elsewhere,");
    let checked = check(&place).with_code(0);
    for warning in [
        "warning: recipient tm-north: no child falls in its scope tonight (team Nroth); did you mean \"North\"?",
        "warning: recipient sm-care: no child falls in its scope tonight (service Other, team Elsewhere)",
        "warning: 40 open children are on nobody's list: add their teams or services to recipients.csv",
    ] {
        assert!(checked.stdout.contains(warning), "{}", checked.stdout);
    }
    place.nightly().with_code(0);
    // The one who gets a nil return is told that it may not be one.
    let outbox = format!("reports/{DATE}/nightly/outbox");
    let letter = place.path(&format!("{outbox}/monday-visits--tm-north.eml"));
    let letter = Mail::parse(&std::fs::read(letter).expect("a letter")).text;
    let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        letter.contains("No open child falls in your scope (team Nroth) tonight."),
        "{letter}"
    );
}

#[test]
fn sound_settings_are_in_order() {
    let checked = check(&Workplace::new()).with_code(0);
    assert!(
        checked
            .stdout
            .starts_with("settings: 1 job, 3 recipients, 4 exports: in order\n"),
        "{}",
        checked.stdout
    );
    assert!(!checked.stdout.contains("warning:"), "{}", checked.stdout);
    assert_eq!(checked.stderr, "");
}

#[test]
fn a_report_that_nobody_gets_is_a_warning_and_a_notice() {
    let place = Workplace::new();
    let recipients = place.read(RECIPIENTS);
    let without: Vec<&str> = recipients
        .lines()
        .filter(|line| !line.starts_with("sm-care"))
        .collect();
    place.write(RECIPIENTS, without.join("\n"));
    let said =
        "nobody in recipients.csv gets the report unseen-children of job nightly: it is not made";
    let checked = check(&place).with_code(0);
    assert!(checked.stdout.contains(said), "{}", checked.stdout);
    place.nightly().with_code(0);
    let notices = place.tree("reports/notices");
    assert_eq!(notices.len(), 1, "{notices:?}");
}

#[test]
fn what_is_wrong_with_rows_and_columns_is_named() {
    let place = Workplace::new();
    place.edit("in/visits.csv", "child_seen", "child was seen");
    let visits = place.read("in/visits.csv");
    let odd = "VX,001,2026-11-02,pigeon,Y,W1,Zzsecret\nVY,002,11/31/2026,phone,Y,W1,Zzsecret\n";
    place.write("in/visits.csv", visits + odd);
    place.edit(
        "jobs/service.toml",
        "max_rejected = \"2%\"",
        "max_rejected = \"5%\"",
    );
    let checked = check(&place).with_code(0);
    for line in [
        "1 E-DATE: a date that cannot be read",
        "the first in row 83, column visit_date",
        "1 E-MODE: a visit type, mode or outcome that the profile does not know",
        "columns that no field takes: child was seen, notes",
        "no column is \"child_seen\" (child_seen); is \"child was seen\" meant?",
    ] {
        assert!(checked.stdout.contains(line), "{line}: {}", checked.stdout);
    }
    assert!(
        !checked.stdout.contains("pigeon"),
        "values are for rejects.csv"
    );
    place.edit(
        "jobs/service.toml",
        "max_rejected = \"5%\"",
        "max_rejected = \"2%\"",
    );
    let refused = place.nightly().with_code(4);
    refused.complains_of(&["2 of 82 rows were rejected", "1 E-DATE", "row 83"]);
}

/// Every key that version 2 of the rule book added reaches the rules.
#[test]
fn the_rules_of_version_2() {
    let place = Workplace::new();
    let keys = "[rules]
continues_within_days = 8
change_within_days = 0
raised_within_working_days = 6
red_gap_days = 9
first_visit_cic = \"none\"
first_visit_cp = \"10 days\"
first_visit_cin = \"2 weeks\"
first_visit_cl = \"1 month\"
bank_holidays = [2026-12-24, \"2027-05-07\"]
supervising_roles = [\"a\"]
leaver_roles = [\"b\"]
oversight_roles = [\"c\"]
ts_red_factors = [\"d\"]
step_down_services = [\"e\"]
step_down_days = 29
hybrid_intervals = 3
newborn_days = 30
no_access_attempts_red = 2
no_contact_days_red = 15
no_contact_days_amber = 31
supervision_every = \"5 weeks\"
plan_every = \"4 months\"
plan_every_cic = \"7 months\"
oversight_grace_days = 0
";
    place.edit(SERVICE, "[gate]", &format!("{keys}[gate]"));
    let found = Settings::load(place.root()).expect("sound settings").rules;
    let words = |word: &str| vec![word.to_owned()];
    let expected = RuleSettings {
        framework: found.framework.clone(),
        continues_within_days: 8,
        change_within_days: 0,
        raised_within_working_days: 6,
        red_gap_days: 9,
        first_visit_cic: None,
        first_visit_cp: Some(Interval::Days(10)),
        first_visit_cin: Some(Interval::Days(14)),
        first_visit_cl: Some(Interval::Months(1)),
        bank_holidays: Holidays::new(&[], &[day("2026-12-24"), day("2027-05-07")]),
        supervising_roles: words("a"),
        leaver_roles: words("b"),
        oversight_roles: words("c"),
        ts_red_factors: words("d"),
        step_down_services: words("e"),
        step_down_days: 29,
        hybrid_intervals: 3,
        newborn_days: 30,
        no_access_attempts_red: 2,
        no_contact_days_red: 15,
        no_contact_days_amber: 31,
        supervision_every: Interval::Days(35),
        plan_every: Interval::Months(4),
        plan_every_cic: Interval::Months(7),
        oversight_grace_days: 0,
        ..RuleSettings::default()
    };
    assert_eq!(found, expected);
}

#[test_case("date = 2026-09-01", &["rebase: a rebase needs a reason: what has changed"]; "without a reason")]
#[test_case("reason = \" \"", &["rebase: a rebase needs the date from which charts begin anew", "rebase.reason is empty"]; "without a date")]
#[test_case("date = 2026-09-01\nreason = \"a\"\nday = 1", &["unknown key \"rebase.day\""]; "with another key")]
fn a_bad_rebase(keys: &str, expected: &[&str]) {
    let place = Workplace::new();
    place.edit(SERVICE, "[gate]", &format!("[[rebase]]\n{keys}\n[gate]"));
    place.run(&["check"]).with_code(6).complains_of(expected);
}

/// Rebases come in the order of their days, whatever order the file has.
#[test]
fn rebases_are_read() {
    let place = Workplace::new();
    let two = "[[rebase]]\ndate = 2026-09-01\nreason = \"two teams became one\"\n\
               [[rebase]]\ndate = \"2026-03-01\"\nreason = \"a new case system\"\n[gate]";
    place.edit(SERVICE, "[gate]", two);
    let found = Settings::load(place.root())
        .expect("sound settings")
        .rebases;
    let found: Vec<(String, &str)> = found
        .iter()
        .map(|of| (of.date.to_string(), of.reason.as_str()))
        .collect();
    let expected = [
        ("2026-03-01".to_owned(), "a new case system"),
        ("2026-09-01".to_owned(), "two teams became one"),
    ];
    assert_eq!(found, expected);
}

/// Every workbook says which rules are not the rule book's.
#[test]
fn notes_say_which_rules_were_changed() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let changed = |place: &Workplace| -> Vec<String> {
        let cells = cells(place, "monday-visits--tm-north", "Notes");
        let pairs = cells.chunks(2).filter(|pair| pair[0] == "Rule changed");
        pairs.map(|pair| pair[1].clone()).collect()
    };
    assert_eq!(changed(&place), Vec::<String>::new());
    let rules = "[rules]\ncp = \"7 days\"\nfirst_visit_cic = \"none\"\nno_access_attempts = 3\n\
                 leaver_roles = []\nbank_holidays = [2026-12-24]\n[gate]";
    place.edit(SERVICE, "[gate]", rules);
    place.nightly().with_code(0);
    assert_eq!(
        changed(&place),
        [
            "cp: 7 days; the rule book says 2 weeks.",
            "first_visit_cic: none; the rule book says 7 days.",
            "bank_holidays: 24 Dec 2026; the rule book says none.",
            "no_access_attempts: 3; the rule book says 2.",
            "leaver_roles: none; the rule book says personal_adviser.",
        ]
    );
}

/// What a missing column leaves unjudged is not stated as a rule.
#[test]
fn notes_state_no_rule_that_cannot_be_judged() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let statements = |place: &Workplace, topic: &str| -> Vec<String> {
        let cells = cells(place, "monday-visits--tm-north", "Notes");
        let pairs = cells.chunks(2).filter(|pair| pair[0] == topic);
        pairs.map(|pair| pair[1].clone()).collect()
    };
    assert_eq!(statements(&place, "Statutory"), Vec::<String>::new());
    let unjudged = statements(&place, "Not assessed");
    assert!(
        unjudged.contains(
            &"No export has service of workers: every contact counts as statutory.".to_owned()
        ),
        "{unjudged:?}"
    );
    let workers = "worker_id,worker_name,role,qualified,service\nW1,Zzworker,social_worker,Y,Care\nM1,Zzmanager,team_manager,Y,Care\n";
    place.write("in/workers.csv", workers);
    place.nightly_instead().with_code(0);
    assert_eq!(statements(&place, "Statutory").len(), 1);
}
