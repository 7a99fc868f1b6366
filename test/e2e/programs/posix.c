// What C programs use of a system: stdio in all its ways, folders, stat, times.
// posix TOPIC; each prints what it sees, and nothing that differs from run to run.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what, int result) {
  if (result < 0)
    printf("%s: %s\n", what, strerror(errno));
  else
    printf("%s: %d\n", what, result);
}

static void use_stdio(void) {
  FILE *file = fopen("a.txt", "w+");
  setvbuf(file, NULL, _IOFBF, 16);
  for (int i = 0; i < 20; ++i)
    fprintf(file, "%d:%*d|%-5s|%08.3f|%x\n", i, i % 7, i * i, "ab", i / 7.0, i * 4097);
  say("fflush", fflush(file));
  printf("ftell %ld\n", ftell(file));
  rewind(file);
  char line[100], word[20];
  int number, other;
  printf("fscanf %d", fscanf(file, "%d:%d|%19[^|]", &number, &other, word));
  printf(" %d %d '%s'\n", number, other, word);
  printf("fgets %s", fgets(line, sizeof(line), file));
  say("fseek", fseek(file, -30, SEEK_END));
  ungetc('!', file);
  int first = getc(file);
  printf("ungetc %c %c\n", first, getc(file));
  fseek(file, 5, SEEK_SET);
  fputs("OVER", file);
  fseek(file, 0, SEEK_SET);
  printf("fread %zu\n", fread(line, 1, 40, file));
  printf("%.40s\n", line);
  fseek(file, 0, SEEK_END);
  printf("getc at the end %d, feof %d, ferror %d\n", getc(file), !!feof(file), !!ferror(file));
  say("fseek before the start", fseek(file, -1, SEEK_SET));
  fclose(file);

  file = fopen("a.txt", "a+");
  fputs("appended\n", file);
  fseek(file, 0, SEEK_SET);
  fputs("too\n", file);
  printf("ftell %ld\n", ftell(file));
  fclose(file);
  file = fopen("a.txt", "r");
  int result = fputc('x', file);
  printf("fputc to what is for reading: %d, ferror %d\n", result, !!ferror(file));
  fclose(file);
  file = fopen("a.txt", "wx");
  printf("fopen wx: %s\n", file ? "opened" : strerror(errno));
  file = fopen("none/a.txt", "w");
  printf("fopen: %s\n", file ? "opened" : strerror(errno));
  file = fopen(".", "r+");
  printf("fopen: %s\n", file ? "opened" : strerror(errno));
  file = freopen("b.txt", "w", stderr);
  fputs("to standard error\n", stderr);
  fclose(stderr);
  say("rename", rename("b.txt", "c.txt"));
  say("rename nothing", rename("b.txt", "c.txt"));
  say("remove", remove("c.txt"));
  say("remove again", remove("c.txt"));
  while (scanf("%19s", word) == 1)
    printf("[%s]", word);
  puts("");
}

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static void list(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  char names[64][32];
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(folder)) && count < 64; ++count)
    snprintf(names[count], sizeof(names[count]), "%s %d", entry->d_name, entry->d_type == DT_DIR);
  closedir(folder);
  qsort(names, count, sizeof(names[0]), compare);
  printf("%s:", path);
  for (size_t i = 0; i < count; ++i)
    printf(" %s%s", names[i], i + 1 < count ? "," : "\n");
}

static void use_folders(void) {
  say("mkdir", mkdir("d", 0777));
  say("mkdir again", mkdir("d", 0777));
  say("mkdir below nothing", mkdir("x/y", 0777));
  say("mkdir with a slash", mkdir("d/below/", 0777));
  char name[32];
  for (int i = 0; i < 40; ++i) {
    snprintf(name, sizeof(name), "d/%d", i * 7919);
    fclose(fopen(name, "w"));
  }
  list("d");
  list("d/below");
  list("d/0");
  list("nowhere");

  // Back to each place in turn.
  DIR *folder = opendir("d");
  enum { MOST = 64 };
  long places[MOST];
  char names[MOST][16];
  int count = 0, wrong = 0;
  for (;; ++count) {
    places[count % MOST] = telldir(folder);
    struct dirent *entry = readdir(folder);
    if (!entry)
      break;
    snprintf(names[count % MOST], sizeof(names[0]), "%s", entry->d_name);
  }
  for (int i = 0; i < count; ++i) {
    seekdir(folder, places[i * 5 % count]);
    struct dirent *entry = readdir(folder);
    wrong += !entry || strcmp(entry->d_name, names[i * 5 % count]) != 0;
  }
  rewinddir(folder);
  int again = 0;
  while (readdir(folder))
    ++again;
  printf("%d entries, %d the second time, %d wrong after seekdir\n", count, again, wrong);
  // Removing what was just read must not make us miss any.
  rewinddir(folder);
  for (struct dirent *entry; (entry = readdir(folder));)
    if (entry->d_name[0] != '.' && strcmp(entry->d_name, "below"))
      unlinkat(dirfd(folder), entry->d_name, 0);
  closedir(folder);
  list("d");
  say("rmdir of a full one", rmdir("d"));
  say("unlink of a folder", unlink("d/below") < 0 ? 1 : 0);
  say("rmdir", rmdir("d/below"));
  say("rmdir", rmdir("d"));
  say("rmdir of a file", rmdir("a.txt"));
  say("chdir", chdir("data") == 0 && access("one.txt", R_OK) == 0);
  list(".");
}

