//! RULES.md as tables of cases, one file a family, through exports and positions only.

mod booking;
mod due;
mod flags;
mod frequency;
mod in_force;
mod position;
mod seen;
mod standard;
mod what_counts;
mod worked;
