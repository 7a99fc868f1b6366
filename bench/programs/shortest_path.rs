//! Dijkstra's way through a grid with a heap, and the library's sorts of what it found.
mod common;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

fn distances(costs: &[u8], width: usize) -> Vec<u32> {
    let mut found = vec![u32::MAX; costs.len()];
    let mut heap = BinaryHeap::from([Reverse((0, 0))]);
    found[0] = 0;
    while let Some(Reverse((so_far, at))) = heap.pop() {
        if so_far > found[at] {
            continue;
        }
        let x = at % width;
        let mut visit = |next: usize| {
            let total = so_far + u32::from(costs[next]);
            if total < found[next] {
                found[next] = total;
                heap.push(Reverse((total, next)));
            }
        };
        if x > 0 {
            visit(at - 1);
        }
        if x + 1 < width {
            visit(at + 1);
        }
        if at >= width {
            visit(at - width);
        }
        if at + width < costs.len() {
            visit(at + width);
        }
    }
    found
}

fn main() {
    let width = common::size(500, 20);
    let mut random = common::Random::new();
    let mut costs: Vec<u8> = (0..width * width).map(|_| 1 + random.below(20) as u8).collect();
    let mut sum = 0;
    for _ in 0..common::size(10, 1) {
        let mut found = distances(&costs, width);
        sum = common::mix(sum, u64::from(found[found.len() - 1]));
        let mut pairs: Vec<(u32, usize)> = found.iter().enumerate().map(|(i, d)| (d % 1000, i)).collect();
        pairs.sort();
        found.sort_unstable_by(|a, b| b.cmp(a));
        sum = pairs.iter().step_by(101).fold(sum, |sum, p| common::mix(sum, p.1 as u64));
        costs.rotate_left(width / 3 + 1);
    }
    common::print(sum);
}
