// Names of imports and exports: "ns:pkg/iface@1.2.3", and the compatible
// version to which they are normalised once (Explainer.md, "canonical
// interface name": 1.x.y is 1, 0.x.y is 0.x, pre-releases stay).
#pragma once

#include <string>
#include <string_view>

namespace aotc::abi {

// "0.2.12" → "0.2", "1.4.0" → "1", "0.0.7" → "0.0.7", "0.3.0-rc-1" → itself.
std::string_view compatibleVersion(std::string_view version);

// "wasi:io/streams@0.2.12" → "wasi:io/streams@0.2"; names without a version,
// and what isn't an interface's name, stay as they are.
std::string normalizeInterfaceName(std::string_view name);

} // namespace aotc::abi
