// Reads definitions other than types (Binary.md, "Instance Definitions" to
// "Import and Export Definitions"), in the order of that document.
#include "component/parser.h"

#include <fmt/format.h>

namespace aotc::component {

Result<Sort> Parser::coreSort(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  switch (byte) {
  case 0x00:
    return Sort::CoreFunc;
  case 0x01:
    return Sort::CoreTable;
  case 0x02:
    return Sort::CoreMemory;
  case 0x03:
    return Sort::CoreGlobal;
  case 0x04:
    return Sort::CoreTag;
  case 0x10:
    return Sort::CoreType;
  case 0x11:
    return Sort::CoreModule;
  case 0x12:
    return Sort::CoreInstance;
  }
  return badByte(offset, byte, "core sort");
}

Result<Sort> Parser::sort(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  switch (byte) {
  case 0x00:
    return coreSort(in);
  case 0x01:
    return Sort::Func;
  case 0x02:
    return Sort::Value;
  case 0x03:
    return Sort::Type;
  case 0x04:
    return Sort::Component;
  case 0x05:
    return Sort::Instance;
  }
  return badByte(offset, byte, "component external kind");
}

Result<SortIndex> Parser::sortIndex(ByteReader &in) {
  Sort which = TRY(sort(in));
  return SortIndex{which, TRY(in.readU32())};
}

Result<bool> Parser::flag(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte > 1)
    return Error::malformed(offset, fmt::format("invalid boolean value: {:#x}", byte));
  return byte == 1;
}

// ---------------------------------------------------------------------------
// Instances.

Result<CoreInstanceDef> Parser::coreInstance(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte == 0x00) {
    CoreInstanceDef::Instantiate expr{TRY(in.readU32()), {}};
    uint32_t count = TRY(in.readCount("arguments", 3));
    for (uint32_t i = 0; i < count; ++i) {
      std::string_view name = TRY(in.readName());
      uint64_t at = in.offset();
      uint8_t kind = TRY(in.readByte());
      if (kind != 0x12)
        return badByte(at, kind, "instantiation arg kind");
      expr.args.push_back({name, TRY(in.readU32())});
    }
    return CoreInstanceDef{std::move(expr)};
  }
  if (byte != 0x01)
    return badByte(offset, byte, "core instance");
  CoreInstanceDef::FromExports expr;
  uint32_t count = TRY(in.readCount("exports", 3));
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view name = TRY(in.readName());
    Sort which = TRY(coreSort(in));
    expr.exports.push_back({name, {which, TRY(in.readU32())}});
  }
  return CoreInstanceDef{std::move(expr)};
}

Result<InstanceDef> Parser::instance(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte == 0x00) {
    InstanceDef::Instantiate expr{TRY(in.readU32()), {}};
    uint32_t count = TRY(in.readCount("arguments", 3));
    for (uint32_t i = 0; i < count; ++i) {
      std::string_view name = TRY(in.readName());
      expr.args.push_back({name, TRY(sortIndex(in))});
    }
    return InstanceDef{std::move(expr)};
  }
  if (byte != 0x01)
    return badByte(offset, byte, "instance");
  InstanceDef::FromExports expr;
  uint32_t count = TRY(in.readCount("exports", 4));
  for (uint32_t i = 0; i < count; ++i) {
    ExternName name = TRY(externName(in));
    expr.exports.push_back({name, TRY(sortIndex(in))});
  }
  return InstanceDef{std::move(expr)};
}

// ---------------------------------------------------------------------------
// Aliases. Outer aliases may have only some of the sorts ("outeraliassort").

Result<AliasDef> Parser::alias(ByteReader &in) {
  uint64_t sortOffset = in.offset();
  uint8_t sortByte = TRY(in.peekByte());
  AliasDef result;
  result.sort = TRY(sort(in));
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  switch (byte) {
  case 0x00: {
    uint32_t instance = TRY(in.readU32());
    result.target = AliasDef::Export{instance, TRY(in.readName())};
    return result;
  }
  case 0x01: {
    uint32_t instance = TRY(in.readU32());
    result.target = AliasDef::CoreExport{instance, TRY(in.readName())};
    return result;
  }
  case 0x02: {
    bool allowed = result.sort == Sort::CoreModule || result.sort == Sort::CoreType ||
                   result.sort == Sort::Type || result.sort == Sort::Component;
    if (!allowed)
      return badByte(sortOffset, sortByte, "component outer alias kind");
    uint32_t count = TRY(in.readU32());
    result.target = AliasDef::Outer{count, TRY(in.readU32())};
    return result;
  }
  }
  return badByte(offset, byte, "alias");
}

// ---------------------------------------------------------------------------
// Canonical definitions.

namespace {

constexpr CanonInfo kCanons[] = {
#define AOTC_CANON(ENUM, CODE, NAME, IMMEDIATES, GATE, DEMAND)                                     \
  {CanonKind::ENUM, CODE, NAME, CanonImmediates::IMMEDIATES, CanonGate::GATE, CanonDemand::DEMAND},
#include "component/canon.def"
#undef AOTC_CANON
};

const CanonInfo *findCanon(uint8_t code) {
  for (const CanonInfo &row : kCanons)
    if (row.code == code)
      return &row;
  return nullptr;
}

} // namespace

const CanonInfo &info(CanonKind kind) { return kCanons[size_t(kind)]; }

