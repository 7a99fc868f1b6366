"""A call between components whose type is a variant of N levels, twice each within the other."""
import sys

n = int(sys.argv[1])


def var(i):
    return f'(variant (case "a" {"u8" if i==0 else f"$v{i-1}"}) (case "b" {"u8" if i==0 else f"$v{i-1}"}))'


types = ''.join(f'(type $v{i}p {var(i)})\n(export $v{i} "v{i}" (type $v{i}p))\n' for i in range(n))


def imports():
    return ''.join(f'(type $w{i} {var(i)})\n(import "v{i}" (type $v{i} (eq $w{i})))\n' for i in range(n))


given = ' '.join(f'(with "v{i}" (type $v{i}))' for i in range(n))
params = '(param '+'i32 ' * (n + 1) + ')'
print(f'''(component {types}
(component $a {imports()} (core module $m (func (export "f") {params})) (core instance $m (instantiate $m))
 (func (export "f") (param "x" $v{n-1}) (canon lift (core func $m "f"))))
(component $b {imports()} (import "f" (func $f (param "x" $v{n-1}))) (core func $g (canon lower (func $f)))
 (core module $m (func (export "run") (result i32) (i32.const 0))) (core instance $m (instantiate $m))
 (func (export "run") (result u32) (canon lift (core func $m "run"))))
(instance $a (instantiate $a {given})) (instance $b (instantiate $b {given} (with "f" (func $a "f"))))
(export "run" (func $b "run")))''')
