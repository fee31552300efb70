// The calls by which SQLite reaches its files, in the place of the C library's: a program's own symbols go before those
// of libraries. Built into the tests, and as a library of its own for LD_PRELOAD, where FAULTY_DISK names a file with a
// rule a line (pattern, call, errno, and how many calls go through before: "*.sqlite-wal sync 5 10") that holds for as
// long as the file is there.
#define _GNU_SOURCE
#include "faulty_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { RULES_MAX = 64, PATH_BYTES = 1024 };

struct rule {
  int used;
  char pattern[PATH_BYTES];
  enum faulty_call call;
  int error;
  long skip, times, met, serial;
};

static struct rule rules[RULES_MAX];
static int rule_count;
static long last_serial;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t removed = PTHREAD_COND_INITIALIZER;

int faulty_disk_add(const char *pattern, enum faulty_call call, int error, long skip, long times) {
  pthread_mutex_lock(&lock);
  int found = -1;
  for (int i = 0; i < RULES_MAX && found < 0; i++)
    if (!rules[i].used) found = i;
  if (found >= 0) {
    struct rule *rule = &rules[found];
    *rule = (struct rule){.used = 1, .call = call, .error = error, .skip = skip, .times = times, .serial = ++last_serial};
    snprintf(rule->pattern, sizeof rule->pattern, "%s", pattern);
    __atomic_fetch_add(&rule_count, 1, __ATOMIC_SEQ_CST);
  }
  pthread_mutex_unlock(&lock);
  return found;
}

long faulty_disk_remove(int number) {
  pthread_mutex_lock(&lock);
  long met = 0;
  if (number >= 0 && number < RULES_MAX && rules[number].used) {
    met = rules[number].met;
    rules[number].used = 0;
    __atomic_fetch_sub(&rule_count, 1, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&removed);
  }
  pthread_mutex_unlock(&lock);
  return met;
}

long faulty_disk_met(int number) {
  pthread_mutex_lock(&lock);
  long met = number >= 0 && number < RULES_MAX ? rules[number].met : 0;
  pthread_mutex_unlock(&lock);
  return met;
}

// Calls that have gone through by each line of the file.
static long passed[RULES_MAX];

// The error by the rules of the file that FAULTY_DISK names, 0 if none of them is meant.
static int error_from_file(const char *path, enum faulty_call call, long end) {
  static const char *const names[] = {"read", "write", "sync", "truncate", "extend"};
  const char *name = getenv("FAULTY_DISK");
  int file = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  char text[4096];
  ssize_t count = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  text[count > 0 ? count : 0] = 0;
  char *next = NULL;
  int number = 0;
  for (char *line = strtok_r(text, "\n", &next); line && number < RULES_MAX; line = strtok_r(NULL, "\n", &next)) {
    char pattern[PATH_BYTES], word[16];
    int error;
    long skip = 0;
    long *before = &passed[number++];
    if (sscanf(line, "%1023s %15s %d %ld", pattern, word, &error, &skip) < 3) continue;
    if (strcmp(word, names[call]) != 0 || fnmatch(pattern, path, 0) != 0) continue;
    if (call == FAULTY_EXTEND && end <= skip) continue;
    if (call == FAULTY_EXTEND || __atomic_fetch_add(before, 1, __ATOMIC_SEQ_CST) >= skip) return error;
  }
  return 0;
}

// The error with which a call on this file is to fail, 0 if it is to go through. `end` is where a write ends.
static int fault(int file, enum faulty_call call, long end) {
  int has_rules = __atomic_load_n(&rule_count, __ATOMIC_SEQ_CST) > 0;
  if (!has_rules && !getenv("FAULTY_DISK")) return 0;
  int saved = errno;
  char link[64], path[PATH_BYTES];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = saved;
  if (length < 0) return 0;
  path[length] = 0;
  int error = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < RULES_MAX && error == 0; i++) {
    struct rule *rule = &rules[i];
    if (!rule->used || rule->call != call || fnmatch(rule->pattern, path, 0) != 0) continue;
    if (call == FAULTY_EXTEND && end <= rule->skip) continue;
    if (rule->skip > 0 && call != FAULTY_EXTEND) {
      rule->skip--;
    } else if (rule->met < rule->times) {
      rule->met++;
      error = rule->error;
      long serial = rule->serial;
      while (error == FAULTY_HANG && rule->used && rule->serial == serial) pthread_cond_wait(&removed, &lock);
      // It goes through in the end, and meets no other rule.
      if (error == FAULTY_HANG) break;
    }
  }
  if (error == FAULTY_HANG) error = 0;
  pthread_mutex_unlock(&lock);
  if (error == 0) error = error_from_file(path, call, end);
  errno = saved;
  return error;
}

static int failed(int error) {
  errno = error;
  return -1;
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  int error = fault(file, FAULTY_READ, 0);
  return error ? failed(error) : syscall(SYS_pread64, file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  int error = fault(file, FAULTY_WRITE, 0);
  if (!error) error = fault(file, FAULTY_EXTEND, offset + (long)count);
  return error ? failed(error) : syscall(SYS_pwrite64, file, bytes, count, offset);
}

// The bytes stay in the page cache, as after a failure of a real disk.
int fdatasync(int file) {
  int error = fault(file, FAULTY_SYNC, 0);
  return error ? failed(error) : (int)syscall(SYS_fdatasync, file);
}

int ftruncate64(int file, off64_t length) {
  int error = fault(file, FAULTY_TRUNCATE, 0);
  return error ? failed(error) : (int)syscall(SYS_ftruncate, file, length);
}
