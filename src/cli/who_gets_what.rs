//! `lastseen who-gets-what`: each recipient, reports, scope, number of children.

use std::path::Path;

use chrono::NaiveDate;

use super::{exit::Exit, load_settings, tonight};
use crate::{
    deliver::audience::{Audience, scope_in_words},
    model::report::Report,
    night::{answers::Standings, exports::Past, reach},
    rules::position::TeamAndService,
};

pub fn who_gets_what(root: &Path, date: Option<NaiveDate>) -> Exit {
    asked(root, date).unwrap_or_else(|exit| exit)
}

fn asked(root: &Path, date: Option<NaiveDate>) -> Result<Exit, Exit> {
    let settings = load_settings(root)?;
    let ledger = tonight::ledger(&settings)?;
    let past = Past::of(ledger.as_ref());
    let (date, intake) = tonight::read(&settings, date, past, "would be refused")?;
    let Standings { night, positions } = Standings::of(&intake.facts, date, &settings.rules);
    let word = |sym| night.facts.words.text(sym);
    say!("recipient\treport\tscope\tchildren");
    for recipient in &settings.recipients {
        let audience = Audience::of(recipient);
        let holds = |(team, service): TeamAndService| audience.holds(word(team), service.map(word));
        for report in &recipient.reports {
            let is_tracker = *report == Report::TargetedTracker;
            let children = positions.iter().filter(|of| {
                holds((of.team, of.service)) || is_tracker && of.targeted_in.is_some_and(holds)
            });
            say!(
                "{}\t{}\t{}\t{}",
                recipient.id,
                report.name(),
                scope_in_words(recipient),
                children.count()
            );
        }
    }
    for gap in reach::uncovered(&settings, &night, &positions) {
        say!("warning: {gap}");
    }
    Ok(Exit::Done)
}
