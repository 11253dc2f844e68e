//! Every integration test, in one binary.

mod differential;
mod generated;
mod night;
mod reference;
