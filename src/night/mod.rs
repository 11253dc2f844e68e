//! What a night makes: exports read and gated → [`answers::Answers`] → parcels (workbook, letter, proof) → outputs.
//!
//! Nothing here sends, and nothing here knows the post.

mod account;
pub mod answers;
pub mod exports;
mod finish;
mod in_order;
mod last_week;
mod letters;
mod matters;
mod memory;
mod outputs;
mod overview;
mod parcel;
mod proof;
pub mod reach;
pub mod returns;
mod sharing;
mod staging;

pub use matters::matters;
pub use outputs::{Made, Outputs, leave_refusal};
