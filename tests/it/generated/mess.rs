//! What RULES §7 is about: bad rows in every set, and in messy ones cells that spreadsheets spoil,
//! rows that come twice, visits made jointly or to siblings.

use super::{CASES, Columns, Generator, RATINGS, Row, VISITS, WORKERS, set};
use chrono::NaiveDate;

const BAD_DATES: &str = "31/02/2026|2026-02-30|29/02/2025|12/25/2025|2026-13-01|1985-06-01|\
                         01/01/2199|soon|2025-11-03 25:61";
const ERRORS: &str = "#N/A|#REF!|#VALUE!|#DIV/0!|#NAME?|#NUM!|#NULL!|#SPILL!|#CALC!|#FIELD!|\
                      #GETTING_DATA|###|########|#BLOCKED!|#WHAT?|Err:502|#ref!";
const BLANKS: &str = "None|NaN|NaT|\\N|[NULL]|<null>|none|n/a|NULL";
const UNSEEN: [char; 3] = ['\u{200e}', '\u{ad}', '\u{2060}'];

impl Generator {
    /// Some rows of every E- kind.
    pub fn spoil(&mut self) {
        for number in 0..2 {
            self.add_orphan();
            let ahead = self.shift(self.d, &[1, 2, 30]);
            let outcome = self.word("completed||attempted");
            let mut row = self.visits[number].clone();
            set(&mut row, "visit_id", &format!("FUTURE{number}"));
            set(&mut row, "visit_date", &ahead.to_string());
            set(&mut row, "outcome", &outcome);
            self.bookings.push(row);
        }
        let mut cases = std::mem::take(&mut self.cases);
        self.spoil_some(&mut cases, |g, row| match g.below(4) {
            0 => g.unfill(row, CASES),
            1 => g.misdate(row, "status_start|status_end"),
            2 => set(row, "status", "CPP"),
            _ => {
                set(row, "status_start", &g.ago(20).to_string());
                set(row, "status_end", &g.ago(21).to_string());
            }
        });
        self.cases = cases;
        let mut visits = std::mem::take(&mut self.visits);
        self.spoil_some(&mut visits, |g, row| match g.below(4) {
            0 => g.unfill(row, VISITS),
            1 => g.misdate(row, "visit_date"),
            2 => set(row, "mode", "carrier pigeon"),
            _ => set(row, "outcome", "abandoned"),
        });
        self.visits = visits;
        let mut ratings = std::mem::take(&mut self.ratings);
        self.spoil_some(&mut ratings, |g, row| match g.below(2) {
            0 => g.unfill(row, RATINGS),
            _ => g.misdate(row, "rag_decided_on"),
        });
        self.ratings = ratings;
        let mut workers = std::mem::take(&mut self.workers);
        self.spoil_some(&mut workers, |g, row| g.unfill(row, WORKERS));
        self.workers = workers;
    }

    /// A few good rows spoiled, and a few spoiled copies beside the good one.
    fn spoil_some(&mut self, rows: &mut Vec<Row>, spoil: impl Fn(&mut Generator, &mut Row)) {
        let copied = !rows.iter().any(|row| row.contains_key("worker_name"));
        let mut copies = Vec::new();
        for row in rows.iter_mut() {
            match self.below(100) {
                0 => spoil(self, row),
                1 | 2 if copied => {
                    let mut copy = row.clone();
                    // The copy is a good row where the spoiled column is missing: so another visit.
                    if let Some(id) = copy.get_mut("visit_id") {
                        id.push('b');
                    }
                    spoil(self, &mut copy);
                    copies.push(copy);
                }
                _ => {}
            }
        }
        rows.append(&mut copies);
    }

    fn unfill(&mut self, row: &mut Row, (required, _): Columns) {
        let required: Vec<&str> = required.split(' ').collect();
        let field = self.pick(&required);
        let blank = self.blank();
        set(row, field, &blank);
    }

    fn misdate(&mut self, row: &mut Row, fields: &'static str) {
        let fields: Vec<&str> = fields.split('|').collect();
        let field = self.pick(&fields);
        let bad = self.word(BAD_DATES);
        set(row, field, &bad);
    }

    // ------------------------------------------------------------ messy sets

    pub fn make_a_mess(&mut self) {
        self.repeat_visits();
        self.contradict_workers();
        let mut cases = std::mem::take(&mut self.cases);
        self.dirty(&mut cases, |g, row| match g.below(8) {
            0 => g.misdate(
                row,
                "date_of_birth|oversight_on|rag_recorded_on|placement_changed_on",
            ),
            1 => g.misdate(row, "rag_decided_on|plan_updated_on|died_on|opened_at"),
            2 => g.put(row, "status_end|rag|status_start|team", ERRORS),
            3 => g.put(
                row,
                "date_of_birth|worker_id|service|rag_decided_on|oversight_by",
                ERRORS,
            ),
            4 => g.put(
                row,
                "status_end|rag|worker_id|date_of_birth|rag_rationale",
                BLANKS,
            ),
            5 => g.put(
                row,
                "worker_id",
                "unallocated|Not Allocated|TBC|vacant| Vacant ",
            ),
            6 => g.smudge(
                row,
                "status|status_start|team|service|risk_factors|worker_id|rag",
            ),
            _ => g.respell_id(row, "child_id"),
        });
        self.cases = cases;
        let mut visits = std::mem::take(&mut self.visits);
        self.dirty(&mut visits, |g, row| match g.below(8) {
            0 => g.misdate(row, "recorded_at"),
            1 => g.put(row, "outcome|child_seen|mode|visit_date", ERRORS),
            2 => g.put(row, "worker_id|recorded_at|seen_alone", ERRORS),
            3 => g.put(row, "worker_id|child_seen|outcome|recorded_at", BLANKS),
            4 => g.put(row, "worker_id", "UNALLOCATED|not  allocated|tbc"),
            5 => g.smudge(row, "visit_id|mode|visit_date|outcome|child_seen|worker_id"),
            6 => g.respell_id(row, "visit_id|worker_id"),
            _ => g.respell_id(row, "child_id"),
        });
        self.visits = visits;
        let mut ratings = std::mem::take(&mut self.ratings);
        self.dirty(&mut ratings, |g, row| match g.below(5) {
            0 => g.misdate(row, "rag_recorded_on"),
            1 => g.put(
                row,
                "rag|rag_decided_on|rag_decided_by|rag_rationale",
                ERRORS,
            ),
            2 => g.put(row, "rag_recorded_on|rag_decided_by|rag_rationale", BLANKS),
            3 => g.smudge(row, "rag|rag_decided_on|child_id|rag_decided_by"),
            _ => g.respell_id(row, "child_id"),
        });
        self.ratings = ratings;
        let mut workers = std::mem::take(&mut self.workers);
        self.dirty(&mut workers, |g, row| match g.below(5) {
            0 => g.misdate(row, "left_on"),
            1 => g.put(row, "role|qualified|can_visit|service|left_on", ERRORS),
            2 => g.put(row, "qualified|can_visit|service|left_on|team", BLANKS),
            3 => g.smudge(row, "worker_id|role|service|qualified|can_visit"),
            _ => g.respell_id(row, "worker_id"),
        });
        self.workers = workers;
    }

