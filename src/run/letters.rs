//! A parcel as the message that is stored: letter, sealed workbook, address checked, fixed Message-ID and date.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

use super::{RunError, build::Parcel};
use crate::{
    config::Settings,
    deliver::{
        address::check_address,
        letter::{self, Letter, LetterFigure},
        message::{self, Built, Envelope},
        notice::{self, Notice},
        seal,
    },
    model::{calendar::plain, delivery::DeliveryKey},
};

/// Where a message goes.
#[derive(Clone, Copy)]
pub(super) enum Post<'a> {
    /// To its recipient.
    Real,
    /// To one address for everybody's, with a banner: a test.
    Test(&'a str),
}

/// The parcel as a message.
///
/// # Errors
/// A forbidden address; a seal whose password cannot be read; a fault of ours.
pub(super) fn message(
    settings: &Settings,
    parcel: &Parcel,
    key: &DeliveryKey,
    post: Post<'_>,
    run_id: &str,
) -> Result<Built, RunError> {
    let address = |address: &str, allowed: &[String]| {
        check_address(address, allowed).map_err(|what| RunError::Address {
            recipient: parcel.recipient.id.clone(),
            what,
        })
    };
    let from = address(&settings.mail.from, &[])?;
    let to = match post {
        Post::Real => &parcel.recipient.email,
        Post::Test(to) => to,
    };
    let to = address(to, &settings.mail.allowed_domains)?;
    let name = parcel.workbook_name();
    let sealing = settings.mail.sealing_of(&parcel.recipient.id);
    let workbook = match (&parcel.workbook, sealing) {
        (Some(bytes), Some(source)) => Some(seal::seal(bytes, &source.read()?)?),
        (workbook, _) => workbook.clone(),
    };
    let mut about_this_copy = Vec::new();
    if let Post::Test(_) = post {
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
        answer: parcel.digest.answer.clone(),
        figures: parcel
            .digest
            .figures
            .iter()
            .map(|figure| LetterFigure {
                label: figure.label.to_owned(),
                count: figure.count,
                of: figure.of,
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
    let mut subject = format!(
        "{}: {} for {}",
        settings.output.marking,
        parcel.report.title(),
        plain(key.date)
    );
    if workbook.is_none() {
        subject.push_str(": nil return");
    }
    if key.revision > 1 {
        subject.push_str(&format!(" (revision {})", key.revision));
    }
    if let Post::Test(_) = post {
        subject.insert_str(0, "TEST, not sent to its recipient: ");
    }
    let envelope = Envelope {
        key: &identity(settings, key, post),
        from: &from,
        to: &to,
        subject: &subject,
        date: morning_of(key.date, settings),
        workbook: workbook.as_deref().map(|bytes| (name.as_str(), bytes)),
    };
    Ok(message::build(&envelope, &bodies)?)
}

/// A notice as a message to the administrator.
///
/// # Errors
/// A forbidden address; a fault of ours.
pub(super) fn notice_message(
    settings: &Settings,
    notice: &Notice,
    key: &DeliveryKey,
    admin: &str,
) -> Result<Built, RunError> {
    let address = |address: &str, allowed: &[String]| {
        check_address(address, allowed).map_err(|what| RunError::Address {
            recipient: key.recipient.clone(),
            what,
        })
    };
    let from = address(&settings.mail.from, &[])?;
    let to = address(admin, &settings.mail.allowed_domains)?;
    let bodies = notice::compose(notice)?;
    let envelope = Envelope {
        key: &identity(settings, key, Post::Real),
        from: &from,
        to: &to,
        subject: &notice.subject(),
        date: morning_of(key.date, settings),
        workbook: None,
    };
    Ok(message::build(&envelope, &bodies)?)
}

/// What makes the message one of its kind.
fn identity(settings: &Settings, key: &DeliveryKey, post: Post<'_>) -> String {
    let kind = match post {
        Post::Real => "",
        Post::Test(_) => "/test",
    };
    format!(
        "{}/{}/{}/{}/{}/{}{kind}",
        key.job, key.report, key.date, key.recipient, settings.service, key.revision
    )
}

/// The moment that a run's messages bear: six in the morning of the run date, so that a rebuilt one is the same.
fn morning_of(date: NaiveDate, settings: &Settings) -> DateTime<Utc> {
    let six = date.and_time(NaiveTime::from_hms_opt(6, 0, 0).unwrap_or(NaiveTime::MIN));
    settings
        .timezone
        .from_local_datetime(&six)
        .earliest()
        .map_or_else(|| six.and_utc(), |local| local.with_timezone(&Utc))
}
