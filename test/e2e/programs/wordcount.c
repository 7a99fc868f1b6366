// Counts words, in C: the example for machines without Rust. Same use and output
// as wordcount.rs for plain files: wordcount [--top N] FILE...
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Word {
  char *text;
  unsigned long count;
};

static struct Word *table;
static size_t used, size;

static size_t slotOf(const char *word) {
  size_t hash = 5381;
  for (const char *p = word; *p; p++)
    hash = hash * 33 + (unsigned char)*p;
  size_t slot = hash % size;
  while (table[slot].text && strcmp(table[slot].text, word))
    slot = (slot + 1) % size;
  return slot;
}

static void grow(void) {
  struct Word *old = table;
  size_t oldSize = size;
  size = size ? size * 2 : 1024;
  table = calloc(size, sizeof *table);
  for (size_t i = 0; i < oldSize; i++)
    if (old[i].text)
      table[slotOf(old[i].text)] = old[i];
  free(old);
}

static void count(const char *word) {
  if (used * 2 >= size)
    grow();
  struct Word *entry = &table[slotOf(word)];
  if (!entry->text) {
    entry->text = strdup(word);
    used++;
  }
  entry->count++;
}

static unsigned long countFile(FILE *in) {
  char word[256];
  size_t length = 0;
  unsigned long words = 0;
  int c;
  do {
    c = getc(in);
    if (c != EOF && (isalnum(c) || c >= 128)) {
      if (length < sizeof word - 1)
        word[length++] = (char)tolower(c);
    } else if (length) {
      word[length] = 0;
      count(word);
      words++;
      length = 0;
    }
  } while (c != EOF);
  return words;
}

static int byCount(const void *a, const void *b) {
  const struct Word *x = a, *y = b;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  if (!x->text || !y->text)
    return (!x->text) - (!y->text);
  return strcmp(x->text, y->text);
}

int main(int argc, char **argv) {
  size_t top = 10;
  int first = 1;
  if (argc > 2 && !strcmp(argv[1], "--top")) {
    top = (size_t)atoi(argv[2]);
    first = 3;
  }
  grow();
  unsigned long words = 0;
  for (int i = first; i < argc; i++) {
    FILE *in = fopen(argv[i], "rb");
    if (!in) {
      perror(argv[i]);
      return 1;
    }
    words += countFile(in);
    fclose(in);
  }
  printf("%lu words, %zu different\n", words, used);
  qsort(table, size, sizeof *table, byCount);
  for (size_t i = 0; i < top && i < used; i++)
    printf("%7lu %s\n", table[i].count, table[i].text);
  return 0;
}
