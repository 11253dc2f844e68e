//! What a finding of the gate means to a manager: whether the lists can be trusted, and no word of files and columns.

use super::{refusal::Trouble, report::Refused};
use crate::model::{calendar::plain, field::DataSet, text::counted};

impl Trouble {
    /// Whether the lists themselves may be wrong for it.
    pub(super) fn makes_doubtful(&self) -> bool {
        matches!(self, Self::Jump { .. } | Self::ColumnsGone { .. })
    }

    /// Why there is no list, in a sentence for a manager.
    fn why_no_list(&self, set: DataSet) -> String {
        let set = in_words(set);
        match self {
            Self::NotFound { .. } => format!("The {set} of one system had not arrived."),
            Self::Growing { .. } => format!("The {set} of one system were still arriving."),
            Self::TooOldByName { .. }
            | Self::TooOldByClock { .. }
            | Self::TooOldByContent { .. }
            | Self::Older { .. }
            | Self::Identical { .. } => {
                format!("The {set} of one system were not new enough to rely on.")
            }
            Self::Empty
            | Self::HeaderOnly
            | Self::TooFewRows { .. }
            | Self::TooFewChildren { .. }
            | Self::TeamsGone { .. }
            | Self::Cut { .. }
            | Self::AtACap { .. } => {
                format!(
                    "There were fewer {set} than there should be: children or visits may have been missing."
                )
            }
            _ => format!("The {set} of one system could not be read, or not be relied on."),
        }
    }

    /// The sentence for a manager.
    pub(super) fn for_managers(&self, set: DataSet) -> String {
        let set = in_words(set);
        match self {
            Self::Jump {
                what,
                before,
                now,
                date,
                ..
            } => format!(
                "Please read with care: in all teams together {} {what} tonight, after {before} on {}. That is more than work alone usually explains, so tonight's data may be wrong. Ask the performance analyst before you rely on these lists.",
                counted(*now, "child is", "children are"),
                plain(*date)
            ),
            Self::ColumnsGone {
                gone,
                read,
                named,
                date,
                of,
                ..
            } => format!(
                "Please read with care: {gone} of {read} columns that the {} had on {} {} missing tonight ({named}), so these lists may be wrong. Ask the performance analyst before you rely on them.",
                of.name(),
                plain(*date),
                if *gone == 1 { "is" } else { "are" }
            ),
            Self::Identical { date, .. } => format!(
                "The {set} of one system have not changed since {}: newer {set} may be missing.",
                plain(*date)
            ),
            Self::TooOldByContent { newest, .. } => format!(
                "The newest of the {set} of one system were recorded on {}: newer {set} may be missing.",
                plain(*newest)
            ),
            Self::TooOldByName { export, .. } | Self::Older { of: export, .. } => format!(
                "The {set} of one system are those of {}: newer {set} may be missing.",
                plain(*export)
            ),
            Self::TooOldByClock { age, .. } => {
                format!("The {set} of one system are {age} hours old: newer {set} may be missing.")
            }
            Self::DifferentDays { of, other_of, .. } => format!(
                "Cases and visits are of different days ({} and {}): visits may be missing.",
                plain(*of),
                plain(*other_of)
            ),
            Self::AtACap { rows, .. } => format!(
                "The {set} of one system end at {rows} rows, a number at which exports are cut off: {set} may be missing."
            ),
            Self::TooFewRows { .. } | Self::TooFewChildren { .. } | Self::Cut { .. } => format!(
                "There are fewer {set} than there should be: children or visits may be missing."
            ),
            Self::TeamsGone { teams, .. } => format!(
                "{teams} had open children before and {} none tonight: children may be missing, or be in another team.",
                if teams.starts_with("1 ") {
                    "has"
                } else {
                    "have"
                }
            ),
            Self::TeamsNew { teams, .. } => format!(
                "{teams} {} new tonight: children may have moved there.",
                if teams.starts_with("1 ") { "is" } else { "are" }
            ),
            Self::TwoFiles { .. } | Self::SheetsUnread { .. } | Self::SheetsGone { .. } => {
                format!("A part of the {set} may not have been read: {set} may be missing.")
            }
            Self::MonthFirst { .. } | Self::MixedDates { .. } => {
                format!("Some dates of the {set} may have day and month exchanged.")
            }
            Self::ValuesUnread { .. } => format!(
                "Some words of the {set} are new and count as blank: visits may count for less than they are."
            ),
            Self::TooManyOrphans { .. } => {
                format!("Many of the {set} match no child or no worker: visits may be missing.")
            }
            _ => format!(
                "Something about the {set} is doubtful; the performance analyst knows what."
            ),
        }
    }
}

impl Refused {
    /// Why there is no list, in a sentence for a manager.
    pub fn for_managers(&self) -> String {
        let first = self.refusals.first();
        first.map_or_else(String::new, |of| of.trouble.why_no_list(of.data_set))
    }
}

/// A data set as managers call it.
fn in_words(set: DataSet) -> &'static str {
    match set {
        DataSet::Lookups | DataSet::Aliases => "records",
        set => set.name(),
    }
}
