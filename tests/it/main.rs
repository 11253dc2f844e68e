//! Every integration test, in one binary.

mod differential;
mod generated;
mod memory;
mod night;
mod reference;
