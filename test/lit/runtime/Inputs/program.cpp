// A program as codegen would make it, but by hand: one memory, and a `run` that
// does what the first argument says. main and all else is the runtime library's.

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/abi.h"
#include "check.h"
#include "core/context.h"
#include "core/traps.h"
#include "os/memory.h"

using namespace aotc::rt;

static Memory memory;
static Memory checked;
alignas(65536) static uint8_t image[65536] = {1, 2, 3};
static const ImageChunk chunk = {image, 65536, 65536};
static const MemoryInit inits[] = {
    {&memory, &chunk, 1, 2 << 16, uint64_t(4) << 30, uint64_t(4) << 30, 1 << 16, 16, 0},
    {&checked, nullptr, 0, 100, 1000, 0, 0, 0, 1},
};
static ComponentInstance root;

// Two guest functions with places, as codegen describes them (abi.h, FuncPlace).
asm(R"(
.pushsection .text.guest,"ax",@progbits
guest_load:
  movzbl (%rdi), %eax
  ret
guest_call:
  pushq %rax
  callq *%rsi
  popq %rax
  ret
guest_end:
.popsection
.pushsection .rodata.guest_names,"a",@progbits
load_name: .asciz "load"
call_name: .asciz "call\033[31m"
.popsection
.pushsection aotc_funcs,"ao",@progbits,.text.guest
.p2align 2
.long guest_load - ., guest_call - guest_load
.quad 0x123, load_name
.long guest_call - ., guest_end - guest_call
.quad 0x456, call_name
.popsection
)");
extern "C" int guest_load(const volatile uint8_t *address);
extern "C" void guest_call(Context *context, void (*host)(Context *));

[[gnu::noinline]] static void hostFunction(Context *context) {
  trap(*context, TrapKind::CanonicalAbi, "some rule");
}

static bool is(const char *a, const char *b) { return !strcmp(a, b); }

[[gnu::noinline]] static int recurse(int *depth) {
  volatile char frame[200];
  frame[0] = 0;
  if (++*depth == INT32_MAX)
    return 0;
  return recurse(depth) + frame[0];
}

// No mapping but our own lies in the reservation: the file's image and zero pages.
static void checkNeighbours() {
  uint8_t *end = memory.base + memory.reservedBytes;
  CHECK(os::currentBreak() < memory.base || os::currentBreak() >= end);
  CHECK((uint8_t *)&root < memory.base || (uint8_t *)&root >= end);
  void *block = malloc(1 << 20);
  CHECK(block && ((uint8_t *)block < memory.base || (uint8_t *)block >= end));
}

static void growTable() {
  static Ref first[4] = {1, 2, 3, 4};
  Table table = {first, 4, 1 << 20, 4};
  CHECK(kinds::aotc_table_grow(&table, 3, 9) == 4 && table.size == 7);
  CHECK(table.elements != first && table.elements[3] == 4 && table.elements[6] == 9);
  Ref *before = table.elements;
  CHECK(kinds::aotc_table_grow(&table, 100000, 0) == 7 && table.elements == before);
  CHECK(kinds::aotc_table_grow(&table, 1 << 20, 0) == UINT64_MAX);
  CHECK(kinds::aotc_table_grow(&table, UINT64_MAX, 0) == UINT64_MAX);
  Table huge = {first, 4, UINT32_MAX, 4}; // host memory has a limit of its own
  CHECK(kinds::aotc_table_grow(&huge, 20'000'000, 0) == UINT64_MAX && huge.elements == first);
}

static void growMemory() {
  CHECK(memory.byteSize == 2 << 16 && memory.base[65536 + 2] == 3 && memory.base[0] == 0);
  CHECK(kinds::aotc_memory_grow(&memory, 0) == 2);
  CHECK(kinds::aotc_memory_grow(&memory, 3) == 2 && memory.byteSize == 5 << 16);
  memory.base[memory.byteSize - 1] = 7;
  CHECK(kinds::aotc_memory_grow(&memory, 65536) == UINT64_MAX);
  CHECK(kinds::aotc_memory_grow(&memory, UINT64_MAX) == UINT64_MAX);
  CHECK(memory.byteSize == 5 << 16);
  CHECK(checked.byteSize == 100 && kinds::aotc_memory_grow(&checked, 901) == UINT64_MAX);
  CHECK(kinds::aotc_memory_grow(&checked, 900) == 100 && checked.byteSize == 1000);
  checked.base[999] = 1;
}

