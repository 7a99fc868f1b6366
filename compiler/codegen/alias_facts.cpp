// A TBAA tree of our own: siblings never alias, a parent may alias its children.
// All accesses to one linear memory share a tag whatever their width, since wasm
// may read anything as anything. Memories are told apart by their definition and
// never by a module's index: two indices, in one module or in two that inline
// into each other, may name the same memory. Where code serves several instances
// the definition isn't known, and the parent's tag is used.
//
// The runtime library's bitcode has C++'s tree, with another root: LLVM takes
// accesses under different roots to overlap, which is what we need.
//
// A memory's tag also says whether it is guarded: LLVM keeps tags with accesses, and where it
// merges two it takes their common ancestor, which may forget that but never claim it.
#include "codegen/alias_facts.h"

#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

static constexpr const char *kGuarded = "guarded memory";

AliasFacts::AliasFacts(LLVMContext &context) : context(context) {
  root = MDBuilder(context).createTBAARoot("wasm");
  memoryType = scalar("linear memory", root);
  guardedType = scalar(kGuarded, memoryType);
  memoryTag = tag(memoryType);
  guardedTag = tag(guardedType);
  globalTag = tag(scalar("global", root));
  tableTag = tag(scalar("table", root));
  stateTag = tag(scalar("instance state", root));
  emptyNode = MDNode::get(context, {});
}

MDNode *AliasFacts::scalar(const std::string &name, MDNode *parent) {
  return MDBuilder(context).createTBAAScalarTypeNode(name, parent);
}

MDNode *AliasFacts::tag(MDNode *type) {
  return MDBuilder(context).createTBAAStructTagNode(type, type, 0);
}

MDNode *AliasFacts::memory(MemoryDef memory, bool isGuarded) {
  MDNode *&node = memoryTags[{memory.instance.index, memory.memory.index}];
  if (!node)
    node = tag(scalar("memory " + std::to_string(memory.instance.index) + "." +
                          std::to_string(memory.memory.index),
                      isGuarded ? guardedType : memoryType));
  return node;
}

bool isGuardedAccess(const Instruction &access) {
  const MDNode *tag = access.getMetadata(LLVMContext::MD_tbaa);
  if (!tag || tag->getNumOperands() < 3)
    return false;
  // An access tag is (base type, type, offset), a type is (name, parent, offset).
  const auto *type = dyn_cast<MDNode>(tag->getOperand(1));
  while (type && type->getNumOperands() > 1) {
    if (const auto *name = dyn_cast<MDString>(type->getOperand(0));
        name && name->getString() == kGuarded)
      return true;
    type = dyn_cast<MDNode>(type->getOperand(1));
  }
  return false;
}

} // namespace aotc
