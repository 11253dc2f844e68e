//! What the rule book says, for those who have never read it: each flag in a full sentence, and where a rule stands.
//! [RULES 6]

use crate::{
    model::text::counted,
    rules::{flags::Flag, settings::RuleSettings},
};

/// Where a rule stands: "the rating framework; Procedures 1.4, 5.1".
pub(super) fn source_in_words(source: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for part in source.split(", ") {
        match (part.strip_prefix("P "), words.last_mut()) {
            (Some(section), _) => words.push(format!("Procedures {section}")),
            (None, _) if part == "F" => words.push("the rating framework".to_owned()),
            (None, _) if part == "default" => words.push("the service's settings".to_owned()),
            (None, Some(before)) => before.push_str(&format!(", {part}")),
            (None, None) => {}
        }
    }
    words.join("; ")
}

/// What a flag means, with the limits that the service has set.
pub(super) fn meaning(flag: Flag, rules: &RuleSettings) -> String {
    let days = |count: u32| counted(count, "day", "days");
    match flag {
        Flag::RagUnrated => "No rating is in force; until one is decided, the child is owed what a RED child is.".to_owned(),
        Flag::RagUndated => "The rating in force has no decision date, so nobody can tell how old it is.".to_owned(),
        Flag::RagStale => format!("The rating was decided more than {} ago and has not been reviewed since.", rules.rating_stale_after),
        Flag::RagEvent => "After the rating was decided a status began, a placement changed or the child was born, so it is to be decided again.".to_owned(),
        Flag::RagLate => "The rating was recorded on a later day than it was decided.".to_owned(),
        Flag::RagNoRationale => "No reason for the rating is recorded.".to_owned(),
        Flag::RagNotManager => "The rating was not decided by a manager.".to_owned(),
        Flag::RagBelow => format!(
            "The child is rated AMBER or GREEN although one of the framework's RED examples applies: a child protection plan, a birth still to come, a risk factor of its list, or care or a placement that began in the last {}; for Targeted Support also its own risk factors, and a step down in the last {}.",
            days(rules.placement_recent_days),
            days(rules.step_down_days)
        ),
        Flag::BelowAndLate => "The child is rated AMBER or GREEN although a RED example applies, and a visit would be overdue if it were rated RED.".to_owned(),
        Flag::RagGreenService => format!("The child is rated GREEN in a service that may hold no GREEN child ({}).", rules.services_without_green.join(", ")),
        Flag::NotHybrid => format!(
            "AMBER is a combination of visits and calls, but within the last {} no qualified worker has met the child in person.",
            counted(rules.hybrid_intervals, "visiting interval", "visiting intervals")
        ),
        Flag::VisitRemote => "Face to face is owed, and there was a video or phone contact since the last contact that counts, which does not count.".to_owned(),
        Flag::VisitUnqualified => "Face to face is owed, and a visit since the last contact that counts does not count only because its worker is not known to be a qualified social worker.".to_owned(),
        Flag::VisitBySupervising => "Face to face is owed, and a visit since the last contact that counts does not count only because a supervising social worker made it.".to_owned(),
        Flag::VirtualNotAgreed => "The last contact that counts was by video or phone, and nobody is recorded as having agreed to virtual visits.".to_owned(),
        Flag::VirtualNotManager => "The last contact that counts was by video or phone, and nobody who agreed to virtual visits is a manager.".to_owned(),
        Flag::SeenNoSight => format!("In the last {}, a contact by phone, letter or the like is recorded as if somebody had seen the child.", days(rules.sight_window_days)),
        Flag::NoAccess => format!(
            "Since the child was last seen, {} without access ({} is enough for a RED child).",
            counted(rules.no_access_attempts, "visit was attempted", "or more visits were attempted"),
            rules.no_access_attempts_red
        ),
        Flag::NoContact => format!(
            "The child is open to Targeted Support or Youth Offending alone, and nobody has met or spoken to the child for {} (RED or unrated) or {} (AMBER).",
            days(rules.no_contact_days_red),
            days(rules.no_contact_days_amber)
        ),
        Flag::NewbornNotSeen => format!("The child was born in the last {} and has not been seen since.", days(rules.newborn_days)),
        Flag::LateRecorded => format!(
            "In the last {}, a visit was recorded later than {} after it was made.",
            days(rules.recording_window_days),
            counted(rules.recording_days, "working day", "working days")
        ),
        Flag::Unallocated => format!("More than {} after the case opened, no worker is allocated to it.", counted(rules.allocation_hours, "hour", "hours")),
        Flag::HeldByManager => "A manager holds the case, not a social worker.".to_owned(),
        Flag::WorkerUnknown => "The allocated worker is not in the workers export.".to_owned(),
        Flag::WorkerLeft => "The allocated worker has left, so nobody who is there holds the case.".to_owned(),
        Flag::WorkerCannotVisit => "Face to face is owed, and the allocated worker cannot make visits in person.".to_owned(),
        Flag::NoSafetyPlan => "The child is not rated GREEN, and no safety plan is recorded.".to_owned(),
        Flag::NoOversight => format!(
            "No management oversight is recorded, or the latest lies before the safety plan or more than {} before the rating was decided.",
            days(rules.oversight_grace_days)
        ),
        Flag::OversightNotManager => "The latest oversight was held neither by a manager nor by an advanced practitioner.".to_owned(),
        Flag::SupervisionOverdue => format!("The case was not discussed in supervision for more than {}.", rules.supervision_every),
        Flag::PlanOld => format!(
            "The plan was not updated for more than {} ({} for a child in care).",
            rules.plan_every, rules.plan_every_cic
        ),
        Flag::AgeCheck => "The child's age does not fit the status: 18 or older with a child's status, or a care leaver younger than 16 or older than 24.".to_owned(),
        Flag::Unborn => "The child is not born yet: nobody can see it, and its visits are still due.".to_owned(),
    }
}
