//! What a run remembers: movement since the last one, rates, trend, control charts, and the ledger that keeps them.

mod house;
mod last_week;
mod ledger;
mod movement;
mod rates;
mod remembered;
mod series;
mod spc;
mod trend;
mod worked;
