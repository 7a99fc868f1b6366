;; try, catch, catch_all, delegate and rethrow, as toolchains still emit them
(module
  (memory (export "memory") 1)
  (tag $e (param i32))
  (tag $other)
  (global $trace (mut i32) (i32.const 0)) ;; decimal digits
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func $note (param i32)
    (global.set $trace (i32.add (i32.mul (global.get $trace) (i32.const 10)) (local.get 0))))
  (func $raise (param i32)
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $e (i32.const 7))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $other))))

  (func $clauses (param i32) (result i32) (local $x i32)
    (i32.const 100)
    try (result i32)
      (local.set $x (i32.const 10))
      (call $raise (local.get 0))
      (i32.const 0)
    catch $e
    catch_all
      (i32.const 9)
    end
    (i32.add) (i32.add (local.get $x)))

  ;; a branch out of a clause; a try whose body throws nothing; one without clauses
  (func $leave (result i32)
    block $out
      try
        try
          (call $raise (i32.const 2))
        end
      catch $other
        br $out
      end
      unreachable
    end
    try (result i32)
      (i32.const 3)
    catch_all
      unreachable
    end)

  ;; a rethrow that goes through an inner try, and one of the outer's from within it
  (func $rethrow
    try
      try
        (call $raise (i32.const 1))
      catch $e
        (call $note)
        try
          rethrow 1
        catch $e
          (call $note)
          rethrow 1
        end
      end
    catch_all
      (call $note (i32.const 1))
    end)

  (func $delegate_outer
    try $outer
      try
        try
          (call $raise (i32.const 1))
        delegate $outer
      catch_all
        unreachable
      end
    catch $e
      (call $note)
    end)
  ;; to a block: what is around it; to the function: its caller
  (func $delegate_block
    try
      block $b
        try
          try
            (call $raise (i32.const 2))
          delegate $b
        catch_all
          unreachable
        end
      end
    catch_all
      (call $note (i32.const 2))
    end)
  (func $delegate_caller
    try
      try
        (call $raise (i32.const 1))
      delegate 1
    catch_all
      unreachable
    end)
  ;; in a clause, the try's own clauses no longer hold
  (func $from_clause
    try
      try
        (call $raise (i32.const 1))
      catch $e
        (call $note)
        (call $raise (i32.const 2))
      catch $other
        unreachable
      catch_all
        unreachable
      end
    catch $other
      (call $note (i32.const 4))
    end)
  (func $dead (result i32)
    try (result i32)
      (return (i32.const 5))
      try (call $raise (i32.const 1)) catch $e drop catch_all end
      unreachable
    catch_all
      unreachable
    end)

  (func (export "_start")
    (call $check (i32.eq (call $clauses (i32.const 0)) (i32.const 110)))
    (call $check (i32.eq (call $clauses (i32.const 1)) (i32.const 117)))
    (call $check (i32.eq (call $clauses (i32.const 2)) (i32.const 119)))
    (call $check (i32.eq (call $leave) (i32.const 3)))
    (call $check (i32.eq (call $dead) (i32.const 5)))
    (call $rethrow)
    (call $delegate_outer)
    (call $delegate_block)
    try
      (call $delegate_caller)
    catch $e
      (call $note)
    end
    (call $from_clause)
    (call $check (i32.eq (global.get $trace) (i32.const 77172774)))))
