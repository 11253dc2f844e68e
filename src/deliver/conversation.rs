//! A conversation with the mail server that ends: on a thread of its own, given up where a step takes too long, though
//! each wait in it be short. A server that sends a byte a second for ever does not hold the night up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use lettre::Address;

use super::{
    settings::MailSettings,
    smtp::{self, Answer, Line, TOO_SLOW, Unreachable},
};

/// How many waits (`timeout`) a step may take: to open the conversation, or to send one message.
const MOST_WAITS: u32 = 5;

/// A message is on its way, and nothing of its content has left.
const BEFORE_CONTENT: u8 = 0;
/// Its content is leaving: from now on it may have been taken.
const IN_CONTENT: u8 = 1;
/// It was given up before its content: none will leave.
const GIVEN_UP: u8 = 2;

/// An open conversation, used for one message after another.
pub struct Conversation {
    orders: Sender<Order>,
    answers: Receiver<(Answer, bool)>,
    limit: Duration,
    server: String,
    size_limit: Option<u64>,
    is_broken: bool,
}

struct Order {
    from: Address,
    to: Address,
    message: Vec<u8>,
    stage: Arc<AtomicU8>,
}

impl Conversation {
    /// Connects, encrypts as the settings demand, and logs in.
    ///
    /// # Errors
    /// Why no message can be sent.
    pub fn open(mail: &MailSettings) -> Result<Self, Unreachable> {
        let limit = mail.timeout * MOST_WAITS;
        let (orders, to_do) = mpsc::channel::<Order>();
        let (tell, answers) = mpsc::channel();
        let (opened, opening) = mpsc::channel();
        let settings = mail.clone();
        thread::spawn(move || {
            // Where nobody listens any more, there is nobody to tell.
            match Line::open(&settings) {
                Err(unreachable) => drop(opened.send(Err(unreachable))),
                Ok(line) => {
                    if opened.send(Ok(line.size_limit())).is_ok() {
                        talk(line, &to_do, &tell);
                    }
                }
            }
        });
        let server = smtp::server_of(mail);
        let size_limit = opening.recv_timeout(limit).unwrap_or_else(|_| {
            Err(Unreachable::NoAnswer {
                server: server.clone(),
                cause: TOO_SLOW.to_owned(),
            })
        })?;
        Ok(Self {
            orders,
            answers,
            limit,
            server,
            size_limit,
            is_broken: false,
        })
    }

    /// The largest message that the server takes, where it says so.
    pub fn size_limit(&self) -> Option<u64> {
        self.size_limit
    }

    /// The server, in words.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether another conversation has to be opened for the next message.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Sends a stored message to its one recipient.
    pub fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Answer {
        let stage = Arc::new(AtomicU8::new(BEFORE_CONTENT));
        let order = Order {
            from: from.clone(),
            to: to.clone(),
            message: message.to_vec(),
            stage: Arc::clone(&stage),
        };
        if self.orders.send(order).is_err() {
            self.is_broken = true;
            return Answer::Stale;
        }
        match self.answers.recv_timeout(self.limit) {
            Ok((answer, is_broken)) => {
                self.is_broken = is_broken;
                answer
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                self.is_broken = true;
                if step(&stage, GIVEN_UP) {
                    Answer::NotNow(TOO_SLOW.to_owned())
                } else {
                    Answer::Unknown(TOO_SLOW.to_owned())
                }
            }
        }
    }

    /// Says goodbye, and waits no longer than for one answer; whether the server hears it does not matter.
    pub fn close(self) {
        if !self.is_broken {
            drop(self.orders);
            let _ = self.answers.recv_timeout(self.limit / MOST_WAITS);
        }
    }
}

/// Sends one message after another until nobody gives any, or the line breaks.
fn talk(mut line: Line, to_do: &Receiver<Order>, tell: &Sender<(Answer, bool)>) {
    for order in to_do {
        let begin = || step(&order.stage, IN_CONTENT);
        let answer = line.send(&order.from, &order.to, &order.message, begin);
        if tell.send((answer, line.is_broken())).is_err() || line.is_broken() {
            return;
        }
    }
    line.close();
}

/// Goes on from before the content: one side wins, and the other sees that it did.
fn step(stage: &AtomicU8, next: u8) -> bool {
    stage
        .compare_exchange(BEFORE_CONTENT, next, Ordering::SeqCst, Ordering::SeqCst)
        .is_ok()
}
