// errorCode(): a table indexed by the kernel's number, because Errno may hold
// values without a name (so a switch over it would be neither complete nor
// checked). What preview 1 has no word for is Io, as in POSIX programs'
// catch-all.
#include "wasi/preview1/errno.h"

#include <array>

namespace aotc::rt::wasi::preview1 {

namespace {

using Table = std::array<uint8_t, 134>;

constexpr Table makeTable() {
  using os::Errno;
  using E = ErrorCode;
  constexpr struct {
    Errno from;
    E to;
  } rows[] = {
      {Errno::NotPermitted, E::Perm},
      {Errno::NoEntry, E::NoEnt},
      {Errno::NoProcess, E::Srch},
      {Errno::Interrupted, E::Intr},
      {Errno::Io, E::Io},
      {Errno::NoSuchDevice, E::NxIo},
      {Errno::ArgumentsTooBig, E::TooBig},
      {Errno::BadDescriptor, E::BadF},
      {Errno::WouldBlock, E::Again},
      {Errno::OutOfMemory, E::NoMem},
      {Errno::Access, E::Acces},
      {Errno::Fault, E::Fault},
      {Errno::Busy, E::Busy},
      {Errno::Exists, E::Exist},
      {Errno::CrossDevice, E::XDev},
      {Errno::NoDevice, E::NoDev},
      {Errno::NotDirectory, E::NotDir},
      {Errno::IsDirectory, E::IsDir},
      {Errno::Invalid, E::Inval},
      {Errno::TooManyFilesInSystem, E::NFile},
      {Errno::TooManyFiles, E::MFile},
      {Errno::NotTerminal, E::NotTty},
      {Errno::TextFileBusy, E::TxtBsy},
      {Errno::FileTooLarge, E::FBig},
      {Errno::NoSpace, E::NoSpc},
      {Errno::IllegalSeek, E::SPipe},
      {Errno::ReadOnly, E::RoFs},
      {Errno::TooManyLinks, E::MLink},
      {Errno::BrokenPipe, E::Pipe},
      {Errno::Domain, E::Dom},
      {Errno::Range, E::Range},
      {Errno::Deadlock, E::DeadLk},
      {Errno::NameTooLong, E::NameTooLong},
      {Errno::NoLocks, E::NoLck},
      {Errno::NoSystemCall, E::NoSys},
      {Errno::NotEmpty, E::NotEmpty},
      {Errno::Loop, E::Loop},
      {Errno::NoData, E::NoMsg},
      {Errno::Protocol, E::Proto},
      {Errno::BadMessage, E::BadMsg},
      {Errno::Overflow, E::Overflow},
      {Errno::IllegalSequence, E::IlSeq},
      {Errno::NotSocket, E::NotSock},
      {Errno::DestinationRequired, E::DestAddrReq},
      {Errno::MessageSize, E::MsgSize},
      {Errno::WrongProtocolType, E::Prototype},
      {Errno::NoProtocolOption, E::NoProtoOpt},
      {Errno::ProtocolNotSupported, E::ProtoNoSupport},
      {Errno::NotSupported, E::NotSup},
      {Errno::FamilyNotSupported, E::AfNoSupport},
      {Errno::AddressInUse, E::AddrInUse},
      {Errno::AddressNotAvailable, E::AddrNotAvail},
      {Errno::NetworkDown, E::NetDown},
      {Errno::NetworkUnreachable, E::NetUnreach},
      {Errno::NetworkReset, E::NetReset},
      {Errno::ConnectionAborted, E::ConnAborted},
      {Errno::ConnectionReset, E::ConnReset},
      {Errno::NoBufferSpace, E::NoBufs},
      {Errno::IsConnected, E::IsConn},
      {Errno::NotConnected, E::NotConn},
      {Errno::TimedOut, E::TimedOut},
      {Errno::ConnectionRefused, E::ConnRefused},
      {Errno::HostUnreachable, E::HostUnreach},
      {Errno::Already, E::Already},
      {Errno::InProgress, E::InProgress},
      {Errno::Stale, E::Stale},
      {Errno::Quota, E::DQuot},
      {Errno::Canceled, E::Canceled},
  };
  Table table{};
  for (uint8_t &entry : table)
    entry = static_cast<uint8_t>(E::Io);
  for (const auto &row : rows)
    table[static_cast<size_t>(row.from)] = static_cast<uint8_t>(row.to);
  return table;
}

constexpr Table table = makeTable();

} // namespace

ErrorCode errorCode(os::Errno error) {
  auto number = static_cast<size_t>(error);
  return number < table.size() ? static_cast<ErrorCode>(table[number]) : ErrorCode::Io;
}

} // namespace aotc::rt::wasi::preview1
