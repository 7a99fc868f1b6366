;; EXIT: 134
;; STDERR: error: wasm trap: canonical ABI: backpressure counter out of range
;; OPTIONS: --invoke run()
(component
  (core func $dec (canon backpressure.dec))
  (func (export "run") (canon lift (core func $dec))))
