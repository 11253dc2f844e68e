//! The children of the worked cases: what the exports say of each, and where each stands.

/// A child, its case rows (`team,status,status_start,status_end,worker_id,rag,rag_decided_on,date_of_birth,
/// placement_changed_on`), its visits (`visit_date,mode,child_seen,worker_id`), and the columns of its position.
pub type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

/// The child became RED on Friday; it was GREEN when it was seen by video.
pub const BECAME_RED: &str = "became-red";
/// The child's worker has left the workers export.
pub const WORKER_GONE: &str = "worker-gone";

pub const CASES_WORKED: [Case; 13] = [
    (
        "moved-team",
        &[
            "T1,CIN,2026-06-01,2026-11-18,W1,RED,2026-11-02,,",
            "T2,CIN,2026-11-18,,W1,RED,2026-11-02,,",
        ],
        &["2026-07-01,face_to_face,Y,W1"],
        "due=2026-08-01 state=OVERDUE days_overdue=114 unseen=true due_rule=CONTACT due_from=2026-07-01 team=T2",
    ),
    (
        "cp-then-cin",
        &[
            "T1,CP,2026-08-03,2026-11-20,W1,,,,",
            "T1,CIN,2026-11-20,,W1,,,,",
        ],
        &["2026-11-01,face_to_face,Y,W1"],
        "due=2026-12-01 state=OK due_rule=CONTACT",
    ),
    (
        "cin-then-cp",
        &[
            "T1,CIN,2026-08-03,2026-11-10,W1,,,,",
            "T1,CP,2026-11-10,,W1,,,,",
        ],
        &["2026-10-20,face_to_face,Y,W1"],
        "due=2026-11-15 state=OVERDUE days_overdue=8 due_rule=CHANGE due_from=2026-11-10",
    ),
    (
        "newborn",
        &["T1,CP,2026-08-01,,W1,,,2026-11-20,"],
        &["2026-11-16,face_to_face,,W1"],
        "due=2026-11-30 state=OK unseen=false days_unseen=3 flag=NEWBORN-NOT-SEEN",
    ),
    (
        BECAME_RED,
        &["T1,CIN,2026-01-05,,W1,RED,2026-11-20,,"],
        &["2026-05-29,face_to_face,Y,W1", "2026-11-12,video,Y,W1"],
        "due=2026-11-27 state=DUE due_rule=RAISED due_from=2026-11-20 raised_on=2026-11-20",
    ),
    (
        "never-visited",
        &["T1,CIC,2026-10-15,,W1,RED,2026-10-15,,"],
        &[],
        "due=2026-10-22 state=OVERDUE days_overdue=32 due_rule=FIRST due_from=2026-10-15",
    ),
    (
        "new-placement",
        &["T1,CIC,2024-11-01,,W1,AMBER,2026-09-01,,2026-11-09"],
        &["2026-11-01,face_to_face,Y,W1"],
        "due=2026-11-16 state=OVERDUE days_overdue=7 due_rule=FIRST due_from=2026-11-09",
    ),
    (
        "new-placement-seen",
        &["T1,CIC,2024-11-01,,W1,AMBER,2026-09-01,,2026-11-09"],
        &[
            "2026-11-01,face_to_face,Y,W1",
            "2026-11-16,face_to_face,Y,W1",
        ],
        "due=2026-12-28 state=OK due_rule=CONTACT due_from=2026-11-16",
    ),
    (
        "new-placement-phoned",
        &["T1,CIC,2024-11-01,,W1,AMBER,2026-09-01,,2026-11-09"],
        &["2026-11-01,face_to_face,Y,W1", "2026-11-16,phone,N,W1"],
        "due=2026-11-16 state=OVERDUE days_overdue=7 due_rule=FIRST due_from=2026-11-09",
    ),
    (
        "overdue-then-in-care",
        &[
            "T1,CP,2026-01-05,2026-11-20,W1,,,,",
            "T1,CIC,2026-11-20,,W1,,,,",
        ],
        &["2026-07-01,face_to_face,Y,W1"],
        "due=2026-08-12 state=OVERDUE days_overdue=103 unseen=true",
    ),
    (
        "red-from-the-first-day",
        &["T1,CIN,2026-11-22,,W1,RED,2026-11-22,,"],
        &[],
        "due=2026-11-27 state=DUE due_rule=RAISED raised_on=2026-11-22",
    ),
    (
        "came-back",
        &[
            "T1,CIN,2020-06-01,2021-03-15,W1,GREEN,2020-06-02,,",
            "T1,CIN,2026-11-16,,W1,,,,",
        ],
        &[],
        "rag=UNRATED standard=FULL",
    ),
    (
        WORKER_GONE,
        &["T1,CP,2025-01-06,,W9,RED,2026-09-01,,"],
        &["2026-11-16,face_to_face,Y,W9"],
        "last_contact=2026-11-16 due=2026-11-30 state=OK",
    ),
];

/// Not invoked at all; a personal adviser met the care leaver.
pub const LEAVER: Case = (
    "leaver",
    &["T1,CL,2024-11-01,,PA,,,,"],
    &["2026-11-12,face_to_face,Y,PA"],
    "due=2027-02-04 state=OK",
);

/// The framework ceased on Friday.
pub const PHONED: Case = (
    "phoned",
    &["T1,CIC,2024-11-01,,W1,GREEN,2026-10-01,,"],
    &["2026-11-12,phone,N,W1"],
    "due=2026-12-24 state=OK standard=FULL due_rule=CONTACT",
);

/// What `explain` says that nobody should need the rule book for.
pub const WORDS: [(&str, &[&str]); 6] = [
    (
        "moved-team",
        &[
            "moved from T1 on 18 Nov 2026; the clock runs on",
            "UNSEEN for 145 days",
            "T1, W1: closed",
        ],
    ),
    (
        "cin-then-cp",
        &[
            "CP since 10 Nov 2026, involved since 3 Aug 2026 without a break of more than 7 days",
            "within 5 days of the change of status",
        ],
    ),
    (
        "newborn",
        &[
            "never; 3 days since birth, in time",
            "counts; nobody need see a child before its birth, and nobody can",
        ],
    ),
    (
        "never-visited",
        &[
            "the first visit within 7 days",
            "never; 39 days since the involvement began, in time",
        ],
    ),
    (
        "new-placement",
        &[
            "the child moved on 9 Nov 2026: a visit is owed by 16 Nov 2026",
            "the due date were the child RED",
        ],
    ),
    (
        "red-from-the-first-day",
        &[
            "within 5 working days of becoming RED",
            "DUE: the due date lies in this week",
            "Visits, latest first (0)\n",
        ],
    ),
];
