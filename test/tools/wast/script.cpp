// Reads the list of commands that `wasm-tools json-from-wast` makes. Entry point:
// readScript. What is asserted about a trap is a text there; which traps it means
// is decided here, so that the runner compares kinds.
//
// An old suite's texts are longer or shorter than ours ("undefined",
// "uninitialized element 2"): a trap is meant if one of the texts starts with the
// other.
#include "script.h"

#include <cstdlib>

#include <fmt/format.h>

#include "codegen/abi_structs.h"
#include "support/source.h"
#include "llvm/Support/JSON.h"

namespace aotc::wast {

namespace {

namespace json = llvm::json;

// References are one word; what the suite calls externref N is N + 1 for us.
constexpr uint64_t hostReference(uint64_t number) { return number + 1; }

uint64_t parseNumber(llvm::StringRef text) {
  std::string number = text.str();
  return text.starts_with("-") ? static_cast<uint64_t>(std::strtoll(number.c_str(), nullptr, 10))
                               : std::strtoull(number.c_str(), nullptr, 10);
}

unsigned laneBytes(llvm::StringRef type) {
  if (type == "i8")
    return 1;
  if (type == "i16")
    return 2;
  return type.ends_with("32") ? 4 : 8;
}

Lane parseLane(llvm::StringRef type, llvm::StringRef text) {
  Lane lane;
  lane.bytes = laneBytes(type);
  if (text == "nan:canonical")
    lane.match = Match::CanonicalNan;
  else if (text == "nan:arithmetic")
    lane.match = Match::ArithmeticNan;
  else
    lane.bits = parseNumber(text) & (lane.bytes == 8 ? UINT64_MAX : (1ull << lane.bytes * 8) - 1);
  return lane;
}

Value parseReference(llvm::StringRef type, std::optional<llvm::StringRef> text) {
  bool isNull = type.starts_with("null") || type == "refnull" || (text && *text == "null");
  if (isNull)
    return {Lane{Match::Bits, 8, 0}};
  if (text && type == "externref")
    return {Lane{Match::Bits, 8, hostReference(parseNumber(*text))}};
  return {Lane{Match::NonNull, 8, 0}};
}

Value parseValue(const json::Object &object) {
  llvm::StringRef type = object.getString("type").value_or("");
  std::optional<llvm::StringRef> text = object.getString("value");
  if (type == "v128") {
    Value lanes;
    llvm::StringRef laneType = object.getString("lane_type").value_or("");
    if (const json::Array *values = object.getArray("value"))
      for (const json::Value &value : *values)
        lanes.push_back(parseLane(laneType, value.getAsString().value_or("0")));
    return lanes;
  }
  if (type.size() == 3) // i32, i64, f32, f64
    return {parseLane(type, text.value_or("0"))};
  return parseReference(type, text);
}

std::vector<Value> parseAlternatives(const json::Object &object) {
  const json::Array *values = object.getArray("values");
  if (object.getString("type") != "either" || !values)
    return {parseValue(object)};
  std::vector<Value> alternatives;
  for (const json::Value &value : *values)
    if (const json::Object *each = value.getAsObject())
      alternatives.push_back(parseValue(*each));
  return alternatives;
}

uint64_t trapsMeantBy(llvm::StringRef text) {
  constexpr const char *texts[] = {
#define AOTC_TRAP(ENUM, TEXT) TEXT,
#include "abi/traps.def"
#undef AOTC_TRAP
  };
  // "null function reference", "null structure reference", …
  if (text.starts_with("null ") && text.ends_with(" reference"))
    return 1ull << static_cast<unsigned>(TrapKind::NullReference);
  uint64_t traps = 0;
  for (unsigned i = 0; i < std::size(texts); ++i)
    if (text.starts_with(texts[i]) || llvm::StringRef(texts[i]).starts_with(text))
      traps |= 1ull << i;
  return traps;
}

// An extension of ours (test/fuzz): "texts" where one of several traps is meant.
uint64_t trapsMeantBy(const json::Object &object, const std::string &text) {
  const json::Array *texts = object.getArray("texts");
  if (!texts)
    return trapsMeantBy(text);
  uint64_t traps = 0;
  for (const json::Value &value : *texts)
    traps |= trapsMeantBy(value.getAsString().value_or("?"));
  return traps;
}

std::optional<std::string> optionalString(const json::Object &object, const char *key) {
  if (auto text = object.getString(key))
    return text->str();
  return std::nullopt;
}

void parseAction(const json::Object &object, Action &action) {
  action.isGet = object.getString("type") == "get";
  action.instance = optionalString(object, "module");
  action.field = optionalString(object, "field").value_or("");
  if (const json::Array *arguments = object.getArray("args"))
    for (const json::Value &value : *arguments) {
      action.componentArguments.push_back(value);
      if (const json::Object *each = value.getAsObject())
        action.arguments.push_back(parseValue(*each));
    }
}

std::optional<Kind> kindOf(llvm::StringRef type) {
  if (type == "module_instance" || type == "module_definition")
    return Kind::module;
  for (unsigned i = 0; i < kindCount; ++i)
    if (type == kindNames[i])
      return static_cast<Kind>(i);
  return std::nullopt;
}

CommandType typeOf(llvm::StringRef type, bool hasAction) {
  if (type == "module" || type == "assert_uninstantiable" || type == "assert_unlinkable")
    return CommandType::Module;
  if (type == "module_definition")
    return CommandType::Definition;
  if (type == "module_instance")
    return CommandType::Instance;
  if (type == "register")
    return CommandType::Register;
  return hasAction ? CommandType::Perform : CommandType::Ignored;
}

Result<Command> parseCommand(const json::Object &object) {
  Command command;
  llvm::StringRef type = object.getString("type").value_or("");
  command.line = static_cast<uint64_t>(object.getInteger("line").value_or(0));
  const json::Object *action = object.getObject("action");
  std::optional<Kind> kind = kindOf(type);
  if (!kind && type != "register")
    return command;
  command.kind = kind.value_or(Kind::module);
  command.type = typeOf(type, action);
  const char *nameKey = type == "module_instance" ? "instance" : "name";
  command.name = optionalString(object, nameKey);
  command.definition = optionalString(object, "module");
  command.as = optionalString(object, "as").value_or("");
  command.text = optionalString(object, "text").value_or("");
  // A module in quotes: wasm-tools has made a binary of it besides.
  command.file = optionalString(object, "binary_filename")
                     .value_or(optionalString(object, "filename").value_or(""));
  if (action)
    parseAction(*action, command.action);
  if (command.kind == Kind::assert_trap || command.kind == Kind::assert_exhaustion ||
      command.kind == Kind::assert_uninstantiable)
    command.traps = trapsMeantBy(object, command.text);
  if (command.kind == Kind::assert_exception)
    command.traps = 1ull << static_cast<unsigned>(TrapKind::UncaughtException);
  if (const json::Array *expected = object.getArray("expected"))
    for (const json::Value &value : *expected) {
      command.componentResults.push_back(value);
      if (const json::Object *each = value.getAsObject())
        command.results.push_back(parseAlternatives(*each));
    }
  return command;
}

} // namespace

std::vector<std::string> trapWords(std::string_view text) {
  constexpr std::string_view prefix = "wasm trap: ";
  if (text.starts_with(prefix))
    text.remove_prefix(prefix.size());
  constexpr std::pair<std::string_view, std::string_view> table[] = {
#define AOTC_TRAP_WORDS(THEIRS, OURS) {THEIRS, OURS},
#include "trap_words.def"
#undef AOTC_TRAP_WORDS
  };
  std::vector<std::string> words{std::string(text)};
  for (auto [theirs, ours] : table)
    if (text.starts_with(theirs))
      words.emplace_back(ours);
  return words;
}

Result<std::vector<Command>> readScript(const std::string &path) {
  Source source = TRY(Source::read(path));
  auto parsed = json::parse(llvm::StringRef(source.text().data(), source.text().size()));
  if (!parsed)
    return Error::io(path + ": " + llvm::toString(parsed.takeError()));
  const json::Object *root = parsed->getAsObject();
  const json::Array *list = root ? root->getArray("commands") : nullptr;
  if (!list)
    return Error::io(path + ": has no commands");
  std::vector<Command> commands;
  for (const json::Value &value : *list)
    if (const json::Object *each = value.getAsObject())
      commands.push_back(TRY(parseCommand(*each)));
  return commands;
}

} // namespace aotc::wast
