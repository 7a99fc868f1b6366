// WIT text to syntax tree.
#pragma once

#include "wit/ast.h"
#include "wit/lexer.h"

namespace aotc::wit {

// The tree's views point into `text`. Errors carry offsets in `text`, no file.
Result<FileDecl> parse(std::string_view text);

// "ns:pkg/name@1.2.3" or "name": the way an option names a world.
Result<UsePath> parsePath(std::string_view text);

// One method per production of WIT.md; in two files, items and types.
class Parser {
public:
  explicit Parser(std::string_view text) : lexer(text) {}

  Result<FileDecl> file();
  Result<UsePath> usePath();
  Result<void> expectEnd();

private:
  // parse_items.cpp
  Result<void> packageItem(PackageDecl &package, Gate gate, Token keyword);
  Result<PackageName> packageName();
  Result<UsePath> pathAfter(Token first);
  Result<TopUseDecl> topUse();
  Result<UseDecl> use();
  Result<InterfaceDecl> interfaceBody();
  Result<void> interfaceItem(InterfaceDecl &interface);
  Result<WorldDecl> world();
  Result<void> worldItem(WorldDecl &world);
  Result<WorldItemDecl> importOrExport(bool isImport);
  Result<void> namedExtern(WorldItemDecl &item);
  Result<IncludeDecl> include();
  Result<Gate> gate();
  Result<void> gateItem(Gate &gate);

  // parse_types.cpp
  bool startsTypeDecl(const Token &token) const;
  Result<TypeDecl> typeDecl();
  Result<TypeDecl> resource();
  Result<FuncDecl> resourceFunction();
  Result<std::vector<MemberDecl>> members(DeclKind kind);
  Result<FuncDecl> function(Ident name);
  Result<std::vector<ParamDecl>> params();
  Result<TypeExpr> type();
  Result<TypeExpr> typeArguments(TypeExpr expr);
  Result<TypeExpr> listArguments(TypeExpr expr);
  Result<void> resultArguments(TypeExpr &expr);

  // Both.
  Result<Ident> ident();
  Result<Token> expect(TokenKind kind);
  Result<Token> expectKeyword(std::string_view word);
  Result<bool> accept(TokenKind kind);
  Result<bool> acceptKeyword(std::string_view word);
  Error unexpected(const Token &token, std::string_view wanted) const;

  Lexer lexer;
  unsigned typeDepth = 0;
};

} // namespace aotc::wit
