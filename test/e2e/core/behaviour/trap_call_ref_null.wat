;; EXIT: 134
;; STDERR: wasm trap: null reference
(module
  (type $f (func))
  (memory (export "memory") 1)
  (global $null (mut (ref null $f)) (ref.null $f))
  (func (export "_start") (call_ref $f (global.get $null))))
