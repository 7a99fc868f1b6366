//! What the Rust programs of this folder share, as bench.h does for the C ones.
#![allow(dead_code)]

/// With the one argument `small`, little work: for the tests.
pub fn size(usual: usize, small: usize) -> usize {
    if std::env::args().nth(1).as_deref() == Some("small") { small } else { usual }
}

/// The same numbers on each machine: xorshift.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        Random(0x9e3779b97f4a7c15)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

pub fn mix(sum: u64, value: u64) -> u64 {
    (sum ^ value).wrapping_mul(0x100000001b3).wrapping_add(sum >> 29)
}

pub fn print(sum: u64) {
    println!("{sum:016x}");
}
