// The names of imports and exports (Explainer.md, "Import and Export
// Definitions" and "Name Uniqueness").
#pragma once

#include <string>
#include <string_view>

#include "component/component.h"

namespace aotc::component {

// label ::= first-fragment ('-' fragment)*
bool isLabel(std::string_view text);

struct ParsedName {
  enum class Kind : uint8_t { Label, Constructor, Method, Static, Interface } kind = Kind::Label;
  std::string_view resource; // the first label of Constructor, Method, Static
};

// Checks the grammar of a name and of its attributes, but nothing that asks for
// the item's type. Errors: Invalid.
Result<ParsedName> parseExternName(const ExternName &name);

// Two names are strongly-unique if and only if their keys differ.
std::string uniqueKey(std::string_view name);
// The same for labels of fields, cases, flags and parameters.
std::string lowercased(std::string_view text);

} // namespace aotc::component
