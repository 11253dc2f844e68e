//! The `jobs/` folder of a sample: the settings, three jobs and their recipients.

use super::file::{SampleError, SampleFile};
use super::settings::Layout;
use super::ssd;
use super::tables::CsvTable;
use super::workforce::{SERVICES, TARGETED_SUPPORT, Team, Workforce};

const DOMAIN: &str = "exampleshire.example";

const CANONICAL_INPUTS: &str = r#"cases   = [{ path = "cases_*.csv", profile = "canonical" }]
visits  = [{ path = "visits_*.csv", profile = "canonical" }]
ratings = [{ path = "ratings_*.csv", profile = "canonical" }]
workers = [{ path = "workers.csv", profile = "canonical" }]
"#;

const CASE_SYSTEM_INPUTS: &str = r#"cases   = [
    { path = "sample_data/carefirst/cases_*.csv", profile = "carefirst-cases" },
    { path = "sample_data/capita/cases_*.xlsx", profile = "capita-cases" },
]
visits  = [
    { path = "sample_data/carefirst/visits_*.xlsx", profile = "carefirst-visits", sheet = "Visits" },
    { path = "sample_data/capita/visits_*.csv", profile = "capita-visits" },
]
ratings = [{ path = "sample_data/ratings_*.csv", profile = "canonical" }]
workers = [{ path = "sample_data/workers.csv", profile = "canonical" }]
"#;

const RATINGS_AND_WORKERS: &str = r#"ratings = [{ path = "exports/ratings_*.csv", profile = "canonical" }]
workers = [{ path = "exports/workers.csv", profile = "canonical" }]
"#;

const ANNEX_A_INPUTS: &str = r#"cases   = [{ path = "exports/annex_a_*.xlsx", profile = "annex-a" }]
visits  = [{ path = "exports/annex_a_*.xlsx", profile = "annex-a" }]
"#;

/// The inputs of one system: its profile, and what its exports of cases and of visits are called.
fn inputs_of(profile: &str, cases: &str, visits: &str) -> String {
    format!(
        "cases   = [{{ path = \"exports/{cases}\", profile = \"{profile}\" }}]\nvisits  = [{{ path = \"exports/{visits}\", profile = \"{profile}\" }}]\n{RATINGS_AND_WORKERS}"
    )
}

const SERVICE_HEAD: &str = r#"# What all jobs share. Paths start at the folder that holds `jobs/`.

# Who gets which reports: one line a recipient.
recipients = "jobs/recipients.csv"

[service]
name = "Exampleshire Children's Trust (synthetic sample)"
timezone = "Europe/London"

# The prioritisation framework allows remote visits only while it is invoked: add `ceased = 2027-01-31` when it ends.
[[framework]]
invoked = 2020-03-23
authorised_by = "Children's Leadership Team"

# Tonight's exports. A glob takes the newest file by the date in its name; several exports may feed one data set.
[inputs]
"#;

const SERVICE_TAIL: &str = r#"
# When the exports are too doubtful to send anything from.
[gate]
max_rejected = "2%"
min_rows_vs_last = "80%"
max_age = "26h"

# "file" writes each message into the run's outbox instead of sending it.
[mail]
transport = "file"
from = "lastseen@exampleshire.example"
admin = "performance.team@exampleshire.example"
allowed_domains = ["exampleshire.example"]

# Where results go, and how long they are kept.
[output]
reports = "reports"
ledger = "reports/ledger.sqlite"
keep = "400d"
"#;

const NIGHTLY: &str = r#"# Every night at 05:00: who has not been seen in time, whose rating is to be reviewed, what was wrong with the exports.
schedule = "0 0 5 * * *"   # second minute hour day month weekday, in the service's time zone
reports = ["unseen-children", "rating-review", "data-quality"]
catch_up = "12h"           # a missed run still starts within this long
"#;

const MONDAY_VISITS: &str = r#"# Mondays at 06:30: the sheet that each team's Monday meeting works from, the Targeted Support tracker, what must be recorded.
schedule = "0 30 6 * * Mon"
# on_holiday = "next working day"   # or "skip": a Monday that is a bank holiday; without it the job runs
reports = ["monday-visits", "targeted-tracker", "assurance"]
catch_up = "12h"
"#;

const PERFORMANCE_CLINIC: &str = r#"# The first Monday of each month at 07:00: rates, trend and movement for service managers and leadership.
schedule = "0 0 7 1-7 * Mon"
reports = ["performance-clinic"]
catch_up = "24h"
"#;

