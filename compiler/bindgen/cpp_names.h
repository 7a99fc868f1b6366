// WIT names as C++ names.
#pragma once

#include <string>
#include <string_view>

namespace aotc::bindgen {

// "last-operation-failed" → "lastOperationFailed", "LastOperationFailed",
// "last_operation_failed"; what C++ or a macro reserves gets a '_' behind it.
std::string lowerCamel(std::string_view label);
std::string upperCamel(std::string_view label);
std::string snake(std::string_view label);

// Everything outside [A-Za-z0-9] as '_'.
std::string mangle(std::string_view text);

} // namespace aotc::bindgen
