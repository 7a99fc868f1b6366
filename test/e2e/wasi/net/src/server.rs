// An echo server as event loops are written: non-blocking sockets, one poll for all.
use libc::{poll, pollfd, POLLIN, POLLOUT};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;

const SECONDS: i32 = 30; // without anything happening

struct Connection {
    stream: TcpStream,
    unsent: Vec<u8>,
}

enum Then {
    Keep,
    Close,
    Stop,
}

impl Connection {
    /// Sends what can be sent now; false when the connection is broken.
    fn send(&mut self) -> bool {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(0) => return false,
                Ok(size) => drop(self.unsent.drain(..size)),
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
        }
        true
    }

    fn proceed(&mut self, readable: bool, buffer: &mut [u8]) -> Then {
        // Not more than one unsent buffer a connection.
        if readable && self.unsent.is_empty() {
            match self.stream.read(buffer) {
                Ok(0) => return Then::Close,
                Ok(size) if &buffer[..size] == b"stop" => return Then::Stop,
                Ok(size) => self.unsent.extend_from_slice(&buffer[..size]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return Then::Close,
            }
        }
        if self.send() { Then::Keep } else { Then::Close }
    }

    fn interest(&self) -> i16 {
        if self.unsent.is_empty() { POLLIN } else { POLLOUT }
    }
}

fn accept_all(listener: &TcpListener, connections: &mut Vec<Connection>) {
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(true).unwrap();
                stream.set_nodelay(true).unwrap();
                connections.push(Connection { stream, unsent: Vec::new() });
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Prints its port, serves until someone says "stop", prints how many there were at once.
pub fn serve(address: &str) {
    let listener = TcpListener::bind(address).unwrap();
    listener.set_nonblocking(true).unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    let mut connections: Vec<Connection> = Vec::new();
    let mut buffer = vec![0; 65536];
    let mut most = 0;
    loop {
        let entry = |fd, events| pollfd { fd, events, revents: 0 };
        let mut polled = vec![entry(listener.as_raw_fd(), POLLIN)];
        polled.extend(connections.iter().map(|c| entry(c.stream.as_raw_fd(), c.interest())));
        let ready = unsafe { poll(polled.as_mut_ptr(), polled.len() as _, SECONDS * 1000) };
        assert!(ready > 0, "poll: {ready}");
        // From the last, so that one may be taken out.
        for at in (0..connections.len()).rev() {
            let seen = polled[at + 1].revents;
            if seen == 0 {
                continue;
            }
            match connections[at].proceed(seen & !POLLOUT != 0, &mut buffer) {
                Then::Keep => {}
                Then::Close => drop(connections.swap_remove(at)),
                Then::Stop => return println!("at most {most}"),
            }
        }
        if polled[0].revents != 0 {
            accept_all(&listener, &mut connections);
            most = most.max(connections.len());
        }
    }
}
