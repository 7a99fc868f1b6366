// Subtyping of what imports and exports can be (Explainer.md, "Type Checking";
// core specification, "External Types / Import Matching").
#pragma once

#include "component/substitute.h"
#include "component/types.h"

namespace aotc::component {

// Whether an actual item may stand where `expected` is asked for. `what` names
// the place in messages. Errors: Invalid.
class SubtypeChecker {
public:
  SubtypeChecker(ComponentTypes &types, uint64_t offset) : types(types), offset(offset) {}

  Result<void> check(const ExternType &actual, const ExternType &expected);
  // All that `expected` names must be in `actual`.
  Result<void> check(const ExternMap &actual, const ExternMap &expected, const char *role);

private:
  Result<void> check(CoreModuleTypeId actual, CoreModuleTypeId expected);
  Result<void> check(FuncTypeId actual, FuncTypeId expected);
  Result<void> check(ValueTypeId actual, ValueTypeId expected);
  Result<void> check(const TypeItem &actual, const TypeItem &expected);
  Result<void> check(InstanceTypeId actual, InstanceTypeId expected);
  Result<void> check(ComponentTypeId actual, ComponentTypeId expected);
  Error mismatch(std::string message) const;

  ComponentTypes &types;
  uint64_t offset;
  std::string path; // of names, outermost first, for messages
};

// Maps each resource that `bound` names in `expected` to the one that has the
// same path in `actual`; those that `actual` lacks are left to the check.
void bindResources(const ComponentTypes &types, const ExternMap &expected,
                   const std::vector<BoundResource> &bound, const ExternMap &actual,
                   Substitution &into);
// Maps the names by which `expected` exports or imports types to the names of
// those that `actual` supplies for them, nested instances included.
Result<void> bindNames(ComponentTypes &types, const ExternMap &expected, const ExternMap &actual,
                       Substitution &into, uint64_t offset);

// Core types; a message of what doesn't match, or nothing.
std::optional<std::string> coreMismatch(const CoreItemType &actual, const CoreItemType &expected);
const char *kindOf(const CoreItemType &type);

} // namespace aotc::component
