//! One run of one job as the test sees it: its files, its readers, its children.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use chrono::{Datelike, Days, NaiveDate};

use super::{
    book::{Value, day_or, words},
    children::{Child, children},
    exports::{Reject, csv_rows, rejects},
    facts::Facts,
    movement::Moved,
};

/// What a run left, and what the test knows of it.
pub struct Night {
    pub job: String,
    pub date: NaiveDate,
    pub folder: PathBuf,
    pub facts: Rc<Facts>,
    pub children: Vec<Child>,
    pub recipients: Vec<Recipient>,
    pub rejects: Vec<Reject>,
    pub account: serde_json::Value,
    /// The same job's run before.
    pub earlier: Option<Rc<Night>>,
    /// `account.json` of the last run of any job on a day before.
    pub account_before: serde_json::Value,
    /// What the test did to the visits between the two runs.
    pub planted: Vec<Moved>,
}

/// Children on a Sunday, and whether a run of that day recorded them.
pub struct Sunday {
    pub date: NaiveDate,
    pub is_recorded: bool,
    pub children: Vec<Child>,
}

impl Night {
    pub fn read(root: &Path, facts: Rc<Facts>, job: &str, date: NaiveDate) -> Self {
        let folder = root.join(format!("reports/{date}/{job}"));
        let text =
            |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the run");
        Self {
            job: job.to_owned(),
            date,
            children: children(&text("positions.csv"), &facts, date),
            account: serde_json::from_str(&text("account.json")).expect("JSON"),
            recipients: recipients(root),
            facts,
            rejects: rejects(&text("rejects.csv")),
            folder,
            earlier: None,
            account_before: serde_json::Value::Null,
            planted: Vec::new(),
        }
    }

    /// The Sunday that ends the week.
    pub fn sunday(&self) -> NaiveDate {
        self.date + Days::new(u64::from(6 - self.date.weekday().num_days_from_monday()))
    }

    pub fn of(&self, reader: &Recipient) -> Vec<&Child> {
        self.children
            .iter()
            .filter(|child| reader.holds(child))
            .collect()
    }

    /// Whether a Monday list has the child.
    pub fn has_team_manager(&self, child: &Child) -> bool {
        self.is_on("monday-visits", child)
    }

    /// Whether a senior's tracker would have the child of Targeted Support.
    pub fn has_senior(&self, child: &Child) -> bool {
        let mut seniors = self.recipients.iter().filter(|who| who.role == "senior");
        seniors.any(|who| self.tracks(who, child))
    }

    /// Whether the child's row of Targeted Support is in a reader's scope.
    pub fn tracks(&self, reader: &Recipient, child: &Child) -> bool {
        let open = self.facts.open(&child.id, self.date);
        let row = open.into_iter().find(|row| row.status == "TS");
        row.is_some_and(|row| reader.answers_for(&row.team, row.service.as_deref()))
    }

    /// How many children a tracker answers for.
    pub fn tracked_or_held(&self, reader: &Recipient) -> usize {
        let all = self.children.iter();
        all.filter(|child| reader.holds(child) || self.tracks(reader, child))
            .count()
    }

    fn is_on(&self, report: &str, child: &Child) -> bool {
        let mut readers = self.recipients.iter().filter(|who| who.gets(report));
        readers.any(|who| who.holds(child))
    }

    /// The words that a reader finds under a worker.
    pub fn worker(&self, child: &Child, none: &str) -> String {
        child
            .worker
            .as_ref()
            .map_or_else(|| none.to_owned(), |id| self.worker_shown(id))
    }

    pub fn worker_shown(&self, id: &str) -> String {
        self.facts.worker_shown(id, self.date)
    }

    pub fn allocated(&self, child: &Child) -> Value {
        words(self.worker(child, "no worker allocated"))
    }

    pub fn scope_line(&self, reader: &Recipient) -> String {
        self.scope_line_of(reader, self.of(reader).len())
    }

    pub fn scope_line_of(&self, reader: &Recipient, count: usize) -> String {
        let service = "Exampleshire Children's Trust (synthetic sample)";
        format!(
            "{service} · {} · run date {} · {count} children",
            reader.scope_in_words(),
            plain(self.date)
        )
    }
}

/// A line of `recipients.csv`.
pub struct Recipient {
    pub id: String,
    pub role: String,
    scope: Vec<(String, String)>,
}

