// wasi:sockets/tcp and ip-name-lookup on loopback.
use wasip2::clocks::monotonic_clock::subscribe_duration;
use wasip2::io::poll::poll;
use wasip2::io::streams::{InputStream, OutputStream, StreamError};
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::ip_name_lookup::resolve_addresses;
use wasip2::sockets::network::*;
use wasip2::sockets::tcp::{ShutdownType, TcpSocket};
use wasip2::sockets::tcp_create_socket::create_tcp_socket;
use wasip2::sockets::udp_create_socket::create_udp_socket;

pub fn v4(address: [u8; 4], port: u16) -> IpSocketAddress {
    let [a, b, c, d] = address;
    IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address: (a, b, c, d) })
}
pub fn loopback(port: u16) -> IpSocketAddress {
    v4([127, 0, 0, 1], port)
}
pub fn v6(address: [u16; 8], port: u16) -> IpSocketAddress {
    let [a, b, c, d, e, f, g, h] = address;
    let address = (a, b, c, d, e, f, g, h);
    IpSocketAddress::Ipv6(Ipv6SocketAddress { port, flow_info: 0, address, scope_id: 0 })
}
pub const LOOPBACK6: [u16; 8] = [0, 0, 0, 0, 0, 0, 0, 1];
pub fn port(address: &IpSocketAddress) -> u16 {
    match address {
        IpSocketAddress::Ipv4(a) => a.port,
        IpSocketAddress::Ipv6(a) => a.port,
    }
}
pub fn same(a: &IpSocketAddress, b: &IpSocketAddress) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

type Connection = (TcpSocket, InputStream, OutputStream);

fn tcp(family: IpAddressFamily) -> TcpSocket {
    create_tcp_socket(family).unwrap()
}

fn bind(socket: &TcpSocket, address: IpSocketAddress) -> Result<(), ErrorCode> {
    socket.start_bind(&instance_network(), address)?;
    socket.finish_bind()
}

pub fn listener(address: IpSocketAddress) -> TcpSocket {
    let family = match address {
        IpSocketAddress::Ipv4(_) => IpAddressFamily::Ipv4,
        IpSocketAddress::Ipv6(_) => IpAddressFamily::Ipv6,
    };
    let socket = tcp(family);
    bind(&socket, address).unwrap();
    socket.start_listen().unwrap();
    socket.finish_listen().unwrap();
    socket
}

fn finish(socket: TcpSocket) -> Result<Connection, ErrorCode> {
    loop {
        match socket.finish_connect() {
            Err(ErrorCode::WouldBlock) => socket.subscribe().block(),
            Err(error) => return Err(error),
            Ok((input, output)) => return Ok((socket, input, output)),
        }
    }
}

fn connect(family: IpAddressFamily, to: IpSocketAddress) -> Result<Connection, ErrorCode> {
    let socket = tcp(family);
    socket.start_connect(&instance_network(), to)?;
    finish(socket)
}

fn accept(listener: &TcpSocket) -> Connection {
    loop {
        match listener.accept() {
            Err(ErrorCode::WouldBlock) => listener.subscribe().block(),
            other => return other.unwrap(),
        }
    }
}

fn pair() -> (TcpSocket, Connection, Connection) {
    let server = listener(loopback(0));
    let client = connect(IpAddressFamily::Ipv4, server.local_address().unwrap()).unwrap();
    let accepted = accept(&server);
    (server, client, accepted)
}

