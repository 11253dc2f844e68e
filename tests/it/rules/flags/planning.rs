//! NO-OVERSIGHT, NO-SAFETY-PLAN, OVERSIGHT-NOT-MANAGER, PLAN-OLD, SUPERVISION-OVERDUE.

use lastseen::model::{
    calendar::Interval,
    field::DataSet::{Cases as CaseExport, Workers},
};

use super::{Cases, FlagCase, flag, together};
use crate::child::{Child, Row, a_child, a_decision};

pub fn cases() -> Vec<FlagCase> {
    let child = || a_child("1").in_need_since("2026-01-01");
    let planned = |date| child().with("safety_plan_on", date);
    let overseen = |date| child().with("oversight_on", date);
    let also_in_care = |child: Child| child.in_care_since("2026-01-01");
    together([
        flag("NO-SAFETY-PLAN")
            .raised("red without a plan", child().rated("RED", "2026-11-01"))
            .raised("amber without a plan", child().rated("AMBER", "2026-11-01"))
            .raised("unrated without a plan", child())
            .clear("green needs none", child().rated("GREEN", "2026-11-01"))
            .clear("planned long ago", planned("2020-01-01"))
            .clear("planned today", planned("2026-11-23"))
            .raised("planned for tomorrow", planned("2026-11-24"))
            .clear("on one of two rows", also_in_care(planned("2026-11-01")))
            .raised(
                "on a closed row",
                also_in_care(planned("2026-11-01").until("2026-11-23")),
            )
            .not_assessed(
                "cases say no plan",
                child().without(CaseExport, "safety_plan_on"),
            ),
        flag("NO-OVERSIGHT")
            .raised("never", child())
            .raised("never, and rated", child().rated("RED", "2026-11-01"))
            .clear("unrated, any oversight will do", overseen("2020-01-01"))
            .clear("today", overseen("2026-11-23"))
            .raised("tomorrow", overseen("2026-11-24"))
            .raised(
                "eight days before the decision",
                overseen("2026-10-24").rated("RED", "2026-11-01"),
            )
            .clear(
                "seven days before the decision",
                overseen("2026-10-25").rated("RED", "2026-11-01"),
            )
            .raised("the day before the decision, no grace", {
                overseen("2026-10-31")
                    .rated("RED", "2026-11-01")
                    .where_rules(|rules| rules.oversight_grace_days = 0)
            })
            .clear(
                "the rating was withdrawn",
                overseen("2026-10-01").rated("UNRATED", "2026-11-01"),
            )
            .raised("the day before the safety plan", {
                overseen("2026-11-09").with("safety_plan_on", "2026-11-10")
            })
            .clear("on the day of the safety plan", {
                overseen("2026-11-10").with("safety_plan_on", "2026-11-10")
            })
            .clear("before a safety plan that lies ahead", {
                overseen("2026-11-09").with("safety_plan_on", "2026-11-24")
            })
            .clear("cases say nothing of safety plans", {
                overseen("2026-11-09")
                    .with("safety_plan_on", "2026-11-10")
                    .without(CaseExport, "safety_plan_on")
            })
            .clear(
                "on the day of the decision",
                overseen("2026-11-01").rated("RED", "2026-11-01"),
            )
            .clear(
                "after the decision",
                overseen("2026-11-02").rated("RED", "2026-11-01"),
            )
            .clear("before a decision that lies ahead", {
                overseen("2026-11-02").rated("RED", "2026-11-24")
            })
            .clear("the rating has no date", {
                overseen("2020-01-01").with_rating(a_decision("RED", "").recorded_on(""))
            })
            .clear("the latest of two rows", {
                also_in_care(overseen("2026-10-31"))
                    .with("oversight_on", "2026-11-02")
                    .rated("RED", "2026-11-01")
            })
            .raised("one row before the decision, one after the run date", {
                also_in_care(overseen("2026-10-20"))
                    .with("oversight_on", "2026-11-24")
                    .rated("RED", "2026-11-01")
            })
            .raised(
                "on a closed row",
                also_in_care(overseen("2026-11-02").until("2026-11-23")),
            )
            .not_assessed(
                "cases say no oversight",
                child().without(CaseExport, "oversight_on"),
            ),
        oversight_not_manager(),
        supervision_overdue(),
        plan_old(),
    ])
}

