#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

int clinux_memory_file(const char *name) {
  return memfd_create(name, MFD_CLOEXEC);
}

int clinux_punch_hole(int descriptor, off_t offset, off_t count) {
  return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count);
}

int clinux_allocate(int descriptor, off_t count) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, count);
}

const char *clinux_entry_name(const struct dirent *entry) {
  return entry->d_name;
}

off_t clinux_next_hole(int descriptor, off_t offset) {
  return lseek(descriptor, offset, SEEK_HOLE);
}

off_t clinux_next_data(int descriptor, off_t offset) {
  return lseek(descriptor, offset, SEEK_DATA);
}

int clinux_open_below(int directory, const char *name, int flags) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_NO_XDEV};
  int opened = (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
  // Where it is unknown or forbidden, what a path leads to is all there is.
  if (opened >= 0 || (errno != ENOSYS && errno != EPERM)) return opened;
  return openat(directory, name, flags);
}

int clinux_is_mount(const char *directory, const char *name) {
  int above = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (above < 0) return 0;
  int found = clinux_open_below(above, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  int is_mount = found < 0 && errno == EXDEV;
  if (found >= 0) close(found);
  close(above);
  return is_mount;
}

ssize_t clinux_write_quietly(int descriptor, const void *bytes, size_t count) {
  sigset_t broken, before;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  ssize_t written;
  do {
    written = write(descriptor, bytes, count);
  } while (written < 0 && errno == EINTR);
  if (written < 0) written = -errno;
  // The signal of this write is this thread's own. If it was blocked before, it is left to whoever has blocked it.
  if (written == -EPIPE && !sigismember(&before, SIGPIPE)) {
    struct timespec at_once = {0, 0};
    while (sigtimedwait(&broken, NULL, &at_once) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return written;
}

int clinux_clone(int target, int source) {
  return ioctl(target, FICLONE, source);
}

int clinux_is_written(int descriptor) {
  if (fcntl(descriptor, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
  fcntl(descriptor, F_SETLEASE, F_UNLCK);
  return 0;
}