fn exchange((a, a_in, a_out): Connection, (b, b_in, b_out): Connection) {
    assert!(same(&a.local_address().unwrap(), &b.remote_address().unwrap()));
    assert!(same(&a.remote_address().unwrap(), &b.local_address().unwrap()));
    assert_eq!(b_in.read(10).unwrap(), b"");
    let readable = b_in.subscribe();
    assert!(!readable.ready());
    assert!(a_out.subscribe().ready());
    a_out.check_write().unwrap();
    a_out.write(b"question").unwrap();
    a_out.flush().unwrap();
    readable.block();
    assert_eq!(b_in.blocking_read(100).unwrap(), b"question");
    b_out.blocking_write_and_flush(b"ans").unwrap();
    b_out.check_write().unwrap();
    b_out.write_zeroes(1).unwrap();
    b_out.blocking_flush().unwrap();
    a_in.subscribe().block();
    assert_eq!(a_in.blocking_read(100).unwrap(), b"ans\0");
    // What one side reads goes back from there.
    a_out.blocking_write_and_flush(b"echo").unwrap();
    b_in.subscribe().block();
    b_out.check_write().unwrap();
    assert_eq!(b_out.blocking_splice(&b_in, 100).unwrap(), 4);
    assert_eq!(a_in.blocking_read(100).unwrap(), b"echo");

    a.shutdown(ShutdownType::Send).unwrap();
    a.shutdown(ShutdownType::Send).unwrap();
    assert!(matches!(a_out.check_write(), Err(StreamError::Closed)));
    assert!(matches!(b_in.blocking_read(1), Err(StreamError::Closed)));
    b_out.blocking_write_and_flush(b"more").unwrap();
    a_in.subscribe().block();
    a.shutdown(ShutdownType::Receive).unwrap();
    assert!(matches!(a_in.read(10), Err(StreamError::Closed)));
    // Dropping what writes tells the peer.
    let (_server, (_c, c_in, c_out), (d, d_in, d_out)) = pair();
    drop(c_out);
    assert!(matches!(d_in.blocking_read(1), Err(StreamError::Closed)));
    d.shutdown(ShutdownType::Both).unwrap();
    assert!(matches!(c_in.blocking_read(1), Err(StreamError::Closed)));
    drop(d_out);
}

pub fn run() {
    let (server, client, accepted) = pair();
    assert!(server.is_listening() && !client.0.is_listening());
    assert!(matches!(server.accept(), Err(ErrorCode::WouldBlock)));
    exchange(client, accepted);
    options();
}

pub fn ipv6() {
    let server = listener(v6(LOOPBACK6, 0));
    assert_eq!(server.address_family(), IpAddressFamily::Ipv6);
    let client = connect(IpAddressFamily::Ipv6, server.local_address().unwrap()).unwrap();
    let accepted = accept(&server);
    exchange(client, accepted);
    // An IPv6 socket takes no IPv4.
    let server = listener(v6([0; 8], 0));
    let to = loopback(port(&server.local_address().unwrap()));
    assert_eq!(connect(IpAddressFamily::Ipv4, to).err().unwrap(), ErrorCode::ConnectionRefused);
}

fn options() {
    let socket = tcp(IpAddressFamily::Ipv4);
    assert_eq!(socket.address_family(), IpAddressFamily::Ipv4);
    assert!(!socket.keep_alive_enabled().unwrap());
    socket.set_keep_alive_enabled(true).unwrap();
    assert!(socket.keep_alive_enabled().unwrap());
    socket.set_keep_alive_idle_time(1_500_000_000).unwrap();
    assert_eq!(socket.keep_alive_idle_time().unwrap(), 2_000_000_000);
    socket.set_keep_alive_interval(1).unwrap();
    assert_eq!(socket.keep_alive_interval().unwrap(), 1_000_000_000);
    socket.set_keep_alive_idle_time(u64::MAX).unwrap();
    socket.set_keep_alive_count(7).unwrap();
    assert_eq!(socket.keep_alive_count().unwrap(), 7);
    socket.set_keep_alive_count(u32::MAX).unwrap();
    socket.set_hop_limit(17).unwrap();
    assert_eq!(socket.hop_limit().unwrap(), 17);
    socket.set_receive_buffer_size(16384).unwrap();
    assert_eq!(socket.receive_buffer_size().unwrap(), 16384);
    socket.set_send_buffer_size(16384).unwrap();
    assert_eq!(socket.send_buffer_size().unwrap(), 16384);
    socket.set_send_buffer_size(u64::MAX).unwrap();
    socket.set_listen_backlog_size(u64::MAX).unwrap();
    let refused = Err(ErrorCode::InvalidArgument);
    assert_eq!(socket.set_keep_alive_idle_time(0), refused);
    assert_eq!(socket.set_keep_alive_interval(0), refused);
    assert_eq!(socket.set_keep_alive_count(0), refused);
    assert_eq!(socket.set_hop_limit(0), refused);
    assert_eq!(socket.set_receive_buffer_size(0), refused);
    assert_eq!(socket.set_send_buffer_size(0), refused);
    assert_eq!(socket.set_listen_backlog_size(0), refused);
    // Inherited by what is accepted.
    let server = tcp(IpAddressFamily::Ipv4);
    server.set_hop_limit(33).unwrap();
    bind(&server, loopback(0)).unwrap();
    server.start_listen().unwrap();
    server.finish_listen().unwrap();
    server.set_listen_backlog_size(5).unwrap();
    let _client = connect(IpAddressFamily::Ipv4, server.local_address().unwrap()).unwrap();
    let (socket, _input, _output) = accept(&server);
    assert_eq!(socket.hop_limit().unwrap(), 33);
    assert_eq!(socket.set_listen_backlog_size(5), Err(ErrorCode::InvalidState));
}

