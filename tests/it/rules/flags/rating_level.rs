//! Rated too low: BELOW-AND-LATE, RAG-BELOW, RAG-GREEN-SERVICE.

use lastseen::model::field::DataSet::{Cases as CaseExport, Ratings};

use super::{Cases, FlagCase, flag, together};
use crate::child::{Child, a_child, a_decision, a_visit};

/// The framework's RED examples among the risk factors, and the alias.
const RED_EXAMPLES: [(&str, &str); 12] = [
    ("placement_unstable", "an unstable placement"),
    ("notice_given", "notice given"),
    ("new_placement", "a new placement"),
    ("safeguarding_concern", "a safeguarding concern"),
    ("child_exploitation", "exploitation"),
    ("placed_with_parents", "placed with parents"),
    ("reg_24", "regulation 24"),
    ("reg_26", "regulation 26, an alias"),
    ("pre_birth", "pre-birth"),
    ("plo", "public law outline"),
    ("section_47", "an enquiry"),
    ("legal_proceedings", "proceedings"),
];

pub fn cases() -> Vec<FlagCase> {
    together([below(), below_and_late(), green_service()])
}

fn rated(rag: &str) -> Child {
    a_child("1")
        .in_need_since("2026-01-01")
        .rated(rag, "2026-11-10")
}

/// Rated AMBER with a factor, by a service's own lists.
fn named(red: &[&str], aliases: &[(&str, &str)], factor: &str) -> Child {
    let red: Vec<String> = red.iter().map(|&word| word.to_owned()).collect();
    let aliases: Vec<(String, String)> = aliases
        .iter()
        .map(|&(alias, word)| (alias.to_owned(), word.to_owned()))
        .collect();
    rated("AMBER")
        .with("risk_factors", factor)
        .where_rules(move |rules| {
            rules.red_factors.clone_from(&red);
            rules.factor_aliases.clone_from(&aliases);
        })
}

fn below() -> Cases {
    let factors = |list| rated("AMBER").with("risk_factors", list);
    let moved = |date| rated("AMBER").with("placement_changed_on", date);
    let also_cp = |rag| rated(rag).on_cp_since("2026-01-01");
    let cases = flag("RAG-BELOW")
        .raised("amber on a plan", also_cp("AMBER"))
        .raised("green on a plan", also_cp("GREEN"))
        .clear("red on a plan", also_cp("RED"))
        .clear("unrated on a plan", a_child("1").on_cp_since("2026-01-01"))
        .clear("the plan has ended", also_cp("AMBER").until("2026-11-23"))
        .raised(
            "the plan ends tomorrow",
            also_cp("AMBER").until("2026-11-24"),
        )
        .clear("amber in need", rated("AMBER"))
        .clear("amber in care", rated("AMBER").in_care_since("2026-01-01"))
        .raised("the last of several factors", factors("missing_school;plo"))
        .raised("spaces around a factor", factors("missing_school ; plo "))
        .raised("a factor in capitals", factors("PLO"))
        .clear("another factor", factors("missing_school"))
        .raised("the settings' word in another spelling", {
            named(&["Reg 24"], &[], "reg_24")
        })
        .raised(
            "the settings' word in capitals",
            named(&["REG_24"], &[], "reg 24"),
        )
        .raised("a listed word is no other word's alias", {
            named(&["reg_26"], &[("reg_26", "reg_24")], "Reg 26")
        })
        .clear("what an alias leads to must be listed", {
            named(&["reg_26"], &[("reg_26", "reg_24")], "reg_24")
        })
        .raised(
            "an alias in capitals",
            named(&["plo"], &[("PLO Stage 2", "PLO")], "plo stage 2"),
        )
        .raised(
            "an alias of an alias",
            named(&["plo"], &[("b", "plo"), ("a", "b")], "a"),
        )
        .clear(
            "aliases of each other",
            named(&["plo"], &[("b", "a"), ("a", "b")], "a"),
        )
        .clear("a factor is a whole word", factors("plot;new_placements"))
        .raised("moved today", moved("2026-11-23"))
        .raised("moved 42 days ago", moved("2026-10-12"))
        .clear("moved 43 days ago", moved("2026-10-11"))
        .clear("moves tomorrow", moved("2026-11-24"))
        .clear("moved 42 days ago, 41 are the limit", {
            moved("2026-10-12").where_rules(|rules| rules.placement_recent_days = 41)
        })
        .raised("unborn", rated("AMBER").born_on("2026-11-24"))
        .raised(
            "in care for 42 days",
            rated("AMBER").in_care_since("2026-10-12"),
        )
        .clear(
            "in care for 43 days",
            rated("AMBER").in_care_since("2026-10-11"),
        )
        .clear("in care for long, in another team since", {
            rated("AMBER")
                .in_care_since("2026-01-01")
                .until("2026-11-10")
                .in_care_since("2026-11-10")
        })
        .clear("a factor of Targeted Support in need", factors("neglect"))
        .raised("a factor of Targeted Support on its row", {
            rated("AMBER")
                .open_as("TS", "2026-01-01")
                .with("risk_factors", "Domestic Abuse")
        })
        .clear("a factor of Targeted Support on the other row", {
            factors("neglect").open_as("TS", "2026-01-01")
        })
        .raised(
            "stepped down 28 days after DAAT ended",
            stepped_down("2026-10-23", "2026-11-20"),
        )
        .clear(
            "stepped down 29 days after DAAT ended",
            stepped_down("2026-10-22", "2026-11-20"),
        )
        .raised(
            "stepped down 28 days ago",
            stepped_down("2026-10-26", "2026-10-26"),
        )
        .clear(
            "stepped down 29 days ago",
            stepped_down("2026-10-25", "2026-10-25"),
        )
        .raised(
            "stepped down on the day",
            stepped_down("2026-11-10", "2026-11-10"),
        )
        .clear(
            "stepped down before DAAT ended",
            stepped_down("2026-11-11", "2026-11-10"),
        )
        .clear("stepped down, DAAT open still", {
            stepped_down("2026-11-10", "2026-11-10")
                .open_as("TS", "2026-11-10")
                .with("service", "daat ")
        })
        .raised("rated on the row alone", {
            a_child("1")
                .on_cp_since("2026-01-01")
                .with_rating(a_decision("AMBER", ""))
        })
        .raised(
            "the framework is not invoked: the examples hold all the same",
            also_cp("AMBER").framework(&[]),
        )
        .not_assessed("no export maps a rating", {
            also_cp("AMBER")
                .without_export(Ratings)
                .without(CaseExport, "rag")
        });
    RED_EXAMPLES
        .into_iter()
        .fold(cases, |cases, (factor, story)| {
            cases.raised(story, factors(factor))
        })
}

