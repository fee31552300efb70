// Preloaded into jobd: lets calls on files of its data directory fail, as a shared page of memory says.
//
//   TORTURE_DATA    the data directory (files.h)
//   TORTURE_FAULTS  the page (struct control below; torture/faults.py fills it in while jobd runs)
//
// From the n-th call that matches on, so many calls fail in one of these ways:
//   FAIL        nothing is done, -1 and errno
//   SHORT       a write or read of half the bytes, which is no error
//   HALF        half of the bytes are written, then -1 and errno
//   AFTER       all of it is done, then -1 and errno
//   LIE         nothing is done, and that is called a success (a planted defect)

#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "files.h"

enum call { OPEN, READ, WRITE, SIZE, ALLOCATE, SYNC, UNLINK, RENAME, MKDIR, MAP, CALLS };
enum role { DATABASE, LOG, MEMORY, JOURNAL, OUTPUT, DIRECTORY, OTHER, ROLES };
enum action { FAIL, SHORT, HALF, AFTER, LIE };

struct control {
  uint32_t armed, calls, roles, error, action, spare;
  int64_t first, count, seen, hits;
  int64_t totals[CALLS][ROLES];
};

static struct control *control;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TORTURE_FAULTS");
  if (!is_watched() || !path) return;
  int file = REAL(open)(path, O_RDWR | O_CLOEXEC);
  void *page = file < 0 ? MAP_FAILED : REAL(mmap)(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) abort();
  close(file);
  control = page;
}

// The role of a path; -1 for what is elsewhere.
static int role_of(const char *path) {
  const char *name = control ? name_in_data(path) : NULL;
  if (!name) return -1;
  if (*name == 0) return DIRECTORY;
  if (strncmp(name, "logs", 4) == 0) return OUTPUT;
  if (strstr(name, ".sqlite-wal")) return LOG;
  if (strstr(name, ".sqlite-shm")) return MEMORY;
  if (strstr(name, ".sqlite-journal")) return JOURNAL;
  return strstr(name, ".sqlite") ? DATABASE : OTHER;
}

static int role_of_file(int file) { return is_tracked(file) ? tracked[file].role : -1; }

// Whether this call is to fail. Each call on a file of ours is counted.
static int fails(enum call call, int role) {
  if (role < 0) return 0;
  __atomic_add_fetch(&control->totals[call][role], 1, __ATOMIC_SEQ_CST);
  if (!__atomic_load_n(&control->armed, __ATOMIC_SEQ_CST)) return 0;
  if (!(control->calls >> call & 1) || !(control->roles >> role & 1)) return 0;
  int64_t number = __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);
  if (number < control->first || number - control->first >= control->count) return 0;
  __atomic_add_fetch(&control->hits, 1, __ATOMIC_SEQ_CST);
  return 1;
}

static int refused(void) {
  errno = (int)control->error;
  return -1;
}

// Calls that do one thing or none.
#define ALL_OR_NOTHING(call, role, doing)                 \
  do {                                                    \
    if (!fails(call, role)) return doing;                 \
    if (control->action == LIE) return 0;                 \
    if (control->action == AFTER && doing) return -1;     \
    return refused();                                     \
  } while (0)

static int opened(const char *path, int flags, mode_t mode) {
  int role = role_of(path);
  if (fails(OPEN, role)) return refused();
  int file = REAL(open)(path, flags, mode), error = errno;
  struct stat now;
  if (role >= 0 && file >= 0 && file < FILES_MAX && fstat(file, &now) == 0) track(file, &now, (char)role);
  errno = error;
  return file;
}

static ssize_t moved(int file, void *bytes, size_t length, off_t offset, int is_at, int is_write) {
#define MOVE(size)                                                                                  \
  (is_write ? (is_at ? REAL(pwrite)(file, bytes, size, offset) : REAL(write)(file, bytes, size))    \
            : (is_at ? REAL(pread)(file, bytes, size, offset) : REAL(read)(file, bytes, size)))
  if (!fails(is_write ? WRITE : READ, role_of_file(file))) return MOVE(length);
  switch (control->action) {
    case SHORT: return MOVE(length > 1 ? length / 2 : length);
    case HALF: return MOVE(length / 2) < 0 ? -1 : refused();
    case AFTER: return MOVE(length) < 0 ? -1 : refused();
    case LIE: return (ssize_t)length;
    default: return refused();
  }
}

ssize_t read(int file, void *bytes, size_t length) { return moved(file, bytes, length, 0, 0, 0); }
ssize_t pread(int file, void *bytes, size_t length, off_t at) { return moved(file, bytes, length, at, 1, 0); }
ssize_t pread64(int file, void *bytes, size_t length, off_t at) { return moved(file, bytes, length, at, 1, 0); }
ssize_t write(int file, const void *bytes, size_t length) { return moved(file, (void *)bytes, length, 0, 0, 1); }
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
  return moved(file, (void *)bytes, length, at, 1, 1);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t at) {
  return moved(file, (void *)bytes, length, at, 1, 1);
}

int ftruncate(int file, off_t size) { ALL_OR_NOTHING(SIZE, role_of_file(file), REAL(ftruncate)(file, size)); }
int ftruncate64(int file, off_t size) { ALL_OR_NOTHING(SIZE, role_of_file(file), REAL(ftruncate)(file, size)); }
int fallocate(int file, int mode, off_t offset, off_t length) {
  ALL_OR_NOTHING(ALLOCATE, role_of_file(file), REAL(fallocate)(file, mode, offset, length));
}
int fallocate64(int file, int mode, off_t offset, off_t length) {
  ALL_OR_NOTHING(ALLOCATE, role_of_file(file), REAL(fallocate)(file, mode, offset, length));
}
// This one returns its errno.
int posix_fallocate(int file, off_t offset, off_t length) {
  return fails(ALLOCATE, role_of_file(file)) ? (int)control->error : REAL(posix_fallocate)(file, offset, length);
}
int posix_fallocate64(int file, off_t offset, off_t length) { return posix_fallocate(file, offset, length); }

static int synced(int file, int (*call)(int)) { ALL_OR_NOTHING(SYNC, role_of_file(file), call(file)); }
int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

int unlink(const char *path) { ALL_OR_NOTHING(UNLINK, role_of(path), REAL(unlink)(path)); }
int rename(const char *from, const char *to) { ALL_OR_NOTHING(RENAME, role_of(to), REAL(rename)(from, to)); }
int mkdir(const char *path, mode_t mode) { ALL_OR_NOTHING(MKDIR, role_of(path), REAL(mkdir)(path, mode)); }

static void *mapped(void *at, size_t length, int access, int flags, int file, off_t offset) {
  if (file >= 0 && fails(MAP, role_of_file(file))) {
    errno = (int)control->error;
    return MAP_FAILED;
  }
  return REAL(mmap)(at, length, access, flags, file, offset);
}
void *mmap(void *at, size_t length, int access, int flags, int file, off_t offset) {
  return mapped(at, length, access, flags, file, offset);
}
void *mmap64(void *at, size_t length, int access, int flags, int file, off_t offset) {
  return mapped(at, length, access, flags, file, offset);
}
