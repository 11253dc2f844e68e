//! Every integration test, in one binary.

mod child;
mod differential;
mod generated;
mod night;
mod reference;
mod rules;
