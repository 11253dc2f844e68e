//! Every integration test, in one binary.

mod cells;
mod differential;
mod formats;
mod generated;
mod night;
mod reference;
mod refusals;
mod rows;
mod tables;
mod workbooks;
mod workplace;
