//! The reports that the service asks for, and who reads each. [RULES 8]

/// A report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Report {
    /// What the Monday meeting works from. [P 1.1]
    MondayVisits,
    /// Which children nobody has seen in time. [P 1.1, 1.13]
    UnseenChildren,
    /// Whose rating is missing, stale or below the framework, and why. \[F\]
    RatingReview,
    /// What must be recorded: supervision, oversight, plans. [P 1.3, 1.13]
    Assurance,
    /// Rates, trend and movement. [P 1.13]
    PerformanceClinic,
    /// The children of Targeted Support. [P 5.1]
    TargetedTracker,
    /// What was read, rejected, mapped, missing.
    DataQuality,
}

impl Report {
    /// Every report.
    pub const ALL: [Self; 7] = [
        Self::MondayVisits,
        Self::UnseenChildren,
        Self::RatingReview,
        Self::Assurance,
        Self::PerformanceClinic,
        Self::TargetedTracker,
        Self::DataQuality,
    ];

    /// The name in settings and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::MondayVisits => "monday-visits",
            Self::UnseenChildren => "unseen-children",
            Self::RatingReview => "rating-review",
            Self::Assurance => "assurance",
            Self::PerformanceClinic => "performance-clinic",
            Self::TargetedTracker => "targeted-tracker",
            Self::DataQuality => "data-quality",
        }
    }

    /// The name in headings and mail subjects.
    pub fn title(self) -> &'static str {
        match self {
            Self::MondayVisits => "Monday visit list",
            Self::UnseenChildren => "Unseen children",
            Self::RatingReview => "Rating review",
            Self::Assurance => "Assurance",
            Self::PerformanceClinic => "Performance clinic",
            Self::TargetedTracker => "Targeted Support tracker",
            Self::DataQuality => "Data quality",
        }
    }

    /// Whether it may show any child of its reader's scope. The others are for some of the children only.
    pub fn shows_every_child(self) -> bool {
        match self {
            Self::MondayVisits | Self::PerformanceClinic | Self::DataQuality => true,
            Self::UnseenChildren | Self::RatingReview | Self::Assurance | Self::TargetedTracker => {
                false
            }
        }
    }

    /// Whether to miss it can hurt a child: a second copy to the same reader then does less harm than none.
    pub fn keeps_children_safe(self) -> bool {
        match self {
            Self::MondayVisits
            | Self::UnseenChildren
            | Self::RatingReview
            | Self::TargetedTracker => true,
            Self::Assurance | Self::PerformanceClinic | Self::DataQuality => false,
        }
    }

    /// What it shows beside tonight's positions.
    pub fn needs(self) -> &'static [Need] {
        match self {
            Self::MondayVisits => &[Need::SinceMonday, Need::LastWeek],
            Self::PerformanceClinic => &[Need::Weeks, Need::LastWeek],
            Self::UnseenChildren
            | Self::RatingReview
            | Self::Assurance
            | Self::TargetedTracker
            | Self::DataQuality => &[],
        }
    }

    /// The report of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }
}

/// The names of some reports, joined by `;`.
pub fn names(reports: &[Report]) -> String {
    let names: Vec<&str> = reports.iter().map(|report| report.name()).collect();
    names.join(";")
}

/// What only some reports show: it is worked out where a report of the job needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Twenty-six weeks of rates and of visits made: as much work as the rules of 26 nights.
    Weeks,
    /// What has changed since last Monday, whatever job last ran.
    SinceMonday,
    /// What became of last week's Monday list.
    LastWeek,
}

impl Need {
    /// Whether any of the reports has it.
    pub fn is_of(self, reports: &[Report]) -> bool {
        reports.iter().any(|report| report.needs().contains(&self))
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
            Self::TeamManager => &[
                Report::MondayVisits,
                Report::UnseenChildren,
                Report::RatingReview,
                Report::Assurance,
                Report::TargetedTracker,
            ],
            Self::ServiceManager => &[
                Report::UnseenChildren,
                Report::PerformanceClinic,
                Report::TargetedTracker,
            ],
            Self::Senior => &[Report::TargetedTracker],
            Self::Leadership => &[Report::PerformanceClinic, Report::TargetedTracker],
            Self::Analyst => &[Report::DataQuality],
        }
    }
}
