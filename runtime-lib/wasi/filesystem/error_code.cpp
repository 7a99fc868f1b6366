// errorCode(): a table indexed by the kernel's number, because Errno may hold
// values without a name. What error-code has no word for is Io; a process that
// has too many files open among it.
#include <array>

#include "wasi/filesystem/resources.h"

namespace aotc::rt::wasi::filesystem::types {

namespace {

using Table = std::array<ErrorCode, 134>;

constexpr Table makeTable() {
  using os::Errno;
  using E = ErrorCode;
  constexpr struct {
    Errno from;
    E to;
  } rows[] = {
      {Errno::NotPermitted, E::NotPermitted},
      {Errno::NoEntry, E::NoEntry},
      {Errno::Interrupted, E::Interrupted},
      {Errno::NoSuchDevice, E::NoSuchDevice},
      {Errno::BadDescriptor, E::BadDescriptor},
      {Errno::WouldBlock, E::WouldBlock},
      {Errno::OutOfMemory, E::InsufficientMemory},
      {Errno::Access, E::Access},
      {Errno::Busy, E::Busy},
      {Errno::Exists, E::Exist},
      {Errno::CrossDevice, E::CrossDevice},
      {Errno::NoDevice, E::NoDevice},
      {Errno::NotDirectory, E::NotDirectory},
      {Errno::IsDirectory, E::IsDirectory},
      {Errno::Invalid, E::Invalid},
      {Errno::NotTerminal, E::NoTty},
      {Errno::TextFileBusy, E::TextFileBusy},
      {Errno::FileTooLarge, E::FileTooLarge},
      {Errno::NoSpace, E::InsufficientSpace},
      {Errno::IllegalSeek, E::InvalidSeek},
      {Errno::ReadOnly, E::ReadOnly},
      {Errno::TooManyLinks, E::TooManyLinks},
      {Errno::BrokenPipe, E::Pipe},
      {Errno::Deadlock, E::Deadlock},
      {Errno::NameTooLong, E::NameTooLong},
      {Errno::NoLocks, E::NoLock},
      {Errno::NoSystemCall, E::Unsupported},
      {Errno::NotEmpty, E::NotEmpty},
      {Errno::Loop, E::Loop},
      {Errno::Overflow, E::Overflow},
      {Errno::IllegalSequence, E::IllegalByteSequence},
      {Errno::MessageSize, E::MessageSize},
      {Errno::NotSupported, E::Unsupported},
      {Errno::Already, E::Already},
      {Errno::InProgress, E::InProgress},
      {Errno::Quota, E::Quota},
  };
  Table table{};
  for (ErrorCode &entry : table)
    entry = E::Io;
  for (const auto &row : rows)
    table[static_cast<size_t>(row.from)] = row.to;
  return table;
}

constexpr Table table = makeTable();

} // namespace

ErrorCode errorCode(os::Errno error) {
  auto number = static_cast<size_t>(error);
  return number < table.size() ? table[number] : ErrorCode::Io;
}

std::optional<ErrorCode> filesystemErrorCode(Context &, Error &err) { return errorCode(err.code); }

} // namespace aotc::rt::wasi::filesystem::types
