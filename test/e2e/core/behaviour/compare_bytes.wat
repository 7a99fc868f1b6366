;; bytes compared until two differ: where and by how much, up to a memory's last byte; a count
;; beyond it doesn't matter where a difference comes first
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1 2)
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  ;; The first difference, or 0; after it, the count that was left is at 16.
  (func $compare (param $a i32) (param $b i32) (param $n i32) (result i32) (local $x i32) (local $y i32)
    (block $equal
      (br_if $equal (i32.eqz (local.get $n)))
      (loop $again
        (if (i32.ne (local.tee $x (i32.load8_u (local.get $a))) (local.tee $y (i32.load8_u (local.get $b))))
          (then
            (i32.store (i32.const 16) (local.get $n))
            (return (i32.sub (local.get $x) (local.get $y)))))
        (local.set $a (i32.add (local.get $a) (i32.const 1)))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (i32.store (i32.const 16) (local.get $n))
    (i32.const 0))
  (func $is (param $a i32) (param $b i32) (param $n i32) (param $difference i32) (param $left i32)
    (call $check (i32.eq (call $compare (local.get $a) (local.get $b) (local.get $n)) (local.get $difference)))
    (call $check (i32.eq (i32.load (i32.const 16)) (local.get $left))))
  (func (export "_start") (local $i i32) (local $end i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $end (i32.sub (i32.const 65537) (i32.load (i32.const 0)))) ;; 65536
    ;; Each place of a difference, with counts before, at and behind it.
    (loop $place
      (memory.fill (i32.const 1000) (i32.const 7) (i32.const 2000))
      (i32.store8 (i32.add (i32.const 1003) (local.get $i)) (i32.const 255))
      (call $is (i32.const 1003) (i32.const 2000) (local.get $i) (i32.const 0) (i32.const 0))
      (call $is (i32.const 1003) (i32.const 2000) (i32.add (local.get $i) (i32.const 1)) (i32.const 248) (i32.const 1))
      (call $is (i32.const 2000) (i32.const 1003) (i32.add (local.get $i) (i32.const 3)) (i32.const -248) (i32.const 3))
      (call $is (i32.const 1003) (i32.const 2000) (i32.add (local.get $i) (i32.const 40)) (i32.const 248) (i32.const 40))
      (br_if $place (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 40))))
    ;; The end of the memory, and beyond it.
    (memory.fill (i32.sub (local.get $end) (i32.const 64)) (i32.const 7) (i32.const 64))
    (memory.fill (i32.const 1000) (i32.const 7) (i32.const 2000))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const 30) (i32.const 0) (i32.const 0))
    (i32.store8 (i32.sub (local.get $end) (i32.const 1)) (i32.const 9))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const 30) (i32.const 2) (i32.const 1))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const 999) (i32.const 2) (i32.const 970))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const -1) (i32.const 2) (i32.const -30))
    ;; One page more.
    (drop (memory.grow (i32.const 1)))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const 999) (i32.const 2) (i32.const 970))
    (i32.store8 (i32.sub (local.get $end) (i32.const 1)) (i32.const 7))
    (call $is (i32.sub (local.get $end) (i32.const 30)) (i32.const 1000) (i32.const 999) (i32.const -7) (i32.const 969))))
