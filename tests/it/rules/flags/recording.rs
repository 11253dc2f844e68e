//! LATE-RECORDED, SEEN-NO-SIGHT.

use lastseen::model::field::DataSet::Visits;

use super::{Cases, FlagCase, flag, together};
use crate::{
    child::{Child, Row, a_child, a_visit},
    night::day,
};

pub fn cases() -> Vec<FlagCase> {
    together([late_recorded(), seen_no_sight()])
}

fn child() -> Child {
    a_child("1").in_need_since("2026-01-01")
}

fn with(visit: Row) -> Child {
    child().contact(visit)
}

fn late_recorded() -> Cases {
    let visit = |date, moment| a_visit(date).recorded_at(moment);
    let three_days = || visit("2026-11-10", "2026-11-13");
    flag("LATE-RECORDED")
        .raised("three days after", with(three_days()))
        .raised("three days after at one minute past midnight", {
            with(visit("2026-11-10", "2026-11-13 00:01"))
        })
        .clear("two days after", with(visit("2026-11-10", "2026-11-12")))
        .clear(
            "two days after, late in the evening",
            with(visit("2026-11-10", "2026-11-12 23:59")),
        )
        .clear(
            "the same day",
            with(visit("2026-11-10", "2026-11-10 18:00")),
        )
        .clear(
            "of a Friday, on Tuesday",
            with(visit("2026-11-13", "2026-11-17")),
        )
        .raised(
            "of a Friday, on Wednesday",
            with(visit("2026-11-13", "2026-11-18")),
        )
        .clear("a day off of the service lies between", {
            with(three_days()).where_rules(|rules| {
                rules.bank_holidays =
                    lastseen::model::calendar::Holidays::new(&[], &[day("2026-11-12")])
            })
        })
        .clear("before the visit", with(visit("2026-11-10", "2026-11-01")))
        .clear("not said when", with(a_visit("2026-11-10")))
        .raised(
            "a visit 28 days ago",
            with(visit("2026-10-26", "2026-11-20")),
        )
        .clear(
            "a visit 29 days ago",
            with(visit("2026-10-25", "2026-11-20")),
        )
        .raised(
            "by phone, the child not seen",
            with(three_days().by_phone().not_seen()),
        )
        .clear("attempted", with(three_days().outcome("attempted")))
        .clear("cancelled", with(three_days().outcome("cancelled")))
        .clear("by Targeted Support", with(three_days().by("TARGETED")))
        .clear(
            "after the run date",
            with(visit("2026-11-24", "2026-11-27")),
        )
        .raised(
            "the earlier of two visits",
            with(three_days()).visited("2026-11-20"),
        )
        .clear("four days are allowed", {
            with(three_days()).where_rules(|rules| rules.recording_days = 3)
        })
        .clear("a window of 12 days", {
            with(three_days()).where_rules(|rules| rules.recording_window_days = 12)
        })
        .not_assessed("visits say nothing of recording", {
            with(three_days()).without(Visits, "recorded_at")
        })
}

fn seen_no_sight() -> Cases {
    let claim = || a_visit("2026-11-10").by_phone();
    let claimed_on = |date| with(a_visit(date).by_phone());
    flag("SEEN-NO-SIGHT")
        .raised("seen by phone", with(claim()))
        .raised("seen in writing", with(a_visit("2026-11-10").in_writing()))
        .clear("seen by video", with(a_visit("2026-11-10").by_video()))
        .clear("seen in person", with(a_visit("2026-11-10")))
        .clear("not seen, by phone", with(claim().not_seen()))
        .clear(
            "not said whether seen",
            with(claim().with("child_seen", "")),
        )
        .raised("28 days ago", claimed_on("2026-10-26"))
        .clear("29 days ago", claimed_on("2026-10-25"))
        .raised("today", claimed_on("2026-11-23"))
        .clear("tomorrow", claimed_on("2026-11-24"))
        .clear("only planned", with(claim().outcome("planned")))
        .clear("attempted", with(claim().outcome("attempted")))
        .clear("by Targeted Support", with(claim().by("TARGETED")))
        .raised("seen in person since", with(claim()).visited("2026-11-12"))
        .clear(
            "a window of 12 days",
            with(claim()).where_rules(|rules| rules.sight_window_days = 12),
        )
        .not_assessed(
            "visits do not say who was seen",
            with(claim()).without(Visits, "child_seen"),
        )
}
