//! Builds, formats, splits, searches and sorts strings.
mod common;
use std::fmt::Write;

fn main() {
    let n = common::size(200_000, 300);
    let mut random = common::Random::new();
    let mut sum = 0;
    for _ in 0..common::size(2, 1) {
        let mut text = String::new();
        for i in 0..n {
            let x = random.next();
            write!(text, "{i:>6}:{:08x} {:.3}; ", x as u32, (x % 1000) as f64 / 7.0).unwrap();
            if x % 11 == 0 {
                text.push_str("ünïcödé, ");
            }
        }
        let mut words: Vec<&str> = text.split([' ', ':', ';']).filter(|w| w.len() > 2).collect();
        words.sort_unstable();
        words.dedup();
        let joined = words.join("-").to_uppercase();
        sum = common::mix(sum, joined.matches("A1").count() as u64);
        sum = common::mix(sum, joined.replace("00", "zero").chars().filter(|c| *c == 'o').count() as u64);
        sum = joined.bytes().step_by(997).fold(sum, |sum, b| common::mix(sum, u64::from(b)));
    }
    common::print(sum);
}
