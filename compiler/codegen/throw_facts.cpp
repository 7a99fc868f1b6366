// Finds the functions that may throw. Entry point: findThrowing().
//
// A graph with a node for each function of each module, and one for each shape of
// function type, which stands for all calls by reference of that shape; types
// that match by subtyping have the same shape. "May throw" spreads from throw,
// throw_ref and rethrow to callers, unless the call lies in a block that catches
// everything; a tail call has left such blocks.
//
// "Returns an exception" is a matter of both sides of a call. It spreads both ways
// between what must agree: a shape and the functions behind references of it, the
// two ends of a tail call. In pointer mode an imported function is called by
// reference, whichever it is.
//
// Bodies are read a second time for this, in programs that throw: keeping calls
// from the first pass would cost memory in all the others.
#include "codegen/throw_facts.h"

#include <numeric>
#include <set>

#include "codegen/scan_bodies.h"
#include "wasm/instruction.h"

namespace aotc {

namespace {

using wasm::Opcode;

// By what calls through references can be told apart.
std::string shape(const wasm::FuncType &type) {
  std::string text;
  for (const wasm::ValType &param : type.params)
    text += static_cast<char>('a' + static_cast<int>(param.kind));
  text += '>';
  for (const wasm::ValType &result : type.results)
    text += static_cast<char>('a' + static_cast<int>(result.kind));
  return text;
}

// What lets an exception out of a body.
struct Escapes {
  bool throws = false;
  std::set<uint32_t> calls, tailCalls;           // functions
  std::set<uint32_t> references, tailReferences; // types
};

// Reads a body. A region is code whose exceptions go the same way: the body of a
// block that catches, or what is outside of all those (region 0).
class BodyReader {
public:
  explicit BodyReader(const wasm::Module &module) : module(module) {}

  Result<Escapes> run(const wasm::Function &function) {
    wasm::InstructionReader reader(module.file, function.code);
    wasm::Instruction instruction;
    while (!reader.atEnd()) {
      TRY(reader.next(instruction));
      step(instruction);
    }
    std::vector<bool> escapes(regions.size(), true);
    for (size_t i = 1; i < regions.size(); ++i) // what is outside comes first
      escapes[i] = !regions[i].catchesAll && escapes[regions[i].outer];
    Escapes result;
    for (const Event &event : events)
      if (escapes[event.region])
        add(event, result);
    return result;
  }

private:
  struct Region {
    size_t outer = 0;
    bool catchesAll = false;
  };
  struct Block {
    size_t region; // that its instructions are in
    size_t body;   // of a block that catches: its body's
  };
  struct Event {
    Opcode opcode;
    uint32_t index;
    size_t region;
  };

  size_t current() const { return blocks.empty() ? 0 : blocks.back().region; }

  static bool catchesAll(const wasm::Instruction &tryTable) {
    for (const wasm::CatchClause &clause : tryTable.catches)
      if (clause.kind == wasm::CatchClause::Kind::CatchAll ||
          clause.kind == wasm::CatchClause::Kind::CatchAllRef)
        return true;
    return false;
  }

  void step(const wasm::Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::Block || opcode == Opcode::Loop || opcode == Opcode::If) {
      blocks.push_back({current(), 0});
    } else if (opcode == Opcode::Try || opcode == Opcode::TryTable) {
      regions.push_back({current(), opcode == Opcode::TryTable && catchesAll(instruction)});
      blocks.push_back({regions.size() - 1, regions.size() - 1});
    } else if (opcode == Opcode::Catch || opcode == Opcode::CatchAll) {
      Block &block = blocks.back();
      block.region = regions[block.body].outer;
      regions[block.body].catchesAll |= opcode == Opcode::CatchAll;
    } else if (opcode == Opcode::Delegate) {
      size_t body = blocks.back().body;
      blocks.pop_back();
      bool isInside = instruction.index < blocks.size();
      regions[body].outer = isInside ? blocks[blocks.size() - 1 - instruction.index].region : 0;
    } else if (opcode == Opcode::End) {
      if (!blocks.empty()) // else the function's own
        blocks.pop_back();
    } else {
      note(instruction);
    }
  }

