// wasi:io/streams on the standard streams: stdin is a pipe with "0123456789" and
// more behind it, stdout and stderr are pipes that are read.
use wasip2::cli::{stderr, stdin, stdout};
use wasip2::io::poll::poll;
use wasip2::io::streams::{OutputStream, StreamError};

pub fn run() {
    let input = stdin::get_stdin();
    let output = stdout::get_stdout();
    let errors = stderr::get_stderr();

    let readable = input.subscribe();
    readable.block();
    assert!(readable.ready());
    assert_eq!(input.read(0).unwrap(), b"");
    assert_eq!(input.read(3).unwrap(), b"012");
    assert_eq!(input.skip(2).unwrap(), 2);
    assert_eq!(input.blocking_skip(1).unwrap(), 1);
    assert_eq!(input.blocking_read(2).unwrap(), b"67");

    let writable = output.subscribe();
    assert_eq!(poll(&[&writable]), [0]);
    let permit = output.check_write().unwrap();
    assert!(permit >= 16);
    output.write(b"written ").unwrap();
    output.write_zeroes(2).unwrap();
    output.flush().unwrap();
    output.blocking_flush().unwrap();
    output.blocking_write_zeroes_and_flush(1).unwrap();
    output.blocking_write_and_flush(b" spliced ").unwrap();
    output.check_write().unwrap();
    assert_eq!(output.splice(&input, 1).unwrap(), 1);
    assert_eq!(output.blocking_splice(&input, 1).unwrap(), 1);
    output.blocking_write_and_flush(b"\n").unwrap();
    errors.blocking_write_and_flush(b"to stderr\n").unwrap();

    // The end.
    drop(readable);
    while let Ok(rest) = input.blocking_read(1 << 20) {
        assert!(!rest.is_empty());
    }
    assert!(matches!(input.read(1), Err(StreamError::Closed)));
    assert!(matches!(input.blocking_skip(1), Err(StreamError::Closed)));
    assert!(input.subscribe().ready());
}

// stdout is a pipe that nobody reads until stderr says that it is full: a write that was
// permitted never waits, however little it is.
pub fn full_pipe() {
    let (output, errors) = (stdout::get_stdout(), stderr::get_stderr());
    let mut written = 0;
    loop {
        let permit = output.check_write().unwrap();
        if permit == 0 {
            break;
        }
        let size = permit.min(1 + written % 1000);
        output.write(&vec![b'.'; size as usize]).unwrap();
        written += size;
    }
    assert!(!output.subscribe().ready());
    errors.blocking_write_and_flush(format!("{written}\n").as_bytes()).unwrap();
    output.subscribe().block();
    assert!(output.check_write().unwrap() > 0);
}

// stdout is a pipe. As much as is permitted at once, which is far more than fits: the write doesn't
// wait, and the rest isn't lost.
fn write_more_than_fits() -> OutputStream {
    let output = stdout::get_stdout();
    let permit = output.check_write().unwrap();
    assert!(permit >= 1 << 20);
    output.write(&vec![b'k'; 1 << 19]).unwrap();
    output.write(b"").unwrap();
    output.write(&vec![b'k'; 1 << 19]).unwrap();
    output
}

// It says so on stderr, which may be the same pipe, and waits. Unless it is, nobody reads before.
pub fn kept(same_pipe: bool) {
    let output = write_more_than_fits();
    if !same_pipe {
        assert_eq!(output.check_write().unwrap(), 0);
        assert!(!output.subscribe().ready());
        output.flush().unwrap();
    }
    stderr::get_stderr().blocking_write_and_flush(b"kept\n").unwrap();
    match output.blocking_flush() {
        Ok(()) => output.subscribe().block(),
        Err(error) => {
            assert!(matches!(error, StreamError::Closed));
            assert!(matches!(output.write(b""), Err(StreamError::Closed)));
            stderr::get_stderr().blocking_write_and_flush(b"closed\n").unwrap();
        }
    }
}

// It ends with all of that still to go out, by an exit or a trap.
pub fn kept_to_the_end(trap: bool) {
    drop(write_more_than_fits());
    if trap {
        std::arch::wasm32::unreachable();
    }
    wasip2::cli::exit::exit(Ok(()));
}
