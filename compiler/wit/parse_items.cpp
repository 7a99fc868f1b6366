// Packages, interfaces and worlds: WIT.md, "Top-level items" to "Item: use".
// Entry points: parse, parsePath. A recursive-descent parser, one method per
// production; the grammar of this file has no recursion (packages don't nest
// within packages), types have (parse_types.cpp) and limit theirs.
//
// One place needs more than one token: `import a:b/c` names an interface and
// `import a: b` gives one a name. What decides is the token after the second
// identifier; see importOrExport.
#include "wit/parser.h"

#include <fmt/format.h>

namespace aotc::wit {

std::string PackageName::text() const {
  return fmt::format("{}:{}{}{}", ns, name, version.empty() ? "" : "@", version);
}

Result<FileDecl> parse(std::string_view text) {
  TRY(Lexer::checkText(text));
  return Parser(text).file();
}

Result<UsePath> parsePath(std::string_view text) {
  TRY(Lexer::checkText(text));
  Parser parser(text);
  UsePath path = TRY(parser.usePath());
  TRY(parser.expectEnd());
  return path;
}

Error Parser::unexpected(const Token &token, std::string_view wanted) const {
  std::string_view found = token.kind == TokenKind::Identifier ? token.text : describe(token.kind);
  return Error::malformed(token.offset, fmt::format("expected {}, found {}", wanted, found));
}

Result<Token> Parser::expect(TokenKind kind) {
  Token token = TRY(lexer.next());
  if (token.kind != kind)
    return unexpected(token, describe(kind));
  return token;
}

Result<Token> Parser::expectKeyword(std::string_view word) {
  Token token = TRY(lexer.next());
  if (token.kind != TokenKind::Identifier || token.escaped || token.text != word)
    return unexpected(token, fmt::format("'{}'", word));
  return token;
}

Result<bool> Parser::accept(TokenKind kind) {
  if (TRY(lexer.peek()).kind != kind)
    return false;
  TRY(lexer.next());
  return true;
}

Result<bool> Parser::acceptKeyword(std::string_view word) {
  Token token = TRY(lexer.peek());
  if (token.kind != TokenKind::Identifier || token.escaped || token.text != word)
    return false;
  TRY(lexer.next());
  return true;
}

Result<void> Parser::expectEnd() {
  TRY(expect(TokenKind::End));
  return {};
}

Result<Ident> Parser::ident() {
  Token token = TRY(expect(TokenKind::Identifier));
  if (!token.escaped && isKeyword(token.text))
    return Error::malformed(token.offset, fmt::format("'{0}' is a keyword; write %{0} to use it "
                                                      "as an identifier",
                                                      token.text));
  return Ident{token.text, token.offset};
}

Result<FileDecl> Parser::file() {
  FileDecl file;
  file.packages.emplace_back();
  for (bool first = true;; first = false) {
    Gate itemGate = TRY(gate());
    Token token = TRY(lexer.next());
    if (token.kind == TokenKind::End)
      return file;
    bool isPackage =
        token.kind == TokenKind::Identifier && !token.escaped && token.text == "package";
    if (!isPackage) {
      TRY(packageItem(file.packages[0], itemGate, token));
      continue;
    }
    PackageName name = TRY(packageName());
    if (TRY(accept(TokenKind::Semicolon))) {
      if (!first)
        return Error::malformed(token.offset, "the file's package must be declared first");
      file.packages[0].name = name;
      continue;
    }
    TRY(expect(TokenKind::LeftBrace));
    PackageDecl nested;
    nested.name = name;
    while (!TRY(accept(TokenKind::RightBrace))) {
      Gate nestedGate = TRY(gate());
      TRY(packageItem(nested, nestedGate, TRY(lexer.next())));
    }
    file.packages.push_back(std::move(nested));
  }
}

Result<void> Parser::packageItem(PackageDecl &package, Gate gate, Token keyword) {
  bool plain = keyword.kind == TokenKind::Identifier && !keyword.escaped;
  if (plain && keyword.text == "use") {
    package.uses.push_back(TRY(topUse()));
  } else if (plain && keyword.text == "interface") {
    Ident name = TRY(ident());
    package.interfaces.push_back(TRY(interfaceBody()));
    package.interfaces.back().name = name;
    package.interfaces.back().gate = gate;
  } else if (plain && keyword.text == "world") {
    package.worlds.push_back(TRY(world()));
    package.worlds.back().gate = gate;
  } else {
    return unexpected(keyword, "'interface', 'world', 'use' or 'package'");
  }
  return {};
}

Result<PackageName> Parser::packageName() {
  Ident ns = TRY(ident());
  TRY(expect(TokenKind::Colon));
  Ident name = TRY(ident());
  Token after = TRY(lexer.peek());
  if (after.kind == TokenKind::Colon || after.kind == TokenKind::Slash)
    return Error::unsupported(after.offset, "nested namespaces and packages in package names");
  PackageName package{ns.text, name.text, {}, ns.offset};
  if (TRY(accept(TokenKind::At)))
    package.version = TRY(lexer.readVersion());
  return package;
}

Result<UsePath> Parser::usePath() {
  Ident first = TRY(ident());
  return pathAfter({TokenKind::Identifier, true, first.text, first.offset, 0});
}

// The rest of a path whose first identifier has been read.
Result<UsePath> Parser::pathAfter(Token first) {
  UsePath path;
  path.name = {first.text, first.offset};
  if (!TRY(accept(TokenKind::Colon)))
    return path;
  path.package = PackageName{first.text, TRY(ident()).text, {}, first.offset};
  TRY(expect(TokenKind::Slash));
  path.name = TRY(ident());
  if (TRY(accept(TokenKind::At)))
    path.package->version = TRY(lexer.readVersion());
  return path;
}

Result<TopUseDecl> Parser::topUse() {
  TopUseDecl use;
  use.path = TRY(usePath());
  use.as = TRY(acceptKeyword("as")) ? TRY(ident()) : use.path.name;
  TRY(expect(TokenKind::Semicolon));
  return use;
}

Result<UseDecl> Parser::use() {
  UseDecl use;
  use.from = TRY(usePath());
  TRY(expect(TokenKind::Dot));
  TRY(expect(TokenKind::LeftBrace));
  do {
    if (TRY(lexer.peek()).kind == TokenKind::RightBrace) // none at all is common usage too
      break;
    Ident name = TRY(ident());
    use.names.push_back({name, TRY(acceptKeyword("as")) ? TRY(ident()) : name});
  } while (TRY(accept(TokenKind::Comma)));
  TRY(expect(TokenKind::RightBrace));
  TRY(expect(TokenKind::Semicolon));
  return use;
}

Result<InterfaceDecl> Parser::interfaceBody() {
  InterfaceDecl interface;
  TRY(expect(TokenKind::LeftBrace));
  while (!TRY(accept(TokenKind::RightBrace)))
    TRY(interfaceItem(interface));
  return interface;
}

Result<void> Parser::interfaceItem(InterfaceDecl &interface) {
  Gate itemGate = TRY(gate());
  if (TRY(acceptKeyword("use"))) {
    interface.uses.push_back(TRY(use()));
    interface.uses.back().gate = itemGate;
  } else if (startsTypeDecl(TRY(lexer.peek()))) {
    interface.types.push_back(TRY(typeDecl()));
    interface.types.back().gate = itemGate;
  } else {
    Ident name = TRY(ident());
    TRY(expect(TokenKind::Colon));
    interface.functions.push_back(TRY(function(name)));
    interface.functions.back().gate = itemGate;
  }
  return {};
}

Result<WorldDecl> Parser::world() {
  WorldDecl world;
  world.name = TRY(ident());
  TRY(expect(TokenKind::LeftBrace));
  while (!TRY(accept(TokenKind::RightBrace)))
    TRY(worldItem(world));
  return world;
}

Result<void> Parser::worldItem(WorldDecl &world) {
  Gate itemGate = TRY(gate());
  uint64_t offset = TRY(lexer.peek()).offset;
  if (TRY(acceptKeyword("use"))) {
    world.uses.push_back(TRY(use()));
    world.uses.back().gate = itemGate;
  } else if (TRY(acceptKeyword("include"))) {
    world.includes.push_back(TRY(include()));
    world.includes.back().gate = itemGate;
  } else if (startsTypeDecl(TRY(lexer.peek()))) {
    world.types.push_back(TRY(typeDecl()));
    world.types.back().gate = itemGate;
  } else {
    bool isImport = TRY(acceptKeyword("import"));
    if (!isImport && !TRY(acceptKeyword("export")))
      return unexpected(TRY(lexer.peek()), "an item of a world");
    world.items.push_back(TRY(importOrExport(isImport)));
    world.items.back().gate = itemGate;
    world.items.back().offset = offset;
  }
  return {};
}

Result<WorldItemDecl> Parser::importOrExport(bool isImport) {
  WorldItemDecl item;
  item.isImport = isImport;
  Token first = TRY(lexer.peek());
  Ident name = TRY(ident());
  if (!TRY(accept(TokenKind::Colon))) {
    item.path = UsePath{std::nullopt, name};
    TRY(expect(TokenKind::Semicolon));
    return item;
  }
  item.name = name;
  Token second = TRY(lexer.peek());
  bool keyword = second.kind == TokenKind::Identifier && !second.escaped && isKeyword(second.text);
  if (keyword) {
    TRY(namedExtern(item));
    return item;
  }
  Ident secondName = TRY(ident());
  if (TRY(accept(TokenKind::Slash))) { // a:b/c
    item.path = UsePath{PackageName{name.text, secondName.text, {}, name.offset}, TRY(ident())};
    item.name = {};
    if (TRY(accept(TokenKind::At)))
      item.path->package->version = TRY(lexer.readVersion());
  } else {
    if (second.offset == first.end + 1) // a:b is one token
      return Error::malformed(name.offset, "a package can't be imported or exported; name one of "
                                           "its interfaces");
    item.path = TRY(pathAfter(second));
  }
  TRY(expect(TokenKind::Semicolon));
  return item;
}

Result<void> Parser::namedExtern(WorldItemDecl &item) {
  if (TRY(acceptKeyword("interface"))) {
    item.interface = TRY(interfaceBody());
    TRY(accept(TokenKind::Semicolon));
  } else {
    item.function = TRY(function(item.name));
  }
  return {};
}

Result<IncludeDecl> Parser::include() {
  IncludeDecl include;
  include.path = TRY(usePath());
  if (!TRY(acceptKeyword("with"))) {
    TRY(expect(TokenKind::Semicolon));
    return include;
  }
  TRY(expect(TokenKind::LeftBrace));
  do {
    if (TRY(lexer.peek()).kind == TokenKind::RightBrace)
      break;
    Ident from = TRY(ident());
    TRY(expectKeyword("as"));
    include.renames.emplace_back(from, TRY(ident()));
  } while (TRY(accept(TokenKind::Comma)));
  TRY(expect(TokenKind::RightBrace));
  TRY(accept(TokenKind::Semicolon)); // optional after a brace
  return include;
}

Result<Gate> Parser::gate() {
  Gate gate;
  while (TRY(accept(TokenKind::At)))
    TRY(gateItem(gate));
  return gate;
}

Result<void> Parser::gateItem(Gate &gate) {
  Token name = TRY(expect(TokenKind::Identifier));
  gate.offset = name.offset;
  TRY(expect(TokenKind::LeftParen));
  if (name.text == "since" || name.text == "deprecated") {
    TRY(expectKeyword("version"));
    TRY(expect(TokenKind::Equals));
    (name.text == "since" ? gate.since : gate.deprecated) = TRY(lexer.readVersion());
  } else if (name.text == "unstable") {
    TRY(expectKeyword("feature"));
    TRY(expect(TokenKind::Equals));
    gate.unstable = TRY(ident()).text;
  } else if (name.text == "external-id") {
    TRY(expect(TokenKind::String)); // of no consequence for what we generate
  } else {
    return unexpected(name, "'since', 'unstable', 'deprecated' or 'external-id'");
  }
  TRY(expect(TokenKind::RightParen));
  if (!gate.since.empty() && !gate.unstable.empty())
    return Error::malformed(name.offset, "an item can't be both @since and @unstable");
  return {};
}

} // namespace aotc::wit
