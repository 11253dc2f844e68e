//! What a run remembers: between the ledger's plain rows and the figures of `measures`.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::NaiveDate;

use super::last_week;
use crate::{
    config::Job,
    errand::RunError,
    ledger::{self, JobChoice, Ledger, LedgerError, PositionRow, RateRow},
    measures::{
        last_week::{LastWeek, WORKED_OFF},
        memory::{Memory, Since},
        movement::{self, Earlier, EarlierPosition, EarlierVisit},
        rate::{Measure, Rate, RateScope, Rates, ScopeRates},
        settings::Rebase,
        spc,
        trend::{self, Recorded},
    },
    model::{calendar, report::Need, visit::Visit},
    rules::{
        self,
        birth::Birth,
        booking::Bookings,
        flags::FlagSet,
        night::Night,
        position::{Position, State},
    },
};

/// Compares tonight with what the ledger keeps of days before. Nothing of the run date itself is read.
///
/// # Errors
/// The ledger's; in practice none of counting.
pub(super) fn recall(
    ledger: &Ledger,
    job: &Job,
    night: &Night<'_>,
    positions: &[Position],
    tonight: &[ScopeRates],
    rebases: &[Rebase],
) -> Result<Memory, RunError> {
    let of_job = ledger.last_before(JobChoice::Of(&job.name), night.date)?;
    let of_monday = match Need::SinceMonday.is_of(&job.reports) {
        true => monday_before(ledger, night.date)?,
        false => None,
    };
    // By other rules other children are overdue, and nothing has become of them.
    let is_comparable = |earlier: &ledger::Earlier| earlier.rules_version == rules::VERSION;
    let rules_changed_on = match of_job.iter().chain(&of_monday).all(is_comparable) {
        true => None,
        false => Some(ledger.rules_since(rules::VERSION)?.unwrap_or(night.date)),
    };
    let compare = |earlier| movement::compare(&earlier_positions(earlier), night, positions);
    let since = match of_job.filter(is_comparable) {
        None => None,
        Some(earlier) => {
            let rates = scope_rates(&earlier.rates);
            let movement = compare(earlier)?;
            Some(Since { movement, rates })
        }
    };
    let since_monday = of_monday.filter(is_comparable).map(compare).transpose()?;
    let mut memory = Memory {
        since,
        since_monday,
        rules_changed_on,
        trends: None,
        last_week: match Need::LastWeek.is_of(&job.reports) {
            true => last_week::recall(ledger, job, night, positions)?,
            false => None,
        },
        agreed: match Need::LastWeek.is_of(&job.reports) {
            true => ledger.agreed_since(last_week::last_weeks_monday(night.date))?,
            false => Vec::new(),
        },
        worked_off: Vec::new(),
    };
    if !Need::Weeks.is_of(&job.reports) {
        return Ok(memory);
    }
    let recorded = recorded(ledger, night.date, rebases)?;
    memory.trends = Some(trend::trends(night, tonight.to_vec(), recorded)?);
    memory.worked_off = last_week::worked_off(ledger, night.date, memory.last_week.as_ref())?;
    Ok(memory)
}

/// What runs recorded on a trend's Sundays before a date, and on those before them on which a baseline may rest.
fn recorded(ledger: &Ledger, date: NaiveDate, rebases: &[Rebase]) -> Result<Recorded, LedgerError> {
    let weeks = trend::sundays(date);
    let mut sundays = Vec::new();
    if let Some(&first) = weeks.first() {
        let since = rebases.iter().rev().find(|of| of.date <= first);
        // The earliest day that the ledger's texts of days put in order.
        let since = since.map_or(NaiveDate::from_ymd_opt(1, 1, 1), |of| Some(of.date));
        let within = since.unwrap_or(first)..first;
        sundays = ledger.first_sundays(within, rules::VERSION, spc::BASELINE)?;
    }
    sundays.extend(weeks.into_iter().filter(|&sunday| sunday < date));
    // Of several runs for one date the last recorded stays.
    let days = ledger.rates_on(&sundays, rules::VERSION)?;
    let days = days.iter().map(|run| (run.date, scope_rates(&run.rates)));
    Ok(Recorded {
        days: days.collect(),
        rebases: rebases.to_vec(),
    })
}

/// Last Monday's snapshot, of any job; the latest of any day before where no run of that Monday is on record.
fn monday_before(ledger: &Ledger, date: NaiveDate) -> Result<Option<ledger::Earlier>, LedgerError> {
    let monday = calendar::monday_before(date);
    let by_then = match monday.succ_opt() {
        Some(tuesday) => ledger.last_before(JobChoice::Any, tuesday)?,
        None => None,
    };
    match by_then {
        Some(earlier) if earlier.date == monday => Ok(Some(earlier)),
        _ => ledger.last_before(JobChoice::Any, date),
    }
}

/// Tonight's positions as the ledger keeps them.
pub(super) fn position_rows<'a>(
    night: &'a Night<'_>,
    positions: &'a [Position],
) -> impl Iterator<Item = PositionRow<'a>> {
    positions
        .iter()
        .map(move |position| position_row(night, position))
}

