;; R3: endless recursion is not a loop
;; EXIT: 134
;; STDERR: error: wasm trap: call stack exhausted
(module
  (memory (export "memory") 1)
  (func $f (export "_start") (call $f))
)
