//! NEWBORN-NOT-SEEN, NO-ACCESS, NO-CONTACT.

use lastseen::model::field::DataSet::{Cases as CaseExport, Visits};

use super::{Cases, FlagCase, flag, together};
use crate::child::{Child, Row, a_child, a_visit};

pub fn cases() -> Vec<FlagCase> {
    together([no_access(), no_contact(), newborn_not_seen()])
}

fn child() -> Child {
    a_child("1").in_need_since("2026-01-01")
}

fn with(visit: Row) -> Child {
    child().contact(visit)
}

fn no_access() -> Cases {
    let attempt = |date| a_visit(date).outcome("attempted").not_seen();
    let twice = || with(attempt("2026-11-10")).contact(attempt("2026-11-12"));
    let once_then = |visit| with(attempt("2026-11-10")).contact(visit);
    flag("NO-ACCESS")
        .raised("twice, never seen", twice())
        .raised("twice on one day", once_then(attempt("2026-11-10")))
        .raised("three times", twice().contact(attempt("2026-11-20")))
        .clear("once", with(attempt("2026-11-10")))
        .raised(
            "once, of a red child",
            with(attempt("2026-11-10")).rated("RED", "2026-11-01"),
        )
        .clear("once, of a red child, two are the limit", {
            with(attempt("2026-11-10"))
                .rated("RED", "2026-11-01")
                .where_rules(|rules| rules.no_access_attempts_red = 2)
        })
        .clear(
            "once, of an amber child",
            with(attempt("2026-11-10")).rated("AMBER", "2026-11-01"),
        )
        .raised("seen by video, the framework not invoked", {
            twice()
                .contact(a_visit("2026-11-13").by_video())
                .framework(&[])
        })
        .raised(
            "seen the day before the first",
            twice().visited("2026-11-09"),
        )
        .clear(
            "seen on the day of the first",
            twice().visited("2026-11-10"),
        )
        .clear("seen since", twice().visited("2026-11-13"))
        .clear(
            "seen by video since",
            twice().contact(a_visit("2026-11-13").by_video()),
        )
        .raised(
            "spoken to by phone since",
            twice().contact(a_visit("2026-11-13").by_phone()),
        )
        .raised(
            "visited and not seen since",
            twice().contact(a_visit("2026-11-13").not_seen()),
        )
        .clear("the second by Targeted Support", {
            once_then(attempt("2026-11-12").by("TARGETED"))
        })
        .clear(
            "the second cancelled",
            once_then(attempt("2026-11-12").outcome("cancelled")),
        )
        .clear(
            "the second only planned",
            once_then(attempt("2026-11-12").outcome("planned")),
        )
        .clear(
            "the second after the run date",
            once_then(attempt("2026-11-24")),
        )
        .raised(
            "the second on the run date",
            once_then(attempt("2026-11-23")),
        )
        .clear(
            "three are the limit",
            twice().where_rules(|rules| rules.no_access_attempts = 3),
        )
        .not_assessed("visits have no outcome", twice().without(Visits, "outcome"))
        .not_assessed(
            "visits do not say who was seen",
            twice().without(Visits, "child_seen"),
        )
}

fn no_contact() -> Cases {
    let tracked = |since| a_child("1").open_as("TS", since);
    let long = || tracked("2026-01-01");
    let amber = |since| tracked(since).rated("AMBER", since);
    let met = |date| long().contact(a_visit(date).by("TARGETED").not_seen());
    flag("NO-CONTACT")
        .raised("unrated, nobody for months", long())
        .raised("red, nobody for months", long().rated("RED", "2026-02-01"))
        .raised("open for 14 days", tracked("2026-11-09"))
        .clear("open for 13 days", tracked("2026-11-10"))
        .raised("amber, open for 28 days", amber("2026-10-26"))
        .clear("amber, open for 27 days", amber("2026-10-27"))
        .clear(
            "green is never flagged",
            long().rated("GREEN", "2026-02-01"),
        )
        .raised("youth offending", a_child("1").open_as("YOS", "2026-01-01"))
        .clear("met 14 days ago", met("2026-11-09"))
        .raised("met 15 days ago", met("2026-11-08"))
        .clear("amber, met 28 days ago", {
            amber("2026-01-01").contact(a_visit("2026-10-26"))
        })
        .clear("by phone", long().contact(a_visit("2026-11-20").by_phone()))
        .raised(
            "in writing",
            long().contact(a_visit("2026-11-20").in_writing()),
        )
        .raised(
            "attempted",
            long().contact(a_visit("2026-11-20").outcome("attempted")),
        )
        .raised("met tomorrow", met("2026-11-24"))
        .clear("a plan sets an interval", long().plan_every(366))
        .clear(
            "a social care row is open",
            long().in_need_since("2026-01-01"),
        )
        .raised("a social care row is closed", {
            long().in_need_since("2026-01-01").until("2026-11-23")
        })
        .raised("moved to another team lately", {
            long()
                .until("2026-11-20")
                .open_as("TS", "2026-11-20")
                .in_team("South")
        })
        .clear("thirty days are allowed", {
            tracked("2026-11-01").where_rules(|rules| rules.no_contact_days_red = 30)
        })
        .raised(
            "no export maps an outcome",
            long().without(Visits, "outcome"),
        )
}

fn newborn_not_seen() -> Cases {
    let born = |date| child().born_on(date);
    flag("NEWBORN-NOT-SEEN")
        .raised("born today", born("2026-11-23"))
        .raised("born 28 days ago", born("2026-10-26"))
        .clear("born 29 days ago", born("2026-10-25"))
        .clear("not born yet", born("2026-11-24"))
        .clear("no date of birth", child())
        .clear(
            "seen on the day of birth",
            born("2026-11-20").visited("2026-11-20"),
        )
        .raised(
            "seen before birth, as somebody says",
            born("2026-11-20").visited("2026-11-19"),
        )
        .raised("visited and not seen", {
            born("2026-11-20").contact(a_visit("2026-11-21").not_seen())
        })
        .raised(
            "by phone",
            born("2026-11-20").contact(a_visit("2026-11-21").by_phone()),
        )
        .clear(
            "by video",
            born("2026-11-20").contact(a_visit("2026-11-21").by_video()),
        )
        .raised("by video, the framework not invoked", {
            born("2026-11-20")
                .contact(a_visit("2026-11-21").by_video())
                .framework(&[])
        })
        .clear("three days are newborn", {
            born("2026-11-19").where_rules(|rules| rules.newborn_days = 3)
        })
        .not_assessed("cases say no date of birth", {
            born("2026-11-20").without(CaseExport, "date_of_birth")
        })
        .not_assessed("visits do not say who was seen", {
            born("2026-11-20").without(Visits, "child_seen")
        })
}
