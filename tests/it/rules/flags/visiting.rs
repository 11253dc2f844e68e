//! NOT-HYBRID, VIRTUAL-NOT-AGREED, VIRTUAL-NOT-MANAGER, VISIT-BY-SUPERVISING, VISIT-REMOTE, VISIT-UNQUALIFIED.

use lastseen::model::field::DataSet::{Cases as CaseExport, Visits, Workers};

use super::{Cases, FlagCase, flag, together};
use crate::child::{Child, Row, a_child, a_visit};

pub fn cases() -> Vec<FlagCase> {
    together([
        remote(),
        unqualified(),
        by_supervising(),
        virtual_not_agreed(),
        virtual_not_manager(),
        not_hybrid(),
    ])
}

/// An unrated child is owed a full visit.
fn child() -> Child {
    a_child("1").in_need_since("2026-01-01")
}

fn with(visit: Row) -> Child {
    child().contact(visit)
}

fn remote() -> Cases {
    let phone = || a_visit("2026-11-10").by_phone().not_seen();
    let video = || a_visit("2026-11-10").by_video();
    flag("VISIT-REMOTE")
        .raised("by phone, nothing has counted yet", with(phone()))
        .raised("by video with the child seen", with(video()))
        .raised("by an unqualified worker", with(phone().by("UNQUALIFIED")))
        .raised(
            "a full visit the day before",
            with(phone()).visited("2026-11-09"),
        )
        .clear(
            "a full visit the same day",
            with(phone()).visited("2026-11-10"),
        )
        .clear("a full visit since", with(phone()).visited("2026-11-20"))
        .raised("a visit since that does not count", {
            with(phone()).contact(a_visit("2026-11-20").not_seen())
        })
        .clear("in writing", with(a_visit("2026-11-10").in_writing()))
        .clear("in person", with(a_visit("2026-11-10").not_seen()))
        .clear("only planned", with(phone().outcome("planned")))
        .clear("attempted", with(phone().outcome("attempted")))
        .clear("by Targeted Support", with(phone().by("TARGETED")))
        .raised("on the run date", with(a_visit("2026-11-23").by_phone()))
        .clear("after the run date", with(a_visit("2026-11-24").by_phone()))
        .clear(
            "amber may be remote",
            with(phone()).rated("AMBER", "2026-11-01"),
        )
        .clear(
            "green may be remote",
            with(phone()).rated("GREEN", "2026-11-01"),
        )
        .raised("green, the framework not invoked", {
            with(phone()).rated("GREEN", "2026-11-01").framework(&[])
        })
        .raised("red", with(phone()).rated("RED", "2026-11-01"))
        .raised(
            "no workers export: everybody is qualified",
            with(phone()).without_export(Workers),
        )
        .not_assessed(
            "visits do not say who was seen",
            with(phone()).without(Visits, "child_seen"),
        )
        .not_assessed("workers do not say who is qualified", {
            with(phone()).without(Workers, "qualified")
        })
        .not_assessed(
            "visits do not say who came",
            with(phone()).without(Visits, "worker_id"),
        )
}

fn unqualified() -> Cases {
    let visit = || a_visit("2026-11-10").by("UNQUALIFIED");
    flag("VISIT-UNQUALIFIED")
        .raised("by an unqualified worker", with(visit()))
        .raised(
            "the workers export does not say",
            with(visit().by("UNSAID")),
        )
        .raised("in no workers export", with(visit().by("NOBODY")))
        .raised("by nobody named", with(visit().by("")))
        .clear("by a qualified worker", with(a_visit("2026-11-10")))
        .raised(
            "a full visit the day before",
            with(visit()).visited("2026-11-09"),
        )
        .clear(
            "a full visit the same day",
            with(visit()).visited("2026-11-10"),
        )
        .clear("a full visit since", with(visit()).visited("2026-11-20"))
        .clear("the child was not seen either", with(visit().not_seen()))
        .raised("the child cannot be seen yet", {
            child().born_on("2026-11-24").contact(visit().not_seen())
        })
        .clear("by video", with(visit().by_video()))
        .clear("attempted", with(visit().outcome("attempted")))
        .clear("by Targeted Support", with(visit().by("TARGETED")))
        .clear(
            "after the run date",
            with(a_visit("2026-11-24").by("UNQUALIFIED")),
        )
        .clear(
            "amber asks for no qualification",
            with(visit()).rated("AMBER", "2026-11-01"),
        )
        .raised("amber, the framework not invoked", {
            with(visit()).rated("AMBER", "2026-11-01").framework(&[])
        })
        .not_assessed("no workers export", with(visit()).without_export(Workers))
        .not_assessed("workers do not say who is qualified", {
            with(visit()).without(Workers, "qualified")
        })
        .not_assessed(
            "visits do not say who came",
            with(visit()).without(Visits, "worker_id"),
        )
        .not_assessed(
            "visits do not say who was seen",
            with(visit()).without(Visits, "child_seen"),
        )
}

