(component
  (type $r' (resource (rep i32)))
  (component $ops
    (import "counter" (type $counter (sub resource)))
    (export "counter" (type $counter)))
  (instance $made (instantiate $ops (with "counter" (type $r'))))
  (export "a:b/ops@1.2.0" (instance $made)))
