// Exceptions in C++: through virtual calls, past destructors, caught and thrown again.
// For WebAssembly with as much of a runtime as `catch (...)` needs: the libraries at
// hand are built without exceptions. Built once for the legacy instructions and once
// for the present ones.
#include <stdio.h>
#include <stdlib.h>

#ifdef __wasm__
static void *current; // the exception in flight
__asm__(".globl __cpp_exception\n.tagtype __cpp_exception i32\n__cpp_exception:\n");
extern "C" { // Itanium C++ ABI
void *__cxa_allocate_exception(size_t size) { return malloc(size); }
[[noreturn]] void __cxa_throw(void *object, void *, void *(*)(void *)) {
  current = object;
  __builtin_wasm_throw(0, object);
}
void *__cxa_begin_catch(void *object) { return current = object; }
void __cxa_end_catch() {}
[[noreturn]] void __cxa_rethrow() { __builtin_wasm_throw(0, current); }
[[noreturn]] void _ZSt9terminatev() { abort(); }
}
#endif

namespace {

int destroyed;

struct Guard {
  ~Guard() { ++destroyed; }
};

struct Step {
  virtual int run(int n) = 0;
};

struct Deep : Step {
  int run(int n) override {
    Guard guard;
    if (n == 0)
      throw 42;
    return run(n - 1) + 1;
  }
};

struct Again : Step {
  Step *inner;
  int run(int n) override {
    try {
      return inner->run(n);
    } catch (...) {
      ++destroyed;
      throw;
    }
  }
};

struct Quiet : Step {
  int run(int n) override { return n; }
};

} // namespace

int main() {
  Deep deep;
  Quiet quiet;
  Again again;
  int caught = 0, returned = 0;
  for (int i = 0; i < 100000; ++i) {
    again.inner = i % 3 ? static_cast<Step *>(&deep) : &quiet;
    Step *volatile step = &again;
    try {
      returned += step->run(i % 10);
    } catch (...) {
      ++caught;
    }
  }
  printf("%d caught, %d returned, %d destroyed\n", caught, returned, destroyed);
}