// Every method in the states in which it may not be called.
pub fn states() {
    use ErrorCode::*;
    let network = instance_network();
    let socket = tcp(IpAddressFamily::Ipv4);
    assert_eq!(socket.finish_bind(), Err(NotInProgress));
    assert_eq!(socket.finish_connect().err(), Some(NotInProgress));
    assert_eq!(socket.finish_listen(), Err(NotInProgress));
    assert_eq!(socket.start_listen(), Err(InvalidState));
    assert_eq!(socket.accept().err(), Some(InvalidState));
    assert_eq!(socket.local_address().err(), Some(InvalidState));
    assert_eq!(socket.remote_address().err(), Some(InvalidState));
    assert_eq!(socket.shutdown(ShutdownType::Both), Err(InvalidState));
    assert!(socket.subscribe().ready());
    socket.start_bind(&network, loopback(0)).unwrap();
    assert_eq!(socket.start_bind(&network, loopback(0)), Err(ConcurrencyConflict));
    assert_eq!(socket.start_connect(&network, loopback(9)), Err(ConcurrencyConflict));
    socket.finish_bind().unwrap();
    assert_eq!(socket.start_bind(&network, loopback(0)), Err(InvalidState));
    assert_ne!(port(&socket.local_address().unwrap()), 0);
    socket.start_listen().unwrap();
    assert_eq!(socket.start_listen(), Err(ConcurrencyConflict));
    socket.finish_listen().unwrap();
    assert_eq!(socket.start_listen(), Err(InvalidState));
    assert_eq!(socket.start_connect(&network, loopback(9)), Err(InvalidState));
    assert_eq!(socket.remote_address().err(), Some(InvalidState));

    // A port that is taken.
    let taken = socket.local_address().unwrap();
    assert_eq!(bind(&tcp(IpAddressFamily::Ipv4), taken).err(), Some(AddressInUse));
    // An address that isn't this machine's, and none that a socket may have.
    let of = |address| bind(&tcp(IpAddressFamily::Ipv4), address).err();
    assert_eq!(of(v4([192, 0, 2, 77], 0)), Some(AddressNotBindable));
    assert_eq!(of(v4([224, 0, 0, 1], 0)), Some(InvalidArgument));
    assert_eq!(of(v4([255, 255, 255, 255], 0)), Some(InvalidArgument));
    assert_eq!(of(v6(LOOPBACK6, 0)), Some(InvalidArgument));
    let mapped = [0, 0, 0, 0, 0, 0xffff, 0x7f00, 1];
    assert_eq!(bind(&tcp(IpAddressFamily::Ipv6), v6(mapped, 0)).err(), Some(InvalidArgument));
    let to = |family, address| connect(family, address).err();
    assert_eq!(to(IpAddressFamily::Ipv4, loopback(0)), Some(InvalidArgument));
    assert_eq!(to(IpAddressFamily::Ipv4, v4([0; 4], 80)), Some(InvalidArgument));
    assert_eq!(to(IpAddressFamily::Ipv4, v4([224, 0, 0, 1], 80)), Some(InvalidArgument));
    assert_eq!(to(IpAddressFamily::Ipv4, v6(LOOPBACK6, 80)), Some(InvalidArgument));
    assert_eq!(to(IpAddressFamily::Ipv6, v6([0; 8], 80)), Some(InvalidArgument));
    assert_eq!(to(IpAddressFamily::Ipv6, v6(mapped, 80)), Some(InvalidArgument));
}