/// The three jobs, each with its file: a new service begins with them too.
pub const SAMPLE_JOBS: [(&str, &str); 3] = [
    ("jobs/nightly.toml", NIGHTLY),
    ("jobs/monday-visits.toml", MONDAY_VISITS),
    ("jobs/performance-clinic.toml", PERFORMANCE_CLINIC),
];

/// The files, with the inputs of `layout`, the path of the merged records where there are any, and the teams of
/// `workforce`.
pub(super) fn files(
    layout: Layout,
    aliases: Option<&str>,
    workforce: &Workforce,
) -> Result<Vec<SampleFile>, SampleError> {
    let inputs = match layout {
        Layout::Canonical => CANONICAL_INPUTS.to_owned(),
        Layout::CaseSystems => CASE_SYSTEM_INPUTS.to_owned(),
        Layout::AnnexA => ANNEX_A_INPUTS.to_owned(),
        Layout::Ssd => ssd::INPUTS.to_owned(),
        Layout::Eclipse => inputs_of("eclipse", "eclipse_people_*.csv", "eclipse_visits_*.csv"),
        Layout::Liquidlogic => inputs_of("liquidlogic", "lcs_caseload_*.xlsx", "lcs_visits_*.xlsx"),
        Layout::Mosaic => inputs_of("mosaic", "mosaic_cases_*.csv", "dm_visits_*.csv"),
    };
    let merged = aliases.map_or_else(String::new, |path| {
        format!("aliases = [{{ path = \"{path}\", profile = \"canonical\" }}]   # records that were merged\n")
    });
    let mut files = vec![text_file(
        "jobs/service.toml",
        [SERVICE_HEAD, &inputs, &merged, SERVICE_TAIL].concat(),
    )];
    files.extend(SAMPLE_JOBS.map(|(path, text)| text_file(path, text.to_owned())));
    files.push(recipients(layout, workforce)?);
    Ok(files)
}

fn text_file(path: &str, text: String) -> SampleFile {
    SampleFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
    }
}

fn recipients(layout: Layout, workforce: &Workforce) -> Result<SampleFile, SampleError> {
    const HEADINGS: [&str; 6] = ["recipient_id", "name", "email", "role", "scope", "reports"];
    let mut table = CsvTable::new("jobs/recipients.csv".to_owned(), &HEADINGS, 0)?;
    // The layouts of single case systems know of social care only, and Annex A of no services.
    let has_targeted = matches!(layout, Layout::Canonical | Layout::CaseSystems);
    let is_there = |service: &str| has_targeted || service != TARGETED_SUPPORT;
    for team in workforce.teams.iter().filter(|team| is_there(team.service)) {
        let name = &workforce.workers[team.manager].name;
        let scope = format!("team:{}", team.name);
        let id = format!("tm-{}", dashed(&team.name));
        recipient(&mut table, &id, name, "team_manager", &scope)?;
    }
    for (service, manager) in SERVICES.iter().zip(&workforce.service_managers) {
        if !is_there(service) {
            continue;
        }
        let name = &workforce.workers[*manager].name;
        let of_service = |team: &&Team| team.service == *service;
        let scope = match layout {
            Layout::AnnexA => workforce
                .teams
                .iter()
                .filter(of_service)
                .map(|team| format!("team:{}", team.name))
                .collect::<Vec<_>>()
                .join(";"),
            _ => format!("service:{service}"),
        };
        let id = format!("sm-{}", dashed(service));
        recipient(&mut table, &id, name, "service_manager", &scope)?;
    }
    if has_targeted {
        let scope = format!("service:{TARGETED_SUPPORT}");
        let (id, name) = ("senior-targeted-support", "Sasha Pretend");
        recipient(&mut table, id, name, "senior", &scope)?;
    }
    recipient(
        &mut table,
        "leadership",
        "Robin Figment",
        "leadership",
        "all",
    )?;
    recipient(&mut table, "analyst", "Ashley Dataset", "analyst", "all")?;
    table.finish()
}

fn recipient(
    table: &mut CsvTable,
    id: &str,
    name: &str,
    role: &str,
    scope: &str,
) -> Result<(), SampleError> {
    let email = format!("{}@{DOMAIN}", id.replace('-', "."));
    table.row(&[id, name, &email, role, scope, ""])
}

/// `Assessment North 2` as `assessment-north-2`.
fn dashed(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}
