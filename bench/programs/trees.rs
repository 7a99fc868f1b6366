//! Builds, walks and drops binary trees: the allocator's work.
mod common;

struct Tree(Option<Box<(Tree, Tree)>>);

fn build(depth: usize) -> Tree {
    Tree((depth > 0).then(|| Box::new((build(depth - 1), build(depth - 1)))))
}

fn count(tree: &Tree) -> u64 {
    tree.0.as_ref().map_or(1, |children| 1 + count(&children.0) + count(&children.1))
}

fn main() {
    let depth = common::size(19, 6);
    let kept = build(depth);
    let mut sum = 0;
    for small in (4..=depth).step_by(2) {
        for _ in 0..1 << (depth - small) {
            sum = common::mix(sum, count(&build(small)));
        }
    }
    common::print(common::mix(sum, count(&kept)));
}