// Refused, reset.
pub fn errors() {
    let server = listener(loopback(0));
    let address = server.local_address().unwrap();
    drop(server);
    let error = connect(IpAddressFamily::Ipv4, address).err().unwrap();
    assert_eq!(error, ErrorCode::ConnectionRefused);
    // A socket that failed is closed.
    let socket = tcp(IpAddressFamily::Ipv4);
    socket.start_connect(&instance_network(), address).unwrap();
    assert_eq!(socket.start_connect(&instance_network(), address),
               Err(ErrorCode::ConcurrencyConflict));
    loop {
        match socket.finish_connect() {
            Err(ErrorCode::WouldBlock) => socket.subscribe().block(),
            other => break assert_eq!(other.err(), Some(ErrorCode::ConnectionRefused)),
        }
    }
    assert_eq!(socket.finish_connect().err(), Some(ErrorCode::NotInProgress));
    assert_eq!(socket.start_connect(&instance_network(), address), Err(ErrorCode::InvalidState));

    // What closes with unread data resets the connection.
    let (_server, (_c, c_in, c_out), accepted) = pair();
    c_out.blocking_write_and_flush(b"nobody reads this").unwrap();
    accepted.1.subscribe().block();
    drop(accepted);
    c_in.subscribe().block();
    match c_in.read(1) {
        Err(StreamError::LastOperationFailed(error)) => assert!(!error.to_debug_string().is_empty()),
        other => panic!("{other:?}"),
    }
    let mut last = Ok(());
    for _ in 0..10 {
        last = c_out.blocking_write_and_flush(b"x");
    }
    assert!(matches!(last, Err(StreamError::Closed)));
}

// More than the kernel takes, written before anything is read: nothing waits and
// nothing gets lost, whoever the program waits for.
pub fn pending() {
    let (server, (client, _c_in, c_out), (accepted, a_in, _a_out)) = pair();
    client.set_send_buffer_size(16_384).unwrap();
    accepted.set_receive_buffer_size(65_536).unwrap();
    let data: Vec<u8> = (0..8_000_000u32).map(|i| (i % 251) as u8).collect();
    let (mut sent, mut received, mut full) = (0, Vec::new(), 0);
    while received.len() < data.len() {
        let permit = c_out.check_write().unwrap() as usize;
        if permit == 0 {
            full += 1;
        }
        let part = permit.min(data.len() - sent);
        c_out.write(&data[sent..sent + part]).unwrap();
        sent += part;
        if sent == data.len() || permit == 0 {
            a_in.subscribe().block();
            received.extend(a_in.read(1 << 20).unwrap());
        }
    }
    assert!(full > 0 && received == data);
    // A permit in two halves; at the end of the program it all must have gone out.
    let permit = c_out.check_write().unwrap() as usize;
    c_out.write(&data[..permit / 2]).unwrap();
    c_out.write(&data[permit / 2..permit]).unwrap();
    client.shutdown(ShutdownType::Send).unwrap();
    let mut rest = Vec::new();
    while let Ok(part) = a_in.blocking_read(100_000) {
        rest.extend(part);
    }
    assert!(rest == data[..permit]);
    drop(server);
}

// A thousand connections at once, all in one poll.
pub fn many_connections() {
    const COUNT: usize = 1000;
    let server = listener(loopback(0));
    let address = server.local_address().unwrap();
    let mut clients = Vec::new();
    let mut accepted = Vec::new();
    for _ in 0..COUNT {
        clients.push(connect(IpAddressFamily::Ipv4, address).unwrap());
        accepted.push(accept(&server));
    }
    for (i, (_, _, out)) in clients.iter().enumerate() {
        out.blocking_write_and_flush(format!("message {i}").as_bytes()).unwrap();
    }
    let mut echoed = 0;
    while echoed < COUNT {
        let pollables: Vec<_> = accepted.iter().map(|(_, input, _)| input.subscribe()).collect();
        for ready in poll(&pollables.iter().collect::<Vec<_>>()) {
            let (_, input, output) = &accepted[ready as usize];
            output.blocking_write_and_flush(&input.read(100).unwrap()).unwrap();
            echoed += 1;
        }
    }
    for (i, (_, input, _)) in clients.iter().enumerate() {
        assert_eq!(input.blocking_read(100).unwrap(), format!("message {i}").as_bytes());
    }
}

// Prints a port, and echoes to as many connections as ask for it, until one says
// "stop".
pub fn serve() {
    let server = listener(loopback(0));
    println!("{}", port(&server.local_address().unwrap()));
    let mut connections: Vec<Connection> = Vec::new();
    let mut most = 0;
    loop {
        let listening = server.subscribe();
        let pollables: Vec<_> = connections.iter().map(|(_, input, _)| input.subscribe()).collect();
        let all: Vec<_> = pollables.iter().chain([&listening]).collect();
        let ready = poll(&all);
        drop(pollables);
        let mut gone = Vec::new();
        for i in ready.into_iter().map(|i| i as usize) {
            if i == connections.len() {
                connections.push(accept(&server));
                most = most.max(connections.len());
                break;
            }
            match connections[i].1.read(65536) {
                Ok(data) if data == b"stop" => return println!("at most {most}"),
                Ok(data) => {
                    for part in data.chunks(4096) {
                        connections[i].2.blocking_write_and_flush(part).unwrap();
                    }
                }
                Err(_) => gone.push(i),
            }
        }
        for i in gone.into_iter().rev() {
            drop(connections.swap_remove(i));
        }
    }
}

