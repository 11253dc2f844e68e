//! Every integration test, in one binary.

mod annex_a;
mod cells;
mod commands;
mod differential;
mod formats;
mod generated;
mod night;
mod profiles;
mod reference;
mod refusals;
mod rejects;
mod rows;
mod samples;
mod settings;
mod tables;
mod workbooks;
mod workplace;
