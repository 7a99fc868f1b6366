// The text of --emit=component. Entry points: printComponent().
//
// One definition a line, in the words of the text format, with the index that it
// gets as (;N;) and its offset in the file as a comment; a validated component
// also has the resolved types of its functions. Meant for people and FileCheck,
// not to be parsed again: names are escaped for a terminal, and references stay
// numbers, as in the file.
#include <array>

#include <fmt/format.h>

#include "component/valid_component.h"
#include "support/diagnostics.h"

namespace aotc::component {

const char *toString(Sort sort) {
  static constexpr const char *kNames[kSortCount] = {
      "core func", "core table",  "core memory",   "core global", "core tag",
      "core type", "core module", "core instance", "func",        "value",
      "type",      "component",   "instance",
  };
  return kNames[size_t(sort)];
}

const char *toString(PrimType type) {
  static constexpr const char *kNames[] = {"bool", "s8",   "u8",     "s16",          "u16",
                                           "s32",  "u32",  "s64",    "u64",          "f32",
                                           "f64",  "char", "string", "error-context"};
  return kNames[size_t(type)];
}

const char *toString(StringEncoding encoding) {
  static constexpr const char *kNames[] = {"utf8", "utf16", "latin1+utf16"};
  return kNames[size_t(encoding)];
}

Sort ExternDesc::sort() const {
  switch (kind) {
  case Kind::CoreModule:
    return Sort::CoreModule;
  case Kind::Func:
    return Sort::Func;
  case Kind::ValueEq:
  case Kind::ValueType:
    return Sort::Value;
  case Kind::TypeEq:
  case Kind::TypeResource:
    return Sort::Type;
  case Kind::Component:
    return Sort::Component;
  case Kind::Instance:
    return Sort::Instance;
  }
  return Sort::Func;
}

namespace {

std::string quoted(std::string_view name) { return fmt::format("\"{}\"", escapeForTerminal(name)); }

std::string text(const ValTypeRef &type) {
  if (auto *primitive = std::get_if<PrimType>(&type))
    return toString(*primitive);
  return fmt::format("{}", std::get<uint32_t>(type));
}

std::string text(const std::optional<ValTypeRef> &type) { return type ? " " + text(*type) : ""; }

std::string text(const SortIndex &item) {
  return fmt::format("({} {})", toString(item.sort), item.index);
}

std::string text(const ExternName &name) {
  std::string result = quoted(name.name);
  if (name.implements)
    result += fmt::format(" (implements {})", quoted(*name.implements));
  if (name.versionSuffix)
    result += fmt::format(" (versionsuffix {})", quoted(*name.versionSuffix));
  if (name.externalId)
    result += fmt::format(" (external-id {})", quoted(*name.externalId));
  return result;
}

// The text of a type that is not a list of declarators.
struct TypeText {
  std::string operator()(PrimType type) const { return toString(type); }
  std::string operator()(const decl::Record &record) const {
    std::string result = "(record";
    for (const LabeledType &field : record.fields)
      result += fmt::format(" (field {} {})", quoted(field.label), text(field.type));
    return result + ")";
  }
  std::string operator()(const decl::Variant &variant) const {
    std::string result = "(variant";
    for (const LabeledCase &each : variant.cases)
      result += fmt::format(" (case {}{})", quoted(each.label), text(each.type));
    return result + ")";
  }
  std::string operator()(const decl::List &list) const {
    return fmt::format("(list {}{})", text(list.element),
                       list.length ? fmt::format(" {}", *list.length) : "");
  }
  std::string operator()(const decl::Tuple &tuple) const {
    std::string result = "(tuple";
    for (const ValTypeRef &type : tuple.types)
      result += " " + text(type);
    return result + ")";
  }
  std::string operator()(const decl::Flags &flags) const { return labels("(flags", flags.labels); }
  std::string operator()(const decl::Enum &type) const { return labels("(enum", type.labels); }
  std::string operator()(const decl::Option &option) const {
    return fmt::format("(option {})", text(option.type));
  }
  std::string operator()(const decl::Result &result) const {
    return fmt::format("(result{}{})", text(result.ok),
                       result.error ? fmt::format(" (error {})", text(*result.error)) : "");
  }
  std::string operator()(const decl::Own &own) const { return fmt::format("(own {})", own.type); }
  std::string operator()(const decl::Borrow &borrow) const {
    return fmt::format("(borrow {})", borrow.type);
  }
  std::string operator()(const decl::Stream &stream) const {
    return fmt::format("(stream{})", text(stream.element));
  }
  std::string operator()(const decl::Future &future) const {
    return fmt::format("(future{})", text(future.element));
  }
  std::string operator()(const decl::Map &map) const {
    return fmt::format("(map {} {})", text(map.key), text(map.value));
  }
  std::string operator()(const decl::Func &func) const {
    std::string result = func.isAsync ? "(func async" : "(func";
    for (const LabeledType &param : func.params)
      result += fmt::format(" (param {} {})", quoted(param.label), text(param.type));
    if (func.result)
      result += fmt::format(" (result {})", text(*func.result));
    return result + ")";
  }
  std::string operator()(const decl::Resource &resource) const {
    return fmt::format(
        "(resource (rep {}){})", wasm::toString(resource.rep),
        resource.destructor ? fmt::format(" (dtor (core func {}))", *resource.destructor) : "");
  }
  std::string operator()(const decl::ComponentType &) const { return "(component"; }
  std::string operator()(const decl::InstanceType &) const { return "(instance"; }

