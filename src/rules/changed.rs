//! Which rules a service has changed, and from what: every workbook's Notes says it. [RULES 8]

use super::settings::RuleSettings;
use crate::model::calendar::{Holidays, Interval};

/// A rule that is not the rule book's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedRule {
    /// The key of `[rules]`.
    pub key: &'static str,
    /// What holds.
    pub now: String,
    /// What the rule book says.
    pub by_default: String,
}

/// Compares every field; one that is not named here does not compile.
macro_rules! compared {
    ($own:expr, $default:expr, $($field:ident)*) => {{
        // When the framework was in use is no rule, and is said by itself.
        let RuleSettings { framework: _, $($field),* } = $own;
        let mut changed = Vec::new();
        $({
            let (now, by_default) = ($field.told(), $default.$field.told());
            if now != by_default {
                changed.push(ChangedRule { key: stringify!($field), now, by_default });
            }
        })*
        changed
    }};
}

impl RuleSettings {
    /// The rules that differ from those of the rule book, in the order in which it has them.
    pub fn changed(&self) -> Vec<ChangedRule> {
        compared!(self, Self::default(),
            cin cp cic cl continues_within_days change_within_days raised_within_working_days red_gap_days
            first_visit_cic first_visit_cp first_visit_cin first_visit_cl bank_holidays rating_stale_after
            placement_recent_days sight_window_days recording_window_days recording_days no_access_attempts
            no_access_attempts_red no_contact_days_red no_contact_days_amber newborn_days hybrid_intervals
            supervision_every plan_every plan_every_cic oversight_grace_days step_down_days step_down_services
            allocation_hours services_without_green targeted_support_service manager_roles oversight_roles
            supervising_roles leaver_roles red_factors ts_red_factors factor_aliases)
    }
}

/// A setting as a reader reads it.
trait Told {
    fn told(&self) -> String;
}

impl Told for u32 {
    fn told(&self) -> String {
        self.to_string()
    }
}

impl Told for String {
    fn told(&self) -> String {
        self.clone()
    }
}

impl Told for Interval {
    fn told(&self) -> String {
        self.to_string()
    }
}

impl Told for Option<Interval> {
    fn told(&self) -> String {
        self.map_or_else(|| "none".to_owned(), |interval| interval.told())
    }
}

impl Told for Vec<String> {
    fn told(&self) -> String {
        listed(self.iter().cloned())
    }
}

impl Told for Holidays {
    fn told(&self) -> String {
        self.to_string()
    }
}

impl Told for Vec<(String, String)> {
    fn told(&self) -> String {
        listed(self.iter().map(|(alias, word)| format!("{alias} = {word}")))
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}
