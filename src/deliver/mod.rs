//! Who gets what, and how it reaches them: audience, confinement, letter, sealing, outbox, mail server.

pub mod address;
pub mod audience;
pub mod confinement;
pub mod conversation;
pub mod coverage;
pub mod letter;
pub mod message;
pub mod notice;
pub mod outbox;
pub mod seal;
pub mod secret;
pub mod settings;
pub mod smtp;
