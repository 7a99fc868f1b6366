// From a Program to LLVM modules: what the driver needs of codegen's front half.
//
//   facts      = analyseProgram(program, options)
//   partitions = partitionProgram(program, facts, size)
//   module     = translatePartition(...)     each on a thread and in a context of its own,
//                                            then optimise.h and object.h
//   image      = emitMemoryImage(...)        an object: data segments never pass through LLVM
//   config     = makeConfigModule(...)       tiny, so that a grant changes no other object
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codegen/object.h"
#include "codegen/program_facts.h"
#include "codegen/target.h"
#include "flatten/program.h"

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
} // namespace llvm

namespace aotc {

// A part of a program that is optimised and emitted by itself. Follows from the
// program's content and the size alone, never from the machine.
struct Partition {
  uint32_t index = 0;
  bool only = true;      // the whole program: everything may be internal
  bool ownsState = true; // defines instance state, records and startup; exactly one does
  std::vector<ModuleFunc> functions;
  uint64_t codeBytes = 0; // of wasm
  std::string name() const { return "part" + std::to_string(index); }
};

// Code bytes above which a program is cut; "Partitions" in docs/architecture.md.
constexpr uint64_t kPartitionBytes = 384 << 10;

std::vector<Partition> partitionProgram(const Program &program, const ProgramFacts &facts,
                                        uint64_t maxCodeBytes = kPartitionBytes);

// Unoptimised IR, for `target`. Errors: Unsupported, Internal.
Result<std::unique_ptr<llvm::Module>>
translatePartition(const Program &program, const ProgramFacts &facts, const Partition &partition,
                   const Target &target, const llvm::TargetMachine &machine,
                   llvm::LLVMContext &context);

// A relocatable ELF object with the initial contents of memories, the passive data
// segments, and the places of functions.
Result<ObjectBytes> emitMemoryImage(const Program &program, const ProgramFacts &facts,
                                    const Target &target);

// What the executable may use, fixed when it is made (Config in instance.def).
struct Grants {
  struct Dir {
    std::string hostPath, guestPath;
    bool readOnly = false;
  };
  struct Env {
    std::string name;
    std::optional<std::string> value; // absent: the host's, if it has one
  };
  std::vector<Dir> dirs;
  std::vector<Env> envs;
  bool inheritEnv = false;
  uint64_t guestStackBytes = 0; // 0: the runtime's default
};

std::unique_ptr<llvm::Module> makeConfigModule(const Grants &grants, const Target &target,
                                               const llvm::TargetMachine &machine,
                                               llvm::LLVMContext &context);

} // namespace aotc
