// wasi:sockets/udp on loopback.
use crate::network::*;
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::network::{ErrorCode, IpAddressFamily, IpSocketAddress};
use wasip2::sockets::udp::{
    IncomingDatagram, IncomingDatagramStream, OutgoingDatagram, OutgoingDatagramStream, UdpSocket,
};
use wasip2::sockets::udp_create_socket::create_udp_socket;

fn bound(address: IpSocketAddress) -> Result<UdpSocket, ErrorCode> {
    let family = match address {
        IpSocketAddress::Ipv4(_) => IpAddressFamily::Ipv4,
        IpSocketAddress::Ipv6(_) => IpAddressFamily::Ipv6,
    };
    let socket = create_udp_socket(family)?;
    socket.start_bind(&instance_network(), address)?;
    socket.finish_bind()?;
    Ok(socket)
}

fn datagram(data: &[u8], to: Option<IpSocketAddress>) -> OutgoingDatagram {
    OutgoingDatagram { data: data.to_vec(), remote_address: to }
}

fn send(out: &OutgoingDatagramStream, datagrams: &[OutgoingDatagram]) -> Result<u64, ErrorCode> {
    while out.check_send()? == 0 {
        out.subscribe().block();
    }
    out.send(datagrams)
}

fn receive(input: &IncomingDatagramStream, count: usize) -> Vec<IncomingDatagram> {
    let mut found = Vec::new();
    while found.len() < count {
        input.subscribe().block();
        found.extend(input.receive(64).unwrap());
    }
    found
}

fn exchange(local: IpSocketAddress) {
    let a = bound(local).unwrap();
    let b = bound(local).unwrap();
    let (a_address, b_address) = (a.local_address().unwrap(), b.local_address().unwrap());
    assert_eq!(a.remote_address().err(), Some(ErrorCode::InvalidState));
    let (a_in, a_out) = a.stream(None).unwrap();
    let (b_in, b_out) = b.stream(Some(a_address)).unwrap();
    assert!(same(&b.remote_address().unwrap(), &a_address));
    assert!(b_in.receive(1).unwrap().is_empty() && b_in.receive(0).unwrap().is_empty());
    assert!(!b_in.subscribe().ready());

    let to = Some(b_address);
    let three = [datagram(b"one", to), datagram(b"", to), datagram(&[7; 9000], to)];
    assert_eq!(send(&a_out, &three).unwrap(), 3);
    assert_eq!(send(&a_out, &[]).unwrap(), 0);
    let got = receive(&b_in, 3);
    assert_eq!(got.iter().map(|d| d.data.len()).collect::<Vec<_>>(), [3, 0, 9000]);
    assert!(got.iter().all(|d| same(&d.remote_address, &a_address)));
    assert_eq!(send(&b_out, &[datagram(b"back", None), datagram(b"again", Some(a_address))]), Ok(2));
    assert_eq!(receive(&a_in, 2)[1].data, b"again");

    // Only the newest streams work.
    let (c_in, c_out) = b.stream(None).unwrap();
    assert_eq!(b.remote_address().err(), Some(ErrorCode::InvalidState));
    assert!(same(&b.local_address().unwrap(), &b_address));
    assert_eq!(b_in.receive(1).err(), Some(ErrorCode::InvalidState));
    assert_eq!(b_out.check_send().err(), Some(ErrorCode::InvalidState));
    assert!(b_in.subscribe().ready());
    assert_eq!(send(&c_out, &[datagram(b"x", Some(a_address))]), Ok(1));
    assert_eq!(receive(&a_in, 1)[0].data, b"x");
    drop(c_in);

    assert_eq!(send(&a_out, &[datagram(&[0; 65530], to)]), Err(ErrorCode::DatagramTooLarge));
    assert_eq!(send(&a_out, &[datagram(b"x", None)]), Err(ErrorCode::InvalidArgument));
}

pub fn run() {
    exchange(loopback(0));
    exchange(v6(LOOPBACK6, 0));
    let network = instance_network();
    let socket = create_udp_socket(IpAddressFamily::Ipv4).unwrap();
    assert_eq!(socket.address_family(), IpAddressFamily::Ipv4);
    assert_eq!(socket.finish_bind(), Err(ErrorCode::NotInProgress));
    assert_eq!(socket.stream(None).err(), Some(ErrorCode::InvalidState));
    assert_eq!(socket.local_address().err(), Some(ErrorCode::InvalidState));
    assert!(socket.subscribe().ready());
    socket.set_unicast_hop_limit(9).unwrap();
    assert_eq!(socket.unicast_hop_limit(), Ok(9));
    socket.set_receive_buffer_size(10_000).unwrap();
    assert_eq!(socket.receive_buffer_size(), Ok(10_000));
    socket.set_send_buffer_size(10_000).unwrap();
    assert_eq!(socket.send_buffer_size(), Ok(10_000));
    let refused = Err(ErrorCode::InvalidArgument);
    assert_eq!(socket.set_unicast_hop_limit(0), refused);
    assert_eq!(socket.set_receive_buffer_size(0), refused);
    assert_eq!(socket.set_send_buffer_size(0), refused);
    assert_eq!(socket.start_bind(&network, v6(LOOPBACK6, 0)), refused);
    socket.start_bind(&network, loopback(0)).unwrap();
    assert_eq!(socket.start_bind(&network, loopback(0)), Err(ErrorCode::ConcurrencyConflict));
    socket.finish_bind().unwrap();
    assert_eq!(socket.start_bind(&network, loopback(0)), Err(ErrorCode::InvalidState));
    let stream = |to| socket.stream(Some(to)).err();
    assert_eq!(stream(loopback(0)), Some(ErrorCode::InvalidArgument));
    assert_eq!(stream(v4([0; 4], 9)), Some(ErrorCode::InvalidArgument));
    assert_eq!(stream(v6(LOOPBACK6, 9)), Some(ErrorCode::InvalidArgument));
    let taken = socket.local_address().unwrap();
    assert_eq!(bound(taken).err(), Some(ErrorCode::AddressInUse));

    // Nobody is there.
    let nobody = bound(loopback(0)).unwrap().local_address().unwrap();
    let (input, out) = socket.stream(Some(nobody)).unwrap();
    assert_eq!(send(&out, &[datagram(b"x", None)]), Ok(1));
    input.subscribe().block();
    assert_eq!(input.receive(1).err(), Some(ErrorCode::ConnectionRefused));
}

// With --allow-udp 127.0.0.1:5000-5999 only.
pub fn filter() {
    assert_eq!(bound(loopback(0)).err(), Some(ErrorCode::AccessDenied));
    let free = bound(v4([0; 4], 0)).unwrap();
    let (free_in, free_out) = free.stream(None).unwrap();
    let other = loopback(port(&free.local_address().unwrap()));
    let granted = (5000..6000).find_map(|port| bound(loopback(port)).ok()).unwrap();
    let (granted_in, granted_out) = granted.stream(None).unwrap();
    let granted_address = granted.local_address().unwrap();
    assert_eq!(send(&free_out, &[datagram(b"x", Some(loopback(6000)))]),
               Err(ErrorCode::AccessDenied));
    assert_eq!(send(&free_out, &[datagram(b"to granted", Some(granted_address))]), Ok(1));
    assert_eq!(receive(&granted_in, 1)[0].data, b"to granted");
    assert_eq!(send(&granted_out, &[datagram(b"x", Some(other))]), Err(ErrorCode::AccessDenied));
    assert!(free_in.receive(1).unwrap().is_empty());
}
