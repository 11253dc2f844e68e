//! The reports that the service asks for, and who reads each. [RULES 8]

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Report {
    /// What the Monday meeting works from. [P 1.1]
    MondayVisits,
    /// Which children nobody has seen in time. [P 1.1, 1.13]
    UnseenChildren,
    /// What was read, rejected, mapped, missing.
    DataQuality,
}

impl Report {
    /// Every report.
    pub const ALL: [Self; 3] = [Self::MondayVisits, Self::UnseenChildren, Self::DataQuality];

    /// The name in settings and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::MondayVisits => "monday-visits",
            Self::UnseenChildren => "unseen-children",
            Self::DataQuality => "data-quality",
        }
    }

    /// The name in headings and mail subjects.
    pub fn title(self) -> &'static str {
        match self {
            Self::MondayVisits => "Monday visit list",
            Self::UnseenChildren => "Unseen children",
            Self::DataQuality => "Data quality",
        }
    }

    /// The report of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }
}

/// What somebody does in the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Answers for a team.
    TeamManager,
    /// Answers for several teams.
    ServiceManager,
    /// A senior worker of Targeted Support.
    Senior,
    /// The service's leadership.
    Leadership,
    /// The performance analyst.
    Analyst,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::TeamManager,
        Self::ServiceManager,
        Self::Senior,
        Self::Leadership,
        Self::Analyst,
    ];

    /// The word in `recipients.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TeamManager => "team_manager",
            Self::ServiceManager => "service_manager",
            Self::Senior => "senior",
            Self::Leadership => "leadership",
            Self::Analyst => "analyst",
        }
    }

    /// The role of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The reports that the role gets where its recipient names none. [RULES 8]
    pub fn reports(self) -> &'static [Report] {
        match self {
            Self::TeamManager => &[Report::MondayVisits],
            Self::ServiceManager => &[Report::UnseenChildren],
            Self::Senior | Self::Leadership => &[],
            Self::Analyst => &[Report::DataQuality],
        }
    }
}
