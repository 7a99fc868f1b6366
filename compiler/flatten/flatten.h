// From what validation accepted to a Program. Instantiation happens here, at
// compile time: imports, aliases and nested components are resolved once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "component/valid_component.h"
#include "flatten/program.h"

namespace aotc {

// A component whose exports provide imports of the program and of other plugs.
struct Plug {
  std::string name; // for messages: its file
  std::shared_ptr<const component::ValidComponent> component;
};

// What to make of an input beside what it says itself.
struct FlattenOptions {
  // Which export of a component the program calls, and with what: "NAME(VALUES)", or "NAME" where
  // the values come from the program's command line. Empty: `run` of wasi:cli/run.
  std::string invoke;
  // Functions that nothing provides become traps (kUnlinkedSymbol) instead of errors.
  bool stubMissing = false;
  bool deterministic = false; // the deterministic profile: NaNs that components pass on
  std::vector<Plug> plugs;    // components only
};

// A preview-1 command: imports of wasi_snapshot_preview1 (and of its older
// name wasi_unstable), an export `_start`. Errors: Unlinkable.
Result<Program> flattenCoreModule(wasm::ValidModule module, const FlattenOptions &options);

// A component whose imports the plugs and the host provide, and which exports what
// is to be called. Errors: Unlinkable, Unsupported; Usage for what `invoke` says;
// those about a plug name its file.
Result<Program> flattenComponent(std::shared_ptr<const component::ValidComponent> component,
                                 const FlattenOptions &options);

} // namespace aotc
