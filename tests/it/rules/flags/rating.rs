//! What the decision says of itself: RAG-UNRATED, RAG-UNDATED, RAG-STALE, RAG-EVENT, RAG-LATE,
//! RAG-NO-RATIONALE, RAG-NOT-MANAGER.

use lastseen::model::{
    calendar::Interval,
    field::DataSet::{Cases as CaseExport, Ratings, Workers},
};

use super::{Cases, FlagCase, flag, together};
use crate::child::{Child, Row, a_child, a_decision};

pub fn cases() -> Vec<FlagCase> {
    together([
        unrated(),
        undated(),
        stale(),
        event(),
        late(),
        no_rationale(),
        not_manager(),
    ])
}

fn child() -> Child {
    a_child("1").in_need_since("2026-01-01")
}

/// A decision on the case row itself.
fn on_row(decision: Row) -> Child {
    child().with_rating(decision)
}

fn undated_amber() -> Child {
    on_row(a_decision("AMBER", "").recorded_on(""))
}

/// No export says when a rating was decided.
fn without_dates(child: Child) -> Child {
    child
        .without_export(Ratings)
        .without(CaseExport, "rag_decided_on")
}

/// No export says what the rating is.
fn without_ratings(child: Child) -> Child {
    child.without_export(Ratings).without(CaseExport, "rag")
}

fn unrated() -> Cases {
    flag("RAG-UNRATED")
        .raised("no rating", child())
        .raised("a rating from tomorrow", child().rated("RED", "2026-11-24"))
        .clear("a rating on a row that another follows", {
            on_row(a_decision("RED", "2026-11-01"))
                .until("2026-11-23")
                .on_cp_since("2026-11-01")
        })
        .raised("a rating on a row that was closed long before", {
            on_row(a_decision("RED", "2026-05-01"))
                .until("2026-06-01")
                .on_cp_since("2026-11-01")
        })
        .raised("the rating was withdrawn", {
            child()
                .rated("RED", "2026-11-01")
                .rated("UNRATED", "2026-11-10")
        })
        .clear("rated today", child().rated("RED", "2026-11-23"))
        .clear("rated without a date", undated_amber())
        .not_assessed("no export maps a rating", without_ratings(child()))
        .raised(
            "cases map a rating, no history",
            child().without_export(Ratings),
        )
        .raised(
            "the history maps a rating, cases do not",
            child().without(CaseExport, "rag"),
        )
}

fn undated() -> Cases {
    flag("RAG-UNDATED")
        .raised("undated on a row", undated_amber())
        .raised("recorded, but not said when it was decided", {
            on_row(a_decision("AMBER", "").recorded_on("2026-11-10"))
        })
        .clear("dated", child().rated("AMBER", "2026-11-01"))
        .clear(
            "undated, but a dated one is in force",
            undated_amber().rated("RED", "2026-11-01"),
        )
        .raised("undated, and the dated one lies ahead", {
            undated_amber().rated("RED", "2026-11-24")
        })
        .clear("unrated", child())
        .clear(
            "cases have no decision date, only the history has",
            undated_amber().without(CaseExport, "rag_decided_on"),
        )
        .not_assessed(
            "no export has a decision date",
            without_dates(undated_amber()),
        )
        .not_assessed("no export maps a rating", without_ratings(undated_amber()))
}

fn stale() -> Cases {
    let rated = |date| child().rated("AMBER", date);
    flag("RAG-STALE")
        .raised("a month and a day", rated("2026-10-22"))
        .clear("a month to the day", rated("2026-10-23"))
        .clear("decided today", rated("2026-11-23"))
        .clear(
            "an old decision was reviewed",
            rated("2026-01-01").rated("AMBER", "2026-11-01"),
        )
        .clear("undated", undated_amber())
        .clear("unrated", child())
        .clear("two months are allowed", {
            rated("2026-10-22").where_rules(|rules| rules.rating_stale_after = Interval::Months(2))
        })
        .raised("31 days are too long", {
            rated("2026-10-23").where_rules(|rules| rules.rating_stale_after = Interval::Days(30))
        })
        .not_assessed("no export has a decision date", {
            without_dates(on_row(a_decision("AMBER", "2026-01-01")))
        })
        .not_assessed("no export maps a rating", {
            without_ratings(on_row(a_decision("AMBER", "2026-01-01")))
        })
}

