// Work for sqlite in memory: tables, indexes, joins, text search, JSON; a checksum.
//
// sqlite is built without an operating system (SQLITE_OS_OTHER), the same everywhere: what
// it asks of one is here. Files can't be opened; nothing needs any.
#include "sqlite3.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  return SQLITE_CANTOPEN;
}
static int deleteFile(sqlite3_vfs *vfs, const char *name, int sync) { return SQLITE_OK; }
static int accessFile(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  *out = 0;
  return SQLITE_OK;
}
static int fullName(sqlite3_vfs *vfs, const char *name, int size, char *out) {
  snprintf(out, (size_t)size, "%s", name);
  return SQLITE_OK;
}
static int randomness(sqlite3_vfs *vfs, int size, char *out) {
  memset(out, 7, (size_t)size);
  return size;
}
static int sleepFor(sqlite3_vfs *vfs, int microseconds) { return microseconds; }
static int currentTime(sqlite3_vfs *vfs, double *out) {
  *out = 2460000.5;
  return SQLITE_OK;
}
static int lastError(sqlite3_vfs *vfs, int size, char *out) { return 0; }

int sqlite3_os_init(void) {
  static sqlite3_vfs vfs = {.iVersion = 1,
                            .szOsFile = sizeof(sqlite3_file),
                            .mxPathname = 256,
                            .zName = "none",
                            .xOpen = openFile,
                            .xDelete = deleteFile,
                            .xAccess = accessFile,
                            .xFullPathname = fullName,
                            .xRandomness = randomness,
                            .xSleep = sleepFor,
                            .xCurrentTime = currentTime,
                            .xGetLastError = lastError};
  return sqlite3_vfs_register(&vfs, 1);
}

int sqlite3_os_end(void) { return SQLITE_OK; }

static uint64_t sum;

static int addRow(void *unused, int count, char **values, char **names) {
  for (int i = 0; i < count; ++i)
    for (const char *p = values[i] ? values[i] : "null"; *p; ++p)
      sum = (sum ^ (uint8_t)*p) * 0x100000001b3u;
  return 0;
}

static void run(sqlite3 *database, const char *text) {
  char *message = NULL;
  if (sqlite3_exec(database, text, addRow, NULL, &message) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", text, message);
    exit(1);
  }
}

int main(int argc, char **argv) {
  int small = argc > 1 && !strcmp(argv[1], "small");
  sqlite3 *database;
  if (sqlite3_open(":memory:", &database) != SQLITE_OK)
    return 1;
  char *fill = sqlite3_mprintf(
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < %d) "
      "insert into people select i, 'person ' || (i * 7919 %% 10007), i * 31 %% 97, "
      "json_object('id', i, 'tags', json_array(i %% 7, 't' || i %% 11)) from n",
      small ? 300 : 150000);
  run(database, "create table people(id integer primary key, name text, age int, extra text)");
  run(database, fill);
  run(database, "create index by_age on people(age, name)");
  run(database, "select age, count(*), max(name), avg(id) from people group by age order by 2, 1");
  run(database, "select count(*) from people a join people b on a.age = b.age and b.id < 200 "
                "where a.name like '%1%'");
  run(database, "select sum(json_extract(extra, '$.tags[0]')), min(json_extract(extra, '$.id')) "
                "from people");
  run(database, "create virtual table texts using fts4(body)");
  run(database, "insert into texts select name || ' lives with ' || age || ' cats' from people "
                "where id % 4 = 0");
  run(database, "select count(*) from texts where body match 'person 42'");
  run(database, "update people set age = age + 1 where id % 3 = 0");
  run(database, "delete from people where name like '%99%'");
  run(database, "select count(*), sum(age), group_concat(distinct age) from people");
  sqlite3_free(fill);
  sqlite3_close(database);
  printf("%016llx\n", (unsigned long long)sum);
  return 0;
}
