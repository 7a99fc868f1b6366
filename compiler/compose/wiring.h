// Whose export provides whose import, among several components.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "component/valid_component.h"

namespace aotc::compose {

struct Input {
  std::string name; // for messages
  const component::ValidComponent *component;
};

// An export of one of the inputs.
struct Provider {
  size_t input;
  std::string_view name;
};

struct Wiring {
  // By input: its imports that another input provides. The others are the host's.
  std::vector<std::unordered_map<std::string_view, Provider>> imports;
  // All inputs; each comes after those that provide for it.
  std::vector<size_t> order;
};

// Wires imports to exports of the same name or of a compatible version of it
// (abi/names.h). The first input is the program, the others are plugs. Types are not
// compared here. Errors: Unlinkable, for an import that two inputs provide, for inputs
// that need each other, and for a plug that provides nothing.
Result<Wiring> wire(const std::vector<Input> &inputs);

} // namespace aotc::compose
