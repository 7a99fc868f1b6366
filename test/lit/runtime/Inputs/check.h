// For tests of the runtime library that are programs of their own.
#pragma once

#include <stdio.h>
#include <stdlib.h>

#define CHECK(CONDITION)                                                                           \
  do {                                                                                             \
    if (!(CONDITION)) {                                                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #CONDITION);                              \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)