fn oversight_not_manager() -> Cases {
    let child = || a_child("1").in_need_since("2026-01-01");
    let held = |child: Child, on, by| child.with("oversight_on", on).with("oversight_by", by);
    let by = |worker| held(child(), "2026-11-10", worker);
    flag("OVERSIGHT-NOT-MANAGER")
        .raised("a social worker", by("QUALIFIED"))
        .raised("in no workers export", by("NOBODY"))
        .clear("a team manager", by("MANAGER"))
        .clear("an advanced practitioner", by("PRACTITIONER"))
        .raised("practitioners may not", {
            by("PRACTITIONER").where_rules(|rules| rules.oversight_roles.clear())
        })
        .clear("nobody named", by(""))
        .clear("never", child())
        .clear("tomorrow", held(child(), "2026-11-24", "QUALIFIED"))
        .raised("the latest of two rows", {
            held(
                by("QUALIFIED").in_care_since("2026-01-01"),
                "2026-11-09",
                "MANAGER",
            )
        })
        .clear("the latest is the manager's", {
            held(
                by("QUALIFIED").in_care_since("2026-01-01"),
                "2026-11-11",
                "MANAGER",
            )
        })
        .clear("two on one day, one of them a manager's", {
            held(
                by("QUALIFIED").in_care_since("2026-01-01"),
                "2026-11-10",
                "MANAGER",
            )
        })
        .clear("on a closed row", {
            by("QUALIFIED")
                .until("2026-11-23")
                .in_care_since("2026-01-01")
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
        .not_assessed("no workers export", by("QUALIFIED").without_export(Workers))
        .not_assessed(
            "cases say no oversight",
            by("").without(CaseExport, "oversight_on"),
        )
        .not_assessed(
            "cases do not say by whom",
            by("").without(CaseExport, "oversight_by"),
        )
}

/// A worker whose role changed.
fn was(role: &str, from: &str) -> Row {
    Row::default()
        .with("worker_id", "ROSE")
        .with("role", role)
        .with("valid_from", from)
}

fn supervision_overdue() -> Cases {
    let since = |date| a_child("1").in_need_since(date);
    let held = |date| since("2026-01-01").with("last_supervision_on", date);
    flag("SUPERVISION-OVERDUE")
        .clear("a month ago to the day", held("2026-10-23"))
        .raised("a month and a day ago", held("2026-10-22"))
        .raised("tomorrow", held("2026-11-24"))
        .raised("never, open for a month and a day", since("2026-10-22"))
        .clear("never, open for a month", since("2026-10-23"))
        .clear("the latest of two rows", {
            held("2026-01-10")
                .in_care_since("2026-01-01")
                .with("last_supervision_on", "2026-11-10")
        })
        .clear("on a row of any status", {
            since("2026-01-01")
                .open_as("TS", "2026-01-01")
                .with("last_supervision_on", "2026-11-10")
        })
        .raised("on a closed row", {
            since("2026-01-01")
                .in_care_since("2026-01-01")
                .with("last_supervision_on", "2026-11-10")
                .until("2026-11-23")
        })
        .clear(
            "no social care row",
            a_child("1").open_as("TS", "2026-01-01"),
        )
        .raised("a change of team gives no time", {
            since("2026-01-01")
                .until("2026-11-20")
                .in_need_since("2026-11-20")
                .in_team("South")
        })
        .clear("two months are allowed", {
            held("2026-10-22").where_rules(|rules| rules.supervision_every = Interval::Months(2))
        })
        .not_assessed("cases say no supervision", {
            held("2026-01-10").without(CaseExport, "last_supervision_on")
        })
}

fn plan_old() -> Cases {
    let open = |status: &str, since: &str| a_child("1").open_as(status, since);
    let updated = |status, date: &str| open(status, "2026-01-01").with("plan_updated_on", date);
    flag("PLAN-OLD")
        .clear("three months ago to the day", updated("CIN", "2026-08-23"))
        .raised("three months and a day ago", updated("CIN", "2026-08-22"))
        .raised("of a protection plan", updated("CP", "2026-08-22"))
        .clear("in care, six months ago", updated("CIC", "2026-05-23"))
        .raised(
            "in care, six months and a day ago",
            updated("CIC", "2026-05-22"),
        )
        .clear("a leaver", updated("CL", "2020-01-01"))
        .clear("targeted support", updated("TS", "2020-01-01"))
        .raised("tomorrow", updated("CIN", "2026-11-24"))
        .raised(
            "never, open for three months and a day",
            open("CIN", "2026-08-22"),
        )
        .clear("never, open for three months", open("CIN", "2026-08-23"))
        .clear("the latest of two rows of the status", {
            updated("CIN", "2026-01-10")
                .in_need_since("2026-02-01")
                .with("plan_updated_on", "2026-11-10")
        })
        .raised("another status was updated", {
            open("CIN", "2026-01-01")
                .in_care_since("2026-02-01")
                .with("plan_updated_on", "2026-11-10")
        })
        .raised("a change of team gives no time", {
            open("CIN", "2026-01-01")
                .until("2026-11-20")
                .in_need_since("2026-11-20")
        })
        .clear("four months are allowed", {
            updated("CIN", "2026-08-22").where_rules(|rules| rules.plan_every = Interval::Months(4))
        })
        .not_assessed("cases say nothing of updates", {
            open("CIN", "2026-01-01").without(CaseExport, "plan_updated_on")
        })
}
