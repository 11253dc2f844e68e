//! The generator's workers, some of them in several rows.

use super::{Generator, Row, set};

impl Generator {
    pub fn add_workers(&mut self, count: usize, replaced: bool) {
        for number in 0..count {
            let id = format!("W{number:03}");
            let (role, qualified) = match number % 11 {
                0 => ("team_manager|Team_Manager|assistant_manager", "Y|N||-"),
                1 => ("service_manager| SERVICE_MANAGER ", "Y|N||-"),
                2 => ("advanced_practitioner", "Y|Y|N"),
                3 => ("student|support_worker", "N||NULL"),
                4 => ("personal_adviser|Personal_Adviser", "N|N||Y"),
                5 => ("supervising_social_worker", "Y|y|Y|N"),
                _ => ("social_worker", "Y|Y|Y|Y|y|Yes|N|"),
            };
            let targeted = number % 11 == 9;
            let service = match targeted {
                true => "Targeted Support|targeted support| TARGETED SUPPORT ",
                false => "Social Care|Social Care|Targeted Support Plus|Safeguarding||N/A",
            };
            let qualified = self.word(qualified);
            match qualified.to_lowercase().starts_with('y') && !targeted {
                _ if number % 11 < 3 => self.managers.push(id.clone()),
                true if number % 11 != 5 => self.qualified.push(id.clone()),
                _ => self.unqualified.push(id.clone()),
            }
            let left = self.shift(self.d, &[-100, -1, 0, 0, 1, 40]);
            let row = Row::from([
                ("worker_id", id),
                ("worker_name", format!("Zzworker, {number}")),
                ("role", self.word(role)),
                ("qualified", qualified),
                ("can_visit", self.word("Y|Y||||N")),
                ("team", self.word("North|Leaving Care|")),
                ("service", self.word(service)),
                ("left_on", self.date_or_blank(75, left)),
                ("valid_from", String::new()),
            ]);
            if replaced && self.chance(40) {
                self.replace_worker(&row);
            }
            self.workers.push(row);
        }
        let strange = ["X98", "X99", "w006", "", "NULL"].map(str::to_owned);
        self.unqualified.extend(strange);
    }

    /// One or two later rows of a worker; sometimes the first one has a date too.
    fn replace_worker(&mut self, first: &Row) {
        let mut from = self.past();
        for _ in 0..1 + self.below(2) {
            let mut row = first.clone();
            row.insert("valid_from", self.date(from));
            match self.below(6) {
                0 => row.insert("qualified", self.word("Y|N|")),
                1 => row.insert("role", self.word("social_worker|team_manager|student")),
                2 => row.insert("role", self.word("supervising_social_worker")),
                3 => row.insert("service", self.word("Targeted Support|Social Care|")),
                4 => {
                    let left = self.shift(from, &[0, 30]);
                    row.insert("left_on", self.date(left))
                }
                _ => row.insert("can_visit", self.word("N|Y")),
            };
            self.workers.push(row);
            from = self.shift(from, &[3, 14, 60]);
        }
    }

    pub fn case_worker(&mut self) -> String {
        match self.below(20) {
            0 | 1 => self.blank(),
            2 => self.word("X98|w007"),
            3 => self.pick(&self.managers.clone()),
            4 | 5 => self.pick(&self.unqualified.clone()),
            _ => self.pick(&self.qualified.clone()),
        }
    }

    pub fn decider(&mut self) -> String {
        match self.below(10) {
            0 => self.blank(),
            1 => self.word("X99|Zzworker|W006"),
            2 => self.pick(&self.qualified.clone()),
            _ => self.pick(&self.managers.clone()),
        }
    }

    pub fn visitor(&mut self, good: bool) -> String {
        match self.below(10) {
            _ if good => self.pick(&self.qualified.clone()),
            0..=3 => self.pick(&self.qualified.clone()),
            4 => self.word("W002|W001|W013"),
            5 | 6 => self.word("W004|W005|W009|W015|W016|W020"),
            _ => self.pick(&self.unqualified.clone()),
        }
    }

    /// Cells of a rating that are not there.
    pub fn no_rating(&mut self, row: &mut Row) {
        for field in [
            "rag",
            "rag_decided_on",
            "rag_recorded_on",
            "rag_decided_by",
            "rag_rationale",
        ] {
            let blank = self.blank();
            set(row, field, &blank);
        }
    }
}
