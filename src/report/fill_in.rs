//! What the Monday meeting fills in on its list, and by which headings it is found when the list comes back.

/// The sheet with the list.
pub const SHEET: &str = "Visits this week";
/// The sheet with those who may be chosen.
pub const WORKERS: &str = "Workers";
/// The row of it that is nobody.
pub const NO_WORKER: &str = "No worker allocated";

/// The heading of the list's first column.
pub const CHILD_ID: &str = "Child id";
/// Who is to visit.
pub const ALLOCATED_TO: &str = "Allocated to";
/// On which day of the list's week.
pub const DAY: &str = "Day";
/// In which way.
pub const HOW: &str = "How (agreed)";

/// The days, from Monday.
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
/// The ways.
pub const WAYS: [&str; 3] = ["face to face", "video", "phone"];
