//! A mail server of the tests' own, scripted to behave and to fail: STARTTLS or implicit TLS, AUTH, SIZE, and a fault at any moment of a session.

mod certificates;
mod content;
mod desk;
mod proof;
mod replies;
mod script;
mod session;
mod wire;

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread::JoinHandle,
};

pub use desk::{Answer, Delivered, Login};
pub use script::{Certificate, Fault, Moment, Occasion, Script, Security};

use desk::{Caller, Desk};

/// A server on loopback, with a thread for each connection; dropped, it hangs up and stops.
pub struct PostOffice {
    port: u16,
    ca_file: PathBuf,
    _folder: tempfile::TempDir,
    desk: Arc<Desk>,
    door: Option<JoinHandle<()>>,
}

impl PostOffice {
    /// # Panics
    /// Where a fault of the script could never strike.
    pub fn open(script: Script) -> Self {
        script.faults.iter().for_each(Fault::check);
        let papers = certificates::issue(script.certificate);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ca_file = folder.path().join("ca.pem");
        std::fs::write(&ca_file, papers.ca_pem).expect("a writable folder");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("a bound port");
        let desk = Arc::new(Desk::new(script, papers.config, address));
        let door = std::thread::spawn({
            let desk = Arc::clone(&desk);
            move || keep_door(&listener, &desk)
        });
        Self {
            port: address.port(),
            ca_file,
            _folder: folder,
            desk,
            door: Some(door),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn security(&self) -> Security {
        self.desk.script.security
    }

    /// The authority to trust, in PEM.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// Every message whose final dot came, in the order of the dots.
    pub fn delivered(&self) -> Vec<Delivered> {
        self.desk.records().delivered.clone()
    }

    /// How many times a client connected.
    pub fn connections(&self) -> usize {
        self.desk.records().connections
    }

    /// The verbs of all sessions in the order in which they came.
    pub fn commands(&self) -> Vec<String> {
        self.desk.records().commands.clone()
    }

    pub fn logins(&self) -> Vec<Login> {
        self.desk.records().logins.clone()
    }

    /// The names that clients gave with EHLO.
    pub fn greeted_names(&self) -> Vec<String> {
        self.desk.records().greeted_names.clone()
    }

    /// Waits until every client that has connected is done with: what a killed one left is then in the records.
    ///
    /// # Panics
    /// Where a client leaves its connection open.
    pub fn settle(&self) {
        self.desk.settle();
    }

    /// The moments of faults that did not strike, or less often than they were meant to.
    pub fn unspent_faults(&self) -> Vec<Moment> {
        self.desk.unspent_faults()
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.desk.close();
        let closed = self.door.take().map_or(Ok(()), JoinHandle::join);
        if !std::thread::panicking() {
            closed.expect("no session panicked");
        }
    }
}

impl Delivered {
    /// Whether it is a stored message to the byte, but for the line end that lettre says once more before the dot.
    pub fn is_copy_of(&self, message: &[u8]) -> bool {
        self.content == message || self.content.strip_suffix(b"\r\n") == Some(message)
    }
}

/// Lets clients in until the post office closes; then waits for the sessions to end.
fn keep_door(listener: &TcpListener, desk: &Arc<Desk>) {
    let mut sessions = Vec::new();
    loop {
        let (tcp, from) = listener.accept().expect("a working listener");
        match desk.admit(&tcp, from) {
            Caller::Last => break,
            Caller::Knock => desk.hear(),
            Caller::Client(visit) => sessions.push(std::thread::spawn({
                let desk = Arc::clone(desk);
                move || {
                    // Last to be dropped: the session is over when its socket is closed.
                    let _visit = visit;
                    session::hold(&desk, tcp);
                }
            })),
        }
    }
    for session in sessions {
        session.join().expect("no session panicked");
    }
}

/// A port of loopback on which nobody listens, for as long as the tests run.
pub fn closed_port() -> u16 {
    // The client's end of a connection keeps its port, and refuses others.
    static HELD: OnceLock<(TcpListener, TcpStream)> = OnceLock::new();
    let (_, client) = HELD.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("a bound port");
        let client = TcpStream::connect(address).expect("a listener");
        (listener, client)
    });
    client.local_addr().expect("a connected socket").port()
}
