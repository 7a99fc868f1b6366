// A ustar archive (POSIX.1-1988, "ustar Interchange Format") of three files.
// Entry point: saveRepro. Written before the compile starts, so that it is
// there when the compile crashes. LLVM has a tar writer too; it drags its own
// header conventions along and dies where it can't write.
#include "driver/repro.h"

#include <cstring>

#include <fmt/format.h>

#include "driver/version.h"
#include "link/output_path.h"

namespace aotc {

namespace {

struct Header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
  char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], padding[12];
};
static_assert(sizeof(Header) == 512);

template <size_t N> void setOctal(char (&field)[N], uint64_t value) {
  std::string digits = fmt::format("{:0{}o}", value, N - 1);
  std::memcpy(field, digits.c_str(), N);
}

void addFile(std::string &archive, const char *name, std::string_view contents) {
  Header header = {};
  std::strncpy(header.name, name, sizeof header.name - 1);
  setOctal(header.mode, 0644);
  setOctal(header.uid, 0);
  setOctal(header.gid, 0);
  setOctal(header.size, contents.size());
  setOctal(header.mtime, 0);
  header.type = '0';
  std::memcpy(header.magic, "ustar", 6);
  std::memcpy(header.version, "00", 2);
  // The checksum is the sum of all bytes, its own field counting as spaces.
  std::memset(header.checksum, ' ', sizeof header.checksum);
  unsigned sum = 0;
  const char *bytes = reinterpret_cast<const char *>(&header);
  for (size_t i = 0; i < sizeof header; ++i)
    sum += uint8_t(bytes[i]);
  std::memcpy(header.checksum, fmt::format("{:06o}", sum).c_str(), 7);

  archive.append(bytes, sizeof header);
  archive.append(contents);
  archive.append((512 - contents.size() % 512) % 512, '\0');
}

// One argument a line, quoted as a POSIX shell reads it.
std::string commandText(const std::vector<std::string> &arguments) {
  std::string text;
  for (const std::string &argument : arguments) {
    text += '\'';
    for (char c : argument)
      text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'\n";
  }
  return text;
}

} // namespace

Result<void> saveRepro(const Options &options, const Source &source,
                       const std::vector<Source> &plugs, Temporaries &temporaries) {
  std::string archive;
  addFile(archive, "repro/version.txt", versionText() + "\n");
  addFile(archive, "repro/command.txt", commandText(options.commandLine));
  addFile(archive, "repro/input.wasm", source.text());
  for (size_t i = 0; i < plugs.size(); ++i)
    addFile(archive, fmt::format("repro/plug-{}.wasm", i + 1).c_str(), plugs[i].text());
  archive.append(1024, '\0');
  return writeFileAtomically(options.saveRepro, archive, temporaries);
}

} // namespace aotc