fn event() -> Cases {
    let rated = || child().rated("AMBER", "2026-11-10");
    let moved = |date| rated().with("placement_changed_on", date);
    let supervised = |date| rated().with("last_supervision_on", date);
    let born = |date| rated().born_on(date);
    let in_care = |date| rated().in_care_since(date);
    flag("RAG-EVENT")
        .clear("nothing since", rated())
        .clear("moved on the day of the decision", moved("2026-11-10"))
        .raised("moved the day after", moved("2026-11-11"))
        .raised("moved today", moved("2026-11-23"))
        .clear("moves tomorrow", moved("2026-11-24"))
        .clear("a supervision is no event", supervised("2026-11-11"))
        .clear("born on the day of the decision", born("2026-11-10"))
        .raised("born the day after", born("2026-11-11"))
        .clear("not born yet", born("2026-11-24"))
        .clear("moved to another team since: the status runs on", {
            rated()
                .until("2026-11-15")
                .in_need_since("2026-11-15")
                .in_team("South")
        })
        .clear("in care on the day of the decision", in_care("2026-11-10"))
        .raised("in care the day after", in_care("2026-11-11"))
        .raised("in care today", in_care("2026-11-23"))
        .clear("in care from tomorrow", in_care("2026-11-24"))
        .clear(
            "in care since, and no longer",
            in_care("2026-11-11").until("2026-11-23"),
        )
        .clear(
            "undated",
            undated_amber().with("placement_changed_on", "2026-11-11"),
        )
        .clear(
            "unrated",
            child().with("placement_changed_on", "2026-11-11"),
        )
        .not_assessed("no export has a decision date", {
            without_dates(on_row(a_decision("AMBER", "2026-11-10")))
        })
        .not_assessed("no export maps a rating", without_ratings(child()))
}

fn late() -> Cases {
    let recorded = |date| child().decision(a_decision("AMBER", "2026-11-10").recorded_on(date));
    let row = || on_row(a_decision("AMBER", "2026-11-10").recorded_on("2026-11-11"));
    flag("RAG-LATE")
        .raised("a day after", recorded("2026-11-11"))
        .raised("after the run date", recorded("2026-11-24"))
        .raised("on a case row", row())
        .clear("the same day", recorded("2026-11-10"))
        .clear("before the decision", recorded("2026-11-09"))
        .clear("not said when", recorded(""))
        .clear(
            "an earlier decision was late",
            recorded("2026-11-11").rated("AMBER", "2026-11-12"),
        )
        .clear(
            "undated",
            on_row(a_decision("AMBER", "").recorded_on("2026-11-11")),
        )
        .clear("unrated", child())
        .not_assessed("no export says when it was recorded", {
            row()
                .without_export(Ratings)
                .without(CaseExport, "rag_recorded_on")
        })
        .not_assessed("no export maps a rating", without_ratings(row()))
}

fn no_rationale() -> Cases {
    let because = |text| child().decision(a_decision("AMBER", "2026-11-10").rationale(text));
    let row = || on_row(a_decision("AMBER", "2026-11-10").rationale(""));
    flag("RAG-NO-RATIONALE")
        .raised("blank", because(""))
        .raised("only spaces", because("   "))
        .raised("on a case row", row())
        .clear("one word", because("supervision"))
        .clear(
            "the decision before had none",
            because("").rated("AMBER", "2026-11-12"),
        )
        .raised("only the decision before had one", {
            child()
                .rated("AMBER", "2026-11-09")
                .decision(a_decision("AMBER", "2026-11-10").rationale(""))
        })
        .clear("unrated", child())
        .clear("the history says nothing of rationales", {
            because("").without(Ratings, "rag_rationale")
        })
        .raised("a copy on the row has none, the history says nothing", {
            on_row(a_decision("AMBER", "2026-11-10").rationale(""))
                .decision(a_decision("AMBER", "2026-11-10"))
                .without(Ratings, "rag_rationale")
        })
        .not_assessed("no export has a rationale", {
            row()
                .without_export(Ratings)
                .without(CaseExport, "rag_rationale")
        })
        .not_assessed("no export maps a rating", without_ratings(row()))
}

fn not_manager() -> Cases {
    let by = |worker| child().decision(a_decision("AMBER", "2026-11-10").decided_by(worker));
    let row = || on_row(a_decision("AMBER", "2026-11-10").decided_by("QUALIFIED"));
    flag("RAG-NOT-MANAGER")
        .raised("a social worker", by("QUALIFIED"))
        .raised("on a case row", row())
        .raised("in no workers export", by("NOBODY"))
        .raised("nobody", by(""))
        .clear("a team manager", by("MANAGER"))
        .clear("an assistant manager", by("DEPUTY"))
        .clear("a service manager", by("HEAD"))
        .raised("service managers may not", {
            by("HEAD").where_rules(|rules| rules.manager_roles = vec!["team_manager".to_owned()])
        })
        .clear("unrated", child())
        .not_assessed("no workers export", by("QUALIFIED").without_export(Workers))
        .clear("the history names no decider", {
            by("QUALIFIED").without(Ratings, "rag_decided_by")
        })
        .clear("a manager then, a social worker now", {
            by("ROSE")
                .worker(was("team_manager", ""))
                .worker(was("social_worker", "2026-11-11"))
        })
        .raised("a social worker then, a manager now", {
            by("ROSE")
                .worker(was("social_worker", ""))
                .worker(was("team_manager", "2026-11-11"))
        })
        .not_assessed("no export names the decider", {
            row()
                .without_export(Ratings)
                .without(CaseExport, "rag_decided_by")
        })
        .not_assessed("no export maps a rating", without_ratings(row()))
}

/// A worker whose role changed.
fn was(role: &str, from: &str) -> Row {
    Row::default()
        .with("worker_id", "ROSE")
        .with("role", role)
        .with("valid_from", from)
}
