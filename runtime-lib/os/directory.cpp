// Reading folders by the kernel's own records (getdents64), whose d_off is a
// position that survives between calls: what preview 1 hands out as a cookie.

#include "os/directory.h"

#include <dirent.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/syscall.h"

namespace aotc::rt::os {

// The kernel's struct linux_dirent64.
struct Record {
  uint64_t inode;
  int64_t next;
  uint16_t size;
  uint8_t type;
  char name[1];
};

static FileType entryType(uint8_t type) {
  switch (type) {
  case DT_BLK:
    return FileType::BlockDevice;
  case DT_CHR:
    return FileType::CharacterDevice;
  case DT_DIR:
    return FileType::Directory;
  case DT_FIFO:
    return FileType::Fifo;
  case DT_REG:
    return FileType::RegularFile;
  case DT_SOCK:
    return FileType::Socket;
  case DT_LNK:
    return FileType::SymbolicLink;
  }
  return FileType::Unknown;
}

Result<std::optional<DirectoryEntry>> DirectoryReader::next() {
  if (offset == used) {
    offset = used = 0;
    used = RT_TRY(
        retryCount([&] { return ::syscall(SYS_getdents64, fd, buffer.data(), buffer.size()); }));
    if (used == 0)
      return std::optional<DirectoryEntry>();
  }
  const uint8_t *at = buffer.data() + offset;
  DirectoryEntry entry{};
  uint16_t size;
  memcpy(&entry.inode, at + offsetof(Record, inode), sizeof(entry.inode));
  memcpy(&entry.position, at + offsetof(Record, next), sizeof(entry.position));
  memcpy(&size, at + offsetof(Record, size), sizeof(size));
  entry.type = entryType(at[offsetof(Record, type)]);
  const char *name = reinterpret_cast<const char *>(at + offsetof(Record, name));
  entry.name = {name, strnlen(name, size - offsetof(Record, name))};
  offset += size;
  return std::optional<DirectoryEntry>(entry);
}

Result<void> DirectoryReader::seekTo(int64_t position) {
  offset = used = 0;
  RT_TRY(os::seek(fd, position, Whence::Set));
  return {};
}

} // namespace aotc::rt::os
