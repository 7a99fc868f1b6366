// Which C++ type stands for a WIT type, in parameters and in results.
#pragma once

#include <set>

#include "wit/resolve.h"

namespace aotc::bindgen {

// In: a parameter, which views guest memory. Out: a result, made by a Writer.
// They differ for what holds a string or a list.
enum class Way : uint8_t { In, Out };

// Where the C++ of an interface is: "wasi:io/streams@0.2.12" →
// "wasi/io/streams", "wasi::io::streams".
struct Place {
  std::string path;
  std::string scope;
};
Place placeOf(const wit::Resolved &resolved, const wit::Interface &interface);

class CppTypes {
public:
  // Learns from all functions in which ways each declared type is used.
  CppTypes(const wit::Resolved &resolved, const std::vector<wit::InterfaceId> &interfaces);

  // Fully qualified where declared, so that it means the same everywhere within
  // aotc::rt. Unsupported for what host functions can't have yet.
  Result<std::string> spell(abi::TypeRef type, Way way) const;
  // The name after its namespace: "Datetime", or "DatetimeOut".
  std::string declaredName(const wit::TypeDef &def, Way way) const;
  // The ways in which the declared type needs a C++ type of its own.
  std::vector<Way> versions(abi::TypeRef type) const;
  std::string resourceName(const abi::ResourceRef &resource) const;

private:
  void learn(abi::TypeRef type, Way way);
  std::string qualified(const std::string &abiName, const std::string &name) const;
  Result<std::string> spellList(abi::TypeRef element, Way way) const;
  Result<std::string> spellTuple(const abi::Type &type, Way way) const;

  const wit::Resolved &resolved;
  std::set<abi::TypeRef> used[2];
};

} // namespace aotc::bindgen
