//! No workbook leaves with a child whom its reader may not see.

mod census;
mod last_week;
mod layouts;
mod run;
mod sample;
mod tracker;
