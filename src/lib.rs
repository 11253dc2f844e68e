//! `lastseen`.
pub mod config;
pub mod deliver;
pub mod ingest;
pub mod model;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod sample;
