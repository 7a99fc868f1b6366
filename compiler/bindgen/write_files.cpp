// Writes generated files. Entry point: writeFiles. A file is written beside its
// place and renamed, so that whoever reads it sees the old or the new one; one
// with the right bytes is left alone, and with it its time stamp.
#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "bindgen/bindgen.h"
#include "support/source.h"

namespace aotc::bindgen {

namespace fs = std::filesystem;

namespace {

Result<void> writeNew(const fs::path &path, const std::string &text) {
  std::string temporary = path.string() + ".aotc-tmp";
  FILE *file = fopen(temporary.c_str(), "wb");
  if (!file)
    return Error::io("can't create the file").in(temporary);
  bool written = fwrite(text.data(), 1, text.size(), file) == text.size();
  bool closed = fclose(file) == 0;
  std::error_code error;
  if (written && closed)
    fs::rename(temporary, path, error);
  if (!written || !closed || error) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return Error::io(error ? error.message() : "can't write the file").in(path.string());
  }
  return {};
}

} // namespace

Result<void> writeFiles(const std::string &folder, const std::vector<File> &files) {
  for (const File &file : files) {
    fs::path path = fs::path(folder) / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
      return Error::io(error.message()).in(path.parent_path().string());
    if (fs::is_regular_file(path, error)) {
      auto existing = Source::read(path.string());
      if (existing && existing->text() == file.text)
        continue;
    }
    TRY(writeNew(path, file.text));
  }
  return {};
}

} // namespace aotc::bindgen
