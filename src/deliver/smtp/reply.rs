//! A reply of a mail server, read as bytes, line by line: what it says is not ours to tell, its code is.

/// The longest reply that is read, all its lines together.
pub(super) const LONGEST: usize = 64 * 1024;

/// A reply, whole once [`take`](Self::take) says so.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reply {
    pub code: u16,
    lines: Vec<Vec<u8>>,
}

/// What came is no line of a reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign;

impl Reply {
    /// Takes one line, and says whether it was the last.
    pub fn take(&mut self, line: &[u8]) -> Result<bool, Foreign> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (digits, rest) = line.split_at_checked(3).ok_or(Foreign)?;
        if !digits.iter().all(u8::is_ascii_digit) || !(b'2'..=b'5').contains(&digits[0]) {
            return Err(Foreign);
        }
        let code = digits
            .iter()
            .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        if !self.lines.is_empty() && code != self.code {
            return Err(Foreign);
        }
        self.code = code;
        let (is_last, text) = match rest {
            [] => (true, rest),
            [b' ', text @ ..] => (true, text),
            [b'-', text @ ..] => (false, text),
            _ => return Err(Foreign),
        };
        self.lines.push(text.to_vec());
        Ok(is_last)
    }

    /// What follows a keyword in the lines of an answer to EHLO: its parameters, where the keyword stands there.
    pub fn offer(&self, keyword: &str) -> Option<Vec<String>> {
        self.lines.iter().skip(1).find_map(|line| {
            let line = String::from_utf8_lossy(line);
            let mut words = line.split_ascii_whitespace().map(str::to_owned);
            let is_it = words.next()?.eq_ignore_ascii_case(keyword);
            is_it.then(|| words.collect())
        })
    }
}
