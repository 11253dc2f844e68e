//! The rule book in typed Rust, one child at a time. Nothing here reads a clock, a file or a data frame.
//!
//! [`night::Night`] is everything known about one run date; [`night::Night::positions`] answers for every child.
//! A flag is a function in one of the families of [`flags`], and a line in its registry.

/// The version of the rule book that this program answers by.
pub const VERSION: u32 = 2;

pub mod birth;
pub mod booking;
pub mod chain;
pub mod changed;
pub mod child;
pub mod contacts;
pub mod due;
pub mod flags;
pub mod in_force;
pub mod listed;
pub mod night;
pub mod position;
pub mod rating_grounds;
pub mod reason;
pub mod seen;
pub mod settings;
pub mod standard;
pub mod visit_needed;
pub mod words;
pub mod workers;
