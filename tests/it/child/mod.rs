//! One child's story in words that read aloud, told as canonical exports:
//! `a_child("1").on_cp_since("2026-10-01").visited("2026-11-10").on_date(MONDAY)["state"]`.

mod rows;

use lastseen::{
    ingest::profile,
    model::{
        field::{DataSet, Field},
        framework::FrameworkPeriod,
        problem::Code,
    },
    rules::{flags::Flag, night::Night, position::Position, settings::RuleSettings},
};

use crate::night::{Exports, PositionRow, day, position_rows};
pub use rows::{Row, a_decision, a_visit};

/// The run date of most stories; its week ends on Sunday 2026-11-29.
pub const MONDAY: &str = "2026-11-23";

/// A child, its exports and the rules that hold.
#[derive(Clone)]
pub struct Child {
    id: String,
    cases: Vec<Row>,
    startless: Vec<Row>,
    visits: Vec<Row>,
    ratings: Vec<Row>,
    workers: Vec<Row>,
    aliases: Vec<Row>,
    absent: Vec<(DataSet, &'static str)>,
    missing: Vec<DataSet>,
    settings: RuleSettings,
}

/// A child without a case row; the framework has been invoked since 2020-03-23.
pub fn a_child(id: &str) -> Child {
    let child = Child {
        id: id.to_owned(),
        cases: Vec::new(),
        startless: Vec::new(),
        visits: Vec::new(),
        ratings: Vec::new(),
        workers: rows::workers(),
        aliases: Vec::new(),
        absent: Vec::new(),
        missing: Vec::new(),
        settings: RuleSettings::default(),
    };
    child.framework(&[("2020-03-23", "")])
}

impl Child {
    /// Opens a case row; `with` adds to it.
    pub fn open_as(mut self, status: &str, since: &str) -> Self {
        let row = Row::default()
            .with("child_id", &self.id)
            .with("status", status)
            .with("status_start", since)
            .with("team", "North")
            .with("worker_id", "QUALIFIED");
        self.cases.push(row);
        self
    }

    pub fn on_cp_since(self, date: &str) -> Self {
        self.open_as("CP", date)
    }

    pub fn in_care_since(self, date: &str) -> Self {
        self.open_as("CIC", date)
    }

    pub fn care_leaver_since(self, date: &str) -> Self {
        self.open_as("CL", date)
    }

    pub fn in_need_since(self, date: &str) -> Self {
        self.open_as("CIN", date)
    }

    /// Opens a case row in a system that knows no start of a status.
    pub fn open_since_nobody_knows(mut self, status: &str) -> Self {
        let row = Row::default()
            .with("child_id", &self.id)
            .with("status", status)
            .with("team", "North")
            .with("worker_id", "QUALIFIED");
        self.startless.push(row);
        self
    }

    /// Sets a field of the startless case row that was opened last.
    pub fn startless_with(mut self, field: &'static str, value: &str) -> Self {
        let row = self.startless.pop().expect("a startless row to add to");
        self.startless.push(row.with(field, value));
        self
    }

    /// Sets a field of the case row that was opened last.
    pub fn with(mut self, field: &'static str, value: &str) -> Self {
        let row = self.cases.pop().expect("a case row to add to");
        self.cases.push(row.with(field, value));
        self
    }

    pub fn until(self, date: &str) -> Self {
        self.with("status_end", date)
    }

    pub fn in_team(self, team: &str) -> Self {
        self.with("team", team)
    }

    pub fn held_by(self, worker: &str) -> Self {
        self.with("worker_id", worker)
    }

    pub fn born_on(self, date: &str) -> Self {
        self.with("date_of_birth", date)
    }

    pub fn plan_every(self, days: u32) -> Self {
        self.with("plan_interval_days", &days.to_string())
    }

    /// Puts a decision on the case row that was opened last.
    pub fn with_rating(mut self, decision: Row) -> Self {
        let row = self.cases.last_mut().expect("a case row to rate");
        row.0.extend(decision.0);
        self
    }

    pub fn visited(self, date: &str) -> Self {
        self.contact(a_visit(date))
    }

    pub fn contact(mut self, visit: Row) -> Self {
        let id = format!("V{:03}", self.visits.len());
        self.visits
            .push(visit.with("visit_id", &id).with("child_id", &self.id));
        self
    }

    /// Adds a decision to the history.
    pub fn rated(self, rag: &str, date: &str) -> Self {
        self.decision(a_decision(rag, date))
    }

    pub fn decision(mut self, decision: Row) -> Self {
        self.ratings.push(decision.with("child_id", &self.id));
        self
    }

    /// Adds a row of the workers export.
    pub fn worker(mut self, worker: Row) -> Self {
        self.workers.push(worker);
        self
    }

    /// Says that a record of another id is this child's.
    pub fn also_known_as(mut self, old_id: &str) -> Self {
        let row = Row::default()
            .with("old_id", old_id)
            .with("child_id", &self.id);
        self.aliases.push(row);
        self
    }

    /// Adds a row as it stands, of this child or of another record's id.
    pub fn record(mut self, set: DataSet, row: Row) -> Self {
        match set {
            DataSet::Cases => self.cases.push(row),
            DataSet::Visits => self.visits.push(row),
            DataSet::Ratings => self.ratings.push(row),
            DataSet::Workers => self.workers.push(row),
            DataSet::Aliases => self.aliases.push(row),
            DataSet::Lookups => unreachable!("canonical exports are joined with nothing"),
        }
        self
    }

