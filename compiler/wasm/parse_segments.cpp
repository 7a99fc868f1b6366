// Element segments, data segments and function bodies (core specification,
// "Binary Format / Modules / Element Section", "Data Section", "Code Section").
// Entry points: parseElems(), parseDataCount(), parseDatas(), parseCode().
//
// Bytes are never copied: bodies and data stay spans of the file. Run lengths of
// locals stay as the file has them, for a body of ten bytes can declare fifty
// thousand locals.
#include <fmt/format.h>

#include "wasm/limits.h"
#include "wasm/module_parser.h"
#include "wasm/type_reader.h"

namespace aotc::wasm {

Result<void> ModuleParser::parseElems(ByteReader &section) {
  uint32_t count = TRY(section.readCount("element segments", 2));
  TRY(limits::check(section.offset(), count, limits::kSegments, "element segments"));
  for (uint32_t i = 0; i < count; ++i)
    module.elems.push(TRY(parseElem(section)));
  return {};
}

// Bit 0: not active; bit 1: declarative, or an explicit table; bit 2: expressions
// instead of function indices.
Result<ElemSegment> ModuleParser::parseElem(ByteReader &section) {
  ElemSegment elem;
  elem.offset = section.offset();
  uint32_t flags = TRY(section.readU32());
  if (flags > 7)
    return Error::malformed(elem.offset, "malformed elements segment kind");
  bool hasExpressions = (flags & 4) != 0;
  elem.type = {hasExpressions, {HeapKind::Func, {}}};
  if ((flags & 1) == 0) {
    elem.mode = SegmentMode::Active;
    elem.table = TableIndex((flags & 2) != 0 ? TRY(section.readU32()) : 0u);
    elem.tableOffset = TRY(parseConstExpr(section));
  } else {
    elem.mode = (flags & 2) != 0 ? SegmentMode::Declarative : SegmentMode::Passive;
  }
  if ((flags & 3) != 0) {
    uint64_t start = section.offset();
    if (hasExpressions)
      elem.type = TRY(readRefType(section));
    else if (TRY(section.readByte()) != 0)
      return Error::malformed(start, "malformed element kind");
  }
  uint32_t count = TRY(section.readCount("elements"));
  for (uint32_t i = 0; i < count; ++i) {
    if (hasExpressions)
      elem.expressions.push_back(TRY(parseConstExpr(section)));
    else
      elem.functions.push_back(FuncIndex(TRY(section.readU32())));
  }
  return elem;
}

Result<void> ModuleParser::parseDataCount(ByteReader &section) {
  module.dataCount = TRY(section.readU32());
  return {};
}

Result<void> ModuleParser::parseDatas(ByteReader &section) {
  uint64_t start = section.offset();
  uint32_t count = TRY(section.readCount("data segments", 2));
  TRY(limits::check(start, count, limits::kSegments, "data segments"));
  if (module.dataCount && *module.dataCount != count)
    return Error::malformed(start, "data count and data section have inconsistent lengths");
  for (uint32_t i = 0; i < count; ++i) {
    DataSegment data;
    data.offset = section.offset();
    uint32_t flags = TRY(section.readU32());
    if (flags > 2)
      return Error::malformed(data.offset, "malformed data segment kind");
    if (flags != 1) {
      data.mode = SegmentMode::Active;
      data.memory = MemoryIndex(flags == 2 ? TRY(section.readU32()) : 0u);
      data.memoryOffset = TRY(parseConstExpr(section));
    }
    uint32_t size = TRY(section.readU32());
    uint64_t begin = section.offset();
    TRY(section.skip(size));
    data.bytes = {begin, section.offset()};
    module.datas.push(data);
  }
  return {};
}

Result<void> ModuleParser::parseCode(ByteReader &section) {
  sawCode = true;
  uint64_t start = section.offset();
  uint32_t count = TRY(section.readU32());
  if (count != module.functions.size() - importedFunctions)
    return Error::malformed(start, "function and code section have inconsistent lengths");
  for (uint32_t i = 0; i < count; ++i) {
    Function &function = module.functions[FuncIndex(importedFunctions + i)];
    ByteReader body = TRY(section.readSized("function body"));
    function.body = {body.offset(), body.end()};
    TRY(parseLocals(body, function));
    function.code = {body.offset(), body.end()};
  }
  return {};
}

Result<void> ModuleParser::parseLocals(ByteReader &body, Function &function) {
  uint64_t start = body.offset();
  uint32_t runs = TRY(body.readCount("runs of locals", 2));
  uint64_t total = 0;
  function.locals.reserve(runs);
  for (uint32_t i = 0; i < runs; ++i) {
    uint64_t runStart = body.offset();
    uint32_t length = TRY(body.readU32());
    total += length;
    if (total > UINT32_MAX)
      return Error::malformed(runStart, "too many locals");
    function.locals.push_back({length, TRY(readValType(body))});
  }
  return limits::check(start, total, limits::kLocals, "locals in one function");
}

} // namespace aotc::wasm