Result<std::vector<CanonOption>> Parser::options(ByteReader &in) {
  std::vector<CanonOption> result;
  uint32_t count = TRY(in.readCount("canonical options"));
  for (uint32_t i = 0; i < count; ++i) {
    using Kind = CanonOption::Kind;
    CanonOption option;
    option.offset = in.offset();
    uint8_t byte = TRY(in.readByte());
    if (byte > uint8_t(Kind::Callback))
      return badByte(option.offset, byte, "canonical option");
    option.kind = Kind(byte); // the enumerators are in the order of their codes
    bool hasIndex = option.kind == Kind::Memory || option.kind == Kind::Realloc ||
                    option.kind == Kind::PostReturn || option.kind == Kind::Callback;
    if (hasIndex)
      option.index = TRY(in.readU32());
    result.push_back(option);
  }
  return result;
}

Result<CanonDef> Parser::canon(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  const CanonInfo *row = findCanon(byte);
  if (!row)
    return badByte(offset, byte, "canonical function");
  CanonDef def;
  def.kind = row->kind;

  auto sortByte = [&](const char *what) -> Result<void> {
    uint64_t at = in.offset();
    uint8_t zero = TRY(in.readByte());
    if (zero != 0)
      return badByte(at, zero, what);
    return {};
  };
  switch (row->immediates) {
  case CanonImmediates::Lift:
    TRY(sortByte("canonical function lift"));
    def.func = TRY(in.readU32());
    def.options = TRY(options(in));
    def.type = TRY(in.readU32());
    return def;
  case CanonImmediates::Lower:
    TRY(sortByte("canonical function lower"));
    def.func = TRY(in.readU32());
    def.options = TRY(options(in));
    return def;
  case CanonImmediates::None:
    return def;
  case CanonImmediates::Type:
    def.type = TRY(in.readU32());
    return def;
  case CanonImmediates::TypeOptions:
    def.type = TRY(in.readU32());
    def.options = TRY(options(in));
    return def;
  case CanonImmediates::TypeAsync:
    def.type = TRY(in.readU32());
    def.isAsync = TRY(flag(in));
    return def;
  case CanonImmediates::Options:
    def.options = TRY(options(in));
    return def;
  case CanonImmediates::Async:
    def.isAsync = TRY(flag(in));
    return def;
  case CanonImmediates::Cancel:
    def.cancellable = TRY(flag(in));
    return def;
  case CanonImmediates::CancelMemory:
    def.cancellable = TRY(flag(in));
    def.memory = TRY(in.readU32());
    return def;
  case CanonImmediates::ResultOptions:
    def.result = TRY(resultList(in));
    def.options = TRY(options(in));
    return def;
  case CanonImmediates::Context:
    def.coreType = TRY(coreValType(in));
    def.slot = TRY(in.readU32());
    return def;
  case CanonImmediates::SharedCoreTypeTable:
    def.isShared = TRY(flag(in));
    [[fallthrough]];
  case CanonImmediates::CoreTypeTable:
    def.type = TRY(in.readU32());
    def.table = TRY(in.readU32());
    return def;
  case CanonImmediates::SharedCoreType:
    def.isShared = TRY(flag(in));
    def.type = TRY(in.readU32());
    return def;
  case CanonImmediates::Shared:
    def.isShared = TRY(flag(in));
    return def;
  }
  return Error::internal("immediates of a canonical function not covered");
}

// ---------------------------------------------------------------------------
// Start, values, imports and exports.

Result<StartDef> Parser::start(ByteReader &in) {
  StartDef def{TRY(in.readU32()), {}, 0};
  uint32_t count = TRY(in.readCount("start arguments"));
  for (uint32_t i = 0; i < count; ++i)
    def.args.push_back(TRY(in.readU32()));
  def.results = TRY(in.readU32());
  return def;
}

Result<ValueDef> Parser::value(ByteReader &in) {
  ValTypeRef type = TRY(valType(in));
  ByteReader body = TRY(in.readSized("value"));
  return ValueDef{type, {body.offset(), body.end()}};
}

Result<ExternName> Parser::externName(ByteReader &in) {
  ExternName result;
  result.offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte > 0x02)
    return badByte(result.offset, byte, "component name");
  result.name = TRY(in.readName());
  if (byte != 0x02)
    return result;

  static constexpr const char *kAttributes[] = {"implements", "versionsuffix", "external-id"};
  std::optional<std::string_view> *const slots[] = {&result.implements, &result.versionSuffix,
                                                    &result.externalId};
  uint32_t count = TRY(in.readCount("name attributes", 2));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t at = in.offset();
    uint8_t which = TRY(in.readByte());
    if (which > 0x02)
      return badByte(at, which, "name option");
    if (*slots[which])
      return Error::invalid(at, fmt::format("duplicate '{}' option in name", kAttributes[which]));
    *slots[which] = TRY(in.readName());
  }
  return result;
}

Result<ImportDef> Parser::import(ByteReader &in) {
  ExternName name = TRY(externName(in));
  return ImportDef{name, TRY(externDesc(in))};
}

Result<ExportDef> Parser::exportDef(ByteReader &in) {
  ExportDef def;
  def.name = TRY(externName(in));
  def.item = TRY(sortIndex(in));
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte > 0x01)
    return badByte(offset, byte, "optional component export type");
  if (byte == 0x01)
    def.ascribed = TRY(externDesc(in));
  return def;
}

} // namespace aotc::component
