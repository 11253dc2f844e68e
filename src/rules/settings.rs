//! Every number and word of the rule book that a service may set, with the defaults of RULES.

use crate::model::{
    calendar::{Holidays, Interval},
    framework::FrameworkPeriod,
    status::Status,
};

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
    /// Days between the end of a case row and the start of the next in which they follow one another. [RULES 1]
    pub continues_within_days: u32,
    /// Days after a change of status in which nobody is overdue for it. [RULES 5]
    pub change_within_days: u32,
    /// Working days in which a child that became RED is owed a full visit. [RULES 5]
    pub raised_within_working_days: u32,
    /// Days without RED from which on a child counts as having become RED anew. [RULES 5]
    pub red_gap_days: u32,
    /// The first visit of a child in care; none where it has no limit of its own. [SI 2010/959 reg 28]
    pub first_visit_cic: Option<Interval>,
    /// The first visit of a child protection plan.
    pub first_visit_cp: Option<Interval>,
    /// The first visit of a child in need.
    pub first_visit_cin: Option<Interval>,
    /// The first visit of a care leaver.
    pub first_visit_cl: Option<Interval>,
    /// The bank holidays: those of England, and days off besides.
    pub bank_holidays: Holidays,
    /// How long a rating decision stands before RAG-STALE.
    pub rating_stale_after: Interval,
    /// Days after a change of placement in which RED examples apply.
    pub placement_recent_days: u32,
    /// Days back that SEEN-NO-SIGHT looks.
    pub sight_window_days: u32,
    /// Days back that LATE-RECORDED looks.
    pub recording_window_days: u32,
    /// Working days after a visit by which it should be recorded.
    pub recording_days: u32,
    /// Attempted visits since the child was last seen that raise NO-ACCESS.
    pub no_access_attempts: u32,
    /// As [`no_access_attempts`](Self::no_access_attempts), for RED children. [P 1.4]
    pub no_access_attempts_red: u32,
    /// Days without any contact that raise NO-CONTACT for RED and unrated children. [P 5.1]
    pub no_contact_days_red: u32,
    /// The same for AMBER children. [P 5.1]
    pub no_contact_days_amber: u32,
    /// Days after birth in which a child should be seen.
    pub newborn_days: u32,
    /// Minimum gaps in which a child of the hybrid standard should be met in person once. \[F\]
    pub hybrid_intervals: u32,
    /// How often a case is discussed in supervision. [P 1.13]
    pub supervision_every: Interval,
    /// How often a plan is updated. [P 1.13]
    pub plan_every: Interval,
    /// How often the plan of a child in care is updated. [P 1.13]
    pub plan_every_cic: Interval,
    /// Days before a rating's decision in which an oversight still belongs to it.
    pub oversight_grace_days: u32,
    /// Days after a step down to Targeted Support in which it is RED. [P 5.1]
    pub step_down_days: u32,
    /// Services from which a step down is RED. [P 5.1]
    pub step_down_services: Vec<String>,
    /// Hours after opening by which a case should have a worker. [P 1.5]
    pub allocation_hours: u32,
    /// Services that may hold no GREEN child. [P 1.1]
    pub services_without_green: Vec<String>,
    /// The service whose workers' visits are not statutory. [P 5.1]
    pub targeted_support_service: String,
    /// Roles that may decide a rating. \[F\]
    pub manager_roles: Vec<String>,
    /// Roles that may hold an oversight, besides the managers'. [P 1.13]
    pub oversight_roles: Vec<String>,
    /// Roles whose visits to RED children are not the child's own social worker's. [P 2, 2.3]
    pub supervising_roles: Vec<String>,
    /// Roles that count as qualified for care leavers while the framework is not invoked.
    pub leaver_roles: Vec<String>,
    /// The framework's RED examples among the risk factors. \[F\]
    pub red_factors: Vec<String>,
    /// The RED examples of Targeted Support. [P 5.1]
    pub ts_red_factors: Vec<String>,
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
            continues_within_days: 7,
            change_within_days: 5,
            raised_within_working_days: 5,
            red_gap_days: 7,
            first_visit_cic: Some(Interval::Days(7)),
            first_visit_cp: None,
            first_visit_cin: None,
            first_visit_cl: None,
            bank_holidays: Holidays::default(),
            rating_stale_after: Interval::Months(1),
            placement_recent_days: 42,
            sight_window_days: 28,
            recording_window_days: 28,
            recording_days: 2,
            no_access_attempts: 2,
            no_access_attempts_red: 1,
            no_contact_days_red: 14,
            no_contact_days_amber: 28,
            newborn_days: 28,
            hybrid_intervals: 2,
            supervision_every: Interval::Months(1),
            plan_every: Interval::Months(3),
            plan_every_cic: Interval::Months(6),
            oversight_grace_days: 7,
            step_down_days: 28,
            step_down_services: words(&["DAAT"]),
            allocation_hours: 48,
            services_without_green: words(&["DAAT", "Safeguarding"]),
            targeted_support_service: "Targeted Support".to_owned(),
            manager_roles: words(&["team_manager", "assistant_manager", "service_manager"]),
            oversight_roles: words(&["advanced_practitioner"]),
            supervising_roles: words(&["supervising_social_worker"]),
            leaver_roles: words(&["personal_adviser"]),
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
                "section_47",
                "legal_proceedings",
            ]),
            ts_red_factors: words(&[
                "exploitation",
                "neglect",
                "emotional_abuse",
                "physical_chastisement",
                "domestic_abuse",
                "missing",
                "gangs",
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

    /// The time in which a new status is owed its first visit, where it has a limit. [RULES 5]
    pub fn first_visit(&self, status: Status) -> Option<Interval> {
        match status {
            Status::Cp => self.first_visit_cp,
            Status::Cic => self.first_visit_cic,
            Status::Cin => self.first_visit_cin,
            Status::CareLeaver => self.first_visit_cl,
            Status::TargetedSupport | Status::YouthOffending => None,
        }
    }
}
