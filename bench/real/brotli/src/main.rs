//! Text compressed and decompressed by the crate brotli, at a quality of the middle.
mod common;
use common::Random;
use std::io::{Read, Write};

const BUFFER: usize = 1 << 16;
const QUALITY: u32 = 6;
const WINDOW_BITS: u32 = 22;

/// Small numbers are more frequent than large ones.
fn skewed(random: &mut Random, limit: usize) -> usize {
    random.below(limit).min(random.below(limit)).min(random.below(limit))
}

fn word(random: &mut Random) -> String {
    let letters = b"etaoinshrdlucmfwypvbgkqjxz";
    (0..2 + random.below(9)).map(|_| letters[skewed(random, letters.len())] as char).collect()
}

/// Words and numbers in sentences.
fn text(bytes: usize) -> Vec<u8> {
    let mut random = Random::new();
    let words: Vec<String> = (0..5000).map(|_| word(&mut random)).collect();
    let mut text = Vec::with_capacity(bytes + 32);
    while text.len() < bytes {
        match random.below(40) {
            0 => write!(text, "{}", random.below(100_000)).unwrap(),
            _ => text.extend(words[skewed(&mut random, words.len())].bytes()),
        }
        text.extend(if random.below(12) == 0 { &b".\n"[..] } else { b" " });
    }
    text
}

fn compressed(text: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW_BITS);
    writer.write_all(text).unwrap();
    writer.into_inner()
}

fn decompressed(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    brotli::Decompressor::new(bytes, BUFFER).read_to_end(&mut text).unwrap();
    text
}

/// A checksum of the text when compressed.
fn there_and_back(text: &[u8]) -> u64 {
    let small = compressed(text);
    assert!(decompressed(&small) == text);
    small.iter().fold(0, |sum, &byte| common::mix(sum, byte.into()))
}

// In pieces: with all at once, getting memory from the system would count too much.
fn main() {
    let text = text(common::size(8 << 20, 50 << 10));
    common::print(text.chunks(1 << 20).map(there_and_back).fold(0, common::mix));
}
