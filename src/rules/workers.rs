//! What the workers export says of each worker, answered by symbol and date. [RULES 2, 4]

use chrono::NaiveDate;

use super::settings::RuleSettings;
use crate::model::{
    facts::Facts,
    field::{DataSet, Field},
    text::{Sym, name_key, word_key},
    visit::Answer,
    worker::Worker,
};

/// Every worker, with the settings' words already compared.
pub struct WorkerBook {
    /// One for each of [`Facts::all_worker_rows`].
    standings: Vec<Standing>,
    /// Where each worker's standings end.
    ends: Vec<u32>,
    has_export: bool,
    qualification_is_known: bool,
}

/// What holds of a worker from a day on.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    from: Option<NaiveDate>,
    left_on: Option<NaiveDate>,
    is_in_export: bool,
    qualified: bool,
    cannot_visit: bool,
    targeted_support: bool,
    manager: bool,
    overseer: bool,
    supervising: bool,
    leaver_adviser: bool,
}

impl WorkerBook {
    /// Compares the export's words with the settings', each once.
    pub(super) fn new(facts: &Facts, settings: &RuleSettings) -> Self {
        let words = Words::new(settings);
        let rows = facts.all_worker_rows();
        let mut ends = vec![0_u32; facts.workers.len()];
        rows.iter().for_each(|row| ends[row.id.index()] += 1);
        let mut total = 0;
        for end in &mut ends {
            total += *end;
            *end = total;
        }
        Self {
            standings: rows.iter().map(|row| words.standing(row, facts)).collect(),
            ends,
            has_export: facts.mapped.has_data_set(DataSet::Workers),
            qualification_is_known: facts.mapped.contains(Field::WorkerQualified),
        }
    }

    /// Whether a workers export is configured.
    pub fn is_assessed(&self) -> bool {
        self.has_export
    }

    /// Whether qualification can be judged; everybody counts as qualified where it cannot. [RULES 4]
    pub fn qualification_is_known(&self) -> bool {
        self.qualification_is_known
    }

    /// Whether the worker counts as qualified on a day.
    pub fn is_qualified(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        !self.qualification_is_known || self.says(worker, date, |standing| standing.qualified)
    }

    /// Whether the worker is Targeted Support's on a day. [P 5.1]
    pub fn is_targeted_support(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| standing.targeted_support)
    }

    /// Whether the worker is a supervising social worker on a day. [P 2, 2.3]
    pub fn is_supervising(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| standing.supervising)
    }

    /// Whether the worker advises care leavers on a day.
    pub fn is_leaver_adviser(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| standing.leaver_adviser)
    }

    /// Whether the worker has a manager's role on a day. \[F\]
    pub fn is_manager(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| standing.manager)
    }

    /// Whether the worker may hold an oversight on a day. [P 1.13]
    pub fn is_overseer(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| {
            standing.manager || standing.overseer
        })
    }

    /// Whether the export says that the worker cannot visit on a day. [P 1.5]
    pub fn cannot_visit(&self, worker: Option<Sym>, date: NaiveDate) -> bool {
        self.says(worker, date, |standing| standing.cannot_visit)
    }

    /// Whether tonight's export has the worker.
    pub fn is_known(&self, worker: Sym) -> bool {
        self.rows(worker)
            .iter()
            .any(|standing| standing.is_in_export)
    }

    /// The day on which the worker left, on or before a day.
    pub fn left_on(&self, worker: Sym, date: NaiveDate) -> Option<NaiveDate> {
        self.standing(worker, date)?
            .left_on
            .filter(|left| *left <= date)
    }

    fn says(
        &self,
        worker: Option<Sym>,
        date: NaiveDate,
        what: impl FnOnce(&Standing) -> bool,
    ) -> bool {
        worker
            .and_then(|worker| self.standing(worker, date))
            .is_some_and(what)
    }

    /// The latest row that has begun; before all of them the earliest. [RULES 2]
    fn standing(&self, worker: Sym, date: NaiveDate) -> Option<&Standing> {
        let rows = self.rows(worker);
        let begun = rows.partition_point(|row| row.from.is_none_or(|from| from <= date));
        rows.get(begun.saturating_sub(1))
    }

    fn rows(&self, worker: Sym) -> &[Standing] {
        let at = worker.index();
        let Some(&end) = self.ends.get(at) else {
            return &[];
        };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.standings[start as usize..end as usize]
    }
}

/// The settings' words in comparable form.
struct Words {
    targeted_support: String,
    managers: Vec<String>,
    overseers: Vec<String>,
    supervising: Vec<String>,
    leaver_advisers: Vec<String>,
}

impl Words {
    fn new(settings: &RuleSettings) -> Self {
        let keys = |words: &[String]| words.iter().map(|word| word_key(word)).collect();
        Self {
            targeted_support: name_key(&settings.targeted_support_service),
            managers: keys(&settings.manager_roles),
            overseers: keys(&settings.oversight_roles),
            supervising: keys(&settings.supervising_roles),
            leaver_advisers: keys(&settings.leaver_roles),
        }
    }

    fn standing(&self, row: &Worker, facts: &Facts) -> Standing {
        let role = word_key(facts.words.text(row.role));
        Standing {
            from: row.valid_from,
            left_on: row.left_on,
            is_in_export: row.is_in_export,
            qualified: row.qualified == Answer::Yes,
            cannot_visit: row.can_visit == Answer::No,
            targeted_support: row.service.is_some_and(|service| {
                name_key(facts.words.text(service)) == self.targeted_support
            }),
            manager: self.managers.contains(&role),
            overseer: self.overseers.contains(&role),
            supervising: self.supervising.contains(&role),
            leaver_adviser: self.leaver_advisers.contains(&role),
        }
    }
}