  static std::string labels(const char *open, const std::vector<std::string_view> &labels) {
    std::string result = open;
    for (std::string_view label : labels)
      result += " " + quoted(label);
    return result + ")";
  }
};

class Printer {
public:
  std::string out;

  void component(const Component &component, const ValidComponent *valid) {
    line(component.span.begin,
         component.name.empty() ? "(component" : "(component $" + quoted(component.name));
    open();
    const IndexSpaces *outer = space;
    space = valid ? &valid->spaces() : nullptr;
    for (const Definition &each : component.definitions) {
      offset = each.offset;
      std::visit([this](const auto &def) { define(def); }, each.def);
    }
    for (const wasm::CustomSection &custom : component.customs)
      line(custom.contents.begin,
           fmt::format("(@custom {} {} bytes)", quoted(custom.name), custom.contents.size()));
    space = outer;
    close();
  }

  const ComponentTypes *types = nullptr;

private:
  void line(uint64_t at, const std::string &what) {
    out += fmt::format("{:{}}{} ;; @{:#x}\n", "", indent, what, at);
  }
  void open() {
    indent += 2;
    counters.emplace_back();
  }
  void close() {
    counters.pop_back();
    indent -= 2;
    out += fmt::format("{:{}})\n", "", indent);
  }
  // "core func (;3;)", and counts it.
  std::string next(Sort sort) {
    return fmt::format("{} (;{};)", toString(sort), counters.back()[size_t(sort)]++);
  }
  uint32_t last(Sort sort) const { return counters.back()[size_t(sort)] - 1; }

  // What validation found out about the function just numbered.
  std::string funcType() const {
    if (!space || !types || counters.size() != depthOfSpace())
      return "";
    return fmt::format(" (;{};)", toString(*types, space->funcs[last(Sort::Func)]));
  }
  std::string coreFuncType() const {
    if (!space || counters.size() != depthOfSpace())
      return "";
    return fmt::format(" (;{};)", wasm::toString(space->coreFuncs[last(Sort::CoreFunc)]));
  }
  size_t depthOfSpace() const { return componentDepth; }

  std::string externType(const ExternDesc &desc) {
    using Kind = ExternDesc::Kind;
    std::string head = next(desc.sort());
    switch (desc.kind) {
    case Kind::ValueEq:
    case Kind::TypeEq:
      return fmt::format("({} (eq {}))", head, desc.index);
    case Kind::ValueType:
      return fmt::format("({} {})", head, text(desc.valueType));
    case Kind::TypeResource:
      return fmt::format("({} (sub resource))", head);
    case Kind::CoreModule:
    case Kind::Func:
    case Kind::Component:
    case Kind::Instance:
      break;
    }
    return fmt::format("({} (type {}))", head, desc.index);
  }

