//! `lastseen deliver`: send what earlier runs left in the queue.

use std::path::Path;

use super::{exit::Exit, load_settings, run::print_post, surroundings::Machine};
use crate::{
    model::{delivery::DeliveryState, text::counted},
    post::{self, Delivered},
};

pub fn deliver(root: &Path) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let delivered = match post::deliver_queue(&settings, &Machine::listening()) {
        Ok(delivered) => delivered,
        Err(error) => {
            complain!("error: {error}");
            return Exit::of_error(&error);
        }
    };
    tell(&delivered)
}

/// Says what became of the messages that waited.
pub fn tell(delivered: &Delivered) -> Exit {
    let waiting = delivered.deliveries.len();
    say!("{} waited", counted(waiting, "message", "messages"));
    for delivery in &delivered.deliveries {
        let why = if delivery.reply.is_empty() {
            String::new()
        } else {
            format!(" ({})", delivery.reply)
        };
        say!(
            "  {} {}: {} for {}: {}{why}",
            delivery.key.job,
            delivery.key.date,
            delivery.key.report,
            delivery.key.recipient,
            delivery.state
        );
    }
    print_post(&delivered.post);
    let open = delivered
        .deliveries
        .iter()
        .filter(|delivery| delivery.state != DeliveryState::Sent)
        .count();
    Exit::of_post(&delivered.post, open)
}
