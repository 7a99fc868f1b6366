// The compile cache, see the header; docs/architecture.md, "The compile cache", says why
// it is as it is. Entry points: open, key.
//
// A file is a header with a digest of the object behind it, so that what was cut or
// damaged is seen. It is written under a name of its own and renamed, so that nobody
// ever sees a half. Times of files say when they were used last.
#include "driver/compile_cache.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "link/output_path.h"
#include "support/source.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/raw_ostream.h"

namespace aotc {

namespace {

constexpr char kMagic[] = "aotc object 1\n"; // another number where files mean something else
constexpr size_t kMagicSize = sizeof(kMagic) - 1, kDigestSize = 32;
constexpr uint64_t kDefaultLimit = uint64_t(2) << 30;
constexpr time_t kAbandoned = 3600; // seconds after which a temporary has no owner any more

using Digest = std::array<uint8_t, kDigestSize>;

Digest digestOf(llvm::ArrayRef<char> bytes) {
  llvm::BLAKE3 hash;
  hash.update(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
  return hash.final<kDigestSize>();
}

std::string inHex(const Digest &digest) {
  std::string text;
  for (uint8_t byte : digest)
    text += fmt::format("{:02x}", byte);
  return text;
}

bool isKey(std::string_view name) {
  return name.size() == 2 * kDigestSize &&
         name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool isTemporary(std::string_view name) {
  return name.size() > 2 * kDigestSize && isKey(name.substr(0, 2 * kDigestSize));
}

// Adds the build ID of a file of ours, or of a library that we use, to a text.
int addBuildId(dl_phdr_info *object, size_t, void *text) {
  for (const ElfW(Phdr) &header : llvm::ArrayRef(object->dlpi_phdr, object->dlpi_phnum)) {
    if (header.p_type != PT_NOTE)
      continue;
    const auto *at = reinterpret_cast<const char *>(object->dlpi_addr + header.p_vaddr);
    const auto *end = at + header.p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof(note));
      const char *name = at + sizeof(note);
      const char *contents = name + (note.n_namesz + 3) / 4 * 4;
      at = contents + (note.n_descsz + 3) / 4 * 4;
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && !std::memcmp(name, "GNU", 4))
        static_cast<std::string *>(text)->append(contents, note.n_descsz).append("|");
    }
  }
  return 0;
}

// Which compiler this is: of code that isn't released the version says nothing.
std::string buildIds() {
  std::string text;
  ::dl_iterate_phdr(addBuildId, &text);
  return text;
}

const char *variable(const char *name) { return std::getenv(name); }

// "" for none. An empty WASI_AOTC_CACHE_DIR says so.
std::string cacheFolder() {
  if (const char *named = variable("WASI_AOTC_CACHE_DIR"))
    return named;
  if (const char *base = variable("XDG_CACHE_HOME"); base && *base == '/')
    return std::string(base) + "/wasi-aotc/objects";
  if (const char *home = variable("HOME"); home && *home == '/')
    return std::string(home) + "/.cache/wasi-aotc/objects";
  return "";
}

uint64_t cacheLimit() {
  const char *text = variable("WASI_AOTC_CACHE_SIZE");
  char *end = nullptr;
  unsigned long long mebibytes = text ? std::strtoull(text, &end, 10) : 0;
  return text && end != text && *end == '\0' ? std::min<uint64_t>(mebibytes, 1 << 30) << 20
                                             : kDefaultLimit;
}

struct File {
  std::string name;
  uint64_t bytes;
  timespec used;
};

std::vector<File> filesOf(const std::string &folder) {
  std::vector<File> files;
  DIR *stream = ::opendir(folder.c_str());
  if (!stream)
    return files;
  while (const dirent *entry = ::readdir(stream)) {
    struct stat status;
    if ((isKey(entry->d_name) || isTemporary(entry->d_name)) &&
        ::fstatat(::dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(status.st_mode))
      files.push_back({entry->d_name, uint64_t(status.st_size), status.st_mtim});
  }
  ::closedir(stream);
  return files;
}

} // namespace

std::unique_ptr<CompileCache> CompileCache::open(const Target &target, OptLevel level,
                                                 std::string_view runtimeBitcode) {
  std::string folder = cacheFolder(), compiler = buildIds();
  if (folder.empty() || compiler.empty() || !makeFolderOf(folder + "/").ok())
    return nullptr;
  auto digest = [](std::string_view text) { return inHex(digestOf({text.data(), text.size()})); };
  std::string context =
      fmt::format("{}{}\n{}\n{}\n{}\n{}\n{}\n{}\n", kMagic, digest(compiler), target.triple,
                  target.cpu, target.features, target.abi, unsigned(level), digest(runtimeBitcode));
  return std::unique_ptr<CompileCache>(new CompileCache(folder, cacheLimit(), std::move(context)));
}

CompileCache::Key CompileCache::key(const llvm::Module &module) const {
  llvm::SmallVector<char, 0> bytes(context.begin(), context.end());
  llvm::raw_svector_ostream stream(bytes);
  // The order of uses too: passes may follow it.
  llvm::WriteBitcodeToFile(module, stream, /*ShouldPreserveUseListOrder=*/true);
  return inHex(digestOf(bytes));
}

std::optional<ObjectBytes> CompileCache::find(const Key &key) {
  std::string path = folder + "/" + key;
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return std::nullopt;
  llvm::scope_exit closing([&] { ::close(fd); });
  struct stat status;
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
      uint64_t(status.st_size) < kMagicSize + kDigestSize || uint64_t(status.st_size) > limit)
    return std::nullopt;
  char header[kMagicSize + kDigestSize];
  ObjectBytes object;
  object.resize_for_overwrite(size_t(status.st_size) - sizeof(header));
  auto readAll = [&](char *to, size_t size) {
    while (size > 0) {
      ssize_t count = ::read(fd, to, size);
      if (count <= 0)
        return false;
      to += count;
      size -= size_t(count);
    }
    return true;
  };
  if (!readAll(header, sizeof(header)) || !readAll(object.data(), object.size()))
    return std::nullopt;
  Digest digest = digestOf(object);
  if (std::memcmp(header, kMagic, kMagicSize) != 0 ||
      std::memcmp(header + kMagicSize, digest.data(), kDigestSize) != 0)
    return std::nullopt;
  ::futimens(fd, nullptr); // used now
  ++found;
  return object;
}

