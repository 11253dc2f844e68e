//! What a post office is told to be, and to do wrong: security, certificate, login, size limit, faults.

use std::time::Duration;

/// How a post office behaves.
#[derive(Clone, Debug)]
pub struct Script {
    pub security: Security,
    pub certificate: Certificate,
    /// The user and the password without which no message is taken; none: no login is offered.
    pub login: Option<(String, String)>,
    /// The user and the token, where one logs in by it.
    pub token: Option<(String, String)>,
    /// The largest content in bytes, advertised and enforced.
    pub size_limit: Option<usize>,
    /// The first that fits a moment and is not used up strikes.
    pub faults: Vec<Fault>,
}

/// How the connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// STARTTLS is offered and works; before it neither login nor mail is taken.
    StartTls,
    /// The connection begins with the handshake.
    Implicit,
    /// Plain text only: STARTTLS is not offered, and refused.
    Never,
}

/// What the post office shows in the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// For `localhost` and `127.0.0.1`, in date, signed by the authority in `ca_file`.
    Sound,
    /// For another host.
    WrongName,
    /// For the right host, until 2021.
    Expired,
    /// Signed by another authority than the one in `ca_file`.
    UnknownAuthority,
    /// Its own authority, and what `ca_file` holds: for no host by name, as `openssl req -x509` makes it.
    OfItself,
    /// The same, until 2021.
    OfItselfExpired,
    /// Its own authority, and not what `ca_file` holds.
    OfItselfUnknown,
}

/// Something that goes wrong.
#[derive(Clone, Debug)]
pub struct Fault {
    pub at: Moment,
    /// Strikes only where the message at hand, or the one before it on the connection, is for this address.
    pub to: Option<String>,
    /// How often it strikes; none: always.
    pub times: Option<usize>,
    pub then: Deed,
}

/// When a fault strikes: in place of the answer to a verb, or beside the verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The greeting.
    Connect,
    /// The TLS handshake, after the client was told to go ahead.
    Handshake,
    /// The first EHLO of a connection.
    Ehlo,
    /// The EHLO after STARTTLS.
    EhloOverTls,
    StartTls,
    /// The answer to the credentials.
    Auth,
    MailFrom,
    RcptTo,
    /// The verb DATA.
    Data,
    /// As soon as so many bytes of content have come; before the final dot at the latest.
    InData(usize),
    /// The whole content has come with its dot, and is not yet answered.
    AfterDot,
    /// 250 was said to the content.
    AfterAccept,
    Reset,
    Noop,
    Quit,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Another reply. A negative one refuses the verb; after 421 the post office closes. In the content, 421
    /// closes at once and any other is the answer to the content, given early.
    Reply(String),
    /// These bytes to the last, in one piece, in place of the usual reply; good if they begin so.
    Bytes(Vec<u8>),
    /// These bytes, and the connection is closed.
    CutOff(Vec<u8>),
    /// The connection is closed at once, without a word.
    Drop,
    /// The usual reply, a byte at a time, with this pause after each but the last.
    Dribble(Duration),
    /// A reply of ever more lines, until the client hangs up or 64 MB are said; a byte at a time where there is a pause.
    Endless(Option<Duration>),
    /// Nothing more is said until the client hangs up.
    Silence,
}

impl Script {
    /// STARTTLS with a sound certificate, no login, no limit, no fault.
    pub fn sound() -> Self {
        Self {
            security: Security::StartTls,
            certificate: Certificate::Sound,
            login: None,
            token: None,
            size_limit: None,
            faults: Vec::new(),
        }
    }

    pub fn over(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    pub fn showing(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    pub fn with_login(mut self, user: &str, password: &str) -> Self {
        self.login = Some((user.to_owned(), password.to_owned()));
        self
    }

    /// A login by token in the place of one by password.
    pub fn with_token(mut self, user: &str, token: &str) -> Self {
        self.token = Some((user.to_owned(), token.to_owned()));
        self
    }

    pub fn with_size_limit(mut self, bytes: usize) -> Self {
        self.size_limit = Some(bytes);
        self
    }

    pub fn failing(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }
}

/// A fault of which it is not yet said what goes wrong.
#[derive(Clone, Debug)]
pub struct Occasion {
    at: Moment,
    to: Option<String>,
    times: Option<usize>,
}

impl Fault {
    /// Begins a fault: `Fault::at(Moment::RcptTo).to("a@example.org").once().replying("451 4.2.0 later")`.
    pub fn at(at: Moment) -> Occasion {
        Occasion {
            at,
            to: None,
            times: None,
        }
    }

    /// # Panics
    /// Where the fault could never strike, or not as it says: its test would prove nothing.
    pub fn check(&self) {
        let is_of_a_message = !matches!(
            self.at,
            Moment::Connect
                | Moment::Handshake
                | Moment::Ehlo
                | Moment::EhloOverTls
                | Moment::StartTls
                | Moment::Auth
                | Moment::MailFrom
        );
        assert!(
            self.to.is_none() || is_of_a_message,
            "no recipient is known at {:?}",
            self.at
        );
        let has_no_reply = matches!(
            self.at,
            Moment::Handshake | Moment::InData(_) | Moment::AfterAccept
        );
        assert!(
            !(has_no_reply && matches!(self.then, Deed::Dribble(_))),
            "there is no usual reply to dribble at {:?}",
            self.at
        );
        assert!(self.times != Some(0), "a fault that never strikes");
    }
}

impl Occasion {
    /// Only for this recipient.
    pub fn to(mut self, address: &str) -> Self {
        self.to = Some(address.to_owned());
        self
    }

    /// The first time only.
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// The first so many times only.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    pub fn replying(self, reply: &str) -> Fault {
        self.with(Deed::Reply(reply.to_owned()))
    }

    pub fn saying(self, bytes: &[u8]) -> Fault {
        self.with(Deed::Bytes(bytes.to_vec()))
    }

    pub fn cut_off_after(self, bytes: &[u8]) -> Fault {
        self.with(Deed::CutOff(bytes.to_vec()))
    }

    pub fn dropping(self) -> Fault {
        self.with(Deed::Drop)
    }

    pub fn dribbling(self, pause: Duration) -> Fault {
        self.with(Deed::Dribble(pause))
    }

    pub fn talking_endlessly(self) -> Fault {
        self.with(Deed::Endless(None))
    }

    /// Ever more lines, a byte at a time: what a limit on each wait alone never ends.
    pub fn dribbling_endlessly(self, pause: Duration) -> Fault {
        self.with(Deed::Endless(Some(pause)))
    }

    pub fn falling_silent(self) -> Fault {
        self.with(Deed::Silence)
    }

    fn with(self, then: Deed) -> Fault {
        Fault {
            at: self.at,
            to: self.to,
            times: self.times,
            then,
        }
    }
}