fn position_row<'a>(night: &'a Night<'_>, position: &Position) -> PositionRow<'a> {
    let facts = night.facts;
    let word = |sym| Cow::Borrowed(facts.words.text(sym));
    let visit = |visit: Visit| {
        let id = facts.visit_ids.text(visit.id);
        (visit.date, Cow::Borrowed(id))
    };
    PositionRow {
        child_id: Cow::Borrowed(facts.children.text(position.child)),
        team: word(position.team),
        service: position.service.map(word),
        worker_id: position
            .worker
            .map(|worker| Cow::Borrowed(facts.workers.text(worker))),
        statuses: Cow::Owned(position.statuses.to_string()),
        rag: Cow::Borrowed(position.rag_code()),
        standard: Cow::Borrowed(position.standard.code()),
        state: Cow::Borrowed(position.state.code()),
        due: position.due_date(),
        last_contact: position.last_contact.map(visit),
        last_seen: last_sighting(night, position).map(visit),
        unseen: position.unseen,
        unborn: position.birth == Birth::Unborn,
        days_unseen: position.days_unseen,
        flags: Some(Cow::Owned(position.flags.to_string())),
        booked: match position.state {
            State::Overdue | State::Due => Bookings::of(position, night).fit_on(),
            State::Ok | State::NoMinimum => None,
        },
    }
}

/// The visit behind the day on which the child was last seen.
fn last_sighting(night: &Night<'_>, position: &Position) -> Option<Visit> {
    let seen = position.last_seen?;
    let child = night.child(position.child);
    night
        .facts
        .visits_of(position.child)
        .until(seen)
        .iter()
        .rev()
        .find(|visit| child.is_sighting(visit))
}

/// The rates as the ledger keeps them, and how far last week's list was worked off.
pub(super) fn rate_rows<'a>(
    scopes: &'a [ScopeRates],
    memory: &Memory,
) -> impl Iterator<Item = RateRow<'a>> {
    let rates = scopes.iter().flat_map(|of| {
        Measure::ALL.map(|measure| rate_row(&of.scope, measure.code(), of.rates.of(measure)))
    });
    let worked_off = memory
        .last_week
        .iter()
        .flat_map(LastWeek::worked_off_by_scope);
    let worked_off: Vec<RateRow<'_>> = worked_off
        .map(|(scope, rate)| rate_row(&scope, WORKED_OFF, rate).into_owned())
        .collect();
    rates.chain(worked_off)
}

fn rate_row<'a>(scope: &'a RateScope, measure: &'static str, rate: Rate) -> RateRow<'a> {
    let (kind, name) = match scope {
        RateScope::All => (ScopeKind::All, ""),
        RateScope::Service(name) => (ScopeKind::Service, name.as_str()),
        RateScope::Team(name) => (ScopeKind::Team, name.as_str()),
    };
    RateRow {
        scope_kind: Cow::Borrowed(kind.code()),
        scope: Cow::Borrowed(name),
        measure: Cow::Borrowed(measure),
        numerator: rate.numerator,
        denominator: rate.denominator,
    }
}

#[derive(Clone, Copy)]
enum ScopeKind {
    All,
    Service,
    Team,
}

impl ScopeKind {
    const EVERY: [Self; 3] = [Self::All, Self::Service, Self::Team];

    fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Service => "service",
            Self::Team => "team",
        }
    }
}

/// The ledger's rows by scope. A kind or measure that this version does not know is passed over.
fn scope_rates(rows: &[RateRow<'_>]) -> Vec<ScopeRates> {
    let mut scopes: BTreeMap<RateScope, Rates> = BTreeMap::new();
    for row in rows {
        let (Some(scope), Some(measure)) = (scope_of(row), Measure::from_code(&row.measure)) else {
            continue;
        };
        let rate = scopes.entry(scope).or_default().of_mut(measure);
        rate.numerator = row.numerator;
        rate.denominator = row.denominator;
    }
    scopes
        .into_iter()
        .map(|(scope, rates)| ScopeRates { scope, rates })
        .collect()
}

/// The scope of a row; none of a kind that this version does not know.
pub(super) fn scope_of(row: &RateRow<'_>) -> Option<RateScope> {
    let mut kinds = ScopeKind::EVERY.into_iter();
    let kind = kinds.find(|kind| kind.code() == row.scope_kind)?;
    Some(match kind {
        ScopeKind::All => RateScope::All,
        ScopeKind::Service => RateScope::Service(row.scope.to_string()),
        ScopeKind::Team => RateScope::Team(row.scope.to_string()),
    })
}

fn earlier_positions(earlier: ledger::Earlier) -> Earlier {
    Earlier {
        date: earlier.date,
        positions: earlier
            .positions
            .into_iter()
            .map(earlier_position)
            .collect(),
    }
}

fn earlier_position(row: PositionRow<'_>) -> EarlierPosition {
    let visit = |(date, id): (_, Cow<'_, str>)| EarlierVisit {
        visit_id: id.into_owned(),
        date,
    };
    EarlierPosition {
        child_id: row.child_id.into_owned(),
        statuses: row.statuses.into_owned(),
        rag: row.rag.into_owned(),
        standard: row.standard.into_owned(),
        team: row.team.into_owned(),
        service: row.service.map(Cow::into_owned),
        due: row.due,
        overdue: row.state == State::Overdue.code(),
        last_contact: row.last_contact.map(visit),
        last_seen: row.last_seen.map(visit),
        unseen: row.unseen,
        unborn: row.unborn,
        flags: row.flags.map(|flags| FlagSet::of_codes(&flags)),
    }
}
