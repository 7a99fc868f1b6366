// A C program that uses what a small tool uses: arguments, environment, standard
// streams, files, folders, seeking, errno, the exit code.
//
//   files COMMAND [ARGUMENT...]
//     args A...          print the arguments
//     env NAME           print a variable, or "unset"
//     cat [FILE]         copy a file, or standard input, to standard output
//     write FILE TEXT    write a file, append to it, read it back backwards
//     list FOLDER        names, kinds and sizes, sorted
//     remove FILE        remove it, twice (the second must fail)
//     tree FOLDER        make nested folders, rename, remove
//     numbers            formatted numbers, floats among them
//     exit N             exit with N
//     abort              call abort()
//     divide A B         print A / B
//     load OFFSET        read a byte beyond the memory
//     recurse            recurse without end
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what) {
  fprintf(stderr, "files: %s: %s\n", what, strerror(errno));
  return 1;
}

static int cat(const char *path) {
  FILE *in = path ? fopen(path, "rb") : stdin;
  if (!in)
    return fail(path);
  char buffer[1000];
  size_t n;
  while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
    fwrite(buffer, 1, n, stdout);
  if (path)
    fclose(in);
  return 0;
}

static int writeFile(const char *path, const char *text) {
  FILE *out = fopen(path, "w");
  if (!out)
    return fail(path);
  fputs(text, out);
  fclose(out);
  out = fopen(path, "a");
  if (!out)
    return fail(path);
  fprintf(out, "|%zu", strlen(text));
  fclose(out);
  FILE *in = fopen(path, "r");
  if (!in)
    return fail(path);
  fseek(in, 0, SEEK_END);
  long size = ftell(in);
  for (long i = size - 1; i >= 0; i--) {
    fseek(in, i, SEEK_SET);
    putchar(getc(in));
  }
  printf("\n%ld bytes\n", size);
  fclose(in);
  return 0;
}

static int byName(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list(const char *path) {
  DIR *dir = opendir(path);
  if (!dir)
    return fail(path);
  char *names[256];
  size_t count = 0;
  struct dirent *entry;
  while (count < 256 && (entry = readdir(dir)))
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
      names[count++] = strdup(entry->d_name);
  closedir(dir);
  qsort(names, count, sizeof *names, byName);
  for (size_t i = 0; i < count; i++) {
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", path, names[i]);
    struct stat st;
    if (stat(full, &st))
      return fail(full);
    if (S_ISDIR(st.st_mode))
      printf("%s/\n", names[i]);
    else
      printf("%s %lld\n", names[i], (long long)st.st_size);
    free(names[i]);
  }
  return 0;
}

static int tree(const char *path) {
  char a[256], b[256];
  snprintf(a, sizeof a, "%s/one", path);
  snprintf(b, sizeof b, "%s/two", path);
  if (mkdir(a, 0777))
    return fail(a);
  snprintf(b, sizeof b, "%s/one/inner", path);
  if (mkdir(b, 0777))
    return fail(b);
  if (rmdir(a) == 0)
    return 3;
  puts(errno == ENOTEMPTY ? "not empty, as it should be" : strerror(errno));
  snprintf(a, sizeof a, "%s/moved", path);
  if (rename(b, a))
    return fail(a);
  if (list(path))
    return 1;
  return rmdir(a) ? fail(a) : 0;
}

static int removeTwice(const char *path) {
  if (unlink(path))
    return fail(path);
  if (unlink(path))
    printf("again: %s\n", strerror(errno));
  return 0;
}

static int numbers(void) {
  volatile double third = 1.0 / 3, huge = 1e300;
  printf("%d %u %lld %x\n", -1, 4294967295u, -9223372036854775807LL - 1, 48879);
  printf("%.17g %.3e %g %g\n", third, huge, huge * huge, -0.0);
  printf("%d %d\n", (int)(int8_t)200, (int)(uint16_t)70000);
  return 0;
}

// An array that is looked at after the call, so that the call isn't a tail call.
static unsigned recurse(unsigned n) {
  volatile unsigned frame[16];
  frame[n % 16] = n;
  unsigned below = recurse(n + 1);
  return below + frame[n % 16];
}

static int run(int argc, char **argv) {
  const char *command = argv[1];
  const char *first = argc > 2 ? argv[2] : NULL;
  if (!strcmp(command, "args")) {
    for (int i = 2; i < argc; i++)
      printf("%d: '%s'\n", i - 1, argv[i]);
    return 0;
  }
  if (!strcmp(command, "cat"))
    return cat(first);
  if (!strcmp(command, "numbers"))
    return numbers();
  if (!strcmp(command, "abort"))
    abort();
  if (!strcmp(command, "recurse"))
    return recurse(0) == 7;
  if (!first)
    return 2;
  if (!strcmp(command, "env"))
    return puts(getenv(first) ? getenv(first) : "unset") < 0;
  if (!strcmp(command, "list"))
    return list(first);
  if (!strcmp(command, "tree"))
    return tree(first);
  if (!strcmp(command, "remove"))
    return removeTwice(first);
  if (!strcmp(command, "exit"))
    exit(atoi(first));
  if (!strcmp(command, "load")) {
    printf("before the load\n");
    volatile unsigned char *p = (unsigned char *)(uintptr_t)strtoul(first, NULL, 0);
    return *p & 0;
  }
  if (argc > 3 && !strcmp(command, "write"))
    return writeFile(first, argv[3]);
  if (argc > 3 && !strcmp(command, "divide")) {
    volatile int a = atoi(first), b = atoi(argv[3]);
    printf("%d\n", a / b);
    return 0;
  }
  return 2;
}

int main(int argc, char **argv) {
  return argc > 1 ? run(argc, argv) : 2;
}
