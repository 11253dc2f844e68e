//! Every integration test, in one binary.

mod annex_a;
mod architecture;
mod cells;
mod child;
mod commands;
mod differential;
mod figures;
mod formats;
mod generated;
mod memory;
mod night;
mod profiles;
mod properties;
mod reference;
mod refusals;
mod rejects;
mod reports;
mod row_order;
mod rows;
mod rules;
mod samples;
mod settings;
mod tables;
mod workbooks;
mod workplace;
