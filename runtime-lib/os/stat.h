// For the files of os/ only: what file.cpp and path.cpp share.
#pragma once

#include <sys/stat.h>
#include <time.h>

#include "os/file.h"

namespace aotc::rt::os {

FileStat convertStat(const struct ::stat &from);
timespec convertTime(SetTime time);

// Moves a new descriptor out of the way of the standard ones: where those are
// closed, the kernel hands out their numbers, and a guest's output would end up
// in whatever file was opened next.
Result<OwnedFd> adopt(Fd fd);

} // namespace aotc::rt::os
