//! How many changes make one text of another: two rows of a table, minima.
mod common;

fn distance(a: &[u8], b: &[u8]) -> u32 {
    let mut row: Vec<u32> = (0..=b.len() as u32).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i as u32 + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + u32::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn main() {
    let n = common::size(2000, 50);
    let mut random = common::Random::new();
    let texts: Vec<Vec<u8>> =
        (0..10).map(|_| (0..n).map(|_| b'a' + random.below(4) as u8).collect()).collect();
    let mut sum = 0;
    for (i, a) in texts.iter().enumerate() {
        for b in &texts[i + 1..] {
            sum = common::mix(sum, u64::from(distance(a, b)));
        }
    }
    common::print(sum);
}
