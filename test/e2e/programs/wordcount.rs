//! Counts words: an example, and a test of what a Rust program needs from WASI.
//!
//!     wordcount [--top N] [--out FILE] [--code] [--panic] [--all] INPUT...
//!
//! An INPUT is a file, a folder (its files, and those below it) or `-` (standard
//! input). The variable WORDCOUNT_MIN gives the length a word needs to count.
//! `--out` writes all counts to a file, `--all` prints all of them in no order,
//! `--code` exits with a code computed from the counts, `--panic` panics.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process;

#[derive(Default)]
struct Options {
    top: usize,
    out: Option<String>,
    all: bool,
    code: bool,
    panic: bool,
    inputs: Vec<String>,
}

#[derive(Default)]
struct Counts {
    words: HashMap<String, u64>,
    total: u64,
    files: u64,
    min: usize,
}

impl Counts {
    fn line(&mut self, line: &str) {
        for word in line.split(|c: char| !c.is_alphanumeric()) {
            if word.is_empty() || word.chars().count() < self.min {
                continue;
            }
            *self.words.entry(word.to_lowercase()).or_insert(0) += 1;
            self.total += 1;
        }
    }

    fn read(&mut self, input: impl Read) -> io::Result<()> {
        let mut reader = BufReader::new(input);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes)? > 0 {
            self.line(&String::from_utf8_lossy(&bytes));
            bytes.clear();
        }
        self.files += 1;
        Ok(())
    }

    fn path(&mut self, path: &Path) -> io::Result<()> {
        if fs::metadata(path)?.is_dir() {
            let mut below = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
            below.sort_by_key(|entry| entry.file_name());
            for entry in below {
                self.path(&entry.path())?;
            }
            return Ok(());
        }
        self.read(fs::File::open(path)?)
    }

    fn sorted(&self) -> Vec<(&str, u64)> {
        let mut words: Vec<_> = self.words.iter().map(|(w, n)| (w.as_str(), *n)).collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        words
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options { top: 10, ..Options::default() };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--top" => options.top = value()?.parse().map_err(|e| format!("--top: {e}"))?,
            "--out" => options.out = Some(value()?),
            "--all" => options.all = true,
            "--code" => options.code = true,
            "--panic" => options.panic = true,
            _ => options.inputs.push(argument),
        }
    }
    Ok(options)
}

fn write_all(path: &str, counts: &Counts) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    for (word, count) in counts.sorted() {
        writeln!(out, "{count}\t{word}")?;
    }
    out.flush()
}

fn run() -> Result<i32, String> {
    let options = options()?;
    let min = match env::var("WORDCOUNT_MIN") {
        Ok(text) => text.parse().map_err(|e| format!("WORDCOUNT_MIN: {e}"))?,
        Err(_) => 1,
    };
    let mut counts = Counts { min, ..Counts::default() };
    for input in &options.inputs {
        let result = match input.as_str() {
            "-" => counts.read(io::stdin().lock()),
            path => counts.path(Path::new(path)),
        };
        result.map_err(|e| format!("{input}: {e}"))?;
    }
    if options.panic {
        panic!("asked to panic after {} words", counts.total);
    }
    println!("{} words, {} different, {} files", counts.total, counts.words.len(), counts.files);
    if options.all {
        for (word, count) in &counts.words {
            println!("{count:7} {word}");
        }
    } else {
        for (word, count) in counts.sorted().into_iter().take(options.top) {
            println!("{count:7} {word}");
        }
    }
    if let Some(path) = &options.out {
        write_all(path, &counts).map_err(|e| format!("{path}: {e}"))?;
    }
    Ok(if options.code { (counts.total % 97) as i32 } else { 0 })
}

fn main() {
    match run() {
        Ok(code) => process::exit(code),
        Err(message) => {
            eprintln!("wordcount: {message}");
            process::exit(2);
        }
    }
}
