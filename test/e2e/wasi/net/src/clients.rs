// Clients of the echo server, with blocking sockets.
use crate::connect;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Instant;

fn exchange(stream: &mut std::net::TcpStream, message: &[u8], back: &mut Vec<u8>) {
    stream.write_all(message).unwrap();
    back.resize(message.len(), 0);
    stream.read_exact(back).unwrap();
}

/// All connections are there at once; each says something in each round.
pub fn many(address: &str, count: usize, rounds: usize) {
    let mut streams = Vec::new();
    for i in 0..count {
        let mut stream = connect(address);
        // An answer says that all before were accepted: the listener's queue isn't long.
        if i % 64 == 63 {
            exchange(&mut stream, b"?", &mut Vec::new());
        }
        streams.push(stream);
    }
    let start = Instant::now();
    for round in 0..rounds {
        let message = |i| format!("round {round} of {i}").into_bytes();
        for (i, stream) in streams.iter_mut().enumerate() {
            stream.write_all(&message(i)).unwrap();
        }
        for (i, stream) in streams.iter_mut().enumerate() {
            let mut back = vec![0; message(i).len()];
            stream.read_exact(&mut back).unwrap();
            assert!(back == message(i));
        }
    }
    println!("{}", start.elapsed().as_nanos());
    // The server closes after the client.
    for mut stream in streams {
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    }
}

/// Latency: one message at a time.
pub fn pings(address: &str, count: usize) {
    let mut stream = connect(address);
    let mut back = Vec::new();
    let start = Instant::now();
    for i in 0..count {
        let message = format!("message {i:050}").into_bytes();
        exchange(&mut stream, &message, &mut back);
        assert!(back == message);
    }
    println!("{}", start.elapsed().as_nanos());
}

/// Throughput: 64 KiB a message.
pub fn bulk(address: &str, count: usize) {
    let mut stream = connect(address);
    let message: Vec<u8> = (0..65536u32).map(|i| (i * i >> 8) as u8).collect();
    let mut back = Vec::new();
    let start = Instant::now();
    for _ in 0..count {
        exchange(&mut stream, &message, &mut back);
    }
    // Once: comparing would be what takes the time.
    assert!(back == message);
    println!("{}", start.elapsed().as_nanos());
}

pub fn stop(address: &str) {
    let mut stream = connect(address);
    stream.write_all(b"stop").unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
}
