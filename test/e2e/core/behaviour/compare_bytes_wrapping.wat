;; bytes compared until two differ, in a memory of 4 GiB, from its last bytes on to its first; and of
;; two memories, one of which ends earlier
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory $all (export "memory") 65536)
  (memory $small 1)
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  ;; How many are the same, of n at most.
  (func $same (param $a i32) (param $b i32) (param $n i32) (result i32) (local $i i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (br_if $done (i32.ne (i32.load8_u (i32.add (local.get $a) (local.get $i)))
                             (i32.load8_u (i32.add (local.get $b) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.get $i))
  (func $sameOfTwo (param $a i32) (param $b i32) (param $n i32) (result i32) (local $i i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (br_if $done (i32.ne (i32.load8_u (i32.add (local.get $a) (local.get $i)))
                             (i32.load8_u $small (i32.add (local.get $b) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.get $i))
  (func (export "_start") (local $zero i32)
    (drop (call $args (i32.const 0) (i32.const 4)))
    (local.set $zero (i32.sub (i32.load (i32.const 0)) (i32.const 1)))
    (memory.fill (i32.const 0) (i32.const 5) (i32.const 100))
    (memory.fill (i32.const -40) (i32.const 5) (i32.const 40))
    (memory.fill (i32.const 2000) (i32.const 5) (i32.const 200))
    (i32.store8 (i32.const 30) (i32.const 6))
    (call $check (i32.eq (call $same (i32.sub (local.get $zero) (i32.const 40)) (i32.const 2000) (i32.const 150)) (i32.const 70)))
    (call $check (i32.eq (call $same (i32.const 2000) (i32.sub (local.get $zero) (i32.const 3)) (i32.const 20)) (i32.const 20)))
    (call $check (i32.eq (call $same (i32.const 2000) (i32.sub (local.get $zero) (i32.const 20)) (i32.const 20)) (i32.const 20)))
    (memory.fill $small (i32.const 65500) (i32.const 5) (i32.const 36))
    (call $check (i32.eq (call $sameOfTwo (i32.const 2000) (i32.add (local.get $zero) (i32.const 65500)) (i32.const 36)) (i32.const 36)))
    (i32.store8 $small (i32.const 65535) (i32.const 1))
    (call $check (i32.eq (call $sameOfTwo (i32.const 2000) (i32.add (local.get $zero) (i32.const 65500)) (i32.const 99)) (i32.const 35)))))
