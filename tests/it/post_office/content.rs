//! DATA: the content to its dot, and its answer.

use std::io;

use super::{
    desk::{Answer, Delivered},
    replies::Outcome,
    script::Moment,
    session::Session,
};

impl Session<'_> {
    pub fn data(&mut self) -> io::Result<()> {
        let usual = if self.sender.is_none() || self.recipients.is_empty() {
            "503 5.5.1 RCPT first"
        } else {
            "354 go ahead"
        };
        if self.answer(Moment::Data, usual)? == Outcome::Refused {
            return Ok(());
        }
        let (content, early) = self.content()?;
        let limit = self.desk.script.size_limit;
        let is_too_large = limit.is_some_and(|limit| content.len() > limit);
        let message = Delivered {
            from: self.sender.take().unwrap_or_default(),
            recipients: self.recipients.clone(),
            content,
            answer: match early {
                None => Answer::Unanswered,
                Some(Outcome::Done) => Answer::Accepted,
                Some(Outcome::Refused) => Answer::Refused,
            },
        };
        let place = self.desk.receive(message);
        if early.is_some() {
            return Ok(());
        }
        self.received = Some(place);
        let usual = if is_too_large {
            "552 5.3.4 too large"
        } else {
            "250 2.0.0 accepted"
        };
        let outcome = self.answer(Moment::AfterDot, usual)?;
        self.received = None;
        if outcome == Outcome::Done
            && let Some(deed) = self.strike_at(Moment::AfterAccept)
        {
            self.commit(&deed, Moment::AfterAccept, None)?;
        }
        Ok(())
    }

    /// Reads the content to its dot, dots unstuffed; with the answer that a fault gave it early.
    fn content(&mut self) -> io::Result<(Vec<u8>, Option<Outcome>)> {
        let (mut content, mut early) = (Vec::new(), None);
        // Only CR LF ends a line: after a bare LF, a dot is content.
        let mut is_line_start = true;
        loop {
            let line = self.wire.line()?;
            let is_end = is_line_start && line == b".\r\n";
            let come = content.len() + line.len();
            let is_now =
                |moment| matches!(moment, Moment::InData(after) if is_end || come >= after);
            if early.is_none()
                && let Some(deed) = self.desk.strike(is_now, &self.recipients)
            {
                early = Some(self.commit(&deed, Moment::InData(come), None)?);
            }
            if is_end {
                return Ok((content, early));
            }
            let is_stuffed = is_line_start && line.starts_with(b".");
            is_line_start = line.ends_with(b"\r\n");
            content.extend_from_slice(&line[usize::from(is_stuffed)..]);
        }
    }
}
