// spawn ROUNDS PROGRAM...: runs the programs in turns and prints for each, a line a
// program, the shortest and the median time from exec to exit in nanoseconds, and the
// memory resident when it exits, in KiB. (The kernel's own peak, ru_maxrss, is counted in
// batches of pages: too coarse here.) A PROGRAM is a path, or words with single spaces.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORDS = 16 };
typedef struct {
  char *words[MOST_WORDS];
  long *times, resident;
} Program;

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

static void fail(const Program *program) {
  fprintf(stderr, "%s: failed\n", program->words[0]);
  exit(1);
}

static void timeOnce(Program *program, long round) {
  int status;
  long start = now();
  pid_t child = vfork();
  if (child == 0) {
    execv(program->words[0], program->words);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
    fail(program);
  program->times[round] = now() - start;
}

static long residentOf(pid_t process) {
  char path[64], line[256];
  long kib = 0;
  snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)process);
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof(line), file) && !sscanf(line, "Rss: %ld", &kib))
    ;
  if (file)
    fclose(file);
  return kib;
}

// Stops it where it exits, its memory still there.
static void lookAtMemory(Program *program) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execv(program->words[0], program->words);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
    fail(program);
  ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)PTRACE_O_TRACEEXIT);
  for (int signal = 0; !WIFEXITED(status);) {
    if (ptrace(PTRACE_CONT, child, NULL, (void *)(long)signal) || waitpid(child, &status, 0) < 0)
      fail(program);
    int isExit = status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8);
    if (isExit)
      program->resident = residentOf(child);
    signal = isExit || !WIFSTOPPED(status) ? 0 : WSTOPSIG(status);
  }
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  long rounds = atol(argv[1]), count = argc - 2;
  Program *programs = calloc((size_t)count, sizeof(*programs));
  for (long i = 0; i < count; ++i) {
    char *word = strtok(argv[i + 2], " ");
    for (int w = 0; word && w + 1 < MOST_WORDS; word = strtok(NULL, " "))
      programs[i].words[w++] = word;
    programs[i].times = calloc((size_t)rounds, sizeof(long));
  }
  int output = dup(1), nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, 1);
  for (long r = 0; r < rounds; ++r)
    for (long i = 0; i < count; ++i)
      timeOnce(&programs[i], r);
  for (long i = 0; i < count; ++i) {
    lookAtMemory(&programs[i]);
    qsort(programs[i].times, (size_t)rounds, sizeof(long), compare);
    dprintf(output, "%ld %ld %ld\n", programs[i].times[0], programs[i].times[rounds / 2],
            programs[i].resident);
  }
  return 0;
}