    /// Takes a column out of an export.
    pub fn without(mut self, set: DataSet, field: &'static str) -> Self {
        self.absent.push((set, field));
        self
    }

    /// Takes a whole export out of the settings.
    pub fn without_export(mut self, set: DataSet) -> Self {
        self.missing.push(set);
        self
    }

    /// The framework's periods: invoked, and ceased where that is not blank.
    pub fn framework(mut self, periods: &[(&str, &str)]) -> Self {
        self.settings.framework = periods
            .iter()
            .map(|(invoked, ceased)| FrameworkPeriod {
                invoked: day(invoked),
                ceased: (!ceased.is_empty()).then(|| day(ceased)),
                authorised_by: None,
            })
            .collect();
        self
    }

    /// Changes the rule book's settings.
    pub fn where_rules(mut self, change: impl FnOnce(&mut RuleSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The child's row of `positions.csv`, if it has one.
    pub fn row_on(&self, date: &str) -> Option<PositionRow> {
        let mut rows = self.on_night(date, position_rows);
        rows.retain(|row| row["child_id"] == self.id);
        assert!(rows.len() < 2, "one row a child");
        rows.pop()
    }

    /// The child's row of `positions.csv`.
    pub fn on_date(&self, date: &str) -> PositionRow {
        self.row_on(date).expect("the child has an open case")
    }

    /// Whatever else is asked of the child's position.
    pub fn ask<T>(&self, date: &str, ask: impl FnOnce(&Position, &Night<'_>) -> T) -> T {
        self.on_night(date, |night| {
            let ids = night.facts.children_by_id();
            let is_mine = |child: &_| night.facts.children.text(*child) == self.id;
            let child = *ids.iter().find(|child| is_mine(child)).expect("the child");
            ask(&night.position(child).expect("an open case"), night)
        })
    }

    /// Whether a flag is raised; none where tonight's exports cannot tell.
    pub fn flag_on(&self, date: &str, code: &str) -> Option<bool> {
        self.ask(date, |position, night| {
            let flag = Flag::all().find(|flag| flag.code() == code);
            let flag = flag.unwrap_or_else(|| panic!("{code} is in the registry"));
            let raised = position.flags.contains(flag);
            let assessed = night.assessed.contains(flag);
            assert!(assessed || !raised, "{code} is raised but not assessed");
            assessed.then_some(raised)
        })
    }

    /// Tells the story on a run date.
    fn on_night<T>(&self, date: &str, ask: impl FnOnce(&Night<'_>) -> T) -> T {
        let mut exports = Exports::new();
        for set in DataSet::ALL {
            // Merged records are rare: without one there is no such export.
            let is_told = match set {
                DataSet::Aliases => !self.aliases.is_empty(),
                set => set != DataSet::Lookups,
            };
            if self.missing.contains(&set) || !is_told {
                continue;
            }
            // A late date in the name: visits after the run date are ignored, not rejected.
            let file = format!("{}_2030-01-01.csv", set.name());
            exports = exports.with(set, &file, "canonical", self.csv(set));
        }
        if !self.startless.is_empty() {
            let canonical = profile::built_in("canonical").expect("a built-in profile");
            let startless = canonical.replace(
                "status_start = [\"status_start\"]",
                "status_start = { unknown = true }",
            );
            let rows = self.written(DataSet::Cases, self.startless.clone());
            let file = "startless_2030-01-01.csv";
            exports = exports.read_by(DataSet::Cases, file, ("startless", &startless), rows);
        }
        let intake = exports
            .read(day(date))
            .unwrap_or_else(|refused| panic!("refused: {:?}", refused.refusals));
        for problem in &intake.reading.problems {
            let (code, sentence) = (problem.code, &problem.sentence);
            let sound = matches!(code, Code::Overlap | Code::SameVisit | Code::Factor);
            assert!(sound, "a story has sound rows: {code:?} {sentence}");
        }
        ask(&Night::new(&intake.facts, day(date), &self.settings))
    }

    fn csv(&self, set: DataSet) -> Vec<u8> {
        let mut told = self.rows(set);
        if !matches!(set, DataSet::Workers | DataSet::Aliases | DataSet::Lookups) {
            told.push(rows::neighbour(set));
        }
        self.written(set, told)
    }

    fn written(&self, set: DataSet, told: Vec<Row>) -> Vec<u8> {
        let header: Vec<&str> = set
            .fields()
            .map(Field::name)
            .filter(|name| !self.absent.contains(&(set, *name)))
            .collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).expect("memory takes it");
        for Row(cells) in &told {
            for name in cells.keys() {
                let known = set.fields().any(|field| field.name() == *name);
                assert!(known, "{} have no field {name}", set.name());
            }
            let cells = header
                .iter()
                .map(|name| cells.get(name).map_or("", String::as_str));
            writer.write_record(cells).expect("memory takes it");
        }
        writer.into_inner().expect("memory takes it")
    }

    fn rows(&self, set: DataSet) -> Vec<Row> {
        match set {
            DataSet::Cases => self.cases.clone(),
            DataSet::Visits => self.visits.clone(),
            DataSet::Ratings => self.ratings.clone(),
            DataSet::Workers => self.workers.clone(),
            DataSet::Aliases => self.aliases.clone(),
            DataSet::Lookups => Vec::new(),
        }
    }
}