  void define(const CoreModuleDef &def) {
    line(offset, fmt::format("({} {} bytes)", next(Sort::CoreModule), def.span.size()));
  }
  void define(const CoreInstanceDef &def) {
    std::string result = "(" + next(Sort::CoreInstance);
    if (auto *expr = std::get_if<CoreInstanceDef::Instantiate>(&def.expr)) {
      result += fmt::format(" (instantiate {}", expr->module);
      for (const CoreInstantiateArg &arg : expr->args)
        result += fmt::format(" (with {} (instance {}))", quoted(arg.name), arg.instance);
      result += ")";
    } else {
      for (const auto &each : std::get<CoreInstanceDef::FromExports>(def.expr).exports)
        result += fmt::format(" (export {} {})", quoted(each.name), text(each.item));
    }
    line(offset, result + ")");
  }
  void define(const InstanceDef &def) {
    std::string result = "(" + next(Sort::Instance);
    if (auto *expr = std::get_if<InstanceDef::Instantiate>(&def.expr)) {
      result += fmt::format(" (instantiate {}", expr->component);
      for (const InstantiateArg &arg : expr->args)
        result += fmt::format(" (with {} {})", quoted(arg.name), text(arg.item));
      result += ")";
    } else {
      for (const auto &each : std::get<InstanceDef::FromExports>(def.expr).exports)
        result += fmt::format(" (export {} {})", text(each.name), text(each.item));
    }
    line(offset, result + ")");
  }
  void define(const CoreTypeDef &def) {
    if (auto *group = std::get_if<CoreTypeGroup>(&def.type)) {
      for (const wasm::SubType &type : group->types)
        line(offset, fmt::format("({} (func {}))", next(Sort::CoreType),
                                 wasm::toString(type.composite.func)));
      return;
    }
    line(offset, fmt::format("({} (module with {} declarators))", next(Sort::CoreType),
                             std::get<CoreModuleType>(def.type).declarators.size()));
  }
  void define(const ComponentDef &def) {
    next(Sort::Component);
    const ValidComponent *inner =
        space ? space->components[last(Sort::Component)].component.get() : nullptr;
    size_t saved = componentDepth;
    componentDepth = counters.size() + 1;
    component(*def.component, inner);
    componentDepth = saved;
  }
  void define(const AliasDef &def) {
    if (auto *target = std::get_if<AliasDef::Export>(&def.target))
      line(offset,
           fmt::format("(alias export {} {} ({}){})", target->instance, quoted(target->name),
                       next(def.sort), def.sort == Sort::Func ? funcType() : ""));
    else if (auto *target = std::get_if<AliasDef::CoreExport>(&def.target))
      line(offset,
           fmt::format("(alias core export {} {} ({}){})", target->instance, quoted(target->name),
                       next(def.sort), def.sort == Sort::CoreFunc ? coreFuncType() : ""));
    else {
      const auto &outer = std::get<AliasDef::Outer>(def.target);
      line(offset,
           fmt::format("(alias outer {} {} ({}))", outer.count, outer.index, next(def.sort)));
    }
  }
  void declarators(const std::vector<decl::Declarator> &all) {
    open();
    for (const decl::Declarator &each : all) {
      offset = each.offset;
      std::visit([this](const auto &def) { define(def); }, each.decl);
    }
    close();
  }
  void define(const TypeDef &def) {
    line(offset, fmt::format("({} {}{}", next(Sort::Type), std::visit(TypeText(), def.type),
                             isScope(def) ? "" : ")"));
    if (auto *component = std::get_if<decl::ComponentType>(&def.type))
      declarators(component->declarators);
    else if (auto *instance = std::get_if<decl::InstanceType>(&def.type))
      declarators(instance->declarators);
  }
  static bool isScope(const TypeDef &def) {
    return std::holds_alternative<decl::ComponentType>(def.type) ||
           std::holds_alternative<decl::InstanceType>(def.type);
  }
  void define(const decl::Declarator::Import &def) {
    line(offset, fmt::format("(import {} {})", text(def.name), externType(def.type)));
  }
  void define(const decl::Declarator::Export &def) {
    line(offset, fmt::format("(export {} {})", text(def.name), externType(def.type)));
  }
  void define(const ImportDef &def) {
    std::string type = externType(def.type);
    line(offset, fmt::format("(import {} {}{})", text(def.name), type,
                             def.type.sort() == Sort::Func ? funcType() : ""));
  }
  void define(const ExportDef &def) {
    std::string head = next(def.item.sort);
    line(offset, fmt::format("(export {} {} ({}){})", text(def.name), text(def.item), head,
                             def.item.sort == Sort::Func ? funcType() : ""));
  }
  void define(const StartDef &def) {
    counters.back()[size_t(Sort::Value)] += def.results;
    line(offset, fmt::format("(start {} with {} arguments and {} results)", def.func,
                             def.args.size(), def.results));
  }
  void define(const ValueDef &def) {
    line(offset,
         fmt::format("({} {} {} bytes)", next(Sort::Value), text(def.type), def.value.size()));
  }
  void define(const CanonDef &def) {
    bool isLift = def.kind == CanonKind::Lift;
    std::string head = next(isLift ? Sort::Func : Sort::CoreFunc);
    line(offset, fmt::format("(canon {}{} ({}){})", info(def.kind).name, canonText(def), head,
                             isLift ? funcType() : coreFuncType()));
  }
  static std::string canonText(const CanonDef &def);

