//! When a job is due: cron expressions in the service's time zone, what is to be done about them now, and waiting.

pub mod agenda;
pub mod due;
pub mod expression;
pub mod wait;
