//! What letters and notices have in common: checked addresses, an identity that stays, and a fixed moment.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

use super::RunError;
use crate::{
    config::Settings,
    deliver::address::{Address, check_address},
    model::delivery::DeliveryKey,
};

/// What a message is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It goes to its recipient.
    Real,
    /// It goes to one address for everybody's.
    Test,
}

/// The head of a message.
pub struct Stationery {
    /// The sender.
    pub from: Address,
    /// The one recipient.
    pub to: Address,
    /// What makes the message one of its kind; never shown.
    pub identity: String,
    /// Six in the morning of the run date, so that a message that is made again is the same.
    pub date: DateTime<Utc>,
}

impl Stationery {
    /// The head of the message of a key to an address.
    ///
    /// # Errors
    /// A forbidden address.
    pub fn of(
        settings: &Settings,
        key: &DeliveryKey,
        to: &str,
        purpose: Purpose,
    ) -> Result<Self, RunError> {
        let checked = |address: &str, allowed: &[String]| {
            check_address(address, allowed).map_err(|what| RunError::Address {
                recipient: key.recipient.clone(),
                what,
            })
        };
        let kind = match purpose {
            Purpose::Real => "",
            Purpose::Test => "/test",
        };
        Ok(Self {
            from: checked(&settings.mail.from, &[])?,
            to: checked(to, &settings.mail.allowed_domains)?,
            identity: format!(
                "{}/{}/{}/{}/{}/{}{kind}",
                key.job, key.report, key.date, key.recipient, settings.service, key.revision
            ),
            date: morning_of(key.date, settings),
        })
    }
}

fn morning_of(date: NaiveDate, settings: &Settings) -> DateTime<Utc> {
    let six = date.and_time(NaiveTime::from_hms_opt(6, 0, 0).unwrap_or(NaiveTime::MIN));
    settings
        .timezone
        .from_local_datetime(&six)
        .earliest()
        .map_or_else(|| six.and_utc(), |local| local.with_timezone(&Utc))
}
