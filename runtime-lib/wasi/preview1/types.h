// Values and layouts of wasi_snapshot_preview1 (its witx files), as the guest's
// memory holds them. Little-endian hosts only.
#pragma once

#include <stdint.h>

namespace aotc::rt::wasi::preview1 {

enum class ErrorCode : uint32_t {
  Success = 0,
  TooBig = 1,
  Acces = 2,
  AddrInUse = 3,
  AddrNotAvail = 4,
  AfNoSupport = 5,
  Again = 6,
  Already = 7,
  BadF = 8,
  BadMsg = 9,
  Busy = 10,
  Canceled = 11,
  ConnAborted = 13,
  ConnRefused = 14,
  ConnReset = 15,
  DeadLk = 16,
  DestAddrReq = 17,
  Dom = 18,
  DQuot = 19,
  Exist = 20,
  Fault = 21,
  FBig = 22,
  HostUnreach = 23,
  IlSeq = 25,
  InProgress = 26,
  Intr = 27,
  Inval = 28,
  Io = 29,
  IsConn = 30,
  IsDir = 31,
  Loop = 32,
  MFile = 33,
  MLink = 34,
  MsgSize = 35,
  NameTooLong = 37,
  NetDown = 38,
  NetReset = 39,
  NetUnreach = 40,
  NFile = 41,
  NoBufs = 42,
  NoDev = 43,
  NoEnt = 44,
  NoLck = 46,
  NoMem = 48,
  NoMsg = 49,
  NoProtoOpt = 50,
  NoSpc = 51,
  NoSys = 52,
  NotConn = 53,
  NotDir = 54,
  NotEmpty = 55,
  NotSock = 57,
  NotSup = 58,
  NotTty = 59,
  NxIo = 60,
  Overflow = 61,
  Perm = 63,
  Pipe = 64,
  Proto = 65,
  ProtoNoSupport = 66,
  Prototype = 67,
  Range = 68,
  RoFs = 69,
  SPipe = 70,
  Srch = 71,
  Stale = 72,
  TimedOut = 73,
  TxtBsy = 74,
  XDev = 75,
  NotCapable = 76,
};

enum class FileTypeCode : uint8_t {
  Unknown = 0,
  BlockDevice = 1,
  CharacterDevice = 2,
  Directory = 3,
  RegularFile = 4,
  SocketDgram = 5,
  SocketStream = 6,
  SymbolicLink = 7,
};

namespace right {
inline constexpr uint64_t FdDataSync = 1ull << 0;
inline constexpr uint64_t FdRead = 1ull << 1;
inline constexpr uint64_t FdSeek = 1ull << 2;
inline constexpr uint64_t FdFdstatSetFlags = 1ull << 3;
inline constexpr uint64_t FdSync = 1ull << 4;
inline constexpr uint64_t FdTell = 1ull << 5;
inline constexpr uint64_t FdWrite = 1ull << 6;
inline constexpr uint64_t FdAdvise = 1ull << 7;
inline constexpr uint64_t FdAllocate = 1ull << 8;
inline constexpr uint64_t PathCreateDirectory = 1ull << 9;
inline constexpr uint64_t PathCreateFile = 1ull << 10;
inline constexpr uint64_t PathLinkSource = 1ull << 11;
inline constexpr uint64_t PathLinkTarget = 1ull << 12;
inline constexpr uint64_t PathOpen = 1ull << 13;
inline constexpr uint64_t FdReadDir = 1ull << 14;
inline constexpr uint64_t PathReadLink = 1ull << 15;
inline constexpr uint64_t PathRenameSource = 1ull << 16;
inline constexpr uint64_t PathRenameTarget = 1ull << 17;
inline constexpr uint64_t PathFilestatGet = 1ull << 18;
inline constexpr uint64_t PathFilestatSetSize = 1ull << 19;
inline constexpr uint64_t PathFilestatSetTimes = 1ull << 20;
inline constexpr uint64_t FdFilestatGet = 1ull << 21;
inline constexpr uint64_t FdFilestatSetSize = 1ull << 22;
inline constexpr uint64_t FdFilestatSetTimes = 1ull << 23;
inline constexpr uint64_t PathSymlink = 1ull << 24;
inline constexpr uint64_t PathRemoveDirectory = 1ull << 25;
inline constexpr uint64_t PathUnlinkFile = 1ull << 26;
inline constexpr uint64_t PollFdReadWrite = 1ull << 27;
inline constexpr uint64_t SockShutdown = 1ull << 28;
inline constexpr uint64_t SockAccept = 1ull << 29;
inline constexpr uint64_t All = (1ull << 30) - 1;

inline constexpr uint64_t Stream =
    FdRead | FdFdstatSetFlags | FdWrite | FdFilestatGet | FdSync | FdDataSync | PollFdReadWrite;
inline constexpr uint64_t File =
    Stream | FdSeek | FdTell | FdAdvise | FdAllocate | FdFilestatSetSize | FdFilestatSetTimes;
inline constexpr uint64_t Socket = Stream | SockShutdown | SockAccept;
inline constexpr uint64_t Directory =
    FdFdstatSetFlags | FdSync | FdDataSync | FdAdvise | PathCreateDirectory | PathCreateFile |
    PathLinkSource | PathLinkTarget | PathOpen | FdReadDir | PathReadLink | PathRenameSource |
    PathRenameTarget | PathFilestatGet | PathFilestatSetSize | PathFilestatSetTimes |
    FdFilestatGet | FdFilestatSetTimes | PathSymlink | PathRemoveDirectory | PathUnlinkFile |
    PollFdReadWrite;
// What a read-only grant takes away.
inline constexpr uint64_t Mutating =
    FdWrite | FdAllocate | PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget |
    PathRenameSource | PathRenameTarget | PathFilestatSetSize | PathFilestatSetTimes |
    FdFilestatSetSize | FdFilestatSetTimes | PathSymlink | PathRemoveDirectory | PathUnlinkFile;
} // namespace right

namespace fdflag {
inline constexpr uint32_t Append = 1, DSync = 2, NonBlock = 4, RSync = 8, Sync = 16, All = 31;
}
namespace oflag {
inline constexpr uint32_t Creat = 1, Directory = 2, Excl = 4, Trunc = 8, All = 15;
}
namespace lookupflag {
inline constexpr uint32_t SymlinkFollow = 1;
}
namespace fstflag {
inline constexpr uint32_t Atim = 1, AtimNow = 2, Mtim = 4, MtimNow = 8, All = 15;
}
namespace riflag {
inline constexpr uint32_t RecvPeek = 1, RecvWaitAll = 2, All = 3;
}
namespace sdflag {
inline constexpr uint32_t Read = 1, Write = 2, All = 3;
}

struct Iovec {
  uint32_t data, size;
};
struct Fdstat {
  FileTypeCode type;
  uint8_t padding0;
  uint16_t flags;
  uint32_t padding1;
  uint64_t rightsBase, rightsInheriting;
};
struct Filestat {
  uint64_t device, inode;
  FileTypeCode type;
  uint8_t padding[7];
  uint64_t linkCount, size, accessed, modified, changed;
};
struct Prestat {
  uint32_t tag; // 0: a folder
  uint32_t nameSize;
};
struct Dirent {
  uint64_t next, inode;
  uint32_t nameSize;
  FileTypeCode type;
  uint8_t padding[3];
};

enum class EventType : uint8_t { Clock, FdRead, FdWrite };
struct Subscription {
  uint64_t userdata;
  uint8_t tag; // EventType
  uint8_t padding[7];
  uint32_t clockOrFd;
  uint32_t padding1;
  uint64_t timeout, precision;
  uint16_t flags; // 1: the timeout is an absolute time
  uint8_t padding2[6];
};
struct Event {
  uint64_t userdata;
  uint16_t error;
  EventType type;
  uint8_t padding[5];
  uint64_t byteCount;
  uint16_t flags; // 1: hang-up
  uint8_t padding1[6];
};

static_assert(sizeof(Fdstat) == 24 && sizeof(Filestat) == 64 && sizeof(Prestat) == 8);
static_assert(sizeof(Dirent) == 24 && sizeof(Subscription) == 48 && sizeof(Event) == 32);

} // namespace aotc::rt::wasi::preview1
