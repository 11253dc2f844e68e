//! Who gets what, and how it reaches them: audience, letter, outbox.

pub mod address;
pub mod audience;
pub mod letter;
pub mod message;
pub mod settings;
