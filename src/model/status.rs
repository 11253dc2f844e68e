//! Why a child is open to the service.

use std::fmt;

/// The status of a case row, in the order that settles ties. [RULES 5]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Child protection plan.
    Cp,
    /// Child in care; other systems say CLA or LAC.
    Cic,
    /// Child in need.
    Cin,
    /// Care leaver.
    CareLeaver,
    /// Targeted Support.
    TargetedSupport,
    /// Youth Offending Service.
    YouthOffending,
}

impl Status {
    /// Every status, highest first.
    pub const ALL: [Self; 6] = [
        Self::Cp,
        Self::Cic,
        Self::Cin,
        Self::CareLeaver,
        Self::TargetedSupport,
        Self::YouthOffending,
    ];

    /// The word of `positions.csv` and of the canonical profile.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cp => "CP",
            Self::Cic => "CIC",
            Self::Cin => "CIN",
            Self::CareLeaver => "CL",
            Self::TargetedSupport => "TS",
            Self::YouthOffending => "YOS",
        }
    }

    /// The words that a manager reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cp => "Child protection plan",
            Self::Cic => "Child in care",
            Self::Cin => "Child in need",
            Self::CareLeaver => "Care leaver",
            Self::TargetedSupport => "Targeted Support",
            Self::YouthOffending => "Youth Offending",
        }
    }

    /// Whether it is one of the four social care statuses. [RULES 1]
    pub fn is_social_care(self) -> bool {
        !matches!(self, Self::TargetedSupport | Self::YouthOffending)
    }

    /// The status of a canonical code, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.code().eq_ignore_ascii_case(code))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of statuses, shown in tie order as `CP+CIC`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusSet(u8);

impl StatusSet {
    /// One status.
    pub fn of(status: Status) -> Self {
        Self(1 << status as u8)
    }

    /// Whether there is no status.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds a status.
    pub fn insert(&mut self, status: Status) {
        self.0 |= 1 << status as u8;
    }

    /// Whether the status is in the set.
    pub fn contains(self, status: Status) -> bool {
        self.0 & (1 << status as u8) != 0
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for status in Status::ALL.into_iter().filter(|&s| self.contains(s)) {
            if !first {
                f.write_str("+")?;
            }
            first = false;
            f.write_str(status.code())?;
        }
        Ok(())
    }
}
