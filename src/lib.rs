//! `lastseen`: when was each child last seen, and who must be visited now?
pub mod cli;
mod clock;
pub mod config;
pub mod deliver;
pub mod explain;
pub mod ingest;
pub mod ledger;
pub mod measures;
pub mod model;
mod private_files;
pub mod report;
pub mod rules;
pub mod run;
pub mod sample;
pub mod schedule;
