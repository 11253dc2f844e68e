//! Counting in polars: questions about sets of children, once the rules have answered for each child.
//!
//! The only room that names a data-frame column, through one enum per table. A night is counted once, before any
//! report is made; what reports take are plain values.

pub mod contacts;
pub mod counted;
pub mod last_week;
pub mod memory;
pub mod movement;
pub mod rate;
pub mod settings;
pub mod spc;
mod stack;
mod sums;
pub mod tally;
pub mod trend;

/// Polars could not count: a fault of this room, which no data can cause.
#[derive(Debug, thiserror::Error)]
#[error("failed to count the positions")]
pub struct CountError(#[from] polars::prelude::PolarsError);
