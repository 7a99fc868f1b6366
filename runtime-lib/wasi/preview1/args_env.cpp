// args_* and environ_*: both are a list of NUL-terminated strings, handed out as
// an array of addresses and a buffer. The environment is only what was granted
// (Context::forEachEnvironmentVariable).
//
// The guest asks for the sizes first and owns both areas; areas that don't lie in
// its memory are EFAULT, and nothing is written behind the end of one.
#include "core/context.h"
#include "wasi/preview1/errno.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

// Writes strings one behind the other and their addresses into the array.
class StringList {
public:
  StringList(const CallSite *site, uint32_t array, uint32_t buffer)
      : guest(site), array(array), buffer(buffer) {}

  // A string in up to three pieces, and the NUL.
  void add(std::string_view a, std::string_view b = {}, std::string_view c = {}) {
    ok = ok && guest.store(array, buffer);
    for (std::string_view piece : {a, b, c})
      put(piece.data(), piece.size());
    put("", 1);
    ok = ok && !__builtin_add_overflow(array, 4u, &array);
  }
  uint32_t result() const { return ok ? success : code(ErrorCode::Fault); }

private:
  void put(const char *data, size_t size) {
    uint8_t *target = ok ? guest.bytes(buffer, size) : nullptr;
    ok = target && !__builtin_add_overflow(buffer, size, &buffer);
    if (ok && size)
      memcpy(target, data, size);
  }

  Guest guest;
  uint32_t array, buffer;
  bool ok = true;
};

uint32_t storeSizes(const CallSite *site, uint32_t countAddress, uint32_t sizeAddress,
                    uint64_t count, uint64_t size) {
  if (count > UINT32_MAX || size > UINT32_MAX)
    return code(ErrorCode::Overflow);
  Guest guest(site);
  bool stored = guest.store(countAddress, static_cast<uint32_t>(count)) &&
                guest.store(sizeAddress, static_cast<uint32_t>(size));
  return stored ? success : code(ErrorCode::Fault);
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_args_get(const CallSite *site, I32 array, I32 buffer) {
  StringList list(site, array, buffer);
  for (const char *argument : contextOf(site).arguments())
    list.add(argument);
  return list.result();
}

I32 aotc_p1_args_sizes_get(const CallSite *site, I32 countAddress, I32 sizeAddress) {
  uint64_t size = 0;
  auto arguments = contextOf(site).arguments();
  for (const char *argument : arguments)
    size += strlen(argument) + 1;
  return storeSizes(site, countAddress, sizeAddress, arguments.size(), size);
}

I32 aotc_p1_environ_get(const CallSite *site, I32 array, I32 buffer) {
  StringList list(site, array, buffer);
  contextOf(site).forEachEnvironmentVariable(
      [&](const EnvironmentVariable &variable) { list.add(variable.name, "=", variable.value); });
  return list.result();
}

I32 aotc_p1_environ_sizes_get(const CallSite *site, I32 countAddress, I32 sizeAddress) {
  uint64_t count = 0, size = 0;
  contextOf(site).forEachEnvironmentVariable([&](const EnvironmentVariable &variable) {
    ++count;
    size += variable.name.size() + variable.value.size() + 2;
  });
  return storeSizes(site, countAddress, sizeAddress, count, size);
}

} // extern "C"

} // namespace aotc::rt::kinds
