//! `lastseen who-gets-what`: each recipient, reports, scope, number of children.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    QuestionArguments,
    exit::Exit,
    load_settings,
    table::{self, Column, print_json},
    tonight,
};
use crate::{
    deliver::audience::{Audience, scope_in_words},
    model::report::Report,
    night::{answers::Standings, exports::Past, reach},
    rules::position::TeamAndService,
};

/// The shape that `--json` prints.
#[derive(Serialize)]
struct Shown {
    date: NaiveDate,
    readers: Vec<Reader>,
    warnings: Vec<String>,
}

/// One report of one recipient.
#[derive(Serialize)]
struct Reader {
    /// Whose mailbox it goes to.
    recipient: String,
    /// Whose letters are copied, where the recipient gets it as a deputy.
    deputy_of: Option<String>,
    report: &'static str,
    scope: String,
    children: usize,
    #[serde(skip)]
    when: String,
}

pub fn who_gets_what(root: &Path, arguments: &QuestionArguments) -> Exit {
    asked(root, arguments).unwrap_or_else(|exit| exit)
}

fn asked(root: &Path, arguments: &QuestionArguments) -> Result<Exit, Exit> {
    let settings = load_settings(root)?;
    let ledger = tonight::ledger(&settings)?;
    let past = Past::of(ledger.as_ref());
    let (date, intake) = tonight::read(&settings, arguments.date, past, "would be refused")?;
    let Standings { night, positions } = Standings::of(&intake.facts, date, &settings.rules);
    let word = |sym| night.facts.words.text(sym);
    let mut readers = Vec::new();
    for recipient in &settings.recipients {
        let audience = Audience::of(recipient);
        let holds = |(team, service): TeamAndService| audience.holds(word(team), service.map(word));
        let stands_in = recipient.stands_in.as_ref();
        let reports = recipient.reports.iter();
        for &report in reports.filter(|&&report| recipient.gets(report, date)) {
            let is_tracker = report == Report::TargetedTracker;
            let children = positions.iter().filter(|of| {
                holds((of.team, of.service)) || is_tracker && of.targeted_in.is_some_and(holds)
            });
            readers.push(Reader {
                recipient: recipient.mailbox().to_owned(),
                deputy_of: stands_in.map(|stands_in| stands_in.of.clone()),
                report: report.name(),
                scope: scope_in_words(recipient),
                children: children.count(),
                when: stands_in.map_or_else(String::new, |stands_in| stands_in.when()),
            });
        }
    }
    let shown = Shown {
        date,
        readers,
        warnings: reach::uncovered(&settings, &night, &positions),
    };
    match arguments.json {
        true => print_json(&shown),
        false => print(&shown),
    }
    Ok(Exit::Done)
}

fn print(shown: &Shown) {
    let columns = [
        Column::Text("recipient"),
        Column::Text("report"),
        Column::Text("scope"),
        Column::Number("children"),
    ];
    let rows = shown.readers.iter().map(|reader| {
        let recipient = match &reader.deputy_of {
            None => reader.recipient.clone(),
            Some(of) => format!("{} (deputy of {of}{})", reader.recipient, reader.when),
        };
        let children = reader.children.to_string();
        [
            recipient,
            reader.report.to_owned(),
            reader.scope.clone(),
            children,
        ]
    });
    table::print(columns, &Vec::from_iter(rows));
    for gap in &shown.warnings {
        say!("warning: {gap}");
    }
}
