// WASI 0.2 at its edges, through the generated shims. The first argument names
// the part to run: "all", or one that ends in a trap or needs special streams.
#include "guest.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

GUEST_PROGRAM({"work", "/", 0}, {"work", "/ro", 1}, {"missing", "/missing\xff", 0})

#define SHIM(NAME, ...) void NAME(const CallSite *site __VA_OPT__(, ) __VA_ARGS__)
#define SHIM_RETURNS(TYPE, NAME, ...) TYPE NAME(const CallSite *site __VA_OPT__(, ) __VA_ARGS__)
#define STREAMS(NAME) aotc_wit_wasi_io_streams_0_2__method_##NAME
#define FILES(NAME) aotc_wit_wasi_filesystem_types_0_2__method_descriptor_##NAME

namespace aotc::rt {
extern "C" {
extern const ResourceType aotc_res_wasi_io_streams_0_2_output_stream;
extern const ResourceType aotc_res_wasi_io_streams_0_2_input_stream;
extern const ResourceType aotc_res_wasi_io_poll_0_2_pollable;
extern const ResourceType aotc_res_wasi_filesystem_types_0_2_descriptor;
SHIM(aotc_wit_wasi_cli_environment_0_2_get_environment, uint32_t);
SHIM(aotc_wit_wasi_cli_environment_0_2_get_arguments, uint32_t);
SHIM_RETURNS(uint32_t, aotc_wit_wasi_cli_stdout_0_2_get_stdout);
SHIM_RETURNS(uint32_t, aotc_wit_wasi_cli_stdin_0_2_get_stdin);
SHIM(aotc_wit_wasi_cli_exit_0_2_exit, uint32_t);
SHIM(aotc_wit_wasi_cli_terminal_stdout_0_2_get_terminal_stdout, uint32_t);
SHIM(aotc_wit_wasi_clocks_wall_clock_0_2_now, uint32_t);
SHIM_RETURNS(uint64_t, aotc_wit_wasi_clocks_monotonic_clock_0_2_now);
SHIM_RETURNS(uint32_t, aotc_wit_wasi_clocks_monotonic_clock_0_2_subscribe_duration, uint64_t);
SHIM(aotc_wit_wasi_random_random_0_2_get_random_bytes, uint64_t, uint32_t);
SHIM(aotc_wit_wasi_io_poll_0_2_poll, uint32_t, uint32_t, uint32_t);
SHIM_RETURNS(uint32_t, aotc_wit_wasi_io_poll_0_2__method_pollable_ready, uint32_t);
SHIM(aotc_wit_wasi_io_error_0_2__method_error_to_debug_string, uint32_t, uint32_t);
SHIM(aotc_wit_wasi_filesystem_preopens_0_2_get_directories, uint32_t);
SHIM(aotc_wit_wasi_filesystem_types_0_2_filesystem_error_code, uint32_t, uint32_t);
SHIM(aotc_wit_wasi_filesystem_types_0_2__method_directory_entry_stream_read_directory_entry,
     uint32_t, uint32_t);
SHIM(STREAMS(output_stream_check_write), uint32_t, uint32_t);
SHIM(STREAMS(output_stream_write), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(STREAMS(output_stream_blocking_write_and_flush), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(STREAMS(output_stream_write_zeroes), uint32_t, uint64_t, uint32_t);
SHIM(STREAMS(output_stream_splice), uint32_t, uint32_t, uint64_t, uint32_t);
SHIM_RETURNS(uint32_t, STREAMS(output_stream_subscribe), uint32_t);
SHIM_RETURNS(uint32_t, STREAMS(input_stream_subscribe), uint32_t);
SHIM(STREAMS(input_stream_read), uint32_t, uint64_t, uint32_t);
SHIM(STREAMS(input_stream_blocking_read), uint32_t, uint64_t, uint32_t);
SHIM(STREAMS(input_stream_skip), uint32_t, uint64_t, uint32_t);
SHIM(FILES(open_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(read_via_stream), uint32_t, uint64_t, uint32_t);
SHIM(FILES(write_via_stream), uint32_t, uint64_t, uint32_t);
SHIM(FILES(append_via_stream), uint32_t, uint32_t);
SHIM(FILES(read), uint32_t, uint64_t, uint64_t, uint32_t);
SHIM(FILES(stat_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(get_flags), uint32_t, uint32_t);
SHIM(FILES(get_type), uint32_t, uint32_t);
SHIM(FILES(read_directory), uint32_t, uint32_t);
SHIM(FILES(create_directory_at), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(unlink_file_at), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(readlink_at), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(remove_directory_at), uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(rename_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(link_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t,
     uint32_t);
SHIM(FILES(symlink_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
SHIM(FILES(set_times_at), uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint64_t, uint32_t,
     uint32_t, uint64_t, uint32_t, uint32_t);
SHIM(FILES(set_times), uint32_t, uint32_t, uint64_t, uint32_t, uint32_t, uint64_t, uint32_t,
     uint32_t);
SHIM(FILES(set_size), uint32_t, uint64_t, uint32_t);
SHIM(FILES(write), uint32_t, uint32_t, uint32_t, uint64_t, uint32_t);
SHIM_RETURNS(uint32_t, FILES(is_same_object), uint32_t, uint32_t);
}
} // namespace aotc::rt

namespace guest {

// Values of wasi:filesystem's error-code.
enum Code : uint8_t {
  Access,
  WouldBlock,
  Already,
  BadDescriptor,
  IsDirectory = 14,
  NoEntry = 20,
  InsufficientSpace = 23,
  NotDirectory = 24,
  NotPermitted = 31,
  Pipe = 32,
  ReadOnly = 33
};
enum { Follow = 1, Create = 1, Truncate = 8, Read = 1, Write = 2 };

constexpr uint32_t result = 1024;

// The guest's allocator: never frees.
uint32_t guestRealloc(void *, uint32_t, uint32_t, uint32_t alignment, uint32_t size) {
  static uint32_t next = 1 << 20;
  next = (next + alignment - 1) & ~(alignment - 1);
  uint32_t at = next;
  next += size;
  if (next > memorySize)
    next = 1 << 20; // only once results are no longer looked at
  return at;
}
const FuncRecord reallocRecord = {reinterpret_cast<void *>(guestRealloc), nullptr, 0};
const CallSite call = {&instance, &memory, &reallocRecord, nullptr, "test", {}};

void drop(const ResourceType &type, uint32_t handle) {
  CallSite dropSite = {&instance, &memory, nullptr, &type, "drop", {}};
  aotc_resource_drop(const_cast<CallSite *>(&dropSite), handle);
}

bool isOk(uint32_t at = result) { return load<uint8_t>(at) == 0; }
uint32_t payload() { return load<uint32_t>(result + 4); }

uint32_t folders[3];

bool openAt(uint32_t folder, std::string_view path, uint32_t openFlags, uint32_t flags) {
  Text name = text(path);
  FILES(open_at)(&call, folder, Follow, name.at, name.size, openFlags, flags, result);
  return isOk();
}

bool blockingWrite(uint32_t stream, std::string_view data) {
  Text content = text(data);
  STREAMS(output_stream_blocking_write_and_flush)(&call, stream, content.at, content.size, result);
  return isOk();
}

void testFolders() {
  aotc_wit_wasi_filesystem_preopens_0_2_get_directories(&call, result);
  uint32_t list = load<uint32_t>(result);
  CHECK_EQ(load<uint32_t>(result + 4), 3);
  for (uint32_t i = 0; i < 3; ++i)
    folders[i] = load<uint32_t>(list + 12 * i);
  CHECK(textAt(load<uint32_t>(list + 16), load<uint32_t>(list + 20)) == "/ro");
  CHECK(textAt(load<uint32_t>(list + 28), load<uint32_t>(list + 32)) == "/missing\xEF\xBF\xBD");
  CHECK(FILES(is_same_object)(&call, folders[0], folders[1]));
  FILES(get_flags)(&call, folders[0], result);
  CHECK_EQ(load<uint8_t>(result + 1), 32 | Read);
  FILES(get_flags)(&call, folders[1], result);
  CHECK_EQ(load<uint8_t>(result + 1), Read);

  CHECK(openAt(folders[0], "dir", 2, Read | 32));
  uint32_t folder = payload();
  FILES(read_directory)(&call, folder, result);
  CHECK(isOk());
  uint32_t stream = payload(), count = 0;
  drop(aotc_res_wasi_filesystem_types_0_2_descriptor, folder); // the stream goes on
  for (;; ++count) {
    aotc_wit_wasi_filesystem_types_0_2__method_directory_entry_stream_read_directory_entry(
        &call, stream, result);
    CHECK(isOk());
    if (!load<uint8_t>(result + 4))
      break;
    CHECK_EQ(load<uint8_t>(result + 8), 6); // a regular file
    CHECK(textAt(load<uint32_t>(result + 12), 7) == "a-file-");
  }
  CHECK_EQ(count, 100);
}

void testErrors() {
  auto expect = [](bool ok, Code code, int line) {
    checkEqual(ok, false, "success", line);
    checkEqual(load<uint8_t>(result + 4), code, "error-code", line);
  };
  expect(openAt(folders[0], "nowhere", 0, Read), NoEntry, __LINE__);
  expect(openAt(folders[0], "../outside", 0, Read), NotPermitted, __LINE__);
  expect(openAt(folders[0], "escape", 0, Read), NotPermitted, __LINE__);
  expect(openAt(folders[0], "/etc/passwd", 0, Read), NotPermitted, __LINE__);
  expect(openAt(folders[0], "dir", 0, Write), IsDirectory, __LINE__);
  expect(openAt(folders[1], "new", Create, Write), ReadOnly, __LINE__);
  expect(openAt(folders[1], "dir", 2, Read | 32), ReadOnly, __LINE__);
  expect(openAt(folders[1], "nowhere", 0, Write), NoEntry, __LINE__);
  expect(openAt(folders[2], "x", 0, Read), NoEntry, __LINE__);
  Text name = text("absolute");
  FILES(readlink_at)(&call, folders[0], name.at, name.size, result);
  expect(isOk(), NotPermitted, __LINE__);
  FILES(create_directory_at)(&call, folders[1], name.at, name.size, result);
  CHECK(!isOk() && load<uint8_t>(result + 1) == ReadOnly);
  CHECK(openAt(folders[0], "dir", 0, Read));
  FILES(read_via_stream)(&call, payload(), 0, result);
  CHECK(isOk());
  STREAMS(input_stream_blocking_read)(&call, payload(), 10, result);
  CHECK(!isOk() && load<uint8_t>(result + 4) == 0);
  aotc_wit_wasi_filesystem_types_0_2_filesystem_error_code(&call, load<uint32_t>(result + 8),
                                                           result);
  CHECK_EQ(load<uint8_t>(result + 1), IsDirectory);
}

// Every way to change something below a folder that was granted read-only, from
// it or into it; a handle opened below it may do no more than the folder itself.
void testReadOnly() {
  uint32_t writable = folders[0], readOnly = folders[1];
  CHECK(openAt(writable, "kept", Create, Write));
  CHECK(openAt(readOnly, ".", 2, Read));
  uint32_t below = payload();
  CHECK(openAt(readOnly, "kept", 0, Read));
  uint32_t file = payload();
  Text kept = text("kept"), other = text("other"), dir = text("dir");
  auto refused = [](int line, uint8_t code = ReadOnly) {
    checkEqual(load<uint8_t>(result), 1, "failure", line);
    checkEqual(load<uint8_t>(result + 1), code, "error-code", line);
  };
  for (uint32_t folder : {readOnly, below}) {
    FILES(unlink_file_at)(&call, folder, kept.at, kept.size, result);
    refused(__LINE__);
    FILES(remove_directory_at)(&call, folder, dir.at, dir.size, result);
    refused(__LINE__);
    FILES(create_directory_at)(&call, folder, other.at, other.size, result);
    refused(__LINE__);
    FILES(symlink_at)(&call, folder, kept.at, kept.size, other.at, other.size, result);
    refused(__LINE__);
    FILES(set_times_at)(&call, folder, 0, kept.at, kept.size, 1, 0, 0, 1, 0, 0, result);
    refused(__LINE__);
    uint32_t pairs[][2] = {{folder, folder}, {folder, writable}, {writable, folder}};
    for (auto [from, to] : pairs) {
      FILES(rename_at)(&call, from, kept.at, kept.size, to, other.at, other.size, result);
      refused(__LINE__);
      FILES(link_at)(&call, from, 0, kept.at, kept.size, to, other.at, other.size, result);
      refused(__LINE__);
    }
    CHECK(!openAt(folder, "kept", 0, Write) && load<uint8_t>(result + 4) == ReadOnly);
    CHECK(!openAt(folder, "kept", Truncate, Read) && load<uint8_t>(result + 4) == ReadOnly);
    CHECK(!openAt(folder, "other", Create, Read) && load<uint8_t>(result + 4) == ReadOnly);
  }
  for (uint32_t handle : {readOnly, below, file}) {
    FILES(set_times)(&call, handle, 1, 0, 0, 1, 0, 0, result);
    refused(__LINE__);
  }
  FILES(set_size)(&call, file, 0, result);
  CHECK(load<uint8_t>(result) == 1);
  FILES(write)(&call, file, kept.at, kept.size, 0, result);
  CHECK(load<uint8_t>(result) == 1 && load<uint8_t>(result + 8) == BadDescriptor);
  FILES(write_via_stream)(&call, file, 0, result);
  CHECK(!isOk() && load<uint8_t>(result + 4) == BadDescriptor);
  FILES(append_via_stream)(&call, file, result);
  CHECK(!isOk() && load<uint8_t>(result + 4) == BadDescriptor);
  FILES(unlink_file_at)(&call, writable, kept.at, kept.size, result);
  CHECK(isOk());
}

void testFiles() {
  CHECK(openAt(folders[0], "file", Create | Truncate, Read | Write));
  uint32_t file = payload();
  FILES(write_via_stream)(&call, file, 3, result);
  uint32_t out = payload();
  CHECK(blockingWrite(out, "def"));
  FILES(append_via_stream)(&call, file, result);
  uint32_t append = payload();
  CHECK(blockingWrite(append, "ghi"));
  FILES(write_via_stream)(&call, file, 0, result);
  uint32_t start = payload();
  STREAMS(output_stream_check_write)(&call, start, result);
  CHECK(isOk() && load<uint64_t>(result + 8) >= 4096);
  Text data = text("abc");
  STREAMS(output_stream_write)(&call, start, data.at, data.size, result);
  CHECK(isOk());
  FILES(read)(&call, file, 100, 0, result);
  CHECK_EQ(load<uint32_t>(result + 8), 9);
  CHECK(textAt(load<uint32_t>(result + 4), 9) == "abcdefghi");
  CHECK_EQ(load<uint8_t>(result + 12), 0); // only a read of nothing says that this is the end
  FILES(read)(&call, file, 100, 9, result);
  CHECK_EQ(load<uint32_t>(result + 8), 0);
  CHECK_EQ(load<uint8_t>(result + 12), 1);

  FILES(read_via_stream)(&call, file, 1, result);
  uint32_t in = payload();
  drop(aotc_res_wasi_filesystem_types_0_2_descriptor, file); // streams go on
  STREAMS(input_stream_skip)(&call, in, 2, result);
  CHECK_EQ(load<uint64_t>(result + 8), 2);
  STREAMS(output_stream_check_write)(&call, out, result);
  STREAMS(output_stream_splice)(&call, out, in, 4, result); // to position 6: "defg"
  CHECK_EQ(load<uint64_t>(result + 8), 4);
  STREAMS(input_stream_read)(&call, in, UINT64_MAX, result);
  CHECK(isOk() && textAt(payload(), load<uint32_t>(result + 8)) == "efg");
  STREAMS(input_stream_read)(&call, in, 1, result);
  CHECK(!isOk() && load<uint8_t>(result + 4) == 1); // closed: the end
  STREAMS(input_stream_blocking_read)(&call, in, 0, result);
  CHECK(isOk() && load<uint32_t>(result + 8) == 0);
  Text name = text("file");
  FILES(stat_at)(&call, folders[0], Follow, name.at, name.size, result);
  CHECK(isOk() && load<uint8_t>(result + 8) == 6 && load<uint64_t>(result + 24) == 10);
  FILES(unlink_file_at)(&call, folders[0], name.at, name.size, result);
  CHECK(isOk());
}

void testPolling() {
  uint64_t before = aotc_wit_wasi_clocks_monotonic_clock_0_2_now(&call);
  uint32_t soon = aotc_wit_wasi_clocks_monotonic_clock_0_2_subscribe_duration(&call, 2'000'000);
  uint32_t never = aotc_wit_wasi_clocks_monotonic_clock_0_2_subscribe_duration(&call, UINT64_MAX);
  CHECK(!aotc_wit_wasi_io_poll_0_2__method_pollable_ready(&call, soon));
  for (uint32_t i = 0; i < 100; ++i)
    store(5000 + 4 * i, i == 77 ? soon : never);
  aotc_wit_wasi_io_poll_0_2_poll(&call, 5000, 100, result);
  CHECK(aotc_wit_wasi_clocks_monotonic_clock_0_2_now(&call) - before >= 2'000'000);
  CHECK_EQ(load<uint32_t>(result + 4), 1);
  CHECK_EQ(load<uint32_t>(load<uint32_t>(result)), 77);
  uint32_t in = aotc_wit_wasi_cli_stdin_0_2_get_stdin(&call);
  uint32_t pollable = STREAMS(input_stream_subscribe)(&call, in);
  drop(aotc_res_wasi_io_streams_0_2_input_stream, in); // the pollable goes on
  CHECK(aotc_wit_wasi_io_poll_0_2__method_pollable_ready(&call, pollable));
  drop(aotc_res_wasi_io_poll_0_2_pollable, pollable);
}

void testOthers() {
  aotc_wit_wasi_cli_environment_0_2_get_arguments(&call, result);
  uint32_t list = load<uint32_t>(result);
  CHECK_EQ(load<uint32_t>(result + 4), 3);
  CHECK(textAt(load<uint32_t>(list + 8), load<uint32_t>(list + 12)) == "all");
  // "\xff\xe2\x82x": two parts that aren't UTF-8, replaced.
  CHECK(textAt(load<uint32_t>(list + 16), load<uint32_t>(list + 20)) ==
        "\xEF\xBF\xBD\xEF\xBF\xBDx");
  aotc_wit_wasi_cli_environment_0_2_get_environment(&call, result);
  CHECK_EQ(load<uint32_t>(result + 4), 1);
  aotc_wit_wasi_cli_terminal_stdout_0_2_get_terminal_stdout(&call, result);
  CHECK_EQ(load<uint8_t>(result), 0);
  aotc_wit_wasi_random_random_0_2_get_random_bytes(&call, 100000, result);
  CHECK_EQ(load<uint32_t>(result + 4), 100000);
  aotc_wit_wasi_random_random_0_2_get_random_bytes(&call, 0, result);
  CHECK_EQ(load<uint32_t>(result + 4), 0);
  aotc_wit_wasi_clocks_wall_clock_0_2_now(&call, result);
  CHECK(load<uint64_t>(result) > 1'700'000'000 && load<uint32_t>(result + 8) < 1'000'000'000);
}

// What a failing standard output looks like: the error, then closed for good.
void testOutput() {
  uint32_t out = aotc_wit_wasi_cli_stdout_0_2_get_stdout(&call);
  CHECK(!blockingWrite(out, "x"));
  if (load<uint8_t>(result + 4) == 1) {
    fprintf(stderr, "closed\n");
    return;
  }
  uint32_t error = load<uint32_t>(result + 8);
  aotc_wit_wasi_filesystem_types_0_2_filesystem_error_code(&call, error, result);
  fprintf(stderr, "error-code %d: ", load<uint8_t>(result + 1));
  aotc_wit_wasi_io_error_0_2__method_error_to_debug_string(&call, error, result);
  fprintf(stderr, "%.*s\n", int(payload()),
          reinterpret_cast<char *>(bytes) + load<uint32_t>(result));
  CHECK(!blockingWrite(out, "x"));
  CHECK_EQ(load<uint8_t>(result + 4), 1); // closed
  STREAMS(output_stream_check_write)(&call, out, result);
  CHECK(!isOk() && load<uint8_t>(result + 8) == 1);
  CHECK(aotc_wit_wasi_io_poll_0_2__method_pollable_ready(
      &call, STREAMS(output_stream_subscribe)(&call, out)));
}

// A device that takes no byte and reports no error must not be asked forever.
void testNoProgress(uint32_t out) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO), // number 0: returns 0
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
  CHECK(!blockingWrite(out, "x"));
}

// Copies standard input to standard output as it comes.
void testCopy() {
  uint32_t in = aotc_wit_wasi_cli_stdin_0_2_get_stdin(&call);
  uint32_t out = aotc_wit_wasi_cli_stdout_0_2_get_stdout(&call);
  for (;;) {
    STREAMS(input_stream_blocking_read)(&call, in, 4096, result);
    if (!isOk())
      return;
    uint32_t at = payload(), size = load<uint32_t>(result + 8);
    STREAMS(output_stream_blocking_write_and_flush)(&call, out, at, size, result);
    CHECK(isOk());
  }
}

void test(Context &context) {
  std::string_view part = context.arguments()[1];
  if (part == "all") {
    testFolders();
    testErrors();
    testReadOnly();
    testFiles();
    testPolling();
    testOthers();
    return;
  }
  uint32_t out = aotc_wit_wasi_cli_stdout_0_2_get_stdout(&call);
  if (part == "output")
    testOutput();
  else if (part == "copy")
    testCopy();
  else if (part == "no-progress")
    testNoProgress(out);
  else if (part == "exit-error")
    aotc_wit_wasi_cli_exit_0_2_exit(&call, 1);
  else if (part == "long-write")
    STREAMS(output_stream_blocking_write_and_flush)(&call, out, 0, 4097, result);
  else if (part == "no-permit")
    STREAMS(output_stream_write)(&call, out, 0, 1, result);
  else if (part == "zeroes")
    STREAMS(output_stream_write_zeroes)(&call, out, UINT64_MAX, result);
  else if (part == "poll-nothing")
    aotc_wit_wasi_io_poll_0_2_poll(&call, 0, 0, result);
  else if (part == "wrong-type")
    FILES(get_type)(&call, out, result);
  else if (part == "dropped") {
    drop(aotc_res_wasi_io_streams_0_2_output_stream, out);
    blockingWrite(out, "x");
  } else if (part == "random") {
    aotc_wit_wasi_random_random_0_2_get_random_bytes(&call, UINT64_MAX, result);
  } else {
    failures = 1;
  }
}

} // namespace guest
