// The C part of the text pipeline: cuts a text into words. A word is a run of
// letters, digits and of whatever is beyond ASCII.
#include "scanner.h"

#include <ctype.h>
#include <stdlib.h>

static bool isPartOfWord(uint8_t byte) { return byte >= 0x80 || isalnum(byte); }

// The next word at or after `*at`; false at the end.
static bool nextWord(const scanner_string_t *text, size_t *at, size_t *begin) {
  while (*at < text->len && !isPartOfWord(text->ptr[*at]))
    ++*at;
  *begin = *at;
  while (*at < text->len && isPartOfWord(text->ptr[*at]))
    ++*at;
  return *begin < *at;
}

void exports_demo_text_scan_words(scanner_string_t *text, scanner_list_string_t *ret) {
  size_t at = 0, begin, count = 0;
  while (nextWord(text, &at, &begin))
    ++count;
  ret->len = count;
  ret->ptr = count ? malloc(count * sizeof *ret->ptr) : NULL;
  if (count && !ret->ptr)
    abort();
  at = 0;
  for (size_t i = 0; i < count && nextWord(text, &at, &begin); ++i)
    scanner_string_dup_n(&ret->ptr[i], (const char *)text->ptr + begin, at - begin);
  scanner_string_free(text);
}