pub fn recipients(root: &Path) -> Vec<Recipient> {
    let text = std::fs::read_to_string(root.join("jobs/recipients.csv")).expect("recipients");
    let of = |row: BTreeMap<String, String>| {
        assert!(
            row["reports"].is_empty(),
            "the test knows the roles' own reports only"
        );
        let parts = row["scope"]
            .split(';')
            .map(|part| part.split_once(':').unwrap_or((part, "")));
        Recipient {
            id: row["recipient_id"].clone(),
            role: row["role"].clone(),
            scope: parts
                .map(|(kind, name)| (kind.to_owned(), name.to_owned()))
                .collect(),
        }
    };
    csv_rows(&text).into_iter().map(of).collect()
}

impl Recipient {
    pub fn holds(&self, child: &Child) -> bool {
        self.answers_for(&child.team, child.service.as_deref())
    }

    pub fn answers_for(&self, team: &str, service: Option<&str>) -> bool {
        self.scope.iter().any(|(kind, name)| match kind.as_str() {
            "all" => true,
            "team" => name == team,
            _ => Some(name.as_str()) == service,
        })
    }

    pub fn scope_in_words(&self) -> String {
        let part = |(kind, name): &(String, String)| match kind.as_str() {
            "all" => "all teams".to_owned(),
            kind => format!("{kind} {name}"),
        };
        self.scope.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// RULES §8.
    pub fn gets(&self, report: &str) -> bool {
        let reports: &[&str] = match self.role.as_str() {
            "team_manager" => &[
                "monday-visits",
                "unseen-children",
                "rating-review",
                "assurance",
                "targeted-tracker",
            ],
            "service_manager" => &["unseen-children", "performance-clinic", "targeted-tracker"],
            "senior" => &["targeted-tracker"],
            "leadership" => &["performance-clinic", "targeted-tracker"],
            "analyst" => &["data-quality"],
            other => panic!("the test knows no role {other}"),
        };
        reports.contains(&report)
    }
}

/// `23 Nov 2026`.
pub fn plain(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// "1 child", "3 children".
pub fn so_many(count: usize) -> String {
    if count == 1 {
        "1 child".to_owned()
    } else {
        format!("{count} children")
    }
}

pub fn standing(child: &Child) -> Value {
    words(standing_in_words(child))
}

pub fn standing_in_words(child: &Child) -> String {
    match (child.state.as_str(), child.days_overdue) {
        ("OVERDUE", Some(1)) => "OVERDUE 1 day".to_owned(),
        ("OVERDUE", days) => format!("OVERDUE {} days", days.expect("a due date")),
        ("DUE", _) => "DUE this week".to_owned(),
        ("OK", _) => "In time".to_owned(),
        _ => "No minimum".to_owned(),
    }
}

pub fn statuses(child: &Child) -> Value {
    words(child.statuses.replace('+', " + "))
}

pub fn age_of_rating(child: &Child, date: NaiveDate) -> Value {
    match child.decided {
        Some(day) => Value::Number((date - day).num_days() as f64),
        None if child.rag == "UNRATED" => words("not rated"),
        None => words("not known"),
    }
}

pub fn decided(child: &Child) -> Value {
    let absent = if child.rag == "UNRATED" {
        "not rated"
    } else {
        "not recorded"
    };
    day_or(child.decided, absent)
}

pub fn days_unseen(child: &Child) -> Value {
    child.days_unseen.map_or_else(
        || words("not born yet"),
        |days| Value::Number(f64::from(days)),
    )
}

fn is_working(day: NaiveDate) -> bool {
    const HOLIDAYS: [(i32, u32, u32); 6] = [
        (2026, 5, 25),
        (2026, 8, 31),
        (2026, 12, 25),
        (2026, 12, 28),
        (2027, 1, 1),
        (2027, 3, 26),
    ];
    day.weekday().number_from_monday() <= 5
        && !HOLIDAYS.contains(&(day.year(), day.month(), day.day()))
}

/// The n-th working day after a day.
pub fn working_days_after(day: NaiveDate, count: usize) -> NaiveDate {
    let mut days = day.iter_days().skip(1).filter(|day| is_working(*day));
    days.nth(count - 1).expect("days without end")
}

/// The last working day on or before the due date.
pub fn visit_by(child: &Child) -> Value {
    day_or(last_working_day(child), "no minimum")
}

fn last_working_day(child: &Child) -> Option<NaiveDate> {
    let mut day = child.due?;
    while !is_working(day) {
        day = day - Days::new(1);
    }
    Some(day)
}

/// A child's standing with the day by which to visit, as the list for the meeting has it.
pub fn standing_by(child: &Child, date: NaiveDate) -> Value {
    let by = last_working_day(child).map_or_else(String::new, |day| {
        let is_of_this_year = day.year() == date.year();
        let form = if is_of_this_year {
            "\nby %a %-d %b"
        } else {
            "\nby %a %-d %b %Y"
        };
        day.format(form).to_string()
    });
    words(format!("{}{by}", standing_in_words(child)))
}
