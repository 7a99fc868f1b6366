use wasip2::clocks::{monotonic_clock, wall_clock};
use wasip2::io::poll::poll;
use wasip2::random::{insecure, insecure_seed, random};

pub fn run() {
    let before = monotonic_clock::now();
    assert!((1..=1_000_000_000).contains(&monotonic_clock::resolution()));
    let wall = wall_clock::now();
    assert!(wall.seconds > 1_700_000_000 && wall.nanoseconds < 1_000_000_000);
    assert!(wall_clock::resolution().seconds == 0);

    // A point that has passed is ready at once; one in 584 years never is.
    let past = monotonic_clock::subscribe_instant(0);
    let never = monotonic_clock::subscribe_duration(u64::MAX);
    let end = monotonic_clock::subscribe_instant(u64::MAX);
    assert!(past.ready());
    assert!(!never.ready() && !end.ready());
    assert_eq!(poll(&[&never, &past, &end, &past]), [1, 3]);

    let short = monotonic_clock::subscribe_duration(20_000_000);
    assert!(!short.ready());
    short.block();
    assert!(short.ready());
    assert!(monotonic_clock::now() - before >= 20_000_000);

    // Many pollables, one of which becomes ready.
    let mut many: Vec<_> =
        (0..10_000).map(|_| monotonic_clock::subscribe_duration(u64::MAX / 2)).collect();
    many.push(monotonic_clock::subscribe_duration(1_000_000));
    assert_eq!(poll(&many.iter().collect::<Vec<_>>()), [10_000]);
}

pub fn random() {
    for bytes in [random::get_random_bytes, insecure::get_insecure_random_bytes] {
        assert!(bytes(0).is_empty());
        let some = bytes(100_000);
        assert_eq!(some.len(), 100_000);
        // Each value turns up in so many.
        assert!((0..=255u8).all(|value| some.contains(&value)));
    }
    assert_ne!(random::get_random_u64(), random::get_random_u64());
    assert_ne!(insecure::get_insecure_random_u64(), insecure::get_insecure_random_u64());
    assert_ne!(insecure_seed::insecure_seed(), insecure_seed::insecure_seed());
}
