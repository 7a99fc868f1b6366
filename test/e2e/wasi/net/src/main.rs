// What programs do with std::net: `net TOPIC [ARGUMENT...]`. The same source is
// built natively: the two talk to each other, and are compared. test_std_net.py
// says who calls whom. Everything has an end: sockets time out, counts are given.
mod clients;
mod errors;
mod server;
mod udp;

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

pub const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that doesn't wait for ever.
pub fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn look_up(host: &str) {
    match (host, 80).to_socket_addrs() {
        Ok(found) => {
            let mut found: Vec<_> = found.map(|address| address.to_string()).collect();
            found.sort();
            found.dedup();
            println!("{}", found.join(" "));
        }
        Err(error) => println!("{error}"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve", address] => server::serve(address),
        ["clients", address, count, rounds] => {
            clients::many(address, count.parse().unwrap(), rounds.parse().unwrap())
        }
        ["pings", address, count] => clients::pings(address, count.parse().unwrap()),
        ["bulk", address, count] => clients::bulk(address, count.parse().unwrap()),
        ["stop", address] => clients::stop(address),
        ["udp", address] => udp::pair(address),
        ["udp-denied", address] => udp::denied(address),
        ["look-up", host] => look_up(host),
        ["connect", address] => errors::connect(address),
        ["connect-timeout", address] => errors::connect_timeout(address),
        ["listen", address] => errors::listen(address),
        ["reset", address] => errors::reset(address),
        ["silence", address] => errors::silence(address),
        ["states"] => errors::states(),
        _ => panic!("no such topic: {arguments:?}"),
    }
}
