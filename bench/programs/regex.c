// A matcher of regular expressions that tracks back: recursion, bytes, branches.
//
// Known are: characters, `.`, [a-z] classes, *, +, ?, and ^ and $ at the ends.
#include "bench.h"
#include <stdlib.h>

static const char *itemEnd(const char *pattern) {
  if (*pattern == '[')
    while (*pattern != ']')
      ++pattern;
  return pattern + 1;
}

static int matchesOne(const char *pattern, char c) {
  if (*pattern == '.')
    return c != '\n';
  if (*pattern != '[')
    return *pattern == c;
  int inverted = pattern[1] == '^';
  for (pattern += 1 + inverted; *pattern != ']'; ++pattern) {
    if (pattern[1] == '-' && pattern[2] != ']') {
      if (c >= pattern[0] && c <= pattern[2])
        return !inverted;
      pattern += 2;
    } else if (*pattern == c) {
      return !inverted;
    }
  }
  return inverted;
}

static const char *matchHere(const char *pattern, const char *text, const char *end) {
  for (;;) {
    if (!*pattern)
      return text;
    if (*pattern == '$' && !pattern[1])
      return text == end || *text == '\n' ? text : NULL;
    const char *next = itemEnd(pattern);
    if (*next == '*' || *next == '+' || *next == '?') {
      long least = *next == '+', most = *next == '?' ? 1 : end - text, n = 0;
      while (n < most && text + n < end && matchesOne(pattern, text[n]))
        ++n;
      for (; n >= least; --n) {
        const char *found = matchHere(next + 1, text + n, end);
        if (found)
          return found;
      }
      return NULL;
    }
    if (text == end || !matchesOne(pattern, *text))
      return NULL;
    pattern = next;
    ++text;
  }
}

static uint64_t countMatches(const char *pattern, const char *text, const char *end) {
  uint64_t count = 0;
  int anchored = *pattern == '^';
  for (const char *at = text; at < end;) {
    const char *found = NULL;
    if (!anchored || at == text || at[-1] == '\n')
      found = matchHere(pattern + anchored, at, end);
    count += found != NULL;
    at = found && found > at ? found : at + 1;
  }
  return count;
}

int main(int argc, char **argv) {
  long size = benchSize(argc, argv, 600000, 3000), rounds = benchSize(argc, argv, 5, 1);
  static const char letters[] = "eeeetttaaoinshrdlucmfwypvbgkqjxz    ..0123456789@\n";
  char *text = malloc((size_t)size);
  uint64_t state = BENCH_SEED, sum = 0;
  for (long i = 0; i < size; ++i)
    text[i] = letters[benchRandom(&state) % (sizeof(letters) - 1)];
  static const char *const patterns[] = {
      "the",          "[a-z]+@[a-z]+", "[0-9]+[.][0-9]+",     "^[^ ]* a.*e$",
      "t[aeiou]?n*d", "e.*[0-9]x",     "[a-m]+[n-z]+[a-m]+ ", "[^a-z ][^a-z ]+"};
  for (long r = 0; r < rounds; ++r)
    for (size_t p = 0; p < sizeof(patterns) / sizeof(*patterns); ++p)
      sum = benchMix(sum, countMatches(patterns[p], text, text + size - r));
  return benchPrint(sum);
}
