//! AGE-CHECK, UNBORN.

use lastseen::model::field::DataSet::Cases as CaseExport;

use super::{FlagCase, flag, together};
use crate::child::{Child, a_child};

pub fn cases() -> Vec<FlagCase> {
    let open = |status: &str, born: &str| a_child("1").open_as(status, "2026-01-01").born_on(born);
    let child = || a_child("1").in_need_since("2026-01-01");
    let expected = |factor: &str| child().with("risk_factors", factor);
    let without_birth = |child: Child| child.without(CaseExport, "date_of_birth");
    together([
        flag("AGE-CHECK")
            .raised("in need, eighteen today", open("CIN", "2008-11-23"))
            .clear("in need, eighteen tomorrow", open("CIN", "2008-11-24"))
            .raised("in care, grown up", open("CIC", "1990-01-01"))
            .raised("on a plan, grown up", open("CP", "1990-01-01"))
            .clear("targeted support, grown up", open("TS", "1990-01-01"))
            .clear("youth offending, grown up", open("YOS", "1990-01-01"))
            .clear("a leaver, sixteen today", open("CL", "2010-11-23"))
            .raised("a leaver, sixteen tomorrow", open("CL", "2010-11-24"))
            .clear("a leaver, twenty-five tomorrow", open("CL", "2001-11-24"))
            .raised("a leaver, twenty-five today", open("CL", "2001-11-23"))
            .clear("not born yet", open("CP", "2027-01-01"))
            .clear("no date of birth", child())
            .raised("on one of two rows", {
                open("CL", "2006-01-01").in_need_since("2026-01-01")
            })
            .clear("on a closed row", {
                open("CIN", "2006-01-01")
                    .until("2026-11-23")
                    .care_leaver_since("2026-01-01")
            })
            .not_assessed("cases say no date of birth", {
                without_birth(open("CIN", "1990-01-01"))
            }),
        flag("UNBORN")
            .raised("expected tomorrow", child().born_on("2026-11-24"))
            .clear("born today", child().born_on("2026-11-23"))
            .clear("born long ago", child().born_on("2012-02-29"))
            .clear("not said", child())
            .raised(
                "no date, but a factor says so",
                expected("neglect; Pre-Birth"),
            )
            .clear("a factor says so, and a date of birth does not", {
                expected("pre_birth").born_on("2026-11-20")
            })
            .clear("a factor on a closed row says so", {
                expected("pre_birth")
                    .until("2026-11-23")
                    .in_care_since("2026-01-01")
            })
            .clear("of two dates on open rows, the earlier", {
                child()
                    .born_on("2026-11-24")
                    .in_care_since("2026-01-01")
                    .born_on("2026-11-20")
            })
            .raised("of two dates, the open row's", {
                child()
                    .born_on("2026-11-20")
                    .until("2026-11-23")
                    .in_care_since("2026-01-01")
                    .born_on("2026-11-24")
            })
            .raised("cases say no date of birth, but factors", {
                without_birth(expected("pre_birth"))
            })
            .raised("cases say no factors, but a date of birth", {
                child()
                    .born_on("2026-11-24")
                    .without(CaseExport, "risk_factors")
            })
            .not_assessed("cases say neither date of birth nor factors", {
                without_birth(child()).without(CaseExport, "risk_factors")
            }),
    ])
}

/// Who is born on 29 February has a birthday on 1 March of other years.
#[test]
fn a_leap_birthday() {
    let child = a_child("1")
        .in_need_since("2022-01-01")
        .born_on("2008-02-29");
    assert_eq!(child.flag_on("2026-02-28", "AGE-CHECK"), Some(false));
    assert_eq!(child.flag_on("2026-03-01", "AGE-CHECK"), Some(true));
}
