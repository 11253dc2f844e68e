//! Every integration test, in one binary.

mod architecture;
mod child;
mod differential;
mod generated;
mod night;
mod properties;
mod reference;
mod row_order;
mod rules;
