//! The words of the service: ids, status, rating, visit, worker, interval, week, working day.
//! No I/O, no data frames, no clock.

pub mod agreement;
pub mod calendar;
pub mod delivery;
pub mod facts;
pub mod field;
pub mod framework;
pub mod input;
pub mod problem;
pub mod rating;
pub mod remembered;
pub mod report;
pub mod run;
pub mod status;
pub mod text;
pub mod visit;
pub mod worker;
