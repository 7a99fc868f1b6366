// The guest's stack, and the way onto it. It is ours instead of the process's for
// three reasons: its size doesn't depend on `ulimit -s`, a fault in its guard is
// surely the guest's, and fibers will need no other mechanism.
//
// Switching is inline assembly and not a function in a .s file, so that the
// bitcode of the runtime library is complete; swapcontext would save the signal
// mask with a system call each time.

#include "core/process.h"
#include "core/traps.h"
#include "os/memory.h"

namespace aotc::rt {

[[noreturn]] static void failStack(Context &context) {
  fail(context, "can't get memory for the guest's stack");
}

GuestStack Process::planStack(Context &context, size_t stackBytes) {
  if (stackBytes == 0)
    stackBytes = defaultStackSize;
  GuestStack stack;
  stack.guardSize = stackGuardSize;
  stack.stackSize =
      os::roundUpToPage(stackBytes < hostStackReserve * 2 ? hostStackReserve * 2 : stackBytes);
  if (stack.totalSize() <= stackBytes) // more than there are addresses
    failStack(context);
  return stack;
}

// A failing mprotect would leave a stack that can't be used: like no stack.
void Process::placeStack(Context &context, GuestStack &stack, uint8_t *base) {
  stack.base = base;
  if (!os::makeAccessible(stack.bottom(), stack.totalSize() - stack.guardSize))
    failStack(context);
  context.scratchBase = stack.scratch();
  context.hostStackLimit = reinterpret_cast<uintptr_t>(stack.bottom()) + hostStackReserve;
}

// The old stack pointer waits in a register that the callee saves.
[[gnu::noinline]] int32_t runOnStack(const GuestStack &stack, GuestRun *run, Context &context) {
  void *top = stack.top();
#if defined(__x86_64__)
  Context *argument = &context;
  int64_t result;
  asm volatile("movq %%rsp, %%r12\n\t"
               "movq %[top], %%rsp\n\t"
               "callq *%[run]\n\t"
               "movq %%r12, %%rsp"
               : "=a"(result), "+D"(argument), [top] "+r"(top), [run] "+r"(run)
               :
               : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "memory", "cc", "xmm0",
                 "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                 "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  return static_cast<int32_t>(result);
#elif defined(__aarch64__)
  register Context *argument asm("x0") = &context;
  asm volatile("mov x19, sp\n\t"
               "mov sp, %[top]\n\t"
               "blr %[run]\n\t"
               "mov sp, x19"
               : "+r"(argument), [top] "+r"(top), [run] "+r"(run)
               :
               : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
                 "x14", "x15", "x16", "x17", "x18", "x19", "x30", "memory", "cc", "v0", "v1", "v2",
                 "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15",
                 "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",
                 "v28", "v29", "v30", "v31");
  return static_cast<int32_t>(reinterpret_cast<intptr_t>(argument));
#elif defined(__riscv)
  register Context *argument asm("a0") = &context;
  asm volatile("mv s1, sp\n\t"
               "mv sp, %[top]\n\t"
               "jalr %[run]\n\t"
               "mv sp, s1"
               : "+r"(argument), [top] "+r"(top), [run] "+r"(run)
               :
               : "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a1", "a2", "a3", "a4", "a5", "a6",
                 "a7", "s1", "memory", "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7",
                 "ft8", "ft9", "ft10", "ft11", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6",
                 "fa7");
  return static_cast<int32_t>(reinterpret_cast<intptr_t>(argument));
#else
#error "switch stacks on this architecture"
#endif
}

} // namespace aotc::rt
