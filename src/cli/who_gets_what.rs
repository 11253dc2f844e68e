//! `lastseen who-gets-what`: each recipient, reports, scope, number of children.

use std::path::Path;

use chrono::NaiveDate;

use super::{exit::Exit, load_settings, progress::Progress, refusal::print_refusal};
use crate::{
    clock,
    deliver::audience::{Audience, scope_in_words},
    ledger::Ledger,
    rules::night::Night,
    run::{night, reach},
};

pub fn who_gets_what(root: &Path, date: Option<NaiveDate>) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let ledger = match Ledger::open_to_read(&settings.output.ledger) {
        Ok(ledger) => ledger,
        Err(error) => {
            complain!("error: {error}");
            return Exit::Storage;
        }
    };
    let now = date.is_none().then(clock::now);
    let date = date.unwrap_or_else(|| clock::today(settings.timezone));
    let intake = match night::read(&settings, date, now, ledger.as_ref(), &Progress::default()) {
        Ok(intake) => intake,
        Err(refused) => {
            complain!("error: the exports would be refused on {date}:");
            print_refusal(&refused);
            return Exit::InputRefused;
        }
    };
    let night = Night::new(&intake.facts, date, &settings.rules);
    let positions = night.positions();
    let word = |sym| night.facts.words.text(sym);
    say!("recipient\treport\tscope\tchildren");
    for recipient in &settings.recipients {
        let audience = Audience::of(recipient);
        let children = positions
            .iter()
            .filter(|position| audience.holds(word(position.team), position.service.map(word)))
            .count();
        for report in &recipient.reports {
            say!(
                "{}\t{}\t{}\t{children}",
                recipient.id,
                report.name(),
                scope_in_words(recipient)
            );
        }
    }
    for gap in reach::uncovered(&settings, &night, &positions) {
        say!("warning: {gap}");
    }
    Exit::Done
}
