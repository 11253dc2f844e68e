//! When a job is due: cron expressions in the service's time zone.

pub mod expression;
