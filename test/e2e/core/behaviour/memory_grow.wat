;; memory.grow: the old size, the maximum respected, new pages zero; 65536 pages at most
(module
  (memory (export "memory") 1 3)
  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
  (func (export "_start")
    (call $check (i32.eq (memory.grow (i32.const 1)) (i32.const 1)))
    (call $check (i32.eq (memory.size) (i32.const 2)))
    (call $check (i32.eqz (i32.load (i32.const 131068))))
    (i32.store (i32.const 131068) (i32.const 5))
    (call $check (i32.eq (memory.grow (i32.const 2)) (i32.const -1)))
    (call $check (i32.eq (memory.grow (i32.const -1)) (i32.const -1)))
    (call $check (i32.eq (memory.grow (i32.const 1)) (i32.const 2)))
    (call $check (i32.eq (memory.grow (i32.const 0)) (i32.const 3)))
    (call $check (i32.eq (i32.load (i32.const 131068)) (i32.const 5)))))
