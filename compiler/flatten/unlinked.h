// Functions that nothing provides (--stub-missing), as the Program has them.
#pragma once

#include <string_view>

namespace aotc {

// The symbol of a HostCall that traps when it is called and never returns, whatever
// its type: what takes the place of an import that nothing provides. It gets the call
// site and the return address of that call.
inline constexpr std::string_view kUnlinkedSymbol = "aotc_unlinked";

} // namespace aotc
