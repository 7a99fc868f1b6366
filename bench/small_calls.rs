// small_calls.c in Rust. What is written to stdout is lines, each of which goes out by itself.
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};

const LINE: [u8; 16] = *b"fifteen letters\n";

fn put(_: &mut File, _: u64) -> io::Result<()> {
    io::stdout().write_all(&LINE)
}

fn seek(file: &mut File, i: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(i & 1023)).map(|at| assert_eq!(at, i & 1023))
}

fn seek_and_write(file: &mut File, i: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start((i & 63) * 16))?;
    file.write_all(&LINE)
}

fn seek_and_read(file: &mut File, i: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start((i & 63) * 16))?;
    file.read_exact(&mut [0; 16])
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let call = match arguments[1].as_str() {
        "write" => put,
        "seek" => seek,
        "seek-write" => seek_and_write,
        "seek-read" => seek_and_read,
        other => panic!("{other}"),
    };
    let mut file = OpenOptions::new().read(true).write(true).open("data")?;
    (0..arguments[2].parse().unwrap()).try_for_each(|i| call(&mut file, i))
}
