// The kernel's error numbers under readable names. The values are Linux's (the
// same on x86-64, AArch64 and RISC-V); errno.cpp checks them against the headers.
#pragma once

#include <stdint.h>

#include "canon/expected.h"

namespace aotc::rt::os {

#define AOTC_ERRNOS(X)                                                                             \
  X(NotPermitted, EPERM, 1)                                                                        \
  X(NoEntry, ENOENT, 2)                                                                            \
  X(NoProcess, ESRCH, 3)                                                                           \
  X(Interrupted, EINTR, 4)                                                                         \
  X(Io, EIO, 5)                                                                                    \
  X(NoSuchDevice, ENXIO, 6)                                                                        \
  X(ArgumentsTooBig, E2BIG, 7)                                                                     \
  X(BadDescriptor, EBADF, 9)                                                                       \
  X(WouldBlock, EAGAIN, 11)                                                                        \
  X(OutOfMemory, ENOMEM, 12)                                                                       \
  X(Access, EACCES, 13)                                                                            \
  X(Fault, EFAULT, 14)                                                                             \
  X(Busy, EBUSY, 16)                                                                               \
  X(Exists, EEXIST, 17)                                                                            \
  X(CrossDevice, EXDEV, 18)                                                                        \
  X(NoDevice, ENODEV, 19)                                                                          \
  X(NotDirectory, ENOTDIR, 20)                                                                     \
  X(IsDirectory, EISDIR, 21)                                                                       \
  X(Invalid, EINVAL, 22)                                                                           \
  X(TooManyFilesInSystem, ENFILE, 23)                                                              \
  X(TooManyFiles, EMFILE, 24)                                                                      \
  X(NotTerminal, ENOTTY, 25)                                                                       \
  X(TextFileBusy, ETXTBSY, 26)                                                                     \
  X(FileTooLarge, EFBIG, 27)                                                                       \
  X(NoSpace, ENOSPC, 28)                                                                           \
  X(IllegalSeek, ESPIPE, 29)                                                                       \
  X(ReadOnly, EROFS, 30)                                                                           \
  X(TooManyLinks, EMLINK, 31)                                                                      \
  X(BrokenPipe, EPIPE, 32)                                                                         \
  X(Domain, EDOM, 33)                                                                              \
  X(Range, ERANGE, 34)                                                                             \
  X(Deadlock, EDEADLK, 35)                                                                         \
  X(NameTooLong, ENAMETOOLONG, 36)                                                                 \
  X(NoLocks, ENOLCK, 37)                                                                           \
  X(NoSystemCall, ENOSYS, 38)                                                                      \
  X(NotEmpty, ENOTEMPTY, 39)                                                                       \
  X(Loop, ELOOP, 40)                                                                               \
  X(NoData, ENODATA, 61)                                                                           \
  X(Protocol, EPROTO, 71)                                                                          \
  X(BadMessage, EBADMSG, 74)                                                                       \
  X(Overflow, EOVERFLOW, 75)                                                                       \
  X(IllegalSequence, EILSEQ, 84)                                                                   \
  X(NotSocket, ENOTSOCK, 88)                                                                       \
  X(DestinationRequired, EDESTADDRREQ, 89)                                                         \
  X(MessageSize, EMSGSIZE, 90)                                                                     \
  X(WrongProtocolType, EPROTOTYPE, 91)                                                             \
  X(NoProtocolOption, ENOPROTOOPT, 92)                                                             \
  X(ProtocolNotSupported, EPROTONOSUPPORT, 93)                                                     \
  X(NotSupported, EOPNOTSUPP, 95)                                                                  \
  X(FamilyNotSupported, EAFNOSUPPORT, 97)                                                          \
  X(AddressInUse, EADDRINUSE, 98)                                                                  \
  X(AddressNotAvailable, EADDRNOTAVAIL, 99)                                                        \
  X(NetworkDown, ENETDOWN, 100)                                                                    \
  X(NetworkUnreachable, ENETUNREACH, 101)                                                          \
  X(NetworkReset, ENETRESET, 102)                                                                  \
  X(ConnectionAborted, ECONNABORTED, 103)                                                          \
  X(ConnectionReset, ECONNRESET, 104)                                                              \
  X(NoBufferSpace, ENOBUFS, 105)                                                                   \
  X(IsConnected, EISCONN, 106)                                                                     \
  X(NotConnected, ENOTCONN, 107)                                                                   \
  X(TimedOut, ETIMEDOUT, 110)                                                                      \
  X(ConnectionRefused, ECONNREFUSED, 111)                                                          \
  X(HostUnreachable, EHOSTUNREACH, 113)                                                            \
  X(Already, EALREADY, 114)                                                                        \
  X(InProgress, EINPROGRESS, 115)                                                                  \
  X(Stale, ESTALE, 116)                                                                            \
  X(Quota, EDQUOT, 122)                                                                            \
  X(Canceled, ECANCELED, 125)

// Other values than the named ones occur: the kernel has more of them.
enum class Errno : uint16_t {
#define AOTC_ERRNO(NAME, C_NAME, VALUE) NAME = VALUE,
  AOTC_ERRNOS(AOTC_ERRNO)
#undef AOTC_ERRNO
};

template <class T> using Result = Expected<T, Errno>;

// A short text without a locale, for messages to the user.
const char *errnoText(Errno error);

} // namespace aotc::rt::os
