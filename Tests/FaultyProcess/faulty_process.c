// Calls about processes that fail when a test says so: a library for LD_PRELOAD. FAULTY_PROCESS names a file with words
// in it, which hold for as long as the file is there:
//   none   pidfd_open(2) fails for want of descriptors
//   mute   pidfd_open(2) gives a descriptor that never tells of an end
//   alive  SIGKILL does not reach a process group
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef long (*call)(long, ...);

static call next_syscall(void) {
  static call found;
  call known = __atomic_load_n(&found, __ATOMIC_RELAXED);
  if (known) return known;
  known = (call)dlsym(RTLD_NEXT, "syscall");
  __atomic_store_n(&found, known, __ATOMIC_RELAXED);
  return known;
}

static int is_asked_for(const char *word) {
  int saved = errno;
  const char *name = getenv("FAULTY_PROCESS");
  int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
  int found = 0;
  if (file >= 0) {
    char text[64];
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    text[count > 0 ? count : 0] = 0;
    found = strstr(text, word) != NULL;
  }
  errno = saved;
  return found;
}

long syscall(long number, ...) {
  long given[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) given[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_pidfd_open) {
    if (is_asked_for("none")) {
      errno = EMFILE;
      return -1;
    }
    if (is_asked_for("mute")) return eventfd(0, EFD_CLOEXEC);
  }
  return next_syscall()(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

int killpg(pid_t group, int signal) {
  if (signal == SIGKILL && is_asked_for("alive")) return 0;
  return kill(-group, signal);
}
