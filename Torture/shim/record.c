// Preloaded into jobd: writes down what it does to the files of its data directory, so that a power cut at any moment
// can be played afterwards (torture/disk.py reads the recording).
//
//   TORTURE_DATA    the data directory (files.h); files in its subdirectories, locks and shared memory are left out
//   TORTURE_RECORD  the recording. It is opened with O_APPEND, and whoever checks appends marks of his own: what was
//                   told to a client stands behind everything that had happened before.
//   TORTURE_LIE     a planted defect: `sync-wal` (a sync that does nothing), `sync-db` (of the database, once it
//                   has been made), `drop` (a write that is lost)
//
// A change and its record are made under one lock; a sync has a record at its beginning and one at its end, and covers
// what was recorded before its beginning.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <sys/uio.h>

#include "files.h"

enum { CREATE = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, UNLINK, RENAME, DIRECTORY_BEGIN, DIRECTORY_END, ALLOCATE };
enum { MAGIC = 0x4a545231 };

struct head {
  uint32_t magic, kind;
  uint64_t file;
  int64_t offset;
  uint32_t length, spare;
};

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static const char *lie = "";
static int recording = -1;
static uint64_t syncs;
static int drops;
// A database that was made and never written back has one page.
enum { NEW_DATABASE_BYTES = 4096 };

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("TORTURE_RECORD");
  if (getenv("TORTURE_LIE")) lie = strdup(getenv("TORTURE_LIE"));
  if (!is_watched() || !path) return;
  int opened = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Out of the way of jobd's own descriptors.
  if (opened >= 0) recording = fcntl(opened, F_DUPFD_CLOEXEC, 700);
  if (recording < 0) abort();
  close(opened);
}

static void note(int kind, uint64_t file, int64_t offset, const void *bytes, size_t length) {
  struct head head = {MAGIC, kind, file, offset, length, 0};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
  if (REAL(writev)(recording, parts, 2) != (ssize_t)(sizeof head + length)) abort();
}

// The name in the data directory, "" for the directory itself, NULL for what is not recorded.
static const char *inside(const char *path) {
  const char *name = recording < 0 ? NULL : name_in_data(path);
  if (!name || *name == 0) return name;
  if (strchr(name, '/') || strstr(name, "-shm") || strstr(name, ".lock")) return NULL;
  return strcmp(name, "logs") == 0 ? NULL : name;
}

static int opened(const char *path, int flags, mode_t mode) {
  const char *name = inside(path);
  if (!name) return REAL(open)(path, flags, mode);
  pthread_mutex_lock(&order);
  struct stat before, after;
  int was_there = stat(path, &before) == 0;
  int file = REAL(open)(path, flags, mode), error = errno;
  if (file >= 0 && file < FILES_MAX && fstat(file, &after) == 0) {
    track(file, &after, *name == 0 ? 'd' : strstr(name, "-wal") ? 'w' : strstr(name, ".sqlite") ? 'b' : 'o');
    if (!was_there) note(CREATE, after.st_ino, 0, name, strlen(name));
    if (was_there && (flags & O_TRUNC)) note(TRUNCATE, after.st_ino, 0, "", 0);
  }
  pthread_mutex_unlock(&order);
  errno = error;
  return file;
}

static ssize_t written(int file, const void *bytes, size_t length, off_t offset, int is_at) {
  if (!is_tracked(file)) return is_at ? REAL(pwrite)(file, bytes, length, offset) : REAL(write)(file, bytes, length);
  pthread_mutex_lock(&order);
  off_t at = is_at ? offset : lseek(file, 0, fcntl(file, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  ssize_t count = is_at ? REAL(pwrite)(file, bytes, length, offset) : REAL(write)(file, bytes, length);
  int error = errno;
  int is_lost = tracked[file].role == 'w' && strcmp(lie, "drop") == 0 && ++drops % 40 == 0;
  if (count > 0 && !is_lost) note(WRITE, tracked[file].file, at, bytes, count);
  pthread_mutex_unlock(&order);
  errno = error;
  return count;
}

ssize_t write(int file, const void *bytes, size_t length) { return written(file, bytes, length, 0, 0); }
ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  return written(file, bytes, length, offset, 1);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
  return written(file, bytes, length, offset, 1);
}

static int truncated(int file, off_t size) {
  if (!is_tracked(file)) return REAL(ftruncate)(file, size);
  pthread_mutex_lock(&order);
  int code = REAL(ftruncate)(file, size), error = errno;
  if (code == 0) note(TRUNCATE, tracked[file].file, size, "", 0);
  pthread_mutex_unlock(&order);
  errno = error;
  return code;
}

int ftruncate(int file, off_t size) { return truncated(file, size); }
int ftruncate64(int file, off_t size) { return truncated(file, size); }

static int allocated(int file, int mode, off_t offset, off_t length) {
  if (!is_tracked(file)) return REAL(fallocate)(file, mode, offset, length);
  pthread_mutex_lock(&order);
  int code = REAL(fallocate)(file, mode, offset, length), error = errno;
  struct stat now;
  if (code == 0 && fstat(file, &now) == 0) note(ALLOCATE, tracked[file].file, now.st_size, "", 0);
  pthread_mutex_unlock(&order);
  errno = error;
  return code;
}

int fallocate(int file, int mode, off_t offset, off_t length) { return allocated(file, mode, offset, length); }
int fallocate64(int file, int mode, off_t offset, off_t length) { return allocated(file, mode, offset, length); }

static int synced(int file, int (*call)(int)) {
  if (!is_tracked(file)) return call(file);
  char role = tracked[file].role;
  if (role == 'w' && strcmp(lie, "sync-wal") == 0) return 0;
  int is_database_lie = role == 'b' && strcmp(lie, "sync-db") == 0;
  struct stat now;
  if (is_database_lie && fstat(file, &now) == 0 && now.st_size > NEW_DATABASE_BYTES) return 0;
  uint64_t inode = tracked[file].file;
  pthread_mutex_lock(&order);
  int64_t ticket = (int64_t)++syncs;
  note(role == 'd' ? DIRECTORY_BEGIN : SYNC_BEGIN, inode, ticket, "", 0);
  pthread_mutex_unlock(&order);
  int code = call(file), error = errno;
  pthread_mutex_lock(&order);
  if (code == 0) note(role == 'd' ? DIRECTORY_END : SYNC_END, inode, ticket, "", 0);
  pthread_mutex_unlock(&order);
  errno = error;
  return code;
}

int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

int unlink(const char *path) {
  const char *name = inside(path);
  if (!name) return REAL(unlink)(path);
  pthread_mutex_lock(&order);
  int code = REAL(unlink)(path), error = errno;
  if (code == 0) note(UNLINK, 0, 0, name, strlen(name));
  pthread_mutex_unlock(&order);
  errno = error;
  return code;
}

int rename(const char *from, const char *to) {
  const char *old = inside(from), *new = inside(to);
  if (!old || !new) return REAL(rename)(from, to);
  char both[2048];
  size_t first = strlen(old) + 1, length = first + strlen(new);
  if (length > sizeof both) abort();
  memcpy(both, old, first);
  memcpy(both + first, new, length - first);
  pthread_mutex_lock(&order);
  int code = REAL(rename)(from, to), error = errno;
  if (code == 0) note(RENAME, 0, 0, both, length);
  pthread_mutex_unlock(&order);
  errno = error;
  return code;
}
