//! The library's hash map with integers and with strings as keys, and a map of our own
//! with open addresses.
mod common;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

struct Open {
    slots: Vec<(u32, u32)>,
}

impl Open {
    fn new(bits: u32) -> Self {
        Open { slots: vec![(0, 0); 1 << bits] }
    }

    fn count(&mut self, key: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = key.wrapping_mul(0x9e3779b1) as usize >> 7 & mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.1 == 0 || slot.0 == key {
                *slot = (key, slot.1 + 1);
                return slot.1;
            }
            at = at + 1 & mask;
        }
    }
}

fn main() {
    let n = common::size(3_000_000, 2000);
    let mut random = common::Random::new();
    let mut sum = 0;

    let mut numbers: HashMap<u64, u32, BuildHasherDefault<DefaultHasher>> = HashMap::default();
    for _ in 0..n {
        *numbers.entry(random.next() >> 47).or_default() += 1;
    }
    for (key, count) in &numbers {
        sum ^= key * u64::from(*count);
    }

    let words: Vec<String> = (0..1000).map(|i| format!("word-{}", i * i % 7919)).collect();
    let mut texts: HashMap<&str, u64, BuildHasherDefault<DefaultHasher>> = HashMap::default();
    for i in 0..n {
        *texts.entry(&words[random.below(words.len())]).or_default() += i as u64;
    }
    sum = words.iter().fold(sum, |sum, word| {
        common::mix(sum, texts.get(word.as_str()).copied().unwrap_or(0))
    });

    let mut open = Open::new(18);
    for _ in 0..3 * n {
        sum = sum.wrapping_add(u64::from(open.count((random.next() >> 47) as u32)));
    }
    common::print(sum);
}