    fn dirty(&mut self, rows: &mut [Row], how: impl Fn(&mut Generator, &mut Row)) {
        for row in rows {
            if self.chance(12) {
                how(self, row);
            }
        }
    }

    fn put(&mut self, row: &mut Row, fields: &'static str, words: &str) {
        let fields: Vec<&'static str> = fields.split('|').collect();
        let (field, word) = (self.pick(&fields), self.word(words));
        set(row, field, &word);
    }

    /// Marks that nobody sees, doubled spaces, and accents of their own.
    fn smudge(&mut self, row: &mut Row, fields: &'static str) {
        let fields: Vec<&'static str> = fields.split('|').collect();
        let field = self.pick(&fields);
        let Some(text) = row.get(field).cloned() else {
            return;
        };
        let mark = self.pick(&UNSEEN);
        let at = text.chars().count() as u64;
        let at = self.below(at + 1) as usize;
        let mut marked: String = text.chars().take(at).collect();
        marked.push(mark);
        marked.extend(text.chars().skip(at));
        let names = ["team", "service"].contains(&field);
        let text = match self.below(3) {
            0 if names => marked.replace(' ', "  "),
            _ => marked.replace('É', "E\u{301}"),
        };
        set(row, field, &text);
    }

    /// As spreadsheets write ids: some can be repaired, some cannot.
    fn respell_id(&mut self, row: &mut Row, fields: &'static str) {
        let fields: Vec<&'static str> = fields.split('|').collect();
        let field = self.pick(&fields);
        let Some(id) = row.get(field).cloned().filter(|id| !id.trim().is_empty()) else {
            return;
        };
        let plain = !id.starts_with('0') && id.len() > 1 && id.bytes().all(|b| b.is_ascii_digit());
        let spelled = match self.below(10) {
            0 => format!("'{id}"),
            1 => format!("=\"{id}\""),
            2 => self.word("12,345|1'234|12 345|1.5E0|1.234567E+3|1E-2|#REF!|#N/A"),
            3 if plain => format!("{id}.0"),
            4 if plain => format!("{id}.00"),
            5 if plain => format!("{}.{}E{}", &id[..1], &id[1..], id.len() - 1),
            6 if plain => format!("{}.{}0E+{}", &id[..1], &id[1..], id.len() - 1),
            7 => self.word("2E10|1.13|12345.670"),
            8 => id.replace('É', "E\u{301}"),
            _ => format!("{id}\u{200e}"),
        };
        set(row, field, &spelled);
    }

    /// Joint visits, siblings, the same visit under two ids, and rows that tie but for one field.
    fn repeat_visits(&mut self) {
        let children: Vec<String> = self.visits.iter().map(|v| v["child_id"].clone()).collect();
        for number in 0..self.visits.len() {
            let mut again = self.visits[number].clone();
            let good = self.chance(50);
            match self.below(40) {
                0 | 1 => again.insert("worker_id", self.visitor(good)),
                2 => again.insert("child_id", self.pick(&children)),
                3 => again.insert("visit_id", format!("SAME{number}")),
                4 => again.insert("outcome", self.word("cancelled|completed|attempted|")),
                5 => again.insert("mode", self.word("face_to_face|phone|video|other")),
                6 => again.insert("child_seen", self.word("Y|N|")),
                7 => again.insert("seen_alone", self.word("Y|N|")),
                _ => continue,
            };
            if self.chance(30) {
                let mut joint = again.clone();
                joint.insert("worker_id", self.visitor(good));
                self.visits.push(joint);
            }
            self.visits.push(again);
        }
    }

    /// A worker's row once more with other values.
    fn contradict_workers(&mut self) {
        for number in 0..self.workers.len() {
            let mut row = self.workers[number].clone();
            let left: NaiveDate = self.shift(self.d, &[-30, 0, 5]);
            match self.below(16) {
                0 => row.insert("qualified", self.word("Y|N|")),
                1 => row.insert("left_on", self.date_or_blank(40, left)),
                2 => row.insert("role", self.word("social_worker|team_manager|student")),
                3 => row.insert("can_visit", self.word("Y|N|")),
                4 => row.insert("service", self.word("Targeted Support|Social Care|")),
                5 => row.insert("team", self.word("North|South|")),
                _ => continue,
            };
            self.workers.push(row);
        }
    }
}
