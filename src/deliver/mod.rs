//! Who gets what, and how it reaches them: audience, reading back, confinement, letter, sealing, outbox, mail server.

pub mod address;
pub mod audience;
pub mod confinement;
pub mod conversation;
pub mod coverage;
pub mod essentials;
pub mod kept_token;
pub mod letter;
pub mod message;
pub mod no_list;
pub mod notice;
pub mod outbox;
pub mod overview;
pub mod readback;
pub mod release;
pub mod seal;
pub mod secret;
pub mod settings;
pub mod smtp;
pub mod token;
mod web;
