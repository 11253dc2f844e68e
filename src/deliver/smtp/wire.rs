//! The bytes between us and a mail server: plain at first, then over TLS. What came before the handshake never counts
//! as said after it, and what came unasked is found before anything more is said.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

use lettre::transport::smtp::commands::Quit;
use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};

use super::reply::{LONGEST, Reply};

/// How much is read at a time.
const PIECE: usize = 4096;

pub(super) struct Wire {
    stream: Stream,
    /// What came and is not yet read.
    come: Vec<u8>,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// Why nothing more can be said or heard.
#[derive(Debug)]
pub(super) enum Break {
    Io(io::Error),
    /// What came is no SMTP, or has no end.
    Foreign,
    /// Something came that nothing of ours had asked for.
    Unasked,
}

impl From<io::Error> for Break {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Break {
    /// Whether the TLS library refused what came, the server's certificate for instance.
    pub fn is_of_tls(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == ErrorKind::InvalidData)
    }

    /// The cause in words that hold nothing of the message: what the operating system or the TLS library says. What a
    /// server says may name an address, so of its replies only the code is kept.
    pub fn cause(&self) -> String {
        match self {
            Self::Io(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => "nothing came in time".to_owned(),
                ErrorKind::UnexpectedEof => "the server hung up".to_owned(),
                _ => error.to_string(),
            },
            Self::Foreign => "the answer is no SMTP".to_owned(),
            Self::Unasked => "the server spoke out of turn".to_owned(),
        }
    }
}

impl Wire {
    /// Connects; every wait on the wire ends after `timeout`.
    pub fn connect(host: &str, port: u16, timeout: Duration) -> io::Result<Self> {
        let mut last = io::Error::new(ErrorKind::NotFound, "the host has no address");
        for address in (host, port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, timeout) {
                Ok(tcp) => {
                    tcp.set_read_timeout(Some(timeout))?;
                    tcp.set_write_timeout(Some(timeout))?;
                    tcp.set_nodelay(true)?;
                    return Ok(Self {
                        stream: Stream::Plain(tcp),
                        come: Vec::new(),
                    });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Goes on over TLS, where nothing came before the handshake.
    pub fn secured(self, tls: Arc<ClientConfig>, name: ServerName<'static>) -> Result<Self, Break> {
        let Stream::Plain(mut tcp) = self.stream else {
            return Err(Break::Unasked);
        };
        if !self.come.is_empty() {
            return Err(Break::Unasked);
        }
        let mut session = ClientConnection::new(tls, name)
            .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        while session.is_handshaking() {
            session.complete_io(&mut tcp)?;
        }
        Ok(Self {
            stream: Stream::Tls(Box::new(StreamOwned::new(session, tcp))),
            come: Vec::new(),
        })
    }

    pub fn say(&mut self, bytes: &[u8]) -> Result<(), Break> {
        let stream: &mut dyn Write = match &mut self.stream {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => tls.as_mut(),
        };
        stream.write_all(bytes)?;
        Ok(stream.flush()?)
    }

    /// Says a command, where nothing waits that it did not ask for, and reads the reply.
    pub fn ask(&mut self, command: &str) -> Result<Reply, Break> {
        if self.is_waiting()? {
            return Err(Break::Unasked);
        }
        self.say(command.as_bytes())?;
        self.reply()
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub fn part(&mut self) {
        let _ = self.ask(&Quit.to_string());
    }

    /// The next reply, all its lines.
    pub fn reply(&mut self) -> Result<Reply, Break> {
        let mut reply = Reply::default();
        let mut left = LONGEST;
        loop {
            let line = self.line(left)?;
            left -= line.len();
            if reply.take(&line).map_err(|_| Break::Foreign)? {
                return Ok(reply);
            }
        }
    }

    /// The next line with its end, no longer than `most`.
    fn line(&mut self, most: usize) -> Result<Vec<u8>, Break> {
        let mut searched = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.come[searched..]) {
                let end = searched + at + 1;
                if end > most {
                    return Err(Break::Foreign);
                }
                return Ok(self.come.drain(..end).collect());
            }
            searched = self.come.len();
            if searched >= most {
                return Err(Break::Foreign);
            }
            let mut piece = [0; PIECE];
            let stream: &mut dyn Read = match &mut self.stream {
                Stream::Plain(tcp) => tcp,
                Stream::Tls(tls) => tls.as_mut(),
            };
            let come = stream.read(&mut piece)?;
            if come == 0 {
                return Err(Break::Io(ErrorKind::UnexpectedEof.into()));
            }
            self.come.extend_from_slice(&piece[..come]);
        }
    }

    /// Whether something has come that is not yet read.
    pub fn is_waiting(&mut self) -> Result<bool, Break> {
        if !self.come.is_empty() {
            return Ok(true);
        }
        self.tcp().set_nonblocking(true)?;
        let found = self.look();
        self.tcp().set_nonblocking(false)?;
        Ok(found?)
    }

    fn look(&mut self) -> io::Result<bool> {
        let seen = match &mut self.stream {
            Stream::Plain(tcp) => tcp.peek(&mut [0]).map(|come| come > 0),
            // Records of the TLS library's own, tickets for one, come unasked.
            Stream::Tls(tls) => loop {
                let read = tls.conn.read_tls(&mut tls.sock);
                let state = tls
                    .conn
                    .process_new_packets()
                    .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
                if state.plaintext_bytes_to_read() > 0 {
                    break Ok(true);
                }
                match read {
                    Ok(0) => break Ok(false),
                    Ok(_) => {}
                    Err(error) => break Err(error),
                }
            },
        };
        match seen {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            seen => seen,
        }
    }

    fn tcp(&self) -> &TcpStream {
        match &self.stream {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => &tls.sock,
        }
    }
}
