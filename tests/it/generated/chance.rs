//! The generator's dice, the dates that it likes, and the many ways to spell a cell.

use super::Generator;
use chrono::{Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

impl Generator {
    pub fn new(seed: u64, d: NaiveDate) -> Generator {
        let state = seed
            .wrapping_add(0x9E37_79B9_7F4A_7C15)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mut g = Generator {
            state: state ^ state >> 29 | 1,
            d,
            messy: false,
            recorded: true,
            cases: Vec::new(),
            startless: Vec::new(),
            visits: Vec::new(),
            bookings: Vec::new(),
            ratings: Vec::new(),
            workers: Vec::new(),
            aliases: Vec::new(),
            qualified: Vec::new(),
            unqualified: Vec::new(),
            managers: Vec::new(),
        };
        (0..8).for_each(|_| _ = g.below(2));
        g
    }

    /// xorshift64*
    pub fn below(&mut self, n: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % n
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    /// One of the words between the bars.
    pub fn word(&mut self, from: &str) -> String {
        let words: Vec<&str> = from.split('|').collect();
        self.pick(&words).to_owned()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    // ------------------------------------------------------------ dates

    pub fn ago(&self, days: u64) -> NaiveDate {
        self.d - Days::new(days)
    }

    pub fn shift(&mut self, date: NaiveDate, by: &[i64]) -> NaiveDate {
        date + Duration::days(self.pick(by))
    }

    /// About so many calendar months before, so also 29, 30 and 31 January for the end of February.
    pub fn months_before(&mut self, date: NaiveDate, months: u32) -> NaiveDate {
        self.shift(date - Months::new(months), &[-1, 0, 0, 1, 2, 3])
    }

    /// Not after `D`; every interval and window of the rules, and a day either side of it.
    pub fn past(&mut self) -> NaiveDate {
        let edges = [
            0, 1, 2, 3, 5, 6, 7, 8, 13, 14, 15, 20, 27, 28, 29, 30, 31, 41, 42, 43, 56, 83, 84, 85,
            168,
        ];
        let days = match self.below(10) {
            0..=5 => self.pick(&edges),
            6 | 7 => return self.months_before(self.d, 1).min(self.d),
            _ => self.below(200),
        };
        self.ago(days)
    }

    /// One of the dates that matter to a child, or one near it; or any past one.
    pub fn near(&mut self, dates: &[NaiveDate]) -> NaiveDate {
        match dates.is_empty() || self.chance(30) {
            true => self.past(),
            false => {
                let date = self.pick(dates);
                self.shift(date, &[-8, -7, -6, -1, 0, 0, 0, 1, 2, 5, 6])
            }
        }
    }

    /// A due date worth having: mostly today or this Sunday, or a day either side of them.
    pub fn due(&mut self) -> NaiveDate {
        let sunday = self.d.week(chrono::Weekday::Mon).last_day();
        match self.below(10) {
            0..=3 => self.shift(self.d, &[-1, 0, 1]),
            4..=6 => self.shift(sunday, &[-1, 0, 1]),
            7 => self.shift(self.d, &[-30, -7]),
            _ => self.shift(sunday, &[2, 5, 9]),
        }
    }

    // ------------------------------------------------------------ cells

    pub fn blank(&mut self) -> String {
        self.word("||| |NULL|N/A|-")
    }

    pub fn or_blank(&mut self, percent_blank: u64, value: String) -> String {
        match self.chance(percent_blank) {
            true => self.blank(),
            false => value,
        }
    }

    pub fn date(&mut self, date: NaiveDate) -> String {
        let format = match self.below(20) {
            0..=11 => "%Y-%m-%d",
            12..=16 => "%d/%m/%Y",
            17 => "%Y-%m-%d 00:00:00",
            18 => "%d/%m/%Y 14:05",
            _ => " %Y-%m-%d ",
        };
        date.format(format).to_string()
    }

    pub fn no_date(&mut self) -> String {
        self.word("||NULL|N/A|-|1900-01-01|9999-12-31")
    }

    pub fn date_or_blank(&mut self, percent_blank: u64, date: NaiveDate) -> String {
        match self.chance(percent_blank) {
            true => self.no_date(),
            false => self.date(date),
        }
    }

    pub fn stamp(&mut self, at: NaiveDateTime) -> String {
        let formats: &[&str] = match at.time() == NaiveTime::MIN {
            true => &["%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d 00:00"],
            false if at.second() == 0 => &["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
            false => &["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"],
        };
        at.format(self.pick(formats)).to_string()
    }
}
