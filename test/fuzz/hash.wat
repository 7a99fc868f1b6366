;; The size of a memory in pages and a hash of all its bytes. compare_runs.py puts in ADDRESS
;; (i32 or i64), LIMITS, BYTES_EACH and PAGES. FNV-1a, four bytes a step; the odd ones at the end alone.
(module
  (import "subject" "memory" (memory $m ADDRESS LIMITS))
  (func (export "hash") (result i64 i64)
    (local $at ADDRESS) (local $end ADDRESS) (local $hash i64)
    (local.set $hash (i64.const 0xcbf29ce484222325))
    (local.set $end (ADDRESS.mul (memory.size $m) (ADDRESS.const BYTES_EACH)))
    (block $words
      (loop $next
        (br_if $words (ADDRESS.lt_u (ADDRESS.sub (local.get $end) (local.get $at))
                                    (ADDRESS.const 4)))
        (local.set $hash
          (i64.mul (i64.xor (local.get $hash) (i64.load32_u $m (local.get $at)))
                   (i64.const 0x100000001b3)))
        (local.set $at (ADDRESS.add (local.get $at) (ADDRESS.const 4)))
        (br $next)))
    (block $bytes
      (loop $next
        (br_if $bytes (ADDRESS.eq (local.get $at) (local.get $end)))
        (local.set $hash
          (i64.mul (i64.xor (local.get $hash) (i64.load8_u $m (local.get $at)))
                   (i64.const 0x100000001b3)))
        (local.set $at (ADDRESS.add (local.get $at) (ADDRESS.const 1)))
        (br $next)))
    PAGES
    (local.get $hash)))
