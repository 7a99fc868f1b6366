// The names of what a program is made of. Each holds a '.', so that none is a C
// identifier, and no '@', which lld would take for a version. They follow from
// the program's content alone, so that partitions agree without talking.
#pragma once

#include <string>
#include <string_view>

#include "codegen/program_facts.h"

namespace aotc::symbols {

std::string function(const Program &program, ModuleFunc func);
std::string place(ModuleFunc func);        // its value: where the body is in the input file
std::string instance(InstanceId instance); // pointer mode: its state
std::string member(InstanceId instance, const char *kind, uint32_t index);
std::string image(MemoryDef memory);
std::string data(ModuleId module, uint32_t segment); // a passive segment's bytes
std::string hostCall(const char *kind, HostCallId call);
std::string componentInstance(ComponentInstanceId instance);
std::string resource(ResourceTypeId type);
std::string overflowArea(); // of the calling convention

// As messages name it: the name section's name, or "func[N]".
std::string functionName(const Program &program, ModuleFunc func);
// Likewise, or the name under which it is exported; printable.
std::string tagName(const Program &program, TagDef tag);

} // namespace aotc::symbols
