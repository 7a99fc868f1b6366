// stages.def as tables.
#include "driver/stages.h"

#include <fmt/format.h>

namespace aotc {

namespace {

struct Row {
  const char *name;
  const char *text;
};
constexpr Row kRows[] = {
#define AOTC_STAGE(ENUM, NAME, TEXT) {NAME, TEXT},
#include "driver/stages.def"
#undef AOTC_STAGE
};

} // namespace

const char *name(Stage stage) { return kRows[size_t(stage)].name; }
const char *describe(Stage stage) { return kRows[size_t(stage)].text; }
bool isText(Stage stage) { return stage != Stage::Obj && stage != Stage::Exe; }

Result<Stage> findStage(const std::string &wanted) {
  std::string names;
  for (size_t i = 0; i < kStageCount; ++i) {
    if (wanted == kRows[i].name)
      return Stage(i);
    names += fmt::format("{}{}", i ? ", " : "", kRows[i].name);
  }
  return Error::usage(fmt::format("unknown stage \"{}\"; stages are {}", wanted, names));
}

std::string stageList() {
  std::string list;
  for (const Row &row : kRows)
    list += fmt::format("  {:<10} {}\n", row.name, row.text);
  return list;
}

} // namespace aotc
