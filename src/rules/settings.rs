//! Every number and word of the rule book that a service may set, with the defaults of RULES.

use crate::model::{calendar::Interval, framework::FrameworkPeriod, status::Status};

/// The rule book's settings; one `Default`, which is RULES.md.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSettings {
    /// When the prioritisation framework was in use. \[F\]
    pub framework: Vec<FrameworkPeriod>,
    /// Child in need. [P 1.6]
    pub cin: Interval,
    /// Child protection plan. [P 1.6]
    pub cp: Interval,
    /// Child in care. [P 1.6]
    pub cic: Interval,
    /// Care leaver. [P 1.6]
    pub cl: Interval,
    /// How long a rating decision stands before RAG-STALE.
    pub rating_stale_after: Interval,
    /// Days after a change of placement in which RED examples apply.
    pub placement_recent_days: u32,
    /// Days back that SEEN-NO-SIGHT looks.
    pub sight_window_days: u32,
    /// Days back that LATE-RECORDED looks.
    pub recording_window_days: u32,
    /// Days after a visit by which it should be recorded.
    pub recording_days: u32,
    /// Attempted visits since the child was last seen that raise NO-ACCESS.
    pub no_access_attempts: u32,
    /// Hours after opening by which a case should have a worker. [P 1.5]
    pub allocation_hours: u32,
    /// Services that may hold no GREEN child. [P 1.1]
    pub services_without_green: Vec<String>,
    /// The service whose workers' visits are not statutory. [P 5.1]
    pub targeted_support_service: String,
    /// Roles that may decide a rating. \[F\]
    pub manager_roles: Vec<String>,
    /// The framework's RED examples among the risk factors. \[F\]
    pub red_factors: Vec<String>,
    /// Other words for a risk factor: alias, then the word.
    pub factor_aliases: Vec<(String, String)>,
}

impl Default for RuleSettings {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            framework: Vec::new(),
            cin: Interval::Months(1),
            cp: Interval::Days(14),
            cic: Interval::Days(42),
            cl: Interval::Days(84),
            rating_stale_after: Interval::Months(1),
            placement_recent_days: 42,
            sight_window_days: 28,
            recording_window_days: 28,
            recording_days: 2,
            no_access_attempts: 2,
            allocation_hours: 48,
            services_without_green: words(&["DAAT", "Safeguarding"]),
            targeted_support_service: "Targeted Support".to_owned(),
            manager_roles: words(&["team_manager", "assistant_manager", "service_manager"]),
            red_factors: words(&[
                "placement_unstable",
                "notice_given",
                "new_placement",
                "safeguarding_concern",
                "child_exploitation",
                "placed_with_parents",
                "reg_24",
                "pre_birth",
                "plo",
            ]),
            factor_aliases: vec![("reg_26".to_owned(), "reg_24".to_owned())],
        }
    }
}

impl RuleSettings {
    /// The minimum frequency of a status; none for Targeted Support and Youth Offending. [P 1.6]
    pub fn minimum(&self, status: Status) -> Option<Interval> {
        match status {
            Status::Cp => Some(self.cp),
            Status::Cic => Some(self.cic),
            Status::Cin => Some(self.cin),
            Status::CareLeaver => Some(self.cl),
            Status::TargetedSupport | Status::YouthOffending => None,
        }
    }
}
