// The pipeline's stages by name (stages.def).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "support/result.h"

namespace aotc {

enum class Stage : uint8_t {
#define AOTC_STAGE(ENUM, NAME, TEXT) ENUM,
#include "driver/stages.def"
#undef AOTC_STAGE
};
inline constexpr size_t kStageCount = 0
#define AOTC_STAGE(ENUM, NAME, TEXT) +1
#include "driver/stages.def"
#undef AOTC_STAGE
    ;

const char *name(Stage stage);
const char *describe(Stage stage);
// Whether what the stage leaves can be printed.
bool isText(Stage stage);
// Usage error that lists the stages.
Result<Stage> findStage(const std::string &name);
// One line a stage, for --help.
std::string stageList();

} // namespace aotc