static void show(const char *path, int follow) {
  struct stat s;
  if (fstatat(AT_FDCWD, path, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  const char *kind = S_ISDIR(s.st_mode)   ? "folder"
                     : S_ISLNK(s.st_mode) ? "link"
                     : S_ISREG(s.st_mode) ? "file"
                                          : "other";
  printf("%s: %s", path, kind);
  if (S_ISREG(s.st_mode))
    printf(", %lld bytes, %d links", (long long)s.st_size, (int)s.st_nlink);
  puts("");
}

static void use_stat(void) {
  int fd = open("f", O_CREAT | O_RDWR | O_EXCL, 0666);
  say("write", write(fd, "0123456789", 10));
  say("pwrite", pwrite(fd, "AB", 2, 15));
  char buffer[32] = {0};
  say("pread", pread(fd, buffer, 32, 3));
  printf("%.4s\n", buffer);
  say("lseek", lseek(fd, -2, SEEK_CUR));
  struct iovec two[] = {{"xy", 2}, {"", 0}, {"zzz", 3}};
  say("writev", writev(fd, two, 3));
  say("ftruncate", ftruncate(fd, 12));
  say("lseek", lseek(fd, 0, SEEK_END));
  say("fsync", fsync(fd));
  show("f", 1);
  say("open exclusively", open("f", O_CREAT | O_RDWR | O_EXCL, 0666));
  say("open a folder to write", open(".", O_WRONLY));
  say("open a file as a folder", open("f", O_RDONLY | O_DIRECTORY));
  say("link", link("f", "g"));
  say("symlink", symlink("f", "s"));
  say("symlink", symlink("nothing", "dangling"));
  say("readlink", readlink("s", buffer, sizeof(buffer)));
  show("f", 1), show("s", 1), show("s", 0), show("dangling", 1), show("dangling", 0);
  show("data", 1), show("data/", 1), show("f/", 1), show("data/one.txt", 1);
  show("data/../data/./one.txt", 1);
  say("open a link with NOFOLLOW", open("s", O_RDONLY | O_NOFOLLOW) < 0 ? 1 : 0);

  struct timespec times[] = {{1000000000, 123456789}, {1234567890, 987654321}};
  say("utimensat", utimensat(AT_FDCWD, "f", times, 0));
  struct stat s;
  stat("s", &s);
  printf("%lld.%09ld %lld.%09ld\n", (long long)s.st_atim.tv_sec, s.st_atim.tv_nsec,
         (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
  say("fcntl", fcntl(fd, F_SETFL, O_APPEND));
  say("fcntl", !!(fcntl(fd, F_GETFL) & O_APPEND));
  lseek(fd, 0, SEEK_SET);
  write(fd, "end", 3);
  say("lseek", lseek(fd, 0, SEEK_CUR));
  say("close", close(fd));
  say("close again", close(fd));
  say("read", read(fd, buffer, 1));
  say("unlink", unlink("f"));
  show("g", 1), show("s", 1);
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static void use_time(void) {
  time_t when = 951827696; // a leap day
  struct tm tm;
  char text[100];
  strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %a %b %j %U", gmtime_r(&when, &tm));
  printf("%s %lld %s", text, (long long)mktime(&tm), asctime(&tm));
  struct timeval wall;
  gettimeofday(&wall, NULL);
  printf("the same day: %d\n", llabs((long long)wall.tv_sec - (long long)time(NULL)) < 2);
  double start = seconds(CLOCK_MONOTONIC);
  struct timespec pause = {0, 30000000};
  say("nanosleep", nanosleep(&pause, NULL));
  double slept = seconds(CLOCK_MONOTONIC) - start;
  printf("slept well: %d\n", slept >= 0.03 && slept < 10);
  start = seconds(CLOCK_MONOTONIC);
  struct pollfd standard[] = {{0, POLLRDNORM, 0}, {1, POLLWRNORM, 0}};
  say("poll", poll(standard, 2, 5000));
  printf("out: %d, quickly: %d\n", standard[1].revents == POLLWRNORM,
         seconds(CLOCK_MONOTONIC) - start < 4);
  start = seconds(CLOCK_MONOTONIC);
  say("poll nothing", poll(NULL, 0, 20));
  printf("waited: %d\n", seconds(CLOCK_MONOTONIC) - start >= 0.02);
  struct timespec resolution;
  say("clock_getres", clock_getres(CLOCK_MONOTONIC, &resolution));
  printf("fine: %d\n", resolution.tv_sec == 0 && resolution.tv_nsec > 0);
  pause.tv_nsec = -1;
  say("nanosleep", nanosleep(&pause, NULL));
}

// As much as the reader takes, then what writing says.
static void pour(void) {
  static char block[65536];
  memset(block, 'x', sizeof(block));
  long long written = 0;
  for (;;) {
    ssize_t n = write(1, block, sizeof(block));
    if (n < 0)
      break;
    written += n;
  }
  fprintf(stderr, "%s: %s\n", written > 0 ? "some" : "nothing", strerror(errno));
  exit(3);
}

int main(int argc, char **argv) {
  const char *topic = argc > 1 ? argv[1] : "";
  if (!strcmp(topic, "stdio"))
    use_stdio();
  else if (!strcmp(topic, "folders"))
    use_folders();
  else if (!strcmp(topic, "stat"))
    use_stat();
  else if (!strcmp(topic, "time"))
    use_time();
  else if (!strcmp(topic, "pour"))
    pour();
  else
    return 2;
  return 0;
}
