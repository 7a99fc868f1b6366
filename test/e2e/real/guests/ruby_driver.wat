;; Makes a program of CRuby's library: `ruby SCRIPT ARGUMENTS...`. The library comes as a
;; module for an embedder (ruby.wasm), that hands it strings in its memory by an early form
;; of the canonical ABI; wasm-merge puts the two together.
(module
  (import "ruby" "memory" (memory 0))
  (import "ruby" "_initialize" (func $initialize))
  (import "ruby" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "ruby" "ruby-init: func(args: list<string>) -> ()" (func $init (param i32 i32)))
  (import "ruby" "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>"
    (func $eval (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))

  ;; Behind the program's name; Ruby parses `-e` and what follows is ARGV.
  (data $options "-EUTF-8\00-e_=0\00--\00")
  (data $main
    "begin\n"
    "  load($0 = ARGV.shift)\n"
    "  code = 0\n"
    "rescue SystemExit => error\n"
    "  code = error.status\n"
    "rescue Exception => error\n"
    "  $stderr.print(error.full_message(highlight: false))\n"
    "  code = 1\n"
    "end\n"
    "$stdout.flush\n"
    "exit!(code)\n\00")

  (func $allocate (param $size i32) (result i32)
    (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (local.get $size)))

  ;; One string of the list at $at; $end is behind its NUL, which Ruby wants to be part of it.
  (func $string (param $at i32) (param $text i32)
    (local $end i32)
    (local.set $end (local.get $text))
    (loop $next
      (local.set $end (i32.add (local.get $end) (i32.const 1)))
      (br_if $next (i32.load8_u (i32.sub (local.get $end) (i32.const 1)))))
    (i32.store (local.get $at) (local.get $text))
    (i32.store offset=4 (local.get $at) (i32.sub (local.get $end) (local.get $text))))

  (func (export "_start")
    (local $sizes i32) (local $argc i32) (local $argv i32) (local $list i32) (local $options i32)
    (local $i i32) (local $code i32)
    (call $initialize)
    (local.set $sizes (call $allocate (i32.const 8)))
    (drop (call $args_sizes_get
      (local.get $sizes) (i32.add (local.get $sizes) (i32.const 4))))
    (local.set $argc (i32.load (local.get $sizes)))
    (local.set $argv (call $allocate (i32.mul (local.get $argc) (i32.const 4))))
    (drop (call $args_get
      (local.get $argv) (call $allocate (i32.load offset=4 (local.get $sizes)))))
    (local.set $options (call $allocate (i32.const 17)))
    (memory.init $options (local.get $options) (i32.const 0) (i32.const 17))
    (local.set $list
      (call $allocate (i32.mul (i32.add (local.get $argc) (i32.const 3)) (i32.const 8))))
    (call $string (local.get $list) (i32.load (local.get $argv)))
    (call $string (i32.add (local.get $list) (i32.const 8)) (local.get $options))
    (call $string (i32.add (local.get $list) (i32.const 16))
      (i32.add (local.get $options) (i32.const 8)))
    (call $string (i32.add (local.get $list) (i32.const 24))
      (i32.add (local.get $options) (i32.const 14)))
    (local.set $i (i32.const 1))
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $argc))
        (then
          (call $string
            (i32.add (local.get $list)
              (i32.mul (i32.add (local.get $i) (i32.const 3)) (i32.const 8)))
            (i32.load (i32.add (local.get $argv) (i32.mul (local.get $i) (i32.const 4)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (call $init (local.get $list) (i32.add (local.get $argc) (i32.const 3)))
    (local.set $code (call $allocate (i32.const 512)))
    (memory.init $main (local.get $code) (i32.const 0) (i32.const 212))
    (drop (call $eval (local.get $code) (i32.const 212))))
)
