//! What every report is built from: the night, what was read for it, and the children of one reader.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{behind::Behind, book::Book};
use crate::{
    measures::{
        counted::Portion,
        last_week::{LastWeek, WorkedOff},
        movement::Movement,
        trend::Trend,
    },
    model::{
        agreement::{Agreed, Agreement},
        calendar::weekday,
        input::Reading,
        report::{Report, Role},
        text::Sym,
    },
    rules::{night::Night, position::Position},
};

/// A worker whom the workers export does not have.
const UNKNOWN_WORKER: &str = "worker not known";

/// Everything of a night that a report may show.
pub struct Context<'a> {
    /// The facts and rules of the run date.
    pub night: &'a Night<'a>,
    /// How the exports were read.
    pub reading: &'a Reading,
    /// Children whom the recipients' scopes leave out somewhere.
    pub gaps: &'a Gaps,
    /// Workers whom no export knows and whose ids hold a child's id or name.
    pub unnamed_workers: &'a HashSet<Sym>,
    /// The service's name.
    pub service: &'a str,
    /// Whom readers may ask about their workbooks, where the service says.
    pub contact: Option<&'a str>,
    /// The handling marking.
    pub marking: &'a str,
    /// The run's id.
    pub run_id: &'a str,
}

/// Children whom the scopes of those who get reports leave out, so that others must have them on their lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Those on no team's Monday list.
    pub without_team_manager: HashSet<Sym>,
    /// Those whom no senior's tracker of Targeted Support would reach.
    pub without_senior: HashSet<Sym>,
}

/// One reader and the children that the reader answers for, by id.
pub struct Reader<'a> {
    /// What the reader does: the Targeted Support tracker is shared out by it.
    pub role: Role,
    /// The scope in words: "team Assessment North".
    pub scope: String,
    /// Who stands in for the reader, or for whom the reader does, as a sentence.
    pub deputy: Option<String>,
    /// Whether the scope is everything.
    pub sees_everyone: bool,
    /// The children of the scope.
    pub children: Vec<&'a Position>,
    /// The children whose row of Targeted Support is in the scope, by id: the tracker's, whichever team answers for them.
    pub targeted: Vec<&'a Position>,
    /// The children of the scope counted, and the contacts with them where the job has a report that shows them.
    pub counted: Portion<'a>,
    /// What has changed in the scope since the job's last run; none on a first run.
    pub movement: Option<Movement>,
    /// What has changed of the children whose row of Targeted Support is, or was, in the scope.
    pub targeted_movement: Option<Movement>,
    /// Since when runs answer by this version of the rule book, where an earlier run that would be compared with did not.
    pub rules_changed_on: Option<NaiveDate>,
    /// What has changed in it since last Monday, where the job has a report that asks.
    pub since_monday: Option<Movement>,
    /// Twenty-six weeks of the scope's rates, where the job has a report that shows them.
    pub trend: Option<Trend>,
    /// The same of each team of the scope, by name.
    pub team_trends: Vec<(String, Trend)>,
    /// What became of last week's list of the scope's teams, where the job has a report that shows it.
    pub last_week: Option<LastWeek>,
    /// What meetings agreed on this reader's lists since last week's.
    pub agreed: Vec<Agreed>,
    /// How far the lists of the scope's teams were worked off, by week, the latest last.
    pub worked_off: Vec<WorkedOff>,
}

/// A report as it is handed on: the workbook, and the figures that the letter repeats.
pub struct Built {
    /// The workbook; none where there is nothing to list, and the letter alone says so.
    pub book: Option<Book>,
    /// What the letter says.
    pub digest: Digest,
}

/// What a letter says of a report: counts only, no child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Why tonight's lists may be wrong, a sentence each.
    pub cautions: Vec<String>,
    /// The report's question, answered in one sentence.
    pub answer: String,
    /// The one figure of the subject: "18 to visit, 5 overdue".
    pub in_short: String,
    /// The key figures.
    pub figures: Vec<Figure>,
    /// What has changed since the job's last run, in one sentence.
    pub change: String,
    /// Where to look first, a sentence each.
    pub look_first: Vec<String>,
    /// What the reader must know about the data.
    pub warnings: Vec<String>,
    /// The framework's status.
    pub framework: String,
}

/// One key figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub count: u64,
    /// Of how many, where it is a part of something.
    pub of: Option<u64>,
    /// The rows of the workbook that it counts.
    pub behind: Behind,
}

impl Reader<'_> {
    /// What was agreed of a child on a list of a date; without one, on the latest list that it stood on.
    pub fn agreed_of(&self, child_id: &str, list: Option<NaiveDate>) -> Option<&Agreement> {
        let mut latest_first = self.agreed.iter().rev();
        let found = latest_first.find(|agreed| {
            agreed.agreement.child_id == child_id
                && list.is_none_or(|date| date == agreed.list_date)
        });
        found.map(|agreed| &agreed.agreement)
    }

    /// How many children a report answers for: those of the scope, and the tracker also for those whose row of
    /// Targeted Support alone is in it.
    pub fn answers_for(&self, report: Report) -> usize {
        let own: HashSet<Sym> = match report {
            Report::TargetedTracker => self.children.iter().map(|of| of.child).collect(),
            _ => return self.children.len(),
        };
        let targeted = self.targeted.iter();
        own.len() + targeted.filter(|of| !own.contains(&of.child)).count()
    }
}

impl Context<'_> {
    /// A child's id.
    pub fn child_id(&self, position: &Position) -> String {
        self.night.facts.children.text(position.child).to_owned()
    }

    /// A team's, service's or child's name.
    pub fn word(&self, sym: Sym) -> &str {
        self.night.facts.words.text(sym)
    }

    /// "agreed for Thu 26 Nov, Sofia Tablerow (SW0119), by video": what was decided of it. A worker whom tonight's exports
    /// do not have is not named.
    pub fn agreed(&self, agreement: &Agreement) -> String {
        let night = self.night;
        let day = agreement
            .day
            .map(|day| format!("agreed for {}", weekday(day, night.date)));
        let worker = agreement.worker_id.as_ref().map(|id| {
            let known = night.facts.workers.find(id);
            known.map_or_else(|| UNKNOWN_WORKER.to_owned(), |worker| self.worker(worker))
        });
        let how = agreement.how.as_ref().map(|how| match how.as_str() {
            "face to face" => how.clone(),
            how => format!("by {how}"),
        });
        let first = day.unwrap_or_else(|| "agreed".to_owned());
        let parts = std::iter::once(first).chain(worker).chain(how);
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A worker by name with the id behind it, as the workers export has them. Of one whom it does not have the id alone
    /// is known; it is anybody's text, and not shown where it holds a child's id or name.
    pub fn worker(&self, worker: Sym) -> String {
        let facts = self.night.facts;
        let id = facts.workers.text(worker);
        match facts.worker_on(worker, self.night.date) {
            Some(known) => match known.name {
                Some(name) => format!("{} ({id})", self.word(name)),
                None => id.to_owned(),
            },
            None if self.unnamed_workers.contains(&worker) => UNKNOWN_WORKER.to_owned(),
            None if self.night.workers.is_assessed() => format!("{UNKNOWN_WORKER} ({id})"),
            None => id.to_owned(),
        }
    }
}