  void note(const wasm::Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::ReturnCall || opcode == Opcode::ReturnCallIndirect ||
        opcode == Opcode::ReturnCallRef)
      events.push_back({opcode, instruction.index, 0}); // has left all blocks
    else if (opcode == Opcode::Throw || opcode == Opcode::ThrowRef || opcode == Opcode::Rethrow ||
             opcode == Opcode::Call || opcode == Opcode::CallIndirect || opcode == Opcode::CallRef)
      events.push_back({opcode, instruction.index, current()});
  }

  static void add(const Event &event, Escapes &result) {
    if (event.opcode == Opcode::Call)
      result.calls.insert(event.index);
    else if (event.opcode == Opcode::ReturnCall)
      result.tailCalls.insert(event.index);
    else if (event.opcode == Opcode::CallIndirect || event.opcode == Opcode::CallRef)
      result.references.insert(event.index);
    else if (event.opcode == Opcode::ReturnCallIndirect || event.opcode == Opcode::ReturnCallRef)
      result.tailReferences.insert(event.index);
    else
      result.throws = true;
  }

  const wasm::Module &module;
  std::vector<Region> regions{{}};
  std::vector<Block> blocks;
  std::vector<Event> events;
};

} // namespace

class ThrowAnalysis {
public:
  ThrowAnalysis(const Program &program, const ProgramFacts &facts)
      : program(program), facts(facts) {}

  Result<ThrowFacts> run() {
    for (const CoreModule &core : program.modules) {
      firstNode.push_back(callers.size());
      callers.resize(callers.size() + core.module->functions.size());
    }
    throws.resize(callers.size());
    TRY(addBodies());
    TRY(addInstances());
    spread();
    return collect();
  }

private:
  using Node = size_t;

  Node node(ModuleId module, uint32_t func) const { return firstNode[module.index] + func; }

  Node shapeNode(const wasm::FuncType &type) {
    auto [found, isNew] = shapes.try_emplace(shape(type), callers.size());
    if (isNew) {
      callers.emplace_back();
      throws.push_back(false);
    }
    return found->second;
  }

  void call(Node caller, Node callee) { callers[callee].push_back(caller); }

  void tailCall(Node caller, Node callee) {
    call(caller, callee);
    agreeing.push_back({caller, callee});
  }

  Result<void> addBodies() {
    for (uint32_t m = 0; m < program.modules.size(); ++m) {
      if (facts.instanceCount[m] == 0)
        continue;
      const wasm::Module &module = *program.modules[ModuleId(m)].module;
      for (uint32_t f = 0; f < module.functions.size(); ++f) {
        const wasm::Function &function = module.functions[wasm::FuncIndex(f)];
        if (function.import)
          continue;
        addBody(ModuleId(m), node(ModuleId(m), f), TRY(BodyReader(module).run(function)));
      }
    }
    return {};
  }

  void addBody(ModuleId id, Node caller, const Escapes &escapes) {
    const wasm::Module &module = *program.modules[id].module;
    throws[caller] = escapes.throws;
    for (uint32_t func : escapes.calls)
      call(caller, node(id, func));
    for (uint32_t func : escapes.tailCalls)
      tailCall(caller, node(id, func));
    for (uint32_t type : escapes.references)
      call(caller, shapeNode(module.funcType(wasm::TypeIndex(type))));
    for (uint32_t type : escapes.tailReferences)
      tailCall(caller, shapeNode(module.funcType(wasm::TypeIndex(type))));
  }

