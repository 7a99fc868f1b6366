// Fibonacci's numbers by recursion: calls and nothing else.
#include "bench.h"

__attribute__((noinline)) static uint32_t fib(uint32_t n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv) { return benchPrint(fib((uint32_t)benchSize(argc, argv, 41, 15))); }