// Without any grant.
pub fn denied() {
    for family in [IpAddressFamily::Ipv4, IpAddressFamily::Ipv6] {
        assert_eq!(create_tcp_socket(family).err(), Some(ErrorCode::AccessDenied));
        assert_eq!(create_udp_socket(family).err(), Some(ErrorCode::AccessDenied));
    }
    let lookup = resolve_addresses(&instance_network(), "localhost");
    assert_eq!(lookup.err(), Some(ErrorCode::AccessDenied));
}

// With --allow-tcp-connect 127.0.0.0/24:7000-7999, localhost:6000 and
// --allow-tcp-listen 127.0.0.1:8000-8999 only.
pub fn granted() {
    use ErrorCode::*;
    let network = instance_network();
    let start = |address| tcp(IpAddressFamily::Ipv4).start_connect(&network, address).err();
    assert_eq!(start(v4([127, 0, 0, 77], 7000)), None);
    assert_eq!(start(loopback(7999)), None);
    assert_eq!(start(loopback(8000)), Some(AccessDenied));
    assert_eq!(start(loopback(6999)), Some(AccessDenied));
    assert_eq!(start(v4([127, 0, 1, 1], 7000)), Some(AccessDenied));
    let six = tcp(IpAddressFamily::Ipv6);
    assert_eq!(six.start_connect(&network, v6(LOOPBACK6, 7000)), Err(AccessDenied));

    let bound = |address| bind(&tcp(IpAddressFamily::Ipv4), address).err();
    assert_eq!(bound(loopback(9000)), Some(AccessDenied));
    assert_eq!(bound(v4([0; 4], 8000)), Some(AccessDenied));
    assert!(matches!(bound(loopback(8123)), None | Some(AddressInUse)));
    // A port for connecting may be bound, not listened on.
    let socket = tcp(IpAddressFamily::Ipv4);
    bind(&socket, v4([0; 4], 0)).unwrap();
    assert_eq!(socket.start_listen(), Err(AccessDenied));
    assert_eq!(create_udp_socket(IpAddressFamily::Ipv4).err(), Some(AccessDenied));

    // A name's addresses are granted once it was looked up.
    assert_eq!(start(loopback(6000)), Some(AccessDenied));
    assert_eq!(resolve_addresses(&network, "example.org").err(), Some(AccessDenied));
    assert!(!addresses("LocalHost").is_empty());
    assert_eq!(start(loopback(6000)), None);
    assert_eq!(start(loopback(6001)), Some(AccessDenied));
}

fn addresses(name: &str) -> Vec<IpAddress> {
    let stream = resolve_addresses(&instance_network(), name).unwrap();
    let mut found = Vec::new();
    loop {
        match stream.resolve_next_address() {
            Ok(Some(address)) => found.push(address),
            Ok(None) => return found,
            Err(ErrorCode::WouldBlock) => stream.subscribe().block(),
            Err(error) => panic!("{name}: {error:?}"),
        }
    }
}

pub fn lookup() {
    let network = instance_network();
    let local = addresses("localhost");
    assert!(local.iter().any(|a| matches!(a, IpAddress::Ipv4((127, 0, 0, 1)))), "{local:?}");
    assert!(matches!(addresses("192.0.2.9")[..], [IpAddress::Ipv4((192, 0, 2, 9))]));
    assert!(matches!(addresses("2001:db8::9")[..],
                     [IpAddress::Ipv6((0x2001, 0xdb8, 0, 0, 0, 0, 0, 9))]));
    for name in ["", ".", "a..b", "a b", "-\0", "::ffff:1.2.3.4", "b\u{fc}cher.example"] {
        let error = resolve_addresses(&network, name).err();
        assert_eq!(error, Some(ErrorCode::InvalidArgument), "{name}");
    }
    assert!(resolve_addresses(&network, &"a".repeat(64)).is_err());
    // Dropped before there is an answer, and waited for together with a clock.
    for _ in 0..20 {
        drop(resolve_addresses(&network, "localhost").unwrap());
    }
    let stream = resolve_addresses(&network, "localhost").unwrap();
    let done = stream.subscribe();
    let late = subscribe_duration(20_000_000_000);
    assert_eq!(poll(&[&late, &done]), [1]);
    assert!(stream.resolve_next_address().unwrap().is_some());
}