  const IndexSpaces *space = nullptr;
  size_t componentDepth = 1; // of the component that `space` is of
  uint64_t offset = 0;
  unsigned indent = 0;
  std::vector<std::array<uint32_t, kSortCount>> counters;
};

std::string optionsText(const CanonDef &def) {
  using Kind = CanonOption::Kind;
  std::string result;
  for (const CanonOption &option : def.options) {
    switch (option.kind) {
    case Kind::Utf8:
    case Kind::Utf16:
    case Kind::Latin1Utf16:
      result += fmt::format(" string-encoding={}", toString(StringEncoding(option.kind)));
      break;
    case Kind::Memory:
      result += fmt::format(" (memory {})", option.index);
      break;
    case Kind::Realloc:
      result += fmt::format(" (realloc {})", option.index);
      break;
    case Kind::PostReturn:
      result += fmt::format(" (post-return {})", option.index);
      break;
    case Kind::Async:
      result += " async";
      break;
    case Kind::Callback:
      result += fmt::format(" (callback {})", option.index);
      break;
    }
  }
  return result;
}

std::string Printer::canonText(const CanonDef &def) {
  switch (info(def.kind).immediates) {
  case CanonImmediates::Lift:
    return fmt::format(" (core func {}){} (type {})", def.func, optionsText(def), def.type);
  case CanonImmediates::Lower:
    return fmt::format(" (func {}){}", def.func, optionsText(def));
  case CanonImmediates::None:
    return "";
  case CanonImmediates::Type:
    return fmt::format(" {}", def.type);
  case CanonImmediates::TypeOptions:
    return fmt::format(" {}{}", def.type, optionsText(def));
  case CanonImmediates::TypeAsync:
    return fmt::format(" {}{}", def.type, def.isAsync ? " async" : "");
  case CanonImmediates::Options:
    return optionsText(def);
  case CanonImmediates::Async:
    return def.isAsync ? " async" : "";
  case CanonImmediates::Cancel:
    return def.cancellable ? " cancellable" : "";
  case CanonImmediates::CancelMemory:
    return fmt::format("{} (memory {})", def.cancellable ? " cancellable" : "", def.memory);
  case CanonImmediates::ResultOptions:
    return fmt::format("{}{}", def.result ? fmt::format(" (result {})", text(*def.result)) : "",
                       optionsText(def));
  case CanonImmediates::Context:
    return fmt::format(" {} {}", wasm::toString(def.coreType), def.slot);
  case CanonImmediates::CoreTypeTable:
    return fmt::format(" {} (table {})", def.type, def.table);
  case CanonImmediates::SharedCoreType:
    return fmt::format("{} {}", def.isShared ? " shared" : "", def.type);
  case CanonImmediates::SharedCoreTypeTable:
    return fmt::format("{} {} (table {})", def.isShared ? " shared" : "", def.type, def.table);
  case CanonImmediates::Shared:
    return def.isShared ? " shared" : "";
  }
  return "";
}

} // namespace

std::string printComponent(const Component &component) {
  Printer printer;
  printer.component(component, nullptr);
  return std::move(printer.out);
}

std::string printComponent(const ValidComponent &component) {
  Printer printer;
  printer.types = &component.types();
  printer.component(component.component(), &component);
  return std::move(printer.out);
}

} // namespace aotc::component
