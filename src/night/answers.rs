//! The night as a value: where every child stands, how the exports were read, and what earlier runs knew.

use chrono::NaiveDate;

use super::{exports, memory};
use crate::{
    config::{Job, Settings},
    errand::{Errand, RunError, run_id},
    ingest::{
        Objections,
        report::{Intake, Refused},
    },
    ledger::{Ledger, PositionRow, RateRow},
    measures::{counted::Counted, memory::Memory, rate::ScopeRates},
    model::{facts::Facts, input::Reading},
    rules::{night::Night, position::Position, settings::RuleSettings},
};

/// Where every child stands on a date: all that `check`, `who-gets-what` and `explain` need.
pub struct Standings<'a> {
    /// The facts and the rules in force on the date.
    pub night: Night<'a>,
    /// Every child with an open case, by id.
    pub positions: Vec<Position>,
}

impl<'a> Standings<'a> {
    /// Works them out.
    pub fn of(facts: &'a Facts, date: NaiveDate, rules: &'a RuleSettings) -> Self {
        let night = Night::new(facts, date, rules);
        let positions = night.positions();
        Self { night, positions }
    }

    /// What speaks against the exports of some jobs once it is known whose children they hold and how these stand.
    pub fn objections(
        &self,
        settings: &Settings,
        jobs: &[Job],
        ledger: Option<&Ledger>,
        reading: &Reading,
    ) -> Objections {
        let inputs = reading.inputs.as_slice();
        let mut objections = exports::check_children(settings, ledger, self, inputs);
        for job in jobs {
            objections.add(exports::check_jump(settings, job, ledger, self, inputs));
        }
        objections
    }
}

/// A night's answers: everything that its workbooks, letters and notices are made from.
pub struct Answers<'a> {
    /// The facts and the rules in force on the run date.
    pub night: Night<'a>,
    /// Every child with an open case, by id.
    pub positions: Vec<Position>,
    /// How the exports were read.
    pub reading: &'a Reading,
    /// The children, counted once.
    pub counted: Counted<'a>,
    /// The rates of every scope.
    pub rates: Vec<ScopeRates>,
    /// What earlier runs left, compared with tonight.
    pub memory: Memory,
    /// What the run is known by.
    pub run_id: String,
}

impl<'a> Answers<'a> {
    /// Answers for exports that were read. Nothing is written.
    ///
    /// # Errors
    /// Exports that hold too few of the last run's children; the ledger's own.
    pub fn of(
        errand: &Errand<'a>,
        intake: &'a mut Intake,
        ledger: &Ledger,
    ) -> Result<Self, RunError> {
        let Intake { facts, reading } = intake;
        let (settings, date) = (errand.settings, errand.date());
        let standings = Standings::of(facts, date, &settings.rules);
        let Objections { refusals, warnings } = standings.objections(
            settings,
            std::slice::from_ref(errand.job),
            Some(ledger),
            reading,
        );
        reading.warnings.extend(warnings);
        if !refusals.is_empty() {
            return Err(RunError::Refused(Box::new(Refused::of_reading(
                refusals, reading,
            ))));
        }
        let Standings { night, positions } = standings;
        tracing::info!(job = errand.job.name, %date, children = positions.len(), "positions worked out");
        let counted = Counted::of(&night, &positions, &errand.job.reports)?;
        let rates = counted.by_scope();
        let memory = memory::recall(
            ledger,
            errand.job,
            &night,
            &positions,
            &rates,
            &settings.rebases,
        )?;
        Ok(Self {
            run_id: run_id(&errand.job.name, date, &reading.inputs, &settings.digest),
            night,
            positions,
            reading,
            counted,
            rates,
            memory,
        })
    }

    /// Where the children stand, as the ledger keeps it.
    pub fn position_rows(&self) -> impl Iterator<Item = PositionRow<'_>> {
        memory::position_rows(&self.night, &self.positions)
    }

    /// The rates, as the ledger keeps them.
    pub fn rate_rows(&self) -> impl Iterator<Item = RateRow<'_>> {
        memory::rate_rows(&self.rates, &self.memory)
    }
}
