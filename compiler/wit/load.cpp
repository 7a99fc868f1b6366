// Reads and parses the files of a WIT package. Entry point: load.
//
// Files are sorted by name, so that what comes out never depends on the order
// in which a file system lists them.
#include "wit/load.h"

#include <algorithm>
#include <filesystem>

#include "support/source.h"
#include "wit/parser.h"

namespace aotc::wit {

namespace fs = std::filesystem;

namespace {

struct Input {
  std::string path;
  bool isRoot;
};

Result<std::vector<fs::path>> sortedEntries(const fs::path &folder) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    entries.push_back(it->path());
  if (error)
    return Error::io(error.message()).in(folder.string());
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool isFolder(const fs::path &path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

Result<void> addFolder(const fs::path &folder, bool isRoot, std::vector<Input> &inputs) {
  for (const fs::path &entry : TRY(sortedEntries(folder)))
    if (entry.extension() == ".wit" && !isFolder(entry))
      inputs.push_back({entry.string(), isRoot});
  return {};
}

Result<std::vector<Input>> findInputs(const std::string &path) {
  std::vector<Input> inputs;
  if (!isFolder(path)) {
    inputs.push_back({path, true});
    return inputs;
  }
  TRY(addFolder(path, true, inputs));
  fs::path deps = fs::path(path) / "deps";
  if (isFolder(deps)) {
    TRY(addFolder(deps, false, inputs));
    for (const fs::path &entry : TRY(sortedEntries(deps)))
      if (isFolder(entry))
        TRY(addFolder(entry, false, inputs));
  }
  if (inputs.empty())
    return Error::io("there is no .wit file in this folder").in(path);
  return inputs;
}

} // namespace

Result<std::vector<std::string>> listFiles(const std::string &path) {
  std::vector<std::string> files;
  for (Input &input : TRY(findInputs(path)))
    files.push_back(std::move(input.path));
  return files;
}

Result<std::unique_ptr<Resolved>> load(const std::string &path, const ResolveOptions &options) {
  std::vector<Input> inputs = TRY(findInputs(path));
  std::vector<Source> sources;
  sources.reserve(inputs.size()); // views into them must stay
  std::vector<ParsedFile> files;
  for (const Input &input : inputs) {
    sources.push_back(TRY(Source::read(input.path)));
    auto tree = parse(sources.back().text());
    if (!tree)
      return tree.takeError().in(input.path);
    files.push_back({input.path, tree.takeValue(), input.isRoot});
  }
  return resolve(files, options);
}

} // namespace aotc::wit