void CompileCache::store(const Key &key, const ObjectBytes &object) {
  if (object.size() + kMagicSize + kDigestSize > limit)
    return;
  std::string path = folder + "/" + key;
  std::string temporary = fmt::format("{}.{}.{}", path, ::getpid(), stored.fetch_add(1));
  int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0)
    return;
  Digest digest = digestOf(object);
  std::string header(kMagic, kMagicSize);
  header.append(digest.begin(), digest.end());
  bool isWritten = writeAll(fd, header, temporary).ok() &&
                   writeAll(fd, {object.data(), object.size()}, temporary).ok();
  isWritten &= ::close(fd) == 0;
  if (!isWritten || ::rename(temporary.c_str(), path.c_str()) != 0)
    ::unlink(temporary.c_str());
}

void CompileCache::trim() const {
  if (stored == 0)
    return;
  std::vector<File> files = filesOf(folder);
  uint64_t bytes = 0;
  for (const File &file : files)
    bytes += file.bytes;
  std::sort(files.begin(), files.end(), [](const File &a, const File &b) {
    return std::tie(a.used.tv_sec, a.used.tv_nsec, a.name) <
           std::tie(b.used.tv_sec, b.used.tv_nsec, b.name);
  });
  // A little more than needed, so that not every run has something to do.
  uint64_t wanted = bytes > limit ? limit / 10 * 9 : limit;
  time_t now = ::time(nullptr);
  for (const File &file : files) {
    bool isAbandoned = isTemporary(file.name) && file.used.tv_sec < now - kAbandoned;
    bool isTooMuch = bytes > wanted && isKey(file.name);
    if (!isAbandoned && !isTooMuch)
      continue;
    ::unlink((folder + "/" + file.name).c_str());
    bytes -= file.bytes;
  }
}

} // namespace aotc