/// A service that ended, and Targeted Support since.
fn stepped_down(ended: &str, from: &str) -> Child {
    a_child("1")
        .open_as("YOS", "2026-01-01")
        .with("service", "DAAT")
        .until(ended)
        .open_as("TS", from)
        .rated("AMBER", from)
}

fn below_and_late() -> Cases {
    let child = |status| {
        a_child("1")
            .open_as(status, "2026-01-01")
            .rated("AMBER", "2026-01-02")
    };
    let on_a_plan = || child("CP").contact(a_visit("2026-11-20").by_phone());
    flag("BELOW-AND-LATE")
        .raised(
            "phoned in time, seen in person long ago",
            on_a_plan().visited("2026-10-01"),
        )
        .raised("phoned in time, never met", on_a_plan())
        .clear("met in person in time", on_a_plan().visited("2026-11-10"))
        .raised("met a day too long ago", on_a_plan().visited("2026-11-08"))
        .clear("met 14 days ago", on_a_plan().visited("2026-11-09"))
        .clear("red", on_a_plan().rated("RED", "2026-11-21"))
        .clear(
            "no example applies",
            child("CIN").contact(a_visit("2026-11-20").by_phone()),
        )
        .raised("moved, and phoned since", {
            child("CIC")
                .with("placement_changed_on", "2026-11-09")
                .visited("2026-11-01")
                .contact(a_visit("2026-11-20").by_phone())
        })
        .clear("no minimum, so no date", {
            child("TS").with("risk_factors", "neglect")
        })
        .not_assessed("no export maps a rating", {
            on_a_plan()
                .without_export(Ratings)
                .without(CaseExport, "rag")
        })
}

fn green_service() -> Cases {
    let in_service = |rag, service| rated(rag).with("service", service);
    flag("RAG-GREEN-SERVICE")
        .raised("green in DAAT", in_service("GREEN", "DAAT"))
        .raised("green in Safeguarding", in_service("GREEN", "Safeguarding"))
        .clear("amber in DAAT", in_service("AMBER", "DAAT"))
        .clear("red in Safeguarding", in_service("RED", "Safeguarding"))
        .clear(
            "green in Corporate Parenting",
            in_service("GREEN", "Corporate Parenting"),
        )
        .clear("green in no service", rated("GREEN"))
        .raised("on the second row", {
            rated("GREEN")
                .in_care_since("2026-01-01")
                .with("service", "DAAT")
        })
        .clear("on a closed row", {
            rated("GREEN")
                .in_care_since("2026-01-01")
                .with("service", "DAAT")
                .until("2026-11-23")
        })
        .clear(
            "unrated",
            a_child("1")
                .in_need_since("2026-01-01")
                .with("service", "DAAT"),
        )
        .clear("DAAT may hold GREEN", {
            in_service("GREEN", "DAAT").where_rules(|rules| rules.services_without_green.clear())
        })
        .not_assessed("cases say no service", {
            in_service("GREEN", "DAAT").without(CaseExport, "service")
        })
        .not_assessed("no export maps a rating", {
            in_service("GREEN", "DAAT")
                .without_export(Ratings)
                .without(CaseExport, "rag")
        })
}
