//! What the sessions of a post office share: its script, its certificate and its records.

use std::{
    collections::{HashMap, HashSet},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    time::Duration,
};

use rustls::ServerConfig;

use super::script::{Deed, Moment, Script};

/// No client leaves a session open for so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A message whose final dot came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub from: String,
    pub recipients: Vec<String>,
    /// What came between DATA and the dot, dots unstuffed; its last line's end included.
    pub content: Vec<u8>,
    pub answer: Answer,
}

/// What the client was told of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 250 was said.
    Accepted,
    /// The client was left without an answer, and cannot know.
    Unanswered,
    /// 4xx or 5xx was said.
    Refused,
}

/// Credentials that came, whatever came of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub password: String,
    /// False where they came in plain text.
    pub is_over_tls: bool,
}

#[derive(Default)]
pub struct Records {
    pub delivered: Vec<Delivered>,
    pub connections: usize,
    pub commands: Vec<String>,
    pub logins: Vec<Login>,
    pub greeted_names: Vec<String>,
    /// How often each fault of the script has struck.
    strikes: Vec<usize>,
    open: HashMap<usize, TcpStream>,
    knocks: HashSet<SocketAddr>,
    is_closing: bool,
}

pub struct Desk {
    pub script: Script,
    pub tls: Arc<ServerConfig>,
    address: SocketAddr,
    records: Mutex<Records>,
    session_ended: Condvar,
}

/// What the door does with a connection.
pub enum Caller {
    Client(Visit),
    /// The post office itself, to learn that all who came before are in.
    Knock,
    /// The post office itself, to close the door.
    Last,
}

/// A session in progress; it is over when this is dropped.
pub struct Visit {
    desk: Arc<Desk>,
    number: usize,
}

impl Desk {
    pub fn new(script: Script, tls: Arc<ServerConfig>, address: SocketAddr) -> Self {
        let records = Records {
            strikes: vec![0; script.faults.len()],
            ..Records::default()
        };
        Self {
            script,
            tls,
            address,
            records: Mutex::new(records),
            session_ended: Condvar::new(),
        }
    }

    pub fn records(&self) -> MutexGuard<'_, Records> {
        // A session that panicked has the test fail when the post office closes.
        self.records
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// The deed of the first fault that strikes at a moment of a message to some recipients.
    pub fn strike(&self, is_now: impl Fn(Moment) -> bool, recipients: &[String]) -> Option<Deed> {
        let mut records = self.records();
        let mut faults = self.script.faults.iter().zip(&mut records.strikes);
        let (fault, struck) = faults.find(|(fault, struck)| {
            let is_meant = fault.to.as_ref().is_none_or(|to| recipients.contains(to));
            is_now(fault.at) && is_meant && fault.times.is_none_or(|times| **struck < times)
        })?;
        *struck += 1;
        Some(fault.then.clone())
    }

    /// The faults that have not struck as often as they are meant to; once, where they always strike.
    pub fn unspent_faults(&self) -> Vec<Moment> {
        let records = self.records();
        let faults = self.script.faults.iter().zip(&records.strikes);
        let unspent = faults.filter(|(fault, struck)| **struck < fault.times.unwrap_or(1));
        unspent.map(|(fault, _)| fault.at).collect()
    }

    /// Enters a message of which the client has not yet heard; returns its place in the records.
    pub fn receive(&self, message: Delivered) -> usize {
        let mut records = self.records();
        records.delivered.push(message);
        records.delivered.len() - 1
    }

    pub fn admit(self: &Arc<Self>, tcp: &TcpStream, from: SocketAddr) -> Caller {
        let mut records = self.records();
        if records.knocks.remove(&from) {
            return if records.is_closing {
                Caller::Last
            } else {
                Caller::Knock
            };
        }
        records.connections += 1;
        let number = records.connections;
        let tcp = tcp.try_clone().expect("a second hold of the socket");
        if records.is_closing {
            // Too late to be served; a client that hung up first is as gone.
            let _ = tcp.shutdown(Shutdown::Both);
        }
        records.open.insert(number, tcp);
        Caller::Client(Visit {
            desk: Arc::clone(self),
            number,
        })
    }

    /// Waits until every client that has connected is done with.
    pub fn settle(&self) {
        // Connections are let in one by one in their order: when the knock is heard, all before it are in.
        let knock = self.knock(&mut self.records());
        let is_busy =
            |records: &mut Records| !records.open.is_empty() || records.knocks.contains(&knock);
        let waited = self
            .session_ended
            .wait_timeout_while(self.records(), PATIENCE, is_busy);
        let (records, waited) = waited.unwrap_or_else(|broken| broken.into_inner());
        drop(records);
        assert!(!waited.timed_out(), "a client leaves its connection open");
    }

    /// Says that a knock was heard.
    pub fn hear(&self) {
        self.session_ended.notify_all();
    }

    /// Hangs up on everybody, and has the door closed.
    pub fn close(&self) {
        let mut records = self.records();
        records.is_closing = true;
        for tcp in records.open.values() {
            // A client that hung up first is as gone.
            let _ = tcp.shutdown(Shutdown::Both);
        }
        self.knock(&mut records);
    }

    fn knock(&self, records: &mut Records) -> SocketAddr {
        // The door waits for the records, so the knock is entered before it is heard.
        let knock = TcpStream::connect(self.address).expect("the door is open");
        let from = knock.local_addr().expect("a connected socket");
        records.knocks.insert(from);
        from
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.desk.records().open.remove(&self.number);
        self.desk.session_ended.notify_all();
    }
}