fn by_supervising() -> Cases {
    let visit = || a_visit("2026-11-10").by("SUPERVISING");
    flag("VISIT-BY-SUPERVISING")
        .raised("unrated", with(visit()))
        .raised("red", with(visit()).rated("RED", "2026-11-01"))
        .clear(
            "low rated children may be",
            with(visit()).rated("GREEN", "2026-11-01"),
        )
        .raised("amber, the framework not invoked", {
            with(visit()).rated("AMBER", "2026-11-01").framework(&[])
        })
        .clear("not qualified either", {
            let worker = Row::default()
                .with("worker_id", "HELPER")
                .with("role", "Supervising Social Worker")
                .with("qualified", "N");
            child()
                .worker(worker)
                .contact(a_visit("2026-11-10").by("HELPER"))
        })
        .clear("by a social worker", with(a_visit("2026-11-10")))
        .clear("the child not seen", with(visit().not_seen()))
        .clear("by video", with(visit().by_video()))
        .clear("a full visit since", with(visit()).visited("2026-11-20"))
        .clear(
            "after the run date",
            with(a_visit("2026-11-24").by("SUPERVISING")),
        )
        .clear("supervising social workers may", {
            with(visit()).where_rules(|rules| rules.supervising_roles.clear())
        })
        .not_assessed("no workers export", with(visit()).without_export(Workers))
        .not_assessed("visits do not say who came", {
            with(visit()).without(Visits, "worker_id")
        })
        .not_assessed("visits do not say who was seen", {
            with(visit()).without(Visits, "child_seen")
        })
}

fn virtual_not_manager() -> Cases {
    let rated = |rag| {
        let child = child().rated(rag, "2026-11-01");
        child.contact(a_visit("2026-11-10").by_video())
    };
    let agreed_by = |worker| rated("AMBER").with("virtual_agreed_by", worker);
    flag("VIRTUAL-NOT-MANAGER")
        .raised("a social worker", agreed_by("QUALIFIED"))
        .raised("in no workers export", agreed_by("NOBODY"))
        .raised("an advanced practitioner", agreed_by("PRACTITIONER"))
        .clear("a manager", agreed_by("MANAGER"))
        .clear("nobody: that is another flag", rated("AMBER"))
        .raised(
            "green too",
            rated("GREEN").with("virtual_agreed_by", "QUALIFIED"),
        )
        .clear("red", rated("RED").with("virtual_agreed_by", "QUALIFIED"))
        .clear("a manager on the other row", {
            agreed_by("QUALIFIED")
                .in_care_since("2026-01-01")
                .with("virtual_agreed_by", "MANAGER")
        })
        .clear(
            "in person since",
            agreed_by("QUALIFIED").visited("2026-11-11"),
        )
        .raised("a manager then, a social worker now", {
            let was = |role: &str, from: &str| {
                Row::default()
                    .with("worker_id", "ROSE")
                    .with("role", role)
                    .with("valid_from", from)
            };
            agreed_by("ROSE")
                .worker(was("team_manager", ""))
                .worker(was("social_worker", "2026-11-23"))
        })
        .not_assessed(
            "no workers export",
            agreed_by("QUALIFIED").without_export(Workers),
        )
        .not_assessed("cases say nothing of agreement", {
            agreed_by("QUALIFIED").without(CaseExport, "virtual_agreed_by")
        })
}

