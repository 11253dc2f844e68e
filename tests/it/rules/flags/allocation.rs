//! HELD-BY-MANAGER, UNALLOCATED, WORKER-CANNOT-VISIT, WORKER-LEFT, WORKER-UNKNOWN.

use lastseen::model::field::DataSet::{Cases as CaseExport, Workers};

use super::{FlagCase, flag, together};
use crate::child::{Child, a_child};

pub fn cases() -> Vec<FlagCase> {
    let held_by = |worker| a_child("1").in_need_since("2026-01-01").held_by(worker);
    let nobody_since = |date| a_child("1").in_need_since(date).held_by("");
    let opened = |moment| nobody_since("2026-01-01").with("opened_at", moment);
    let two_rows = |first: Child, worker| first.on_cp_since("2026-11-23").held_by(worker);
    together([
        flag("UNALLOCATED")
            .raised("nobody for months", nobody_since("2026-01-01"))
            .raised("started three days before", nobody_since("2026-11-20"))
            .clear(
                "started two days before: 48 hours to midnight",
                nobody_since("2026-11-21"),
            )
            .clear("started today", nobody_since("2026-11-23"))
            .raised(
                "opened a minute more than 48 hours before",
                opened("2026-11-20 23:59"),
            )
            .clear("opened 48 hours before", opened("2026-11-21 00:00"))
            .clear(
                "opened yesterday, whatever the start",
                opened("2026-11-22 09:00"),
            )
            .raised("opened long before the start", {
                nobody_since("2026-11-23").with("opened_at", "2026-11-01 09:00")
            })
            .clear("a worker", held_by("QUALIFIED"))
            .clear("a worker whom nobody knows", held_by("NOBODY"))
            .raised(
                "one of two rows has nobody",
                two_rows(nobody_since("2026-01-01"), "QUALIFIED"),
            )
            .clear(
                "the row with nobody is new",
                two_rows(held_by("QUALIFIED"), ""),
            )
            .clear("the row with nobody is closed", {
                two_rows(nobody_since("2026-01-01").until("2026-11-23"), "QUALIFIED")
            })
            .raised("allowed a day only", {
                nobody_since("2026-11-21").where_rules(|rules| rules.allocation_hours = 47)
            })
            .not_assessed("cases say no worker", {
                nobody_since("2026-01-01").without(CaseExport, "worker_id")
            }),
        flag("HELD-BY-MANAGER")
            .raised("a team manager", held_by("MANAGER"))
            .raised("an assistant manager", held_by("DEPUTY"))
            .raised("a service manager", held_by("HEAD"))
            .clear("an advanced practitioner", held_by("PRACTITIONER"))
            .clear("a social worker", held_by("QUALIFIED"))
            .clear("nobody", held_by(""))
            .clear("not known", held_by("NOBODY"))
            .raised(
                "on one of two rows",
                two_rows(held_by("QUALIFIED"), "MANAGER"),
            )
            .clear("on a closed row", {
                two_rows(held_by("MANAGER").until("2026-11-23"), "QUALIFIED")
            })
            .raised("whatever its case and spaces", {
                held_by("QUALIFIED")
                    .where_rules(|rules| rules.manager_roles = vec![" Social  Worker".to_owned()])
            })
            .not_assessed(
                "no workers export",
                held_by("MANAGER").without_export(Workers),
            )
            .not_assessed("cases say no worker", {
                held_by("MANAGER").without(CaseExport, "worker_id")
            }),
        flag("WORKER-CANNOT-VISIT")
            .raised("unrated", held_by("AT-HOME"))
            .raised("red", held_by("AT-HOME").rated("RED", "2026-11-01"))
            .clear(
                "amber may be remote",
                held_by("AT-HOME").rated("AMBER", "2026-11-01"),
            )
            .raised("amber, the framework not invoked", {
                held_by("AT-HOME")
                    .rated("AMBER", "2026-11-01")
                    .framework(&[])
            })
            .clear("not said", held_by("QUALIFIED"))
            .clear("not known", held_by("NOBODY"))
            .raised("on the head row", {
                held_by("QUALIFIED")
                    .on_cp_since("2026-11-23")
                    .held_by("AT-HOME")
            })
            .clear("on the other row", {
                held_by("AT-HOME")
                    .on_cp_since("2026-11-23")
                    .held_by("QUALIFIED")
            })
            .not_assessed("workers do not say", {
                held_by("AT-HOME").without(Workers, "can_visit")
            })
            .not_assessed("cases say no worker", {
                held_by("AT-HOME").without(CaseExport, "worker_id")
            }),
        flag("WORKER-UNKNOWN")
            .raised("in no workers export", held_by("NOBODY"))
            .raised(
                "on one of two rows",
                two_rows(held_by("QUALIFIED"), "NOBODY"),
            )
            .clear("known", held_by("QUALIFIED"))
            .clear("known though gone", held_by("LEFT-SUNDAY"))
            .clear("nobody at all", held_by(""))
            .clear("on a closed row", {
                two_rows(held_by("NOBODY").until("2026-11-23"), "QUALIFIED")
            })
            .not_assessed(
                "no workers export",
                held_by("NOBODY").without_export(Workers),
            )
            .not_assessed(
                "cases say no worker",
                held_by("NOBODY").without(CaseExport, "worker_id"),
            ),
        flag("WORKER-LEFT")
            .raised("left yesterday", held_by("LEFT-SUNDAY"))
            .raised("left today", held_by("LEFT-MONDAY"))
            .raised(
                "on one of two rows",
                two_rows(held_by("QUALIFIED"), "LEFT-SUNDAY"),
            )
            .clear("leaves tomorrow", held_by("LEAVES-TUESDAY"))
            .clear("has not left", held_by("QUALIFIED"))
            .clear("not known", held_by("NOBODY"))
            .clear("on a closed row", {
                two_rows(held_by("LEFT-SUNDAY").until("2026-11-23"), "QUALIFIED")
            })
            .not_assessed("workers say nothing of leaving", {
                held_by("LEFT-SUNDAY").without(Workers, "left_on")
            })
            .not_assessed(
                "no workers export",
                held_by("LEFT-SUNDAY").without_export(Workers),
            )
            .not_assessed("cases say no worker", {
                held_by("LEFT-SUNDAY").without(CaseExport, "worker_id")
            }),
    ])
}
