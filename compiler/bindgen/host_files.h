// The files of one interface; private to bindgen.
#pragma once

#include "bindgen/cpp_types.h"

namespace aotc::bindgen {

struct HostContext {
  const wit::Resolved &resolved;
  const CppTypes &types;
};

Result<std::string> hostHeader(const HostContext &context, const wit::Interface &interface);
Result<std::string> hostShims(const HostContext &context, const wit::Interface &interface);
// Lines of host_functions.def.
Result<std::string> hostFunctionList(const HostContext &context, const wit::Interface &interface);

std::string hostFunctionName(const wit::Resolved &resolved, const wit::Function &function);
// "Expected<…> name(Context &context, …)"
Result<std::string> hostPrototype(const HostContext &context, const wit::Function &function);
// Whether the result is made with a Writer.
bool usesWriter(const wit::Function &function);
std::string shimSymbol(const wit::Interface &interface, const wit::Function &function);
std::string resourceSymbol(const abi::ResourceRef &resource);
// The resources and types that the interface itself declares, types after those
// they consist of.
std::vector<const wit::TypeDef *> ownResources(const wit::Resolved &resolved,
                                               const wit::Interface &interface);
std::vector<const wit::TypeDef *> ownTypes(const wit::Resolved &resolved,
                                           const wit::Interface &interface);

} // namespace aotc::bindgen
