// Type declarations, functions and type expressions: WIT.md, "Items: type" and
// "Types". Entry points for parse_items.cpp: typeDecl, function, type.
//
// Type expressions are the only recursion in the grammar; deeper nesting than
// TypePool would accept is refused here, before it can exhaust the stack.
#include "wit/parser.h"

#include <charconv>

#include <fmt/format.h>

namespace aotc::wit {

using abi::TypeKind;

namespace {

struct Word {
  std::string_view text;
  TypeKind kind;
};

constexpr Word kTypeWords[] = {
    {"bool", TypeKind::Bool},     {"s8", TypeKind::S8},         {"u8", TypeKind::U8},
    {"s16", TypeKind::S16},       {"u16", TypeKind::U16},       {"s32", TypeKind::S32},
    {"u32", TypeKind::U32},       {"s64", TypeKind::S64},       {"u64", TypeKind::U64},
    {"f32", TypeKind::F32},       {"f64", TypeKind::F64},       {"char", TypeKind::Char},
    {"string", TypeKind::String}, {"list", TypeKind::List},     {"map", TypeKind::Map},
    {"tuple", TypeKind::Tuple},   {"option", TypeKind::Option}, {"result", TypeKind::Result},
    {"own", TypeKind::Own},       {"borrow", TypeKind::Borrow}, {"stream", TypeKind::Stream},
    {"future", TypeKind::Future}};

constexpr std::pair<std::string_view, DeclKind> kDeclWords[] = {
    {"type", DeclKind::Alias}, {"record", DeclKind::Record}, {"variant", DeclKind::Variant},
    {"enum", DeclKind::Enum},  {"flags", DeclKind::Flags},   {"resource", DeclKind::Resource}};

} // namespace

bool Parser::startsTypeDecl(const Token &token) const {
  if (token.kind != TokenKind::Identifier || token.escaped)
    return false;
  for (auto &[word, kind] : kDeclWords)
    if (token.text == word)
      return true;
  return false;
}

Result<TypeDecl> Parser::typeDecl() {
  Token keyword = TRY(lexer.next());
  TypeDecl decl;
  for (auto &[word, kind] : kDeclWords)
    if (keyword.text == word)
      decl.kind = kind;
  if (decl.kind == DeclKind::Resource)
    return resource();
  decl.name = TRY(ident());
  if (decl.kind == DeclKind::Alias) {
    TRY(expect(TokenKind::Equals));
    decl.alias = TRY(type());
    TRY(expect(TokenKind::Semicolon));
  } else {
    decl.members = TRY(members(decl.kind));
  }
  return decl;
}

Result<std::vector<MemberDecl>> Parser::members(DeclKind kind) {
  std::vector<MemberDecl> members;
  TRY(expect(TokenKind::LeftBrace));
  while (TRY(lexer.peek()).kind != TokenKind::RightBrace) {
    MemberDecl member;
    member.name = TRY(ident());
    if (kind == DeclKind::Record) {
      TRY(expect(TokenKind::Colon));
      member.type = TRY(type());
    } else if (kind == DeclKind::Variant && TRY(accept(TokenKind::LeftParen))) {
      member.type = TRY(type());
      TRY(expect(TokenKind::RightParen));
    }
    members.push_back(std::move(member));
    if (!TRY(accept(TokenKind::Comma)))
      break;
  }
  TRY(expect(TokenKind::RightBrace));
  return members;
}

Result<TypeDecl> Parser::resource() {
  TypeDecl decl;
  decl.kind = DeclKind::Resource;
  decl.name = TRY(ident());
  if (TRY(accept(TokenKind::Semicolon)))
    return decl;
  TRY(expect(TokenKind::LeftBrace));
  while (!TRY(accept(TokenKind::RightBrace))) {
    Gate itemGate = TRY(gate());
    decl.functions.push_back(TRY(resourceFunction()));
    decl.functions.back().gate = itemGate;
  }
  return decl;
}

Result<FuncDecl> Parser::resourceFunction() {
  Token first = TRY(lexer.peek());
  if (TRY(acceptKeyword("constructor"))) {
    FuncDecl constructor;
    constructor.name = {first.text, first.offset};
    constructor.kind = FunctionKind::Constructor;
    constructor.params = TRY(params());
    if (TRY(accept(TokenKind::Arrow)))
      constructor.result = TRY(type());
    TRY(expect(TokenKind::Semicolon));
    return constructor;
  }
  Ident name = TRY(ident());
  TRY(expect(TokenKind::Colon));
  bool isStatic = TRY(acceptKeyword("static"));
  FuncDecl method = TRY(function(name));
  method.kind = isStatic ? FunctionKind::Static : FunctionKind::Method;
  return method;
}

// From 'func' on, the closing ';' included.
Result<FuncDecl> Parser::function(Ident name) {
  FuncDecl function;
  function.name = name;
  function.async = TRY(acceptKeyword("async"));
  TRY(expectKeyword("func"));
  function.params = TRY(params());
  if (TRY(accept(TokenKind::Arrow)))
    function.result = TRY(type());
  TRY(expect(TokenKind::Semicolon));
  return function;
}

Result<std::vector<ParamDecl>> Parser::params() {
  std::vector<ParamDecl> params;
  TRY(expect(TokenKind::LeftParen));
  while (TRY(lexer.peek()).kind != TokenKind::RightParen) {
    Ident name = TRY(ident());
    TRY(expect(TokenKind::Colon));
    params.push_back({name, TRY(type())});
    if (!TRY(accept(TokenKind::Comma)))
      break;
  }
  TRY(expect(TokenKind::RightParen));
  return params;
}

Result<TypeExpr> Parser::type() {
  Token token = TRY(expect(TokenKind::Identifier));
  TypeExpr expr;
  expr.offset = token.offset;
  expr.name = {token.text, token.offset};
  if (token.escaped)
    return expr;
  for (const Word &word : kTypeWords)
    if (token.text == word.text)
      expr.kind = word.kind;
  if (!expr.kind) {
    if (isKeyword(token.text))
      return unexpected(token, "a type");
    return expr;
  }
  if (++typeDepth > abi::TypePool::kMaxDepth)
    return Error::malformed(
        token.offset, fmt::format("types are nested deeper than {}", abi::TypePool::kMaxDepth));
  TypeExpr complete = TRY(typeArguments(std::move(expr)));
  --typeDepth;
  return complete;
}

Result<TypeExpr> Parser::typeArguments(TypeExpr expr) {
  switch (*expr.kind) {
  case TypeKind::Bool:
  case TypeKind::S8:
  case TypeKind::U8:
  case TypeKind::S16:
  case TypeKind::U16:
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::S64:
  case TypeKind::U64:
  case TypeKind::F32:
  case TypeKind::F64:
  case TypeKind::Char:
  case TypeKind::String:
  case TypeKind::ErrorContext:
  case TypeKind::FixedList:
  case TypeKind::Record:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Flags:
    return expr;
  case TypeKind::List:
    return listArguments(std::move(expr));
  case TypeKind::Result:
    TRY(resultArguments(expr));
    return expr;
  case TypeKind::Stream:
  case TypeKind::Future:
    if (TRY(accept(TokenKind::LeftAngle))) {
      expr.args.push_back(TRY(type()));
      TRY(expect(TokenKind::RightAngle));
    }
    return expr;
  case TypeKind::Own:
  case TypeKind::Borrow:
    TRY(expect(TokenKind::LeftAngle));
    expr.name = TRY(ident());
    TRY(expect(TokenKind::RightAngle));
    return expr;
  case TypeKind::Option:
  case TypeKind::Tuple:
  case TypeKind::Map:
    TRY(expect(TokenKind::LeftAngle));
    do {
      if (!expr.args.empty() && TRY(lexer.peek()).kind == TokenKind::RightAngle)
        break;
      expr.args.push_back(TRY(type()));
    } while (TRY(accept(TokenKind::Comma)));
    TRY(expect(TokenKind::RightAngle));
    break;
  }
  size_t wanted = *expr.kind == TypeKind::Map ? 2 : 1;
  if (*expr.kind != TypeKind::Tuple && expr.args.size() != wanted)
    return Error::malformed(expr.offset, "wrong number of type arguments");
  return expr;
}

Result<TypeExpr> Parser::listArguments(TypeExpr expr) {
  TRY(expect(TokenKind::LeftAngle));
  expr.args.push_back(TRY(type()));
  if (TRY(accept(TokenKind::Comma))) {
    Token length = TRY(expect(TokenKind::Integer));
    const char *end = length.text.data() + length.text.size();
    auto parsed = std::from_chars(length.text.data(), end, expr.length);
    if (parsed.ec != std::errc() || parsed.ptr != end || expr.length == 0)
      return Error::malformed(length.offset, "the length of a list must be 1 to 4294967295");
    expr.kind = TypeKind::FixedList;
  }
  TRY(expect(TokenKind::RightAngle));
  return expr;
}

// result, result<ok>, result<_, error>, result<ok, error>
Result<void> Parser::resultArguments(TypeExpr &expr) {
  TypeExpr none;
  none.absent = true;
  expr.args = {none, none};
  if (!TRY(accept(TokenKind::LeftAngle)))
    return {};
  bool noOk = TRY(accept(TokenKind::Underscore));
  if (!noOk)
    expr.args[0] = TRY(type());
  bool comma = TRY(accept(TokenKind::Comma));
  if (comma)
    expr.args[1] = TRY(type());
  else if (noOk)
    return unexpected(TRY(lexer.peek()), "','");
  TRY(expect(TokenKind::RightAngle));
  return {};
}

} // namespace aotc::wit
