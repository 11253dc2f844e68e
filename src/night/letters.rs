//! A parcel as the message that is stored: letter, sealed workbook, address checked, fixed Message-ID and date.

use super::{parcel::Parcel, sharing::Share};
use crate::{
    config::Settings,
    deliver::{
        audience::scope_in_short,
        letter::{self, Letter, LetterFigure, LetterReport},
        message::{self, Built, Envelope},
    },
    errand::{
        RunError,
        stationery::{Purpose, Stationery},
    },
    model::{calendar::plain, delivery::DeliveryKey},
    report::context::Digest,
};

/// Where a message goes.
#[derive(Clone, Copy)]
pub(super) enum Destination<'a> {
    /// To its recipient.
    Recipient,
    /// To one address for everybody's, with a banner: a test.
    Test(&'a str),
}

/// A parcel in a letter.
pub(super) struct Enclosed<'p> {
    pub(super) parcel: &'p Parcel<'p>,
    pub(super) key: DeliveryKey,
    /// The workbook as it travels; none for a nil return.
    pub(super) workbook: Option<Vec<u8>>,
    /// SHA-256 of the workbook before it was sealed.
    pub(super) workbook_sha256: Option<String>,
}

/// The parcels of a letter as a message.
///
/// # Errors
/// A forbidden address; a fault of ours.
pub(super) fn message(
    settings: &Settings,
    share: &Share<'_>,
    destination: Destination<'_>,
    run_id: &str,
) -> Result<Built, RunError> {
    let parts = &share.parts;
    let [lead, others @ ..] = parts.as_slice() else {
        return Err(RunError::Account("a letter without a report".to_owned()));
    };
    let recipient = lead.parcel.recipient;
    let (to, purpose) = match destination {
        Destination::Recipient => (recipient.email.as_str(), Purpose::Real),
        Destination::Test(to) => (to, Purpose::Test),
    };
    let reports: Vec<&str> = parts.iter().map(|part| part.key.report.as_str()).collect();
    let key = DeliveryKey {
        report: reports.join("+"),
        ..lead.key.clone()
    };
    let head = Stationery::of(settings, &key, to, purpose)?;
    let titles = titles(lead, others);
    let bodies = letter::compose(&Letter {
        service: settings.service.clone(),
        heading: titles.clone(),
        date: plain(key.date),
        recipient: recipient.name.clone(),
        scope: lead.parcel.scope.clone(),
        cautions: once(parts, |digest| &digest.cautions),
        reports: parts.iter().map(report).collect(),
        framework: lead.parcel.digest.framework.clone(),
        warnings: once(parts, |digest| &digest.warnings),
        marking: settings.output.marking.clone(),
        about_this_copy: about_this_copy(settings, share, lead, purpose),
        run_id: run_id.to_owned(),
    })?;
    // What a phone shows of it: the report, the team, the one figure.
    let mut subject = format!(
        "{titles}, {}: {}",
        scope_in_short(recipient),
        match lead.workbook {
            Some(_) => lead.parcel.digest.in_short.as_str(),
            None => "nothing to list",
        }
    );
    if let Some((number, count)) = share.place {
        subject.push_str(&format!(" ({number} of {count})"));
    }
    if !settings.output.marking.is_empty() {
        subject.push_str(&format!(" [{}]", settings.output.marking));
    }
    if recipient.stands_in.is_some() {
        subject.push_str(" (as deputy)");
    }
    if key.revision > 1 {
        subject.push_str(&format!(" (revision {})", key.revision));
    }
    if purpose == Purpose::Test {
        subject.insert_str(0, "TEST, not sent to its recipient: ");
    }
    let names: Vec<String> = parts
        .iter()
        .map(|part| part.parcel.workbook_name())
        .collect();
    let workbooks = parts.iter().zip(&names);
    let workbooks = workbooks.filter_map(|(part, name)| {
        let bytes = part.workbook.as_deref()?;
        Some((name.as_str(), bytes))
    });
    let envelope = Envelope {
        key: &head.identity,
        from: &head.from,
        to: &head.to,
        subject: &subject,
        date: head.date,
        workbooks: workbooks.collect(),
    };
    Ok(message::build(&envelope, &bodies)?)
}

/// "Monday visit list", "Rating review and Unseen children", "Monday visit list and 3 more".
fn titles(lead: &Enclosed<'_>, others: &[Enclosed<'_>]) -> String {
    let title = lead.parcel.report.title();
    match others {
        [] => title.to_owned(),
        [other] => format!("{title} and {}", other.parcel.report.title()),
        more => format!("{title} and {} more", more.len()),
    }
}

/// What the digests of a letter say, each sentence once.
fn once(parts: &[Enclosed<'_>], of: fn(&Digest) -> &Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in parts.iter().flat_map(|part| of(&part.parcel.digest)) {
        if !lines.contains(line) {
            lines.push(line.clone());
        }
    }
    lines
}

fn report(part: &Enclosed<'_>) -> LetterReport {
    let Parcel {
        report,
        children,
        digest,
        ..
    } = part.parcel;
    LetterReport {
        title: report.title().to_owned(),
        children: *children,
        answer: digest.answer.clone(),
        figures: digest
            .figures
            .iter()
            .map(|figure| LetterFigure {
                label: figure.label.to_owned(),
                count: figure.count,
                of: figure.of,
                share: figure.of.and_then(|of| in_per_cent(figure.count, of)),
            })
            .collect(),
        change: digest.change.clone(),
        look_first: digest.look_first.clone(),
        workbook: part.workbook.as_ref().map(|_| part.parcel.workbook_name()),
    }
}

/// What a reader must know of this copy.
fn about_this_copy(
    settings: &Settings,
    share: &Share<'_>,
    lead: &Enclosed<'_>,
    purpose: Purpose,
) -> Vec<String> {
    let recipient = lead.parcel.recipient;
    let mut about: Vec<String> = lead.parcel.deputy.iter().cloned().collect();
    if purpose == Purpose::Test {
        about.push(format!(
            "TEST. This message was redirected: it is made for {} and was not sent there.",
            recipient.id
        ));
    }
    if lead.key.revision > 1 {
        about.push(format!(
            "This is revision {}: it was sent again because somebody asked for it, and replaces what came before.",
            lead.key.revision
        ));
    }
    if let Some((number, count)) = share.place {
        about.push(format!(
            "This is letter {number} of {count}: together they would be too large for the mail server."
        ));
    }
    let is_sealed = settings.mail.sealing_of(recipient.mailbox()).is_some();
    let workbooks = share.parts.iter().filter(|part| part.workbook.is_some());
    about.extend(match (is_sealed, workbooks.count()) {
        (false, _) | (true, 0) => None,
        (true, 1) => Some(
            "The workbook is sealed: open it with the password that you were given. The password never comes by mail."
                .to_owned(),
        ),
        (true, _) => Some(
            "The workbooks are sealed: open them with the password that you were given. The password never comes by mail."
                .to_owned(),
        ),
    });
    about
}

/// A count of a whole as a share, in whole per cent: never none where there is one, never all where one is missing.
fn in_per_cent(count: u64, of: u64) -> Option<String> {
    let share = match (count, of) {
        (_, 0) => return None,
        (0, _) => "0 %".to_owned(),
        (count, of) if count == of => "100 %".to_owned(),
        (count, of) => match (count as f64 / of as f64 * 100.0).round() {
            0.0 => "under 1 %".to_owned(),
            100.0 => "over 99 %".to_owned(),
            share => format!("{share} %"),
        },
    };
    Some(share)
}
