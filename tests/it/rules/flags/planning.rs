//! NO-OVERSIGHT, NO-SAFETY-PLAN, UNBORN.

use lastseen::model::field::DataSet::Cases as CaseExport;

use super::{FlagCase, flag, together};
use crate::child::{Child, a_child, a_decision};

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
                "the day before the decision",
                overseen("2026-10-31").rated("RED", "2026-11-01"),
            )
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
                also_in_care(overseen("2026-10-31"))
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
        flag("UNBORN")
            .raised("expected tomorrow", child().born_on("2026-11-24"))
            .clear("born today", child().born_on("2026-11-23"))
            .clear("born long ago", child().born_on("2012-02-29"))
            .clear("not said", child())
            .not_assessed("cases say no date of birth", {
                child()
                    .born_on("2026-11-24")
                    .without(CaseExport, "date_of_birth")
            }),
    ])
}
