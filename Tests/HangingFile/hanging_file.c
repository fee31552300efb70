// A file on a disk that does not answer: a library for LD_PRELOAD. HANGING_FILE names the file, HANGING_GATE another one:
// calls that look at the first or open it wait for as long as the other is there, and leave one with ".waits" behind the
// other's name when they begin to.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_for(const char *path) {
  const char *name = getenv("HANGING_FILE");
  const char *gate = getenv("HANGING_GATE");
  if (!name || !gate || !path || strcmp(path, name) != 0) return;
  char mark[4096];
  snprintf(mark, sizeof mark, "%s.waits", gate);
  if (syscall(SYS_faccessat, AT_FDCWD, gate, F_OK) != 0) return;
  close((int)syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  while (syscall(SYS_faccessat, AT_FDCWD, gate, F_OK) == 0) usleep(1000);
}

int access(const char *path, int mode) {
  wait_for(path);
  return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

static int opened(const char *path, int flags, va_list list) {
  int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, int) : 0;
  wait_for(path);
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int file = opened(path, flags, list);
  va_end(list);
  return file;
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int file = opened(path, flags, list);
  va_end(list);
  return file;
}
