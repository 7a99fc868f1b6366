// From what validation accepted to a Program. Instantiation happens here, at
// compile time: imports, aliases and nested components are resolved once.
#pragma once

#include <memory>

#include "component/valid_component.h"
#include "flatten/program.h"

namespace aotc {

// A preview-1 command: imports of wasi_snapshot_preview1 (and of its older
// name wasi_unstable), an export `_start`. Errors: Unlinkable.
Result<Program> flattenCoreModule(wasm::ValidModule module);

// A component whose imports the host provides, and which exports an instance of
// wasi:cli/run. Errors: Unlinkable, Unsupported.
Result<Program> flattenComponent(std::shared_ptr<const component::ValidComponent> component);

} // namespace aotc
