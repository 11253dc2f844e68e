//! The generator's workers, children, ratings, case rows and visits.

use super::{Generator, Row, set};
use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};

const FACTORS: &str = "placement_unstable|notice_given|NEW_PLACEMENT|safeguarding_concern|\
                       child_exploitation|placed_with_parents|reg_24|reg_26|Reg_26|pre_birth|plo|\
                       school_exclusion|reg_25|parental_health";
const RATING: [&str; 5] = [
    "rag",
    "rag_decided_on",
    "rag_recorded_on",
    "rag_decided_by",
    "rag_rationale",
];

/// What the rows of one child have in common.
struct Child {
    id: String,
    born: NaiveDate,
    unborn: bool,
    /// Its ratings, and what happened about them, cluster about this date.
    decided: NaiveDate,
}

impl Generator {
    pub fn add_workers(&mut self, count: usize) {
        for number in 0..count {
            let id = format!("W{number:03}");
            let kind = number % 12;
            let (role, qualified) = match kind {
                0 => ("team_manager|Team_Manager|assistant_manager", "Y|N||-"),
                1 => ("service_manager| SERVICE_MANAGER ", "Y|N||-"),
                2 => ("student|Student", "N||NULL"),
                3 => ("support_worker|personal_adviser", "N|-"),
                4 => ("support_worker", "Y|N"),
                5 => ("supervising_social_worker", "Y|y|perhaps"),
                _ => ("social_worker", "Y|Y|Y|Y|y|Yes|N|"),
            };
            let targeted = kind == 4 || kind == 11;
            let service = match targeted {
                true => "Targeted Support|targeted support| TARGETED SUPPORT ",
                false => "Social Care|Targeted Support Plus|Safeguarding||N/A",
            };
            let qualified = self.word(qualified);
            match qualified.to_lowercase().starts_with('y') && !targeted {
                _ if kind < 2 => self.managers.push(id.clone()),
                true => self.qualified.push(id.clone()),
                false => self.unqualified.push(id.clone()),
            }
            let left = self.shift(self.d, &[-100, -1, 0, 0, 1, 40]);
            let row = Row::from([
                ("worker_id", id),
                ("worker_name", format!("Zzworker, {number}")),
                ("role", self.word(role)),
                ("qualified", qualified),
                ("team", self.word("North|Leaving Care|")),
                ("service", self.word(service)),
                ("left_on", self.date_or_blank(75, left)),
            ]);
            self.workers.push(row);
        }
        let strange = ["X98", "X99", "w006", "", "NULL"].map(str::to_owned);
        self.unqualified.extend(strange);
    }

    fn case_worker(&mut self) -> String {
        match self.below(20) {
            0..=2 => self.blank(),
            3 => self.word("X98|w007"),
            4 => self.pick(&self.unqualified.clone()),
            _ => self.pick(&self.qualified.clone()),
        }
    }

    fn decider(&mut self) -> String {
        match self.below(10) {
            0 => self.blank(),
            1 => self.word("X99|Zzworker, 0|W006"),
            2 => self.pick(&self.qualified.clone()),
            _ => self.pick(&self.managers.clone()),
        }
    }

    // ------------------------------------------------------------ children

    pub fn add_child(&mut self, number: usize) {
        let id = match number % 13 {
            3 => format!("c{number:04}"),
            5 => format!("00{number:04}"),
            7 => format!("É{number:04}"),
            11 => format!("C,{number:04}"),
            _ => format!("C{number:04}"),
        };
        let unborn = self.chance(7);
        let age = 400 + self.below(6000);
        let born = match unborn {
            true => self.shift(self.d, &[1, 1, 30, 200]),
            false if self.chance(5) => self.shift(self.d, &[-1, 0]),
            false => self.ago(age),
        };
        let decided = match self.below(10) {
            0..=2 => self.month_before(self.d),
            3 => self.shift(self.d, &[-1, 0, 1]),
            4 => self.ago(42),
            _ => self.past(),
        };
        let child = Child {
            id,
            born,
            unborn,
            decided,
        };
        self.add_ratings(&child);
        let contact = self.add_cases(&child);
        self.add_visits(&child, contact);
    }

    fn add_ratings(&mut self, child: &Child) {
        for _ in 0..self.pick(&[0, 0, 0, 1, 1, 2, 3, 5]) {
            let on = self.shift(child.decided, &[0, 0, 0, 0, 0, 0, -40, -1, 1, 5]);
            let mut row = self.rating(on, 0);
            set(&mut row, "child_id", &child.id);
            if self.chance(8) {
                let future = self.shift(self.d, &[1, 2]);
                row.insert("rag_decided_on", self.date(future));
            }
            if self.chance(30) {
                // The same decision once more, all but one field.
                let mut twin = row.clone();
                match self.below(4) {
                    0 => twin.insert("rag_rationale", self.blank()),
                    1 => twin.insert("rag_decided_by", self.decider()),
                    2 => twin.insert("rag", self.word("RED|AMBER|GREEN")),
                    _ => twin.insert("rag_recorded_on", row["rag_decided_on"].clone()),
                };
                self.ratings.push(twin);
            }
            self.ratings.push(row);
        }
    }

