// Types as canonical text: the same structure gives the same text, whoever
// declared it. The list of what the host offers is made of this text, and an
// import is compared with it.
#pragma once

#include <functional>

#include "abi/flatten.h"

namespace aotc::abi {

// "record{seconds:u64,nanoseconds:u32}", "own<wasi:io/error@0.2/error>",
// "result<list<u8>,variant{closed,failed(u32)}>".
// An Invalid error where the text would be longer than kMaxSignature.
Result<std::string> typeText(TypeRef type);

// "func(path:string,flags:flags{a,b})->result<_,string>"; "async func(…)".
Result<std::string> signature(const FuncType &type);

// The same with other names for the resources of handles, for comparing types of
// components that call the same resource differently.
using ResourceNames = std::function<std::string(const ResourceRef &)>;
Result<std::string> signature(const FuncType &type, const ResourceNames &names);

// "(i32,i32)->(i32)".
std::string coreText(const CoreSignature &signature);
std::string_view coreTypeName(CoreType type);

inline constexpr size_t kMaxSignature = 1 << 16;

} // namespace aotc::abi
