// Debian has fmt as a shared library only. Its headers hold everything: this makes the
// functions that our objects call.
#define FMT_HEADER_ONLY
#include <fmt/format.h>

namespace {

template <class Function> const void *address(Function *function) {
  return reinterpret_cast<const void *>(function);
}

[[gnu::used]] const void *const needed[] = {
    address<std::string(fmt::string_view, fmt::format_args)>(&fmt::vformat),
    address(&fmt::detail::throw_format_error), address<bool(uint32_t)>(&fmt::detail::is_printable)};

} // namespace
