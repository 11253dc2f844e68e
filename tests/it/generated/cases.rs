//! The generator's case rows: chains with gaps, changes of status, rows side by side, children who come back.

use super::children::Child;
use super::{Generator, Row, set};
use chrono::{Days, Duration, NaiveDate, NaiveTime};

const FACTORS: &str = "placement_unstable|notice_given|NEW_PLACEMENT|safeguarding_concern|\
                       child_exploitation|placed_with_parents|reg_24|reg_26|Reg_26|pre_birth|plo|\
                       section_47|legal_proceedings|gangs|missing|Neglect|domestic_abuse|\
                       school_exclusion|reg_25|parental_health";
const TEAMS: &str = "North|South|north|East, Coastal|Leaving Care|Targeted Support";
const SERVICES: &str = "Social Care|Looked After|DAAT| daat|Safeguarding|SAFEGUARDING|DAAT 2||NULL";

/// One stretch of a status, before it is spelled as a row.
struct Stretch {
    status: String,
    start: NaiveDate,
    end: Option<NaiveDate>,
}

impl Generator {
    /// Tells the last contact that puts the due date of the last row on an edge.
    pub fn add_cases(&mut self, child: &mut Child) -> NaiveDate {
        let status = self.word("CP|CP|CP|CIC|CIC|CIC|CIN|CIN|CIN|CL|CL|TS|TS|YOS");
        let planned = match status.as_str() {
            "TS" | "YOS" => self.chance(50),
            _ => self.chance(30),
        };
        let plan = match planned {
            true => self.word("7|14|28|28|1|366|41"),
            false => self.word("||||0|367|abc|-3"),
        };
        let contact = self.contact(&status, &plan);
        let mut stretches = self.story(&status, contact);
        for _ in 0..self.pick(&[0, 0, 0, 0, 0, 1, 1, 2]) {
            let beside = self.beside(&stretches[0]);
            stretches.push(beside);
        }
        let moved = match self.below(4) {
            0 => Some(self.past()),
            1 => Some(self.shift(self.d, &[1, 0, -6, -7, -8, -14])),
            _ => None,
        };
        child.turns.extend(stretches.iter().map(|s| s.start));
        child.turns.extend(child.born.into_iter().chain(moved));
        child.turns.retain(|on| *on <= self.d);
        let team = self.word(TEAMS);
        for (number, stretch) in stretches.iter().enumerate() {
            let mut row = self.case(child, stretch);
            if number == 0 {
                set(&mut row, "plan_interval_days", &plan);
            }
            if self.chance(60) {
                set(&mut row, "team", &team);
            }
            if let Some(moved) = moved.filter(|_| self.chance(70)) {
                row.insert("placement_changed_on", self.date(moved));
            }
            match self.chance(4) {
                true => self.startless.push(row),
                false => self.cases.push(row),
            }
        }
        contact
    }

    /// The last stretch first, then what went before it.
    fn story(&mut self, status: &str, contact: NaiveDate) -> Vec<Stretch> {
        let start = match self.below(12) {
            0 => self.shift(contact, &[-1, 0, 1]).min(self.d),
            1..=3 => self.past(),
            4..=7 => self.shift(self.d, &[-1, -2, -4, -5, -6, -7, -13, -14]),
            8 => self.shift(self.d, &[-1, 0, 0, 1]),
            _ => contact - Days::new(1 + self.below(400)),
        };
        let end = match self.below(12) {
            0 => Some(self.shift(self.d, &[-1, 0, 1, 30]).max(start)),
            1 => Some(start).filter(|_| self.chance(30)),
            _ => None,
        };
        let last = Stretch {
            status: status.to_owned(),
            start,
            end,
        };
        let mut story = vec![last];
        let comes_back = self.chance(12);
        let mut next = start;
        for _ in 0..self.pick(&[0, 0, 1, 1, 1, 2, 2, 3, 4]) {
            let gap = match comes_back {
                true => self.pick(&[7, 8, 9, 30, 400, 1500]),
                false => self.pick(&[0, 0, 0, 0, 1, 3, 6, 7, 8, 10, -5, -40]),
            };
            let end = next - Duration::days(gap);
            let length = match self.below(3) {
                0 => self.pick(&[0, 1, 5, 7, 8, 14]),
                _ => self.below(200) as i64,
            };
            let before = story.last().map_or("", |s| s.status.as_str());
            let status = match before {
                same if self.chance(35) => same.to_owned(),
                "CP" => self.word("CIN|CIN|CIC"),
                "CIC" => self.word("CP|CP|CIN"),
                "CIN" => self.word("CP|CP|CIC|TS"),
                "CL" => self.word("CIC|CIC|CIN"),
                _ => self.word("TS|CIN|CP|YOS"),
            };
            let start = end - Duration::days(length);
            next = start;
            let open = self.chance(6);
            story.push(Stretch {
                status,
                start,
                end: (!open).then_some(end),
            });
        }
        story
    }

