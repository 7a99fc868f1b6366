// What a guest broke, in words (abi/canon_rules.def).
#pragma once

#include "abi/abi.h"
#include "core/traps.h"

namespace aotc::rt {

enum class CanonRule : uint32_t {
#define AOTC_CANON_RULE(ENUM, KIND, TEXT) ENUM,
#include "abi/canon_rules.def"
#undef AOTC_CANON_RULE
};

inline TrapKind ruleKind(CanonRule rule) {
  switch (rule) {
#define AOTC_CANON_RULE(ENUM, KIND, TEXT)                                                          \
  case CanonRule::ENUM:                                                                            \
    return TrapKind::KIND;
#include "abi/canon_rules.def"
#undef AOTC_CANON_RULE
  }
  return TrapKind::CanonicalAbi;
}

// Null where the kind says it all.
inline const char *ruleText(CanonRule rule) {
  switch (rule) {
#define AOTC_CANON_RULE(ENUM, KIND, TEXT)                                                          \
  case CanonRule::ENUM:                                                                            \
    return TEXT;
#include "abi/canon_rules.def"
#undef AOTC_CANON_RULE
  }
  return nullptr;
}

[[noreturn, gnu::cold]] inline void trap(Context &context, CanonRule rule) {
  trap(context, ruleKind(rule), ruleText(rule));
}

} // namespace aotc::rt
