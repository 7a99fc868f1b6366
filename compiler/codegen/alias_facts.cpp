// A TBAA tree of our own: siblings never alias, a parent may alias its children.
// All accesses to one linear memory share a tag whatever their width, since wasm
// may read anything as anything. Memories are told apart by their definition and
// never by a module's index: two indices, in one module or in two that inline
// into each other, may name the same memory. Where code serves several instances
// the definition isn't known, and the parent's tag is used.
//
// The runtime library's bitcode has C++'s tree, with another root: LLVM takes
// accesses under different roots to overlap, which is what we need.
#include "codegen/alias_facts.h"

#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

AliasFacts::AliasFacts(LLVMContext &context) : context(context) {
  root = MDBuilder(context).createTBAARoot("wasm");
  memoryType = scalar("linear memory", root);
  memoryTag = tag(memoryType);
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

MDNode *AliasFacts::memory(MemoryDef memory) {
  MDNode *&node = memoryTags[{memory.instance.index, memory.memory.index}];
  if (!node)
    node = tag(scalar("memory " + std::to_string(memory.instance.index) + "." +
                          std::to_string(memory.memory.index),
                      memoryType));
  return node;
}

} // namespace aotc