// The kernel rounds sizes up to its pages; what lies behind must not go along.
static void moveParts() {
  auto *from = *os::allocatePages(os::pageSize);
  auto *to = *os::allocatePages(os::pageSize);
  from[0] = from[200] = 1;
  CHECK(!os::movePages(from, 100, to));
  CHECK(!os::movePages(from + 100, 4096, to));
  CHECK(from[0] == 1 && from[200] == 1 && to[0] == 0 && to[200] == 0);
  CHECK(getenv("NO_MREMAP") || (os::movePages(from, os::pageSize, to) && to[200] == 1));
}

// More descriptors than are searched one by one, the first of them far above the
// rest: each is polled once, and found again when the answer comes.
static void waitForMany(Context &context) {
  rlimit limit;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  constexpr int count = 40, high = 3000;
  if (limit.rlim_cur < high + count)
    return;
  WaitEntry entries[count];
  for (int i = 0; i < count; ++i) {
    entries[i].fd = i < 16 ? high + i : 100 + i;
    entries[i].read = true;
    CHECK(dup2(0, entries[i].fd) == entries[i].fd);
  }
  auto ready = context.wait(entries);
  CHECK(ready && *ready == count);
}

// Where pages can't be moved they are copied.
[[gnu::constructor]] static void forbidMoving() {
  if (!getenv("NO_MREMAP"))
    return;
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mremap, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EFAULT),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static int32_t run(Context *context) {
  auto args = context->arguments();
  const char *what = args.size() > 1 ? args[1] : "";
  volatile uint8_t *bytes = memory.base;
  int depth = 0;
  if (is(what, "last-byte"))
    return bytes[memory.byteSize - 1];
  if (is(what, "behind"))
    return bytes[memory.byteSize];
  if (is(what, "far"))
    return bytes[memory.reservedBytes - 1];
  if (is(what, "host-fault"))
    return *(volatile uint8_t *)8;
  if (is(what, "beside"))
    return bytes[memory.reservedBytes + (uint64_t(1) << 40)];
  if (is(what, "recurse"))
    return recurse(&depth);
  if (is(what, "unreachable"))
    kinds::aotc_trap(uint32_t(TrapKind::Unreachable), UINT32_MAX);
  if (is(what, "rule"))
    trap(*context, TrapKind::CanonicalAbi, "some rule");
  if (is(what, "place-fault"))
    return guest_load(memory.base + memory.byteSize);
  if (is(what, "place-trap"))
    kinds::aotc_trap(uint32_t(TrapKind::Unreachable), 0x200);
  if (is(what, "place-host"))
    guest_call(context, hostFunction);
  if (is(what, "grow")) {
    growMemory();
    growTable();
    moveParts();
    checkNeighbours();
  }
  if (is(what, "pipe")) {
    char c = 0;
    while (write(1, &c, 1) == 1)
      ;
    return 3;
  }
  if (is(what, "sleep")) {
    WaitEntry entries[2];
    CHECK(!context->wait({entries, 2}));
    entries[0].deadline = os::monotonicNow() + 20000000;
    auto ready = context->wait({entries, 2});
    CHECK(ready && *ready == 1 && entries[0].ready && !entries[1].ready);
    static WaitEntry many[100000];
    for (WaitEntry &entry : many)
      entry.fd = 0, entry.read = true;
    many[99999].deadline = 0;
    ready = context->wait(many);
    CHECK(ready && many[99999].ready);
    waitForMany(*context);
  }
  if (is(what, "env"))
    context->forEachEnvironmentVariable([](EnvironmentVariable variable) {
      printf("%.*s=%.*s\n", int(variable.name.size()), variable.name.data(),
             int(variable.value.size()), variable.value.data());
    });
  fflush(stdout);
  return 0;
}

static const EnvGrant envs[] = {{"A", "1"}, {"B", nullptr}, {"MISSING", nullptr}};

namespace aotc::rt {
extern "C" const ProgramInfo aotc_program = {run, inits, 2};
extern "C" const Config aotc_config = {nullptr, 0, envs, 3, 1, 1 << 20};
} // namespace aotc::rt
