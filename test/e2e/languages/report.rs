//! The Rust part of the text pipeline: reads a text from standard input and has the
//! others cut it into words, rank them and write a table.
//!
//! usage: report [LIMIT [BAR]]

use std::io::Read;

#[rustfmt::skip] // written by wit-bindgen
mod bindings;

use bindings::demo::text::{rank, render, scan};

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u32>());
    let mut number = || arguments.next().transpose();
    let (Ok(limit), Ok(bar)) = (number(), number()) else {
        eprintln!("usage: report [LIMIT [BAR]]");
        std::process::exit(2);
    };
    let mut text = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut text) {
        eprintln!("report: cannot read: {error}");
        std::process::exit(1);
    }
    match rank::top(&scan::words(&text), limit.unwrap_or(10)) {
        Ok(entries) => {
            let style = bar.map_or(render::Style::Plain, render::Style::Bars);
            print!("{}", render::table(&entries, style));
        }
        Err(message) => {
            eprintln!("report: {message}");
            std::process::exit(1);
        }
    }
}
