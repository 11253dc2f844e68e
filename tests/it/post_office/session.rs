//! One client's session: the verbs of SMTP, and the script's faults in their places.

use std::{io, net::TcpStream, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    desk::{Desk, Login},
    replies::Outcome,
    script::{Moment, Security},
    wire::Wire,
};

/// Holds a session to its end, whichever side ends it.
pub fn hold(desk: &Arc<Desk>, tcp: TcpStream) {
    let Ok(wire) = Wire::new(tcp) else {
        return;
    };
    let mut session = Session {
        desk,
        wire,
        is_greeted: false,
        is_logged_in: false,
        sender: None,
        recipients: Vec::new(),
        received: None,
    };
    // Every error is a client that hung up, or the script's will.
    let _ = session.run();
}

pub struct Session<'a> {
    pub desk: &'a Arc<Desk>,
    pub wire: Wire,
    is_greeted: bool,
    is_logged_in: bool,
    /// The sender of the message in progress.
    pub sender: Option<String>,
    /// The recipients of the message in progress or, before the next one, of the last.
    pub recipients: Vec<String>,
    /// The message that the next reply answers, by its place in the records.
    pub received: Option<usize>,
}

impl Session<'_> {
    fn run(&mut self) -> io::Result<()> {
        if self.desk.script.security == Security::Implicit {
            self.shake_hands()?;
        }
        self.answer(Moment::Connect, "220 post.office.example at your service")?;
        loop {
            let line = self.text_line()?;
            let (verb, argument) = line.split_once(' ').unwrap_or((&line, ""));
            let verb = verb.to_ascii_uppercase();
            self.desk.records().commands.push(verb.clone());
            match verb.as_str() {
                "EHLO" | "HELO" => self.ehlo(argument)?,
                "STARTTLS" => self.start_tls()?,
                "AUTH" => self.auth(argument)?,
                "MAIL" => self.mail(argument)?,
                "RCPT" => self.rcpt(argument)?,
                "DATA" => self.data()?,
                "RSET" => {
                    if self.answer(Moment::Reset, "250 2.0.0 forgotten")? == Outcome::Done {
                        self.sender = None;
                    }
                }
                "NOOP" => drop(self.answer(Moment::Noop, "250 2.0.0 still here")?),
                "QUIT" => {
                    self.answer(Moment::Quit, "221 2.0.0 goodbye")?;
                    return Err(self.wire.part());
                }
                _ => self.say("500 5.5.1 no such verb", None)?,
            }
        }
    }

    fn ehlo(&mut self, name: &str) -> io::Result<()> {
        self.desk
            .records()
            .greeted_names
            .push(name.trim().to_owned());
        let script = &self.desk.script;
        let is_secure = self.wire.is_secure();
        let mut lines = vec![
            "post.office.example".to_owned(),
            "8BITMIME".to_owned(),
            "ENHANCEDSTATUSCODES".to_owned(),
        ];
        lines.extend(script.size_limit.map(|limit| format!("SIZE {limit}")));
        if script.security == Security::StartTls && !is_secure {
            lines.push("STARTTLS".to_owned());
        } else if script.login.is_some() {
            lines.push("AUTH PLAIN LOGIN".to_owned());
        } else if script.token.is_some() {
            lines.push("AUTH XOAUTH2".to_owned());
        }
        let last = lines.pop().unwrap_or_default();
        let mut reply: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        reply.push_str(&format!("250 {last}"));
        let moment = match (script.security, is_secure) {
            (Security::StartTls, true) => Moment::EhloOverTls,
            _ => Moment::Ehlo,
        };
        if self.answer(moment, &reply)? == Outcome::Done {
            self.is_greeted = true;
            self.sender = None;
        }
        Ok(())
    }

    fn start_tls(&mut self) -> io::Result<()> {
        let usual = if self.desk.script.security == Security::StartTls && !self.wire.is_secure() {
            "220 2.0.0 go ahead"
        } else {
            "502 5.5.1 not here"
        };
        if self.answer(Moment::StartTls, usual)? == Outcome::Done {
            self.shake_hands()?;
            // What was said before the handshake counts for nothing.
            self.is_greeted = false;
        }
        Ok(())
    }

    fn shake_hands(&mut self) -> io::Result<()> {
        if let Some(deed) = self.strike_at(Moment::Handshake) {
            self.commit(&deed, Moment::Handshake, None)?;
            // Whatever was said in place of a handshake, the connection is of no more use.
            return Err(self.wire.part());
        }
        self.wire.secure(&self.desk.tls)
    }

    fn auth(&mut self, argument: &str) -> io::Result<()> {
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        if mechanism.eq_ignore_ascii_case("XOAUTH2") {
            return self.auth_by_token(&decoded(initial));
        }
        let credentials = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let said = if initial.is_empty() {
                    self.ask("334 ")?
                } else {
                    decoded(initial)
                };
                let mut parts = said.splitn(3, '\0').skip(1);
                parts
                    .next()
                    .map(str::to_owned)
                    .zip(parts.next().map(str::to_owned))
            }
            "LOGIN" => {
                let user = self.ask("334 VXNlcm5hbWU6")?;
                Some((user, self.ask("334 UGFzc3dvcmQ6")?))
            }
            _ => None,
        };
        let Some((user, password)) = credentials else {
            return self.say("501 5.5.2 no credentials", None);
        };
        let script = &self.desk.script;
        let is_over_tls = self.wire.is_secure();
        let usual = match &script.login {
            None => "502 5.5.1 no login here",
            Some(_) if script.security == Security::StartTls && !is_over_tls => {
                "538 5.7.11 not in plain text"
            }
            Some(login) if *login == (user.clone(), password.clone()) => "235 2.7.0 welcome",
            Some(_) => "535 5.7.8 wrong user or password",
        };
        self.desk.records().logins.push(Login {
            user,
            password,
            is_over_tls,
        });
        self.is_logged_in = self.answer(Moment::Auth, usual)? == Outcome::Done;
        Ok(())
    }

    /// A token that is refused comes back as a challenge, to which an empty line is due.
    fn auth_by_token(&mut self, said: &str) -> io::Result<()> {
        let is_over_tls = self.wire.is_secure();
        let (user, token) = said
            .strip_suffix("\u{1}\u{1}")
            .and_then(|said| said.strip_prefix("user="))
            .and_then(|said| said.split_once("\u{1}auth=Bearer "))
            .map(|(user, token)| (user.to_owned(), token.to_owned()))
            .unwrap_or_default();
        let is_sound = self.desk.script.token == Some((user.clone(), token.clone()));
        self.desk.records().logins.push(Login {
            user,
            password: token,
            is_over_tls,
        });
        if !is_sound {
            // {"status":"401"}
            assert_eq!(
                self.ask("334 eyJzdGF0dXMiOiI0MDEifQ==")?,
                "",
                "the answer to the challenge"
            );
        }
        let usual = match is_sound {
            true => "235 2.7.0 welcome",
            false => "535 5.7.3 authentication unsuccessful",
        };
        self.is_logged_in = self.answer(Moment::Auth, usual)? == Outcome::Done;
        Ok(())
    }

    /// Asks for the next part of a login.
    fn ask(&mut self, challenge: &str) -> io::Result<String> {
        self.say(challenge, None)?;
        Ok(decoded(&self.text_line()?))
    }

    fn mail(&mut self, argument: &str) -> io::Result<()> {
        let script = &self.desk.script;
        let (sender, declared) = (address(argument, "FROM:"), declared_size(argument));
        let usual = if !self.is_greeted {
            "503 5.5.1 EHLO first"
        } else if script.security == Security::StartTls && !self.wire.is_secure() {
            "530 5.7.0 STARTTLS first"
        } else if (script.login.is_some() || script.token.is_some()) && !self.is_logged_in {
            "530 5.7.0 AUTH first"
        } else if self.sender.is_some() {
            "503 5.5.1 one message at a time"
        } else if sender.is_none() {
            "501 5.1.7 no sender"
        } else if script.size_limit.is_some_and(|limit| declared > limit) {
            "552 5.3.4 too large"
        } else {
            "250 2.1.0 sender noted"
        };
        if self.answer(Moment::MailFrom, usual)? == Outcome::Done {
            self.sender = Some(sender.unwrap_or_default());
            self.recipients.clear();
        }
        Ok(())
    }

    fn rcpt(&mut self, argument: &str) -> io::Result<()> {
        let recipient = address(argument, "TO:");
        let usual = if self.sender.is_none() {
            "503 5.5.1 MAIL first"
        } else if recipient.is_none() {
            "501 5.1.3 no recipient"
        } else {
            "250 2.1.5 recipient noted"
        };
        // A fault at this verb is for the recipient that it names.
        self.recipients.extend(recipient);
        if self.answer(Moment::RcptTo, usual)? == Outcome::Refused {
            self.recipients.pop();
        }
        Ok(())
    }

    fn text_line(&mut self) -> io::Result<String> {
        let line = self.wire.line()?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}

/// What base64 hides; nothing where it is none.
fn decoded(base64: &str) -> String {
    let bytes = STANDARD.decode(base64).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The address between angle brackets after a keyword.
fn address(argument: &str, keyword: &str) -> Option<String> {
    let (head, rest) = argument.split_at_checked(keyword.len())?;
    let rest = rest.trim_start().strip_prefix('<')?;
    let (address, _) = rest.split_once('>')?;
    head.eq_ignore_ascii_case(keyword)
        .then(|| address.to_owned())
}

/// The size that MAIL declares; 0 where it declares none.
fn declared_size(argument: &str) -> usize {
    let mut parameters = argument.split(' ');
    let size = parameters.find_map(|parameter| parameter.strip_prefix("SIZE="));
    size.and_then(|size| size.parse().ok()).unwrap_or(0)
}
