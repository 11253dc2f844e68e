//! The rows of a story: visits, decisions, workers.

use std::collections::BTreeMap;

use lastseen::model::field::DataSet;

/// The workers whom every story knows; `NOBODY` is in no export.
const WORKERS: &[(&str, &[(&str, &str)])] = &[
    (
        "QUALIFIED",
        &[("role", "social_worker"), ("qualified", "Y")],
    ),
    (
        "UNQUALIFIED",
        &[("role", "support_worker"), ("qualified", "N")],
    ),
    ("UNSAID", &[("role", "social_worker")]),
    (
        "TARGETED",
        &[
            ("role", "social_worker"),
            ("qualified", "Y"),
            ("service", "Targeted Support"),
        ],
    ),
    ("MANAGER", &[("role", "team_manager"), ("qualified", "Y")]),
    ("DEPUTY", &[("role", "assistant_manager")]),
    ("HEAD", &[("role", "service_manager")]),
    (
        "PRACTITIONER",
        &[("role", "advanced_practitioner"), ("qualified", "Y")],
    ),
    (
        "SUPERVISING",
        &[("role", "supervising_social_worker"), ("qualified", "Y")],
    ),
    (
        "ADVISER",
        &[("role", "personal_adviser"), ("qualified", "N")],
    ),
    (
        "AT-HOME",
        &[
            ("role", "social_worker"),
            ("qualified", "Y"),
            ("can_visit", "N"),
        ],
    ),
    (
        "LEFT-SUNDAY",
        &[("role", "social_worker"), ("left_on", "2026-11-22")],
    ),
    (
        "LEFT-MONDAY",
        &[("role", "social_worker"), ("left_on", "2026-11-23")],
    ),
    (
        "LEAVES-TUESDAY",
        &[("role", "social_worker"), ("left_on", "2026-11-24")],
    ),
];

/// One row of an export, by canonical names.
#[derive(Clone, Default)]
pub struct Row(pub(super) BTreeMap<&'static str, String>);

impl Row {
    pub fn with(mut self, field: &'static str, value: &str) -> Self {
        self.0.insert(field, value.to_owned());
        self
    }
}

/// A completed visit in person by a qualified worker who saw the child.
pub fn a_visit(date: &str) -> Row {
    Row::default()
        .with("visit_date", date)
        .with("mode", "face_to_face")
        .with("outcome", "completed")
        .with("child_seen", "Y")
        .with("worker_id", "QUALIFIED")
}

impl Row {
    pub fn by_video(self) -> Self {
        self.with("mode", "video")
    }

    pub fn by_phone(self) -> Self {
        self.with("mode", "phone")
    }

    pub fn in_writing(self) -> Self {
        self.with("mode", "other")
    }

    pub fn not_seen(self) -> Self {
        self.with("child_seen", "N")
    }

    pub fn outcome(self, outcome: &str) -> Self {
        self.with("outcome", outcome)
    }

    pub fn by(self, worker: &str) -> Self {
        self.with("worker_id", worker)
    }

    pub fn recorded_at(self, moment: &str) -> Self {
        self.with("recorded_at", moment)
    }
}

/// A manager's decision, recorded the same day with a rationale.
pub fn a_decision(rag: &str, decided_on: &str) -> Row {
    Row::default()
        .with("rag", rag)
        .with("rag_decided_on", decided_on)
        .with("rag_recorded_on", decided_on)
        .with("rag_decided_by", "MANAGER")
        .with("rag_rationale", "as discussed in supervision")
}

impl Row {
    pub fn recorded_on(self, date: &str) -> Self {
        self.with("rag_recorded_on", date)
    }

    pub fn decided_by(self, worker: &str) -> Self {
        self.with("rag_decided_by", worker)
    }

    pub fn rationale(self, text: &str) -> Self {
        self.with("rag_rationale", text)
    }
}

/// A row of the child who must stand in the exports so that none of them is empty.
pub(super) fn neighbour(set: DataSet) -> Row {
    let row = match set {
        DataSet::Cases => Row::default()
            .with("status", "CIN")
            .with("status_start", "2015-01-01")
            .with("team", "South"),
        DataSet::Visits => a_visit("2015-01-02").with("visit_id", "neighbour's"),
        DataSet::Ratings => a_decision("RED", "2015-01-01"),
        DataSet::Workers | DataSet::Aliases | DataSet::Lookups => {
            unreachable!("the workers of a story are never none, and aliases need no neighbour")
        }
    };
    row.with("child_id", "neighbour")
}

/// The workers of every story as rows.
pub(super) fn workers() -> Vec<Row> {
    let row = |&(id, fields): &(&str, &[(&'static str, &str)])| {
        let row = Row::default().with("worker_id", id);
        fields
            .iter()
            .fold(row, |row, &(field, value)| row.with(field, value))
    };
    WORKERS.iter().map(row).collect()
}
