// Reads a component: the preamble and its sections (Binary.md, "Component
// Definitions"). Entry points: parseComponent() and detectLayer().
//
// The parser knows the grammar only. Whether an index exists, a name is kebab
// case or a record has a field is asked by validation, because all of that
// needs the index spaces. Core modules stay spans here: their parser is
// wasm::parseModule, which validation calls when it gets to them, so that an
// error in one is reported in the order of the file.
//
// Sections may come in any order and any number of times; each appends to one
// list of definitions, since definitions refer to what precedes them.
#include "component/parser.h"

#include <algorithm>
#include <fmt/format.h>

namespace aotc::component {

Error badByte(uint64_t offset, uint8_t byte, const char *what) {
  return Error::malformed(offset, fmt::format("invalid leading byte ({:#x}) for {}", byte, what));
}

namespace {

enum class SectionId : uint8_t {
  Custom,
  CoreModule,
  CoreInstance,
  CoreType,
  Component,
  Instance,
  Alias,
  Type,
  Canon,
  Start,
  Import,
  Export,
  Value,
};
constexpr uint8_t kLastSection = uint8_t(SectionId::Value);

struct Preamble {
  uint16_t version = 0;
  uint16_t layer = 0;
};

constexpr uint16_t kCoreVersion = 1, kComponentVersion = 0x0d;

Result<Preamble> readPreamble(ByteReader &in) {
  static constexpr uint8_t kMagic[] = {0x00, 0x61, 0x73, 0x6d};
  uint64_t start = in.offset();
  if (in.remaining() < 4)
    return Error::malformed(start, "unexpected end");
  Bytes magic = TRY(in.readBytes(4));
  if (!std::equal(magic.begin(), magic.end(), kMagic))
    return Error::malformed(start, "magic header not detected");
  if (in.remaining() < 4)
    return Error::malformed(in.offset(), "unexpected end");
  uint32_t word = TRY(in.readFixedU32());
  return Preamble{uint16_t(word), uint16_t(word >> 16)};
}

// The component-name section's first subsection; whatever is wrong with the
// section is ignored ("validity of this custom section is not required").
std::string_view componentName(Bytes file, const wasm::CustomSection &custom) {
  ByteReader in(file, custom.contents);
  auto id = in.readByte();
  if (!id.ok() || *id != 0)
    return {};
  auto body = in.readSized("component name");
  if (!body.ok())
    return {};
  auto name = body->readName();
  return name.ok() ? *name : std::string_view();
}

} // namespace

Result<Layer> detectLayer(Bytes file) {
  ByteReader in(file);
  Preamble preamble = TRY(readPreamble(in));
  if (preamble.layer == 0 && preamble.version == kCoreVersion)
    return Layer::CoreModule;
  if (preamble.layer == 1 && preamble.version == kComponentVersion)
    return Layer::Component;
  return Error::malformed(4, fmt::format("unknown binary version and layer {:#x}, {:#x}",
                                         preamble.version, preamble.layer));
}

template <typename Read>
Result<void> Parser::items(Component &into, ByteReader &in, const char *what, Read read) {
  uint32_t count = TRY(in.readCount(what));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t offset = in.offset();
    into.definitions.push_back({TRY(read(in)), offset});
  }
  return in.expectEnd("section");
}

Result<void> Parser::section(Component &into, uint8_t id, ByteReader &in, unsigned depth) {
  switch (SectionId(id)) {
  case SectionId::Custom: {
    std::string_view name = TRY(in.readName());
    wasm::CustomSection custom{name, {in.offset(), in.end()}};
    if (name == "component-name" && into.name.empty())
      into.name = componentName(file, custom);
    into.customs.push_back(custom);
    return {};
  }
  case SectionId::CoreModule:
    into.definitions.push_back({CoreModuleDef{{in.offset(), in.end()}}, in.offset()});
    return {};
  case SectionId::CoreInstance:
    return items(into, in, "core instances", [&](auto &r) { return coreInstance(r); });
  case SectionId::CoreType:
    return items(into, in, "core types", [&](auto &r) { return coreType(r, false); });
  case SectionId::Component: {
    uint64_t offset = in.offset();
    Component inner = TRY(component({offset, in.end()}, depth + 1));
    into.definitions.push_back(
        {ComponentDef{std::make_unique<Component>(std::move(inner))}, offset});
    return {};
  }
  case SectionId::Instance:
    return items(into, in, "instances", [&](auto &r) { return instance(r); });
  case SectionId::Alias:
    return items(into, in, "aliases", [&](auto &r) { return alias(r); });
  case SectionId::Type:
    return items(into, in, "types", [&](auto &r) { return type(r, depth); });
  case SectionId::Canon:
    return items(into, in, "canonical functions", [&](auto &r) { return canon(r); });
  case SectionId::Start: {
    uint64_t offset = in.offset();
    into.definitions.push_back({TRY(start(in)), offset});
    return in.expectEnd("section");
  }
  case SectionId::Import:
    return items(into, in, "imports", [&](auto &r) { return import(r); });
  case SectionId::Export:
    return items(into, in, "exports", [&](auto &r) { return exportDef(r); });
  case SectionId::Value:
    return items(into, in, "values", [&](auto &r) { return value(r); });
  }
  return Error::internal("section id not covered");
}

Result<Component> Parser::component(Span span, unsigned depth) {
  if (depth > kMaxNesting)
    return Error::malformed(
        span.begin, fmt::format("components nest deeper than the limit of {}", kMaxNesting));
  ByteReader in(file, span);
  Preamble preamble = TRY(readPreamble(in));
  if (preamble.layer != 1)
    return Error::malformed(span.begin + 4, "expected a version header for a component");
  if (preamble.version != kComponentVersion)
    return Error::malformed(span.begin + 4,
                            fmt::format("unknown binary version: {:#x}", preamble.version));

  Component result;
  result.file = file;
  result.span = span;
  while (!in.atEnd()) {
    uint64_t offset = in.offset();
    uint8_t id = TRY(in.readByte());
    if (id > kLastSection)
      return Error::malformed(offset, fmt::format("malformed section id: {}", id));
    ByteReader body = TRY(in.readSized("section"));
    TRY(section(result, id, body, depth));
  }
  return result;
}

Result<Component> parseComponent(Bytes file, Span span) { return Parser(file).component(span, 0); }

} // namespace aotc::component
