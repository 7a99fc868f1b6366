;; Of a version that isn't compatible with what the app wants.
(component
  (instance $empty)
  (export "a:b/ops@2.0.0" (instance $empty)))