    /// A row beside the last one: of any status, from any date, mostly open.
    fn beside(&mut self, last: &Stretch) -> Stretch {
        let status = match self.chance(25) {
            true => last.status.clone(),
            false => self.word("CP|CIC|CIN|CL|TS|TS|YOS"),
        };
        let start = match self.chance(40) {
            true => self.shift(last.start, &[-40, -7, -1, 0, 0, 0, 1, 5]),
            false => self.past(),
        };
        let end = self.shift(self.d, &[-28, -8, -1, 0, 1]).max(start);
        Stretch {
            status,
            start,
            end: self.chance(25).then_some(end),
        }
    }

    fn contact(&mut self, status: &str, plan: &str) -> NaiveDate {
        let due = self.due();
        let minimum = match status {
            "CP" => 14,
            "CIC" => 42,
            "CL" => 84,
            _ => 31,
        };
        let plan = plan.parse().unwrap_or(366);
        let contact = match status {
            "CIN" if plan > 31 => self.months_before(due, 1),
            _ => due - Days::new(minimum.min(plan).max(1)),
        };
        contact.min(self.d)
    }

    fn case(&mut self, child: &Child, stretch: &Stretch) -> Row {
        let (d, decided) = (self.d, child.decided);
        let spelled = match stretch.status.as_str() {
            "CIC" => self.word("CIC|CIC|CiC|CLA|LAC"),
            other if self.chance(5) => format!(" {} ", other.to_lowercase()),
            other => other.to_owned(),
        };
        let end = match stretch.end {
            Some(end) => self.date(end),
            None => self.no_date(),
        };
        // Just under, at and just over 48 hours before midnight of D.
        let opened = d.and_time(NaiveTime::MIN) - Duration::hours(48);
        let seconds = self.pick(&[-86_400, -60, -1, 0, 0, 1, 60, 86_400, 172_800]);
        let opened = match self.chance(50) {
            true => self.no_date(),
            false => self.stamp(opened + Duration::seconds(seconds)),
        };
        let born = child.born.map_or(String::new(), |born| {
            let other = self.shift(born, &[0, 0, 0, 0, 0, 0, 0, 0, 1, 9]);
            self.date_or_blank(8, other)
        });
        let factors = match self.below(10) {
            0 | 1 => self.word(FACTORS),
            2 => format!("{} ; {};", self.word(FACTORS), self.word(FACTORS)),
            3 => "school_exclusion;parental_health".to_owned(),
            4 if child.born.is_none() => "pre_birth".to_owned(),
            _ => self.blank(),
        };
        let past = self.past();
        let oversight = self.pick(&[decided, decided, decided, past, d]);
        let oversight = self.shift(oversight, &[-30, -8, -7, -6, -1, 0, 0, 1]);
        let safety_plan = self.pick(&[oversight, oversight, past, d]);
        let safety_plan = self.shift(safety_plan, &[-90, -1, 0, 1]);
        let supervised = self.pick(&[decided, past]);
        let supervised = self.months_before(supervised, 0);
        let months = self.pick(&[0, 1, 3, 3, 3, 6, 6, 6, 7]);
        let updated = self.months_before(d, months);
        let died = self.shift(d, &[-100, -1, 0, 1]);
        let mut row = self.rating(decided, 25);
        if self.chance(40) {
            self.no_rating(&mut row);
        }
        row.extend([
            ("child_id", child.id.clone()),
            ("child_name", format!("Zz{} \"Test\"", child.id)),
            ("date_of_birth", born),
            ("status", spelled),
            ("status_start", self.date(stretch.start)),
            ("status_end", end),
            ("team", self.word(TEAMS)),
            ("service", self.word(SERVICES)),
            ("worker_id", self.case_worker()),
            ("opened_at", opened),
            ("risk_factors", factors),
            (
                "virtual_agreed_by",
                self.word("|||NULL|-|N/A|W000|W001|W006|Boss"),
            ),
            (
                "plan_interval_days",
                self.word("|||||||||||N/A|28|10|0|367|abc"),
            ),
            ("plan_updated_on", self.date_or_blank(35, updated)),
            ("safety_plan_on", self.date_or_blank(45, safety_plan)),
            ("oversight_on", self.date_or_blank(20, oversight)),
            (
                "oversight_by",
                self.word("|||W000|W001|W002|W006|W011|W013|X99"),
            ),
            ("last_supervision_on", self.date_or_blank(40, supervised)),
            ("placement_changed_on", self.no_date()),
            ("died_on", self.date_or_blank(98, died)),
        ]);
        row
    }
}
