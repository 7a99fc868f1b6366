// Calls every function of wasi:cli/command once at least and checks what comes
// back: `interfaces TOPIC...` runs topics and prints their names when they are
// through. A check that fails panics. run_wasi.py knows what each topic needs.
mod clocks;
mod files;
mod hostile;
mod network;
mod streams;
mod udp;

use wasip2::cli::{environment, exit, terminal_stderr, terminal_stdin, terminal_stdout};

fn cli() {
    let arguments = environment::get_arguments();
    assert!(arguments.len() >= 2);
    assert_eq!(environment::get_environment(), [("NAME".to_string(), "value".to_string())]);
    assert_eq!(environment::initial_cwd(), None);
    // None is a terminal here.
    assert!(terminal_stdin::get_terminal_stdin().is_none());
    assert!(terminal_stdout::get_terminal_stdout().is_none());
    assert!(terminal_stderr::get_terminal_stderr().is_none());
}

// Run with all three standard streams on a pseudo-terminal.
fn terminals() {
    drop(terminal_stdin::get_terminal_stdin().expect("stdin is a terminal"));
    drop(terminal_stdout::get_terminal_stdout().expect("stdout is a terminal"));
    drop(terminal_stderr::get_terminal_stderr().expect("stderr is a terminal"));
}

fn main() {
    for topic in std::env::args().skip(1) {
        match topic.as_str() {
            "cli" => cli(),
            "terminals" => terminals(),
            "clocks" => clocks::run(),
            "random" => clocks::random(),
            "files" => files::run(),
            "read-only" => files::read_only(),
            "streams" => streams::run(),
            "full-pipe" => streams::full_pipe(),
            "kept" => streams::kept(false),
            "kept-in-order" => streams::kept(true),
            "kept-exit" => streams::kept_to_the_end(false),
            "kept-trap" => streams::kept_to_the_end(true),
            "tcp" => network::run(),
            "tcp-ipv6" => network::ipv6(),
            "tcp-states" => network::states(),
            "tcp-errors" => network::errors(),
            "tcp-pending" => network::pending(),
            "many" => network::many_connections(),
            "serve" => network::serve(),
            "denied" => network::denied(),
            "granted" => network::granted(),
            "udp" => udp::run(),
            "udp-filter" => udp::filter(),
            "lookup" => network::lookup(),
            "paths" => hostile::paths(),
            "race" => hostile::race(),
            "descriptors" => hostile::descriptors(),
            "calls" => hostile::many_calls(100_000),
            "ten-million-calls" => hostile::many_calls(10_000_000),
            "random-too-much" => drop(wasip2::random::random::get_random_bytes(1 << 32)),
            "poll-nothing" => drop(wasip2::io::poll::poll(&[])),
            "fail" => exit::exit(Err(())),
            "code" => exit::exit_with_code(42),
            other => panic!("no topic {other}"),
        }
        println!("{topic}");
    }
}
