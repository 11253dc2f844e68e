//! What is told of the runs to people and monitors: read only, but for the metrics file.

mod history;
pub mod hooks;
pub mod metrics;
pub mod status;
