// What std::io::ErrorKind a program sees.
use crate::{connect as connected, PATIENCE};
use std::io::{Error, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

pub fn connect(address: &str) {
    println!("{:?}", kind(TcpStream::connect(address)));
}

pub fn listen(address: &str) {
    println!("{:?}", kind(TcpListener::bind(address)));
}

/// To a listener that takes no more: the time given is the time it takes.
pub fn connect_timeout(address: &str) {
    let (start, given) = (Instant::now(), Duration::from_millis(200));
    let found = kind(TcpStream::connect_timeout(&address.parse().unwrap(), given));
    let taken = start.elapsed();
    println!("{found:?} {}", taken >= given && taken < PATIENCE);
}

/// The peer resets the connection as soon as it gets something.
pub fn reset(address: &str) {
    let mut stream = connected(address);
    stream.write_all(b"reset").unwrap();
    let read = kind(stream.read(&mut [0]));
    // Writing goes on to fail, with what a native program gets.
    let written = kind((0..100).try_for_each(|_| stream.write_all(b"more")));
    println!("{read:?} {written:?}");
}

/// The peer accepts, and says nothing.
pub fn silence(address: &str) {
    let mut stream = connected(address);
    let given = Duration::from_millis(100);
    stream.set_read_timeout(Some(given)).unwrap();
    let start = Instant::now();
    let timed = kind(stream.read(&mut [0]));
    let late = start.elapsed() >= given;
    stream.set_nonblocking(true).unwrap();
    let polled = kind(stream.read(&mut [0]));
    // Until nobody takes it any more.
    let full = kind((0..10_000).try_for_each(|_| stream.write_all(&[0; 65536])));
    println!("{timed:?} {late} {polled:?} {full:?}");
}

pub fn states() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    assert_eq!(kind(TcpListener::bind(address)), Some(ErrorKind::AddrInUse));
    let elsewhere = TcpListener::bind("192.0.2.77:0"); // kept for documentation
    assert_eq!(kind(elsewhere), Some(ErrorKind::AddrNotAvailable));
    listener.set_nonblocking(true).unwrap();
    assert_eq!(kind(listener.accept()), Some(ErrorKind::WouldBlock));
    // The end of a stream, and a stream that nobody reads.
    let mut here = TcpStream::connect(address).unwrap();
    listener.set_nonblocking(false).unwrap();
    let (there, peer) = listener.accept().unwrap();
    assert_eq!(peer, here.local_addr().unwrap());
    assert_eq!(here.peer_addr().unwrap(), address);
    there.shutdown(std::net::Shutdown::Both).unwrap();
    assert_eq!(here.read(&mut [0]).unwrap(), 0);
    here.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(kind(here.write_all(b"x")), Some(ErrorKind::BrokenPipe));
    assert!(here.take_error().unwrap().is_none());
    println!("states");
}
