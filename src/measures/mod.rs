//! Counting in polars: questions about sets of children, once the rules have answered for each child.
//!
//! The only room that names a data-frame column, through one enum per table.

pub mod contacts;
pub mod frame;
pub mod tally;
