// Two UDP sockets.
use std::io::ErrorKind;
use std::net::UdpSocket;

fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> (usize, std::net::SocketAddr) {
    // Datagrams on loopback are there at once, so this waits by asking again.
    for _ in 0..1_000_000 {
        match socket.recv_from(buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::yield_now(),
            other => return other.unwrap(),
        }
    }
    panic!("no datagram");
}

pub fn pair(address: &str) {
    let a = UdpSocket::bind(address).unwrap();
    let b = UdpSocket::bind(address).unwrap();
    let (to_a, to_b) = (a.local_addr().unwrap(), b.local_addr().unwrap());
    let mut buffer = [0; 65536];

    assert_eq!(a.send_to(b"question", to_b).unwrap(), 8);
    let (size, from) = b.recv_from(&mut buffer).unwrap();
    assert_eq!((&buffer[..size], from), (&b"question"[..], to_a));
    // Connected to each other, and without waiting.
    b.connect(to_a).unwrap();
    a.connect(to_b).unwrap();
    b.set_nonblocking(true).unwrap();
    assert_eq!(b.recv(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
    for size in [0, 1, 1000, 60000] {
        let sent: Vec<u8> = (0..size).map(|i| i as u8).collect();
        assert_eq!(a.send(&sent).unwrap(), size);
        let (got, from) = receive(&b, &mut buffer);
        assert_eq!((&buffer[..got], from), (&sent[..], to_a));
    }
    assert_eq!(b.send(b"answer").unwrap(), 6);
    assert_eq!(a.recv(&mut buffer).unwrap(), 6);
    assert_eq!(&buffer[..6], b"answer");
    assert_eq!(a.peer_addr().unwrap(), to_b);
    // What is longer than a datagram can be, and what was cut off.
    assert!(a.send(&[0; 65536]).is_err());
    a.send(b"0123456789").unwrap();
    b.set_nonblocking(false).unwrap();
    assert_eq!(b.recv(&mut buffer[..4]).unwrap(), 4);
    assert_eq!(&buffer[..4], b"0123");
    println!("udp");
}

pub fn denied(address: &str) {
    println!("{:?}", UdpSocket::bind(address).err().map(|error| error.kind()));
}