  // What imports stand for, and what references may lead to.
  Result<void> addInstances() {
    std::vector<std::set<uint32_t>> references;
    for (uint32_t m = 0; m < program.modules.size(); ++m)
      references.push_back(
          TRY(referencedFunctions(*program.modules[ModuleId(m)].module, facts.uses[m])));
    for (uint32_t i = 0; i < program.instances.size(); ++i) {
      InstanceId instance(i);
      ModuleId module = program.instances[instance].module;
      for (uint32_t func = 0; func < program.instances[instance].funcs.size(); ++func)
        addImport(instance, func);
      for (uint32_t func : references[module.index])
        addReference(program.resolve(instance, wasm::FuncIndex(func)));
    }
    return {};
  }

  void addImport(InstanceId instance, uint32_t func) {
    ModuleId module = program.instances[instance].module;
    const FuncDef &def = program.instances[instance].funcs[func];
    Node import = node(module, func);
    if (facts.usesPointer(module)) {
      addReference(def);
      tailCall(import, shapeNode(program.typeOf(def)));
    } else if (const auto *guest = std::get_if<InstanceFunc>(&def)) {
      tailCall(import, node(program.instances[guest->instance].module, guest->func.index));
    }
  }

  void addReference(const FuncDef &def) {
    if (const auto *guest = std::get_if<InstanceFunc>(&def))
      tailCall(shapeNode(program.typeOf(def)),
               node(program.instances[guest->instance].module, guest->func.index));
  }

  void spread() {
    std::vector<Node> changed;
    for (Node n = 0; n < throws.size(); ++n)
      if (throws[n])
        changed.push_back(n);
    while (!changed.empty()) {
      Node callee = changed.back();
      changed.pop_back();
      for (Node caller : callers[callee])
        if (!throws[caller]) {
          throws[caller] = true;
          changed.push_back(caller);
        }
    }
  }

  // Nodes that must agree are put together under one representative.
  Node representative(Node n) {
    while (parent[n] != n)
      n = parent[n] = parent[parent[n]];
    return n;
  }

  ThrowFacts collect() {
    parent.resize(throws.size());
    std::iota(parent.begin(), parent.end(), Node(0));
    for (auto [a, b] : agreeing)
      parent[representative(a)] = representative(b);
    std::vector<bool> returns(throws.size());
    for (Node n = 0; n < throws.size(); ++n)
      if (throws[n])
        returns[representative(n)] = true;
    auto throwing = [&](Node n) { return Throwing{throws[n], returns[representative(n)]}; };
    ThrowFacts result;
    for (uint32_t m = 0; m < program.modules.size(); ++m) {
      std::vector<Throwing> &functions = result.functions.emplace_back();
      for (uint32_t f = 0; f < program.modules[ModuleId(m)].module->functions.size(); ++f)
        functions.push_back(throwing(node(ModuleId(m), f)));
    }
    for (const auto &[text, n] : shapes)
      result.references.emplace(text, throwing(n));
    return result;
  }

  const Program &program;
  const ProgramFacts &facts;
  std::vector<Node> firstNode; // by ModuleId
  std::map<std::string, Node> shapes;
  std::vector<std::vector<Node>> callers; // by Node
  std::vector<bool> throws;               // by Node
  std::vector<std::pair<Node, Node>> agreeing;
  std::vector<Node> parent; // by Node
};

Throwing ThrowFacts::of(const ModuleFunc &func) const {
  return functions.empty() ? Throwing() : functions[func.module.index][func.func.index];
}

Throwing ThrowFacts::of(const Program &program, const FuncDef &func) const {
  const auto *guest = std::get_if<InstanceFunc>(&func);
  return guest ? of(ModuleFunc{program.instances[guest->instance].module, guest->func})
               : Throwing();
}

Throwing ThrowFacts::ofReference(const wasm::FuncType &type) const {
  if (references.empty())
    return {};
  auto found = references.find(shape(type));
  return found == references.end() ? Throwing() : found->second;
}

Result<ThrowFacts> findThrowing(const Program &program, const ProgramFacts &facts) {
  return ThrowAnalysis(program, facts).run();
}

} // namespace aotc
