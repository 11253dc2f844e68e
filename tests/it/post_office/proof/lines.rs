//! A client that says line by line what no mail client would.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpStream},
};

use super::super::PostOffice;

pub struct Lines {
    tcp: BufReader<TcpStream>,
}

impl Lines {
    /// Connects and hears the greeting.
    pub fn to(office: &PostOffice) -> Self {
        let tcp = TcpStream::connect((Ipv4Addr::LOCALHOST, office.port())).expect("a listener");
        let mut lines = Self {
            tcp: BufReader::new(tcp),
        };
        assert_eq!(lines.hear(), "220");
        lines
    }

    /// Says a line; returns the code of the reply, or nothing where the connection ended.
    pub fn say(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes());
        self.hear()
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.tcp
            .get_mut()
            .write_all(bytes)
            .expect("an open connection");
    }

    pub fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.tcp.read_line(&mut line).expect("an open connection");
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.chars().take(3).collect();
            }
        }
    }
}
