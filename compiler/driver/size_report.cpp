// Counts what lld's map lists: each line is an input section (after those that nobody
// needs were dropped), by its file and its name. A guest's function has a section of its
// own, named by its symbol (codegen/symbols.h). Entry point: sizeReport.
//
// Headers, padding between sections and symbol tables aren't counted; they are what is
// left of a file's size. Zeroed memory (.bss) takes no bytes and isn't counted.
#include "driver/size_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "codegen/symbols.h"
#include "support/diagnostics.h"

namespace aotc {

namespace {

constexpr size_t kMostFunctions = 20;

// What isn't a guest's function.
enum class Other : uint8_t { Startup, Places, Constants, Image, Passive, Runtime, Libc };
constexpr const char *kOtherNames[] = {
    "start-up code and wrappers",
    "places and names of functions, for messages of traps",
    "tables, records and constants",
    "memories' contents",
    "passive data segments",
    "runtime library",
    "C library",
};
constexpr size_t kOtherCount = std::size(kOtherNames);

struct Section {
  std::string_view file; // without folders; of an archive "libc.a(printf.lo)"
  std::string_view name;
  uint64_t bytes;
};

// A word of `line`, which loses it and the blanks before it.
std::string_view takeWord(std::string_view &line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

// "VMA LMA Size Align Out", the next column 8 blanks to the right: "In", then "Symbol".
class MapReader {
public:
  explicit MapReader(std::string_view map) : rest(map) {}

  std::optional<Section> next() {
    while (!rest.empty()) {
      size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (std::optional<Section> section = read(line))
        return section;
    }
    return std::nullopt;
  }

private:
  std::optional<Section> read(std::string_view line) {
    bool isLoaded = takeWord(line) != "0"; // what has no address isn't (symbols, comments)
    takeWord(line);
    std::string_view size = takeWord(line);
    takeWord(line);
    size_t depth = line.find_first_not_of(' ');
    uint64_t bytes = 0;
    auto parsed = std::from_chars(size.data(), size.data() + size.size(), bytes, 16);
    if (depth == std::string_view::npos || parsed.ec != std::errc() || size.empty())
      return std::nullopt;
    line.remove_prefix(depth);
    constexpr size_t out = 1, in = 9;
    if (depth == out)
      hasBytes = isLoaded && line.find("bss") == std::string_view::npos;
    size_t colon = line.rfind(":(");
    if (depth != in || colon == std::string_view::npos || !hasBytes || !line.ends_with(')'))
      return std::nullopt;
    std::string_view file = line.substr(0, colon);
    if (size_t slash = file.rfind('/'); slash != std::string_view::npos)
      file.remove_prefix(slash + 1);
    return Section{file, line.substr(colon + 2, line.size() - colon - 3), bytes};
  }

  std::string_view rest;
  bool hasBytes = true; // the output section at hand does
};

// "m0.f12.name" within a section's name; a function's ".outer" is its own;
// nothing of other wrappers ("i0.callable3.code").
std::optional<ModuleFunc> functionOf(std::string_view section, const Program &program) {
  auto number = [&](char letter) -> std::optional<uint32_t> {
    uint32_t value = 0;
    if (!section.starts_with(letter))
      return std::nullopt;
    auto end = std::from_chars(section.data() + 1, section.data() + section.size(), value);
    if (end.ec != std::errc())
      return std::nullopt;
    section.remove_prefix(size_t(end.ptr - section.data()));
    return value;
  };
  for (std::string_view prefix : {".text.", "unlikely.", "hot."})
    if (section.starts_with(prefix))
      section.remove_prefix(prefix.size());
  std::optional<uint32_t> module = number('m');
  if (!module || *module >= program.modules.size() || !section.starts_with('.'))
    return std::nullopt;
  section.remove_prefix(1);
  std::optional<uint32_t> func = number('f');
  const auto &functions = program.modules[ModuleId(*module)].module->functions;
  if (!func || *func >= functions.size())
    return std::nullopt;
  return ModuleFunc{ModuleId(*module), wasm::FuncIndex(*func)};
}

Other kindOf(const Section &section) {
  if (section.file.starts_with("libc.a") || section.file.starts_with("crt") ||
      section.file.starts_with("libbuiltins.a"))
    return Other::Libc;
  if (section.file.starts_with("libwasi-aotc-rt.a"))
    return Other::Runtime;
  if (section.file == "image.o")
    return section.name == ".wasm.image" ? Other::Image : Other::Passive;
  if (section.name == "aotc_funcs" || section.name.starts_with(".rodata.str"))
    return Other::Places;
  return section.name.starts_with(".text") ? Other::Startup : Other::Constants;
}

class Report {
public:
  Report(std::string_view map, const Program &program) : program(program) {
    MapReader reader(map);
    while (std::optional<Section> section = reader.next())
      count(*section);
  }

  std::string print(const std::string &name) {
    text = fmt::format("{}: {} bytes of code and data\n", escapeForTerminal(name), total);
    printModules();
    title("everything else");
    std::vector<Row> others;
    for (size_t i = 0; i < kOtherCount; ++i)
      others.push_back({other[i], kOtherNames[i]});
    printLargest(std::move(others), kOtherCount);
    std::vector<Row> largest;
    for (const auto &[func, bytes] : functions)
      largest.push_back(
          {bytes, fmt::format("{}: {}", moduleName(func.module),
                              escapeForTerminal(symbols::functionName(program, func)))});
    title("the largest functions");
    printLargest(std::move(largest), kMostFunctions);
    return std::move(text);
  }

private:
  struct Row {
    uint64_t bytes;
    std::string what;
  };

  void count(const Section &section) {
    total += section.bytes;
    bool isOurs = section.file.starts_with("part");
    if (auto func = isOurs ? functionOf(section.name, program) : std::nullopt)
      functions[*func] += section.bytes;
    else
      other[size_t(kindOf(section))] += section.bytes;
  }

  // Code by component and module.
  void printModules() {
    std::map<ModuleId, uint64_t> modules;
    for (const auto &[func, bytes] : functions)
      modules[func.module] += bytes;
    std::map<std::string, uint64_t> components;
    std::vector<Row> rows, byComponent;
    for (const auto &[module, bytes] : modules) {
      components[ownerOf(module)] += bytes;
      rows.push_back({bytes, moduleName(module)});
    }
    for (const auto &[owner, bytes] : components)
      byComponent.push_back({bytes, owner});
    if (program.componentInstances.size() > 1) {
      title("code by component");
      printLargest(std::move(byComponent), components.size());
    }
    title("code by module");
    printLargest(std::move(rows), modules.size());
  }

  std::string moduleName(ModuleId module) const {
    const std::string &name = program.modules[module].name;
    return name.empty() ? fmt::format("module {}", module.index) : escapeForTerminal(name);
  }

  // The component instance whose core instance has the module; the first of several.
  std::string ownerOf(ModuleId module) const {
    for (uint32_t i = 0; i < program.instances.size(); ++i) {
      const Instance &instance = program.instances[InstanceId(i)];
      if (instance.module != module)
        continue;
      const std::string &name = program.componentInstances[instance.owner].name;
      return name.empty() ? "the program itself" : escapeForTerminal(name);
    }
    return "no instance";
  }

  void title(const char *what) { text += fmt::format("\n{:>12}       %  {}\n", "bytes", what); }

  void printLargest(std::vector<Row> rows, size_t most) {
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
      return std::tie(b.bytes, a.what) < std::tie(a.bytes, b.what);
    });
    for (size_t i = 0; i < std::min(most, rows.size()) && rows[i].bytes > 0; ++i)
      text += fmt::format("{:12} {:7.1f}  {}\n", rows[i].bytes,
                          100.0 * double(rows[i].bytes) / double(total), rows[i].what);
  }

  const Program &program;
  std::map<ModuleFunc, uint64_t> functions;
  std::array<uint64_t, kOtherCount> other{};
  uint64_t total = 0;
  std::string text;
};

} // namespace

std::string sizeReport(std::string_view map, const Program &program, const std::string &name) {
  return Report(map, program).print(name);
}

} // namespace aotc
