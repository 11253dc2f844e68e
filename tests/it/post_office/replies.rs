//! What a session says: the usual reply to a verb, or the deed of the fault that strikes there.

use std::{io, time::Duration};

use super::{
    desk::Answer,
    script::{Deed, Moment},
    session::Session,
    wire::over,
};

/// An endless reply ends here, for a client that never hangs up.
const ENDLESS: usize = 64 << 20;

/// What came of a verb: it is done if the reply was positive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
}

impl Outcome {
    fn of(reply: impl AsRef<[u8]>) -> Self {
        if matches!(reply.as_ref(), [b'2' | b'3', ..]) {
            Self::Done
        } else {
            Self::Refused
        }
    }
}

impl Session<'_> {
    /// Answers a verb; an error ends the session.
    pub fn answer(&mut self, moment: Moment, usual: &str) -> io::Result<Outcome> {
        match self.strike_at(moment) {
            Some(deed) => self.commit(&deed, moment, Some(usual)),
            None => self.say(usual, None).map(|()| Outcome::of(usual)),
        }
    }

    pub fn strike_at(&self, moment: Moment) -> Option<Deed> {
        let recipients = match (moment, self.recipients.last()) {
            // RCPT is about the one that it names.
            (Moment::RcptTo, Some(last)) => std::slice::from_ref(last),
            _ => &self.recipients,
        };
        self.desk.strike(|at| at == moment, recipients)
    }

    pub fn commit(
        &mut self,
        deed: &Deed,
        moment: Moment,
        usual: Option<&str>,
    ) -> io::Result<Outcome> {
        match deed {
            Deed::Reply(reply) => {
                self.say(reply, None)?;
                if reply.starts_with("421") {
                    return Err(self.wire.part());
                }
                Ok(Outcome::of(reply))
            }
            Deed::Bytes(bytes) => {
                self.say_bytes(bytes.clone(), None)?;
                Ok(Outcome::of(bytes))
            }
            Deed::CutOff(bytes) => {
                self.wire.say(bytes)?;
                Err(self.wire.part())
            }
            Deed::Drop => Err(over()),
            Deed::Dribble(pause) => {
                let usual = usual.unwrap_or_default();
                self.say(usual, Some(*pause)).map(|()| Outcome::of(usual))
            }
            Deed::Endless(pause) => Err(self.talk_endlessly(moment, *pause)),
            Deed::Silence => Err(self.wire.be_silent()),
        }
    }

    /// Says a reply; the message that it answers is answered when its last byte goes out.
    pub fn say(&mut self, reply: &str, pause: Option<Duration>) -> io::Result<()> {
        self.say_bytes(format!("{reply}\r\n").into_bytes(), pause)
    }

    fn say_bytes(&mut self, mut rest: Vec<u8>, pause: Option<Duration>) -> io::Result<()> {
        let answer = match rest.first() {
            Some(b'2' | b'3') => Answer::Accepted,
            Some(b'4' | b'5') => Answer::Refused,
            _ => Answer::Unanswered,
        };
        if let Some(pause) = pause {
            let last = rest.split_off(rest.len() - 1);
            self.wire.dribble(&rest, pause)?;
            rest = last;
        }
        // Entered before it is said: whoever has heard it finds it in the records.
        if let Some(place) = self.received {
            self.desk.records().delivered[place].answer = answer;
        }
        self.wire.say(&rest)
    }

    fn talk_endlessly(&mut self, moment: Moment, pause: Option<Duration>) -> io::Error {
        let code = match moment {
            Moment::Connect | Moment::StartTls => 220,
            Moment::Auth => 235,
            Moment::Data => 354,
            Moment::Quit => 221,
            _ => 250,
        };
        let line = format!("{code}-{}\r\n", "and another thing, ".repeat(40));
        for _ in 0..ENDLESS / line.len() {
            let said = match pause {
                None => self.wire.say(line.as_bytes()),
                Some(pause) => self.wire.dribble(line.as_bytes(), pause),
            };
            if let Err(error) = said {
                return error;
            }
        }
        over()
    }
}
