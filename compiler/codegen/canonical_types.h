// One number for each function type of a Program, the same for equivalent types
// of different modules: what call_indirect compares.
#pragma once

#include <map>
#include <string>

#include "wasm/types.h"

namespace aotc {

class CanonicalTypes {
public:
  // Equivalent types get the same number; numbers follow from the order of the
  // calls. Structural for now: all function types that pass validation are
  // final and in groups of one. Recursive groups get interned here.
  uint32_t intern(const wasm::FuncType &type);
  // REQUIRES: interned before. Frozen after analyseProgram().
  uint32_t idOf(const wasm::FuncType &type) const;

private:
  std::map<std::string, uint32_t> ids; // by the text of the type
};

} // namespace aotc
