//! One run date: the facts, the rules in force on it, and the position of every child.

use chrono::NaiveDate;

use super::{
    flags::{self, FlagSet},
    position::{Position, Scratch},
    rating_grounds::red_factors_in,
    settings::RuleSettings,
    standard::FrameworkUse,
};
use crate::model::{
    facts::{CaseRow, Facts},
    field::{DataSet, Field},
    framework,
    text::{Interner, Sym, folded},
    visit::Answer,
};

/// Everything that the rules need to answer for one day.
pub struct Night<'a> {
    /// What the exports say.
    pub facts: &'a Facts,
    /// The run date `D`.
    pub date: NaiveDate,
    /// The rule book's settings.
    pub settings: &'a RuleSettings,
    /// Whether the framework is in use on the day.
    pub framework: FrameworkUse,
    /// What the workers export says of each worker.
    pub workers: WorkerBook<'a>,
    /// The flags that tonight's exports have the fields for.
    pub assessed: FlagSet,
    /// For each of [`Facts::words`] that is a service: whether it may hold no GREEN child.
    pub(super) without_green: Vec<Sym>,
    /// For each of [`Facts::words`] that is a list of factors: whether it holds a RED example.
    pub(super) red_factors: Vec<Sym>,
}

impl<'a> Night<'a> {
    /// Prepares a run date; what is the same for every child is worked out once.
    pub fn new(facts: &'a Facts, date: NaiveDate, settings: &'a RuleSettings) -> Self {
        let in_use = framework::in_force(&settings.framework, date).is_some();
        let services: Vec<String> = settings
            .services_without_green
            .iter()
            .map(|name| folded(name))
            .collect();
        let mut without_green = Vec::new();
        let mut red_factors = Vec::new();
        let mut known = std::collections::HashSet::new();
        for row in facts.cases() {
            if let Some(service) = row.service
                && known.insert((service, 's'))
                && services.contains(&folded(facts.words.text(service)))
            {
                without_green.push(service);
            }
            if let Some(factors) = row.risk_factors
                && known.insert((factors, 'f'))
                && red_factors_in(facts.words.text(factors), settings)
                    .next()
                    .is_some()
            {
                red_factors.push(factors);
            }
        }
        Self {
            facts,
            date,
            settings,
            framework: if in_use {
                FrameworkUse::Invoked
            } else {
                FrameworkUse::NotInvoked
            },
            workers: WorkerBook::new(facts, date, settings),
            assessed: flags::assessed(facts.mapped),
            without_green,
            red_factors,
        }
    }

    /// The position of every child with an open case, sorted by child id in byte order. [RULES 5]
    pub fn positions(&self) -> Vec<Position> {
        let mut scratch = Scratch::default();
        self.facts
            .children_by_id()
            .iter()
            .filter_map(|&child| Position::of(child, self, &mut scratch))
            .collect()
    }

    /// A child's open case rows, in tie order. [RULES 5]
    pub fn open_rows(&self, child: Sym) -> Vec<&'a CaseRow> {
        let rows = self.facts.cases_of(child).iter();
        rows.filter(|row| row.is_open_on(self.date)).collect()
    }

    /// The position of one child; none where it has no open case.
    pub fn position(&self, child: Sym) -> Option<Position> {
        Position::of(child, self, &mut Scratch::default())
    }
}

/// What the workers export says of each worker, answered by symbol.
pub struct WorkerBook<'a> {
    ids: &'a Interner,
    known: Vec<Standing>,
    assessed: bool,
}

#[derive(Clone, Copy, Default)]
struct Standing {
    known: bool,
    qualified: bool,
    targeted_support: bool,
    manager: bool,
    left: bool,
}

impl<'a> WorkerBook<'a> {
    fn new(facts: &'a Facts, date: NaiveDate, settings: &RuleSettings) -> Self {
        let targeted_support = folded(&settings.targeted_support_service);
        let managers: Vec<String> = settings
            .manager_roles
            .iter()
            .map(|role| folded(role))
            .collect();
        let standing = |id: Sym| {
            facts
                .worker(id)
                .map_or_else(Standing::default, |worker| Standing {
                    known: true,
                    qualified: worker.qualified == Answer::Yes,
                    targeted_support: worker.service.is_some_and(|service| {
                        folded(facts.words.text(service)) == targeted_support
                    }),
                    manager: managers.contains(&folded(facts.words.text(worker.role))),
                    left: worker.left_on.is_some_and(|left| left <= date),
                })
        };
        Self {
            ids: &facts.workers,
            known: facts.workers.symbols().map(standing).collect(),
            assessed: facts.mapped.has_data_set(DataSet::Workers),
        }
    }

    /// Whether a workers export is configured, so that qualification can be judged. [RULES 4]
    pub fn is_assessed(&self) -> bool {
        self.assessed
    }

    /// Whether the worker is known to be qualified; everybody is where no workers export is configured.
    pub fn is_qualified(&self, worker: Option<Sym>) -> bool {
        !self.assessed || self.standing(worker).qualified
    }

    /// Whether the worker's visits are statutory: all but Targeted Support's. [P 5.1]
    pub fn is_statutory(&self, worker: Option<Sym>) -> bool {
        !self.standing(worker).targeted_support
    }

    /// Whether the worker may decide a rating. \[F\]
    pub fn is_manager(&self, worker: Option<Sym>) -> bool {
        self.standing(worker).manager
    }

    /// Whether the workers export has the worker.
    pub fn is_known(&self, worker: Sym) -> bool {
        self.standing(Some(worker)).known
    }

    /// Whether the worker had left by the run date.
    pub fn has_left(&self, worker: Sym) -> bool {
        self.standing(Some(worker)).left
    }

    /// The worker's id.
    pub fn id(&self, worker: Sym) -> &str {
        self.ids.text(worker)
    }

    fn standing(&self, worker: Option<Sym>) -> Standing {
        worker
            .and_then(|worker| self.known.get(worker.index()))
            .copied()
            .unwrap_or_default()
    }
}

/// Whether any export of tonight maps a rating; if none does, every child is unrated without a flag. [RULES 4]
pub fn ratings_are_mapped(facts: &Facts) -> bool {
    facts.mapped.contains(Field::CaseRag) || facts.mapped.contains(Field::RatingRag)
}
