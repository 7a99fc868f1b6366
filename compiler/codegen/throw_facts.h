// Which functions an exception may come out of, and which therefore return one.
// Computed over the whole program once; empty where no code of it throws.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flatten/program.h"

namespace aotc {

struct ModuleFunc;
class ProgramFacts;

struct Throwing {
  // A call may end with an exception.
  bool mayThrow = false;
  // Its result says whether it did: a matter of the calling convention. Also true
  // of a function that never throws where it is called in place of one that may.
  bool returnsException = false;
};

class ThrowFacts {
public:
  Throwing of(const ModuleFunc &func) const;
  Throwing of(const Program &program, const FuncDef &func) const;
  // Of whatever a reference to a function of this type may lead to.
  Throwing ofReference(const wasm::FuncType &type) const;

private:
  friend class ThrowAnalysis;
  std::vector<std::vector<Throwing>> functions; // by ModuleId, FuncIndex; defined ones
  std::map<std::string, Throwing> references;   // by shape()
};

// REQUIRES: the modes and uses of `facts`. Errors: what reading a body gives.
Result<ThrowFacts> findThrowing(const Program &program, const ProgramFacts &facts);

} // namespace aotc