    fn rating(&mut self, decided: NaiveDate, percent_undated: u64) -> Row {
        let rag = match self.chance(4) {
            true => "PURPLE|UNRATED|?",
            false => "RED|RED|AMBER|AMBER|AMBER|GREEN|GREEN|GREEN|Amber|green ",
        };
        let recorded = self.shift(decided, &[-1, 0, 0, 0, 1, 3]);
        let rationale = self.word("Seen at school|Home, \"calm\"|Reviewed");
        Row::from([
            ("rag", self.word(rag)),
            (
                "rag_decided_on",
                self.date_or_blank(percent_undated, decided),
            ),
            ("rag_recorded_on", self.date_or_blank(40, recorded)),
            ("rag_decided_by", self.decider()),
            ("rag_rationale", self.or_blank(25, rationale)),
        ])
    }

    /// Adds one to three rows, and tells the last contact that puts the first one's due date on an edge.
    fn add_cases(&mut self, child: &Child) -> NaiveDate {
        let status = self.word("CP|CP|CIC|CIC|CIN|CIN|CIN|CL|TS|TS|YOS");
        let planned = match status.as_str() {
            "TS" | "YOS" => self.chance(75),
            _ => self.chance(25),
        };
        let plan = match planned {
            true => self.word("7|14|28|28|1|366|0|367|abc|-3|41"),
            false => self.blank(),
        };
        let contact = self.contact(&status, &plan);
        let long_ago = contact - Days::new(1 + self.below(400));
        let start = match self.below(10) {
            0 => self.shift(contact, &[-1, 0, 1]).min(self.d),
            1 => self.past().max(contact),
            2 => self.past(),
            3 => self.shift(self.d, &[-1, 0, 0, 1]),
            _ => long_ago,
        };
        let mut first = self.case(child, &status, start);
        first.insert("plan_interval_days", plan);
        for more in 1..self.pick(&[1, 1, 1, 1, 1, 2, 2, 2, 3]) {
            let status = match self.chance(25) {
                true => status.clone(),
                false => self.word("CP|CIC|CIC|CIN|CL|TS|YOS"),
            };
            let start = if self.chance(40) { start } else { self.past() };
            let mut row = self.case(child, &status, start);
            if self.chance(40) {
                set(&mut row, "team", &first["team"]);
            }
            if more == 2 && self.chance(50) {
                set(&mut row, "rag_decided_on", &first["rag_decided_on"]);
                set(&mut row, "rag_recorded_on", &first["rag_recorded_on"]);
            }
            self.cases.push(row);
        }
        self.cases.push(first);
        contact
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
            "CIN" if plan > 31 => self.month_before(due),
            _ => due - Days::new(minimum.min(plan)),
        };
        contact.min(self.d)
    }

    fn case(&mut self, child: &Child, status: &str, start: NaiveDate) -> Row {
        let (d, decided) = (self.d, child.decided);
        let spelled = match status {
            "CIC" => self.word("CIC|CIC|CiC|CLA|LAC"),
            other if self.chance(5) => format!(" {} ", other.to_lowercase()),
            other => other.to_owned(),
        };
        let end = self.shift(d, &[-1, 0, 1, 30]).max(start);
        let end = match self.below(20) {
            0 => self.date(start),
            1..=3 => self.date(end),
            _ => self.no_date(),
        };
        // Just under, at and just over 48 hours before midnight of D.
        let opened = d.and_time(NaiveTime::MIN) - Duration::hours(48);
        let seconds = self.pick(&[-86_400, -60, -1, 0, 0, 1, 60, 86_400, 172_800]);
        let opened = match self.chance(40) {
            true => self.no_date(),
            false => self.stamp(opened + Duration::seconds(seconds)),
        };
        let tomorrow = d + Days::new(1);
        let placed = self.pick(&[decided, d, d, tomorrow, self.ago(41), self.ago(42)]);
        let placed = self.shift(placed, &[-1, 0, 0, 1]);
        let supervised = self.shift(decided, &[-30, -1, 0, 0, 1]);
        let oversight = self.pick(&[decided, decided, decided, decided, d, tomorrow]);
        let oversight = self.shift(oversight, &[-30, -1, 0, 0, 1]);
        let safety_plan = self.shift(d, &[-90, -1, 0, 1]);
        let born = self.shift(child.born, &[0, 0, 0, 0, 0, 0, 0, 0, 1, 9]);
        let factors = match self.below(10) {
            0 | 1 => self.word(FACTORS),
            2 => format!("{} ; {};", self.word(FACTORS), self.word(FACTORS)),
            3 => "school_exclusion;parental_health".to_owned(),
            _ => self.blank(),
        };
        let teams = "North|South|north|East, Coastal|Leaving Care|Targeted Support";
        let services = "Social Care|Looked After|DAAT| daat|Safeguarding|SAFEGUARDING|DAAT 2||NULL";
        let mut row = self.rating(decided, 35);
        if self.chance(40) {
            row.extend(RATING.map(|field| (field, self.blank())));
        }
        row.extend([
            ("child_id", child.id.clone()),
            ("child_name", format!("Zz{} \"Test\"", child.id)),
            ("date_of_birth", self.date_or_blank(8, born)),
            ("status", spelled),
            ("status_start", self.date(start)),
            ("status_end", end),
            ("team", self.word(teams)),
            ("service", self.word(services)),
            ("worker_id", self.case_worker()),
            ("opened_at", opened),
            ("risk_factors", factors),
            ("virtual_agreed_by", self.word("||NULL|-|N/A|W000|A Boss")),
            ("plan_interval_days", self.word("|||||N/A|28|10|0|367|abc")),
            ("safety_plan_on", self.date_or_blank(45, safety_plan)),
            ("oversight_on", self.date_or_blank(25, oversight)),
            ("last_supervision_on", self.date_or_blank(40, supervised)),
            ("placement_changed_on", self.date_or_blank(65, placed)),
        ]);
        row
    }

    // ------------------------------------------------------------ visits

    /// Good ones up to the contact, doubtful ones after it, bookings after `D`.
    fn add_visits(&mut self, child: &Child, contact: NaiveDate) {
        let (id, unborn) = (child.id.as_str(), child.unborn);
        if self.chance(6) {
            return;
        }
        let remote_only = self.chance(15);
        self.add_visit(id, contact, !remote_only, unborn);
        if self.chance(40) {
            self.add_visit(id, contact, false, unborn);
        }
        let gap = (self.d - contact).num_days() as u64;
        for _ in 0..self.pick(&[0, 0, 1, 2, 3, 4]) {
            let days = self.below(gap + 1).min(self.below(gap + 1));
            self.add_visit(id, self.ago(days), false, unborn);
        }
        for _ in 0..9 + self.below(7) {
            let before = self.past().min(contact);
            let good = self.chance(60);
            self.add_visit(id, before, good, unborn);
        }
        if self.chance(40) {
            let after = self.shift(self.d, &[1, 1, 2, 6, 7, 30]);
            self.add_visit(id, after, false, unborn);
            let booked = self.visits.last_mut().expect("just added");
            set(booked, "outcome", "planned");
        }
    }

    pub fn add_visit(&mut self, child: &str, date: NaiveDate, good: bool, unborn: bool) {
        let (mode, outcome, seen) = match good {
            true => ("face_to_face", "completed|completed|Completed|", "Y"),
            false => (
                "face_to_face|face_to_face|face_to_face|video|video|phone|phone|other",
                "completed|completed||-|attempted|attempted|cancelled|planned",
                "Y|Y|Y|Yes|y|N|N||NULL|maybe",
            ),
        };
        let seen = if unborn { "N||Y" } else { seen };
        let worker = match good || self.chance(40) {
            true => self.pick(&self.qualified.clone()),
            false => self.pick(&self.unqualified.clone()),
        };
        let midnight = date.and_time(NaiveTime::MIN);
        let minutes = [
            0, 0, 0, 600, 600, 1440, 2879, 2880, 2881, 4319, 4320, 10_000,
        ];
        let recorded = midnight + Duration::minutes(self.pick(&minutes));
        let recorded = self.chance(90).then_some(recorded);
        let row = Row::from([
            ("visit_id", format!("V{:06}", self.visits.len())),
            ("child_id", child.to_owned()),
            ("visit_date", self.date(date)),
            ("mode", self.word(mode)),
            ("outcome", self.word(outcome)),
            ("child_seen", self.word(seen)),
            ("seen_alone", self.word("Y|N||sometimes")),
            ("worker_id", worker),
            (
                "recorded_at",
                recorded.map_or(String::new(), |at| self.stamp(at)),
            ),
        ]);
        if self.chance(5) {
            self.add_visit_again(&row, recorded, midnight);
        }
        self.visits.push(row);
    }

    /// The same visit once more with another fact; without order never with the same `recorded_at`.
    fn add_visit_again(
        &mut self,
        row: &Row,
        recorded: Option<NaiveDateTime>,
        midnight: NaiveDateTime,
    ) {
        let mut again = row.clone();
        if !self.order_matters || self.chance(60) {
            if !self.recorded {
                return;
            }
            let minutes = self.pick(&[-1440, -1, 1, 60, 1440]);
            let other = recorded.unwrap_or(midnight) + Duration::minutes(minutes);
            again.insert("recorded_at", self.stamp(other));
        }
        let (field, value) = match self.below(6) {
            0 => ("child_id", "C0001".to_owned()),
            1 => ("outcome", "cancelled".to_owned()),
            2 => ("mode", "phone".to_owned()),
            3 => ("child_seen", "N".to_owned()),
            4 => ("visit_date", self.past().to_string()),
            _ => ("mode", "face_to_face".to_owned()),
        };
        again.insert(field, value);
        self.visits.push(again);
    }
}