fn not_hybrid() -> Cases {
    let amber = |status, since: &str| {
        let child = a_child("1").open_as(status, since).rated("AMBER", since);
        child.contact(a_visit("2026-11-20").by_phone())
    };
    let in_need = || amber("CIN", "2026-01-01");
    flag("NOT-HYBRID")
        .raised("phoned only", in_need())
        .raised(
            "seen two months ago to the day",
            in_need().visited("2026-09-23"),
        )
        .clear("seen a day later", in_need().visited("2026-09-24"))
        .raised(
            "on a plan, seen 28 days ago",
            amber("CP", "2026-01-01").visited("2026-10-26"),
        )
        .clear(
            "on a plan, seen 27 days ago",
            amber("CP", "2026-01-01").visited("2026-10-27"),
        )
        .clear("on a plan, the plan asks for more", {
            amber("CP", "2026-01-01")
                .plan_every(7)
                .visited("2026-10-27")
        })
        .raised("open for two months", amber("CIN", "2026-09-23"))
        .clear("open for a day less", amber("CIN", "2026-09-24"))
        .raised("visited and not seen", {
            in_need().contact(a_visit("2026-11-10").not_seen())
        })
        .raised("by an unqualified worker", {
            in_need().contact(a_visit("2026-11-10").by("UNQUALIFIED"))
        })
        .clear("by a supervising social worker", {
            in_need().contact(a_visit("2026-11-10").by("SUPERVISING"))
        })
        .raised(
            "by video",
            in_need().contact(a_visit("2026-11-10").by_video()),
        )
        .clear("green", child().rated("GREEN", "2026-01-01"))
        .clear("red", child().rated("RED", "2026-01-01"))
        .clear("the framework is not invoked", in_need().framework(&[]))
        .clear(
            "targeted support has no minimum",
            amber("TS", "2026-01-01").plan_every(14),
        )
        .clear("three intervals are allowed", {
            in_need()
                .visited("2026-09-01")
                .where_rules(|rules| rules.hybrid_intervals = 3)
        })
        .not_assessed("visits do not say who was seen", {
            in_need().without(Visits, "child_seen")
        })
        .not_assessed("workers do not say who is qualified", {
            in_need().without(Workers, "qualified")
        })
        .not_assessed("visits do not say who came", {
            in_need().without(Visits, "worker_id")
        })
        .raised("no workers export: everybody is qualified", {
            in_need().without_export(Workers)
        })
}

fn virtual_not_agreed() -> Cases {
    let rated = |rag| child().rated(rag, "2026-11-01");
    let amber = || rated("AMBER");
    let video = || a_visit("2026-11-10").by_video();
    let phone = || a_visit("2026-11-10").by_phone();
    flag("VIRTUAL-NOT-AGREED")
        .raised("by video", amber().contact(video()))
        .raised("by phone", amber().contact(phone()))
        .raised(
            "by phone and video the same day",
            amber().contact(video()).contact(phone()),
        )
        .clear(
            "in person the same day",
            amber().contact(video()).visited("2026-11-10"),
        )
        .clear("in person the same day, told first", {
            amber().visited("2026-11-10").contact(video())
        })
        .raised(
            "in person the same day by Targeted Support: that does not count",
            {
                amber()
                    .contact(video())
                    .contact(a_visit("2026-11-10").by("TARGETED"))
            },
        )
        .raised("attempted in person the same day", {
            amber()
                .contact(video())
                .contact(a_visit("2026-11-10").outcome("attempted"))
        })
        .raised(
            "in person the day before",
            amber().contact(video()).visited("2026-11-09"),
        )
        .clear(
            "in person since",
            amber().contact(video()).visited("2026-11-11"),
        )
        .clear(
            "agreed",
            amber()
                .with("virtual_agreed_by", "MANAGER")
                .contact(video()),
        )
        .clear("agreed on the other row", {
            amber()
                .contact(video())
                .in_care_since("2026-01-01")
                .with("virtual_agreed_by", "MANAGER")
        })
        .raised("agreed on a closed row", {
            amber()
                .contact(video())
                .in_care_since("2026-01-01")
                .with("virtual_agreed_by", "MANAGER")
                .until("2026-11-23")
        })
        .clear("no contact at all", amber())
        .clear(
            "in writing only",
            amber().contact(a_visit("2026-11-10").in_writing()),
        )
        .raised("green too", rated("GREEN").contact(video()))
        .clear("red: it does not count", rated("RED").contact(video()))
        .clear(
            "the framework is not invoked",
            amber().contact(video()).framework(&[]),
        )
        .clear(
            "after the run date",
            amber().contact(a_visit("2026-11-24").by_video()),
        )
        .not_assessed("cases say nothing of agreement", {
            amber()
                .contact(video())
                .without(CaseExport, "virtual_agreed_by")
        })
}
