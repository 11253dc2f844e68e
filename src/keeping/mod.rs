//! What is kept of a run, and for how long.

mod purge;
pub mod store;

pub use purge::{Purge, Purged, purge, purge_nightly};
