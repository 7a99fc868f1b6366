// Names of hosts, as they are granted and as they are looked up.
#pragma once

#include <stddef.h>
#include <string_view>

namespace aotc::rt {

// RFC 1123's letters, digits and hyphens, and the underscore that is in use, in labels
// of 1 to 63 with dots between them; at most 253 bytes.
inline bool isHostName(std::string_view name) {
  size_t label = 0;
  if (name.size() > 253)
    return false;
  for (char c : name) {
    if (c == '.') {
      if (label == 0)
        return false;
      label = 0;
      continue;
    }
    bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
    if (!allowed || ++label > 63)
      return false;
  }
  return label > 0;
}

} // namespace aotc::rt
