//! The largest factor by which an endless matrix stretches a vector: divisions of doubles.
mod common;

fn entry(i: usize, j: usize) -> f64 {
    1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) as f64
}

fn apply(from: &[f64], to: &mut [f64]) {
    for (i, out) in to.iter_mut().enumerate() {
        *out = from.iter().enumerate().map(|(j, x)| entry(i, j) * x).sum();
    }
}

fn apply_turned(from: &[f64], to: &mut [f64]) {
    for (i, out) in to.iter_mut().enumerate() {
        *out = from.iter().enumerate().map(|(j, x)| entry(j, i) * x).sum();
    }
}

fn main() {
    let n = common::size(2500, 30);
    let (mut u, mut v, mut between) = (vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    for _ in 0..10 {
        apply(&u, &mut between);
        apply_turned(&between, &mut v);
        apply(&v, &mut between);
        apply_turned(&between, &mut u);
    }
    let (uv, vv) = u.iter().zip(&v).fold((0.0, 0.0), |(uv, vv), (a, b)| (uv + a * b, vv + b * b));
    common::print((uv / vv).sqrt().to_bits());
}
