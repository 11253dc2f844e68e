//! An open line: one message after another, and what the server made of each.

use lettre::{
    Address,
    transport::smtp::{
        commands::{Data, Mail, Rcpt, Rset},
        extension::MailParameter,
    },
};

use super::{
    Answer, TOO_SLOW, Unreachable,
    open::open,
    wire::{Break, Wire},
};
use crate::deliver::settings::MailSettings;

/// An open line, used for one message after another. Each wait on it ends; a whole step may not: see `conversation`.
pub(in crate::deliver) struct Line {
    wire: Wire,
    size_limit: Option<u64>,
    is_used: bool,
    is_broken: bool,
}

/// The first step of a message.
const SENDER: &str = "MAIL FROM";
const CONTENT: &str = "the message";

/// How much of a message is handed over at a time.
const PART: usize = 16 * 1024;

impl Line {
    /// Connects, encrypts as the settings demand, and logs in.
    ///
    /// # Errors
    /// Why no message can be sent.
    pub fn open(mail: &MailSettings) -> Result<Self, Unreachable> {
        let (wire, offers) = open(mail)?;
        let size = offers.offer("SIZE");
        let size = size.and_then(|words| words.first()?.parse().ok());
        Ok(Self {
            wire,
            size_limit: size.filter(|&limit| limit > 0),
            is_used: false,
            is_broken: false,
        })
    }

    /// The largest message that the server takes, where it says so.
    pub fn size_limit(&self) -> Option<u64> {
        self.size_limit
    }

    /// Whether another conversation has to be opened for the next message.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Sends a stored message to its one recipient; its content only if `may_begin` says so.
    pub fn send(
        &mut self,
        from: &Address,
        to: &Address,
        message: &[u8],
        may_begin: impl FnOnce() -> bool,
    ) -> Answer {
        let was_used = std::mem::replace(&mut self.is_used, true);
        let size = self
            .size_limit
            .map(|_| MailParameter::Size(message.len()))
            .into_iter()
            .collect();
        let mail = Mail::new(Some(from.clone()), size).to_string();
        let rcpt = Rcpt::new(to.clone(), Vec::new()).to_string();
        let steps: [(&str, String, &[u16]); 3] = [
            (SENDER, mail, &[250]),
            ("RCPT TO", rcpt, &[250, 251]),
            ("DATA", Data.to_string(), &[354]),
        ];
        for (step, command, due) in steps {
            match self.wire.ask(&command).map(|reply| reply.code) {
                Ok(code) if due.contains(&code) => {}
                Ok(421) | Err(_) if step == SENDER && was_used => {
                    self.is_broken = true;
                    return Answer::Stale;
                }
                // Of the sender's refusals only this one is about the message: its size.
                Ok(code @ 500..) if step == SENDER && code != 552 => {
                    return Answer::TurnedAway(code);
                }
                Ok(code) => return self.not_taken(step, code),
                Err(broke) => return self.broken(step, &broke),
            }
        }
        if !may_begin() {
            self.is_broken = true;
            return Answer::NotNow(TOO_SLOW.to_owned());
        }
        match self.say_content(message) {
            Some(answer) => answer,
            None => self.end_content(),
        }
    }

    /// The content without the dot that ends it, without which no server takes it; an answer where the server spoke
    /// first.
    fn say_content(&mut self, message: &[u8]) -> Option<Answer> {
        let whole = stuffed(message);
        let said = whole
            .chunks(PART)
            .try_for_each(|part| self.wire.say(part))
            .and_then(|()| self.wire.is_waiting());
        if matches!(said, Ok(false)) {
            return None;
        }
        self.is_broken = true;
        Some(match self.wire.reply() {
            Ok(reply) => self.not_taken(CONTENT, reply.code),
            Err(broke) => self.broken(CONTENT, said.as_ref().err().unwrap_or(&broke)),
        })
    }

    /// The dot, and the answer to the message. From here on the message may have been taken unless a reply says that it
    /// was not.
    fn end_content(&mut self) -> Answer {
        let reply = self.wire.say(b".\r\n").and_then(|()| self.wire.reply());
        match reply.map(|reply| reply.code) {
            Ok(250) => self.taken(),
            Ok(code @ 400..) => self.not_taken(CONTENT, code),
            Ok(code) => self.unknown(format!("reply {code} to {CONTENT}")),
            Err(broke) => self.unknown(format!("no answer to {CONTENT} ({})", broke.cause())),
        }
    }

    /// After 250; where more was said with it, that must not say otherwise.
    fn taken(&mut self) -> Answer {
        if matches!(self.wire.is_waiting(), Ok(false)) {
            return Answer::Taken;
        }
        self.is_broken = true;
        match self.wire.reply().map(|reply| reply.code) {
            // Said twice, or the server hangs up: the message is taken. The line is of no more use.
            Ok(250 | 421) | Err(Break::Io(_)) => Answer::Taken,
            _ => self.unknown(format!("more than one answer to {CONTENT}")),
        }
    }

    fn unknown(&mut self, why: String) -> Answer {
        self.is_broken = true;
        Answer::Unknown(why)
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub fn close(mut self) {
        if !self.is_broken {
            self.wire.part();
        }
    }

    /// A break before the message could be taken.
    fn broken(&mut self, step: &str, broke: &Break) -> Answer {
        self.is_broken = true;
        Answer::NotNow(format!(
            "the connection broke at {step} ({})",
            broke.cause()
        ))
    }

    /// A reply that tells for certain that the message was not taken, or that is none to the step.
    fn not_taken(&mut self, step: &str, code: u16) -> Answer {
        // 421 announces that the server hangs up, a positive reply out of place that it is out of step; after any other
        // the next message may follow.
        let may_follow = code >= 400 && code != 421 && !self.is_broken;
        let forgotten = may_follow.then(|| self.wire.ask(&Rset.to_string()));
        self.is_broken = !matches!(forgotten, Some(Ok(reply)) if reply.code == 250);
        let words = format!("reply {code} to {step}");
        if code >= 500 {
            Answer::Refused(words)
        } else {
            Answer::NotNow(words)
        }
    }
}

/// A message as it travels: its last line ended, and before a dot that begins a line another one.
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64 + 2);
    let mut before = b'\n';
    for &byte in message {
        if before == b'\n' && byte == b'.' {
            stuffed.push(b'.');
        }
        stuffed.push(byte);
        before = byte;
    }
    if !message.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed
}
