//! The post: what a run leads to leaves each message once, each step committed before the next. [OPERATIONS 5.2]
//!
//! [`fate`] decides, without a clock, a file or a line; `pass` does; `queue` takes up what earlier runs left.

pub mod fate;
mod no_list;
pub mod notices;
mod pass;
mod queue;

pub use no_list::queue_no_list;
pub use pass::{PostOutcome, send_notices, send_queue};
pub use queue::{Delivered, deliver_queue, deliver_queue_holding, is_waiting, send_tests};
