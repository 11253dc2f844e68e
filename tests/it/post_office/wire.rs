//! One connection's bytes: plain at first, then over TLS; said whole or a byte at a time.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// No command or line of content is longer.
const LONGEST_LINE: u64 = 1 << 20;

pub struct Wire {
    stream: BufReader<Stream>,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    /// Between the two.
    Closed,
}

/// The end of a session: it travels as an error, as the client's hanging up does.
pub fn over() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionAborted)
}

impl Wire {
    pub fn new(tcp: TcpStream) -> io::Result<Self> {
        // Each byte that is said alone travels alone.
        tcp.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(Stream::Plain(tcp)),
        })
    }

    /// Goes on over TLS. What the client said too early is forgotten, as it must be.
    pub fn secure(&mut self, config: &Arc<ServerConfig>) -> io::Result<()> {
        let stream = std::mem::replace(&mut self.stream, BufReader::new(Stream::Closed));
        let Stream::Plain(tcp) = stream.into_inner() else {
            return Err(over());
        };
        let tls = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        self.stream = BufReader::new(Stream::Tls(Box::new(StreamOwned::new(tls, tcp))));
        Ok(())
    }

    pub fn is_secure(&self) -> bool {
        matches!(self.stream.get_ref(), Stream::Tls(_))
    }

    /// The next line with its end; an error at the end of the connection.
    pub fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut stream = (&mut self.stream).take(LONGEST_LINE);
        stream.read_until(b'\n', &mut line)?;
        if line.ends_with(b"\n") {
            Ok(line)
        } else {
            Err(over())
        }
    }

    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes)?;
        stream.flush()
    }

    /// Says bytes one by one, with a pause after each.
    pub fn dribble(&mut self, bytes: &[u8], pause: Duration) -> io::Result<()> {
        for byte in bytes {
            self.say(&[*byte])?;
            self.pause(pause)?;
        }
        Ok(())
    }

    /// Lets time pass, unless the client hangs up. What it says meanwhile is out of turn and lost.
    fn pause(&mut self, pause: Duration) -> io::Result<()> {
        let end = Instant::now() + pause;
        let mut tcp = self.tcp()?;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return tcp.set_read_timeout(None);
            }
            tcp.set_read_timeout(Some(left))?;
            match tcp.read(&mut [0; 1024]) {
                Ok(0) => return Err(over()),
                Ok(_) => {}
                Err(error) if is_timeout(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Says nothing until the client hangs up.
    pub fn be_silent(&mut self) -> io::Error {
        if let Ok(mut tcp) = self.tcp() {
            let mut said = [0; 4096];
            while matches!(tcp.read(&mut said), Ok(1..)) {}
        }
        over()
    }

    /// Closes as a polite server does: what was said arrives, whatever the client is still saying.
    pub fn part(&mut self) -> io::Error {
        if let Stream::Tls(tls) = self.stream.get_mut() {
            tls.conn.send_close_notify();
            // A client that is gone already misses nothing.
            let _ = tls.flush();
        }
        if let Ok(tcp) = self.tcp() {
            let _ = tcp.shutdown(Shutdown::Write);
        }
        self.be_silent()
    }

    fn tcp(&self) -> io::Result<&TcpStream> {
        match self.stream.get_ref() {
            Stream::Plain(tcp) => Ok(tcp),
            Stream::Tls(tls) => Ok(&tls.sock),
            Stream::Closed => Err(over()),
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

impl Read for Stream {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(bytes),
            Self::Tls(tls) => tls.read(bytes),
            Self::Closed => Err(over()),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
            Self::Closed => Err(over()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
            Self::Closed => Err(over()),
        }
    }
}
