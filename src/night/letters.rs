//! A parcel as the message that is stored: letter, sealed workbook, address checked, fixed Message-ID and date.

use std::borrow::Cow;

use super::parcel::Parcel;
use crate::{
    config::Settings,
    deliver::{
        audience::scope_in_short,
        letter::{self, Letter, LetterFigure},
        message::{self, Built, Envelope},
        seal,
    },
    errand::{
        RunError,
        stationery::{Purpose, Stationery},
    },
    model::{calendar::plain, delivery::DeliveryKey},
};

/// Where a message goes.
#[derive(Clone, Copy)]
pub(super) enum Destination<'a> {
    /// To its recipient.
    Recipient,
    /// To one address for everybody's, with a banner: a test.
    Test(&'a str),
}

/// The parcel as a message.
///
/// # Errors
/// A forbidden address; a seal whose password cannot be read; a fault of ours.
pub(super) fn message(
    settings: &Settings,
    parcel: &Parcel<'_>,
    workbook: Option<&[u8]>,
    key: &DeliveryKey,
    destination: Destination<'_>,
    run_id: &str,
) -> Result<Built, RunError> {
    let (to, purpose) = match destination {
        Destination::Recipient => (parcel.recipient.email.as_str(), Purpose::Real),
        Destination::Test(to) => (to, Purpose::Test),
    };
    let head = Stationery::of(settings, key, to, purpose)?;
    let name = parcel.workbook_name();
    let sealing = settings.mail.sealing_of(parcel.recipient.mailbox());
    let workbook = match (workbook, sealing) {
        (Some(bytes), Some(source)) => Some(Cow::Owned(seal::seal(bytes, &source.read()?)?)),
        (workbook, _) => workbook.map(Cow::Borrowed),
    };
    let mut about_this_copy: Vec<String> = parcel.deputy.iter().cloned().collect();
    if purpose == Purpose::Test {
        about_this_copy.push(format!(
            "TEST. This message was redirected: it is made for {} and was not sent there.",
            parcel.recipient.id
        ));
    }
    if key.revision > 1 {
        about_this_copy.push(format!(
            "This is revision {}: it was sent again because somebody asked for it, and replaces what came before.",
            key.revision
        ));
    }
    if sealing.is_some() && workbook.is_some() {
        about_this_copy.push(
            "The workbook is sealed: open it with the password that you were given. The password never comes by mail."
                .to_owned(),
        );
    }
    let letter = Letter {
        service: settings.service.clone(),
        report: parcel.report.title().to_owned(),
        date: plain(key.date),
        recipient: parcel.recipient.name.clone(),
        scope: parcel.scope.clone(),
        children: parcel.children,
        cautions: parcel.digest.cautions.clone(),
        answer: parcel.digest.answer.clone(),
        figures: parcel
            .digest
            .figures
            .iter()
            .map(|figure| LetterFigure {
                label: figure.label.to_owned(),
                count: figure.count,
                of: figure.of,
                share: figure.of.and_then(|of| share(figure.count, of)),
            })
            .collect(),
        change: parcel.digest.change.clone(),
        look_first: parcel.digest.look_first.clone(),
        framework: parcel.digest.framework.clone(),
        warnings: parcel.digest.warnings.clone(),
        marking: settings.output.marking.clone(),
        workbook: workbook.is_some().then(|| name.clone()),
        about_this_copy,
        run_id: run_id.to_owned(),
    };
    let bodies = letter::compose(&letter)?;
    // What a phone shows of it: the report, the team, the one figure.
    let mut subject = format!(
        "{}, {}: {}",
        parcel.report.title(),
        scope_in_short(parcel.recipient),
        match workbook {
            Some(_) => parcel.digest.in_short.as_str(),
            None => "nothing to list",
        }
    );
    if !settings.output.marking.is_empty() {
        subject.push_str(&format!(" [{}]", settings.output.marking));
    }
    if parcel.recipient.stands_in.is_some() {
        subject.push_str(" (as deputy)");
    }
    if key.revision > 1 {
        subject.push_str(&format!(" (revision {})", key.revision));
    }
    if purpose == Purpose::Test {
        subject.insert_str(0, "TEST, not sent to its recipient: ");
    }
    let envelope = Envelope {
        key: &head.identity,
        from: &head.from,
        to: &head.to,
        subject: &subject,
        date: head.date,
        workbook: workbook.as_deref().map(|bytes| (name.as_str(), bytes)),
    };
    Ok(message::build(&envelope, &bodies)?)
}

/// A count of a whole as a share, in whole per cent: never none where there is one, never all where one is missing.
fn share(count: u64, of: u64) -> Option<String> {
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
