// What a library that watches jobd's files needs: the calls it stands before, the data directory, and what each
// descriptor is open on. Included by one source of each library, which says what an `opened` does.
//
//   TORTURE_DATA  the data directory

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 65536 };

// What each descriptor is open on; checked against fstat(2), because closing is not watched.
static struct { dev_t device; ino_t file; char role; } tracked[FILES_MAX];
static const char *data;
static size_t data_length;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

// Learns where the data directory is, if this process is to be watched. Commands that jobd starts are left alone.
static int is_watched(void) {
  const char *path = getenv("TORTURE_DATA");
  unsetenv("LD_PRELOAD");
  if (!path) return 0;
  data = strdup(path);
  data_length = strlen(data);
  return 1;
}

// The name in the data directory, "" for the directory itself, NULL for what is elsewhere.
static const char *name_in_data(const char *path) {
  if (!path || strncmp(path, data, data_length) != 0) return NULL;
  const char *name = path + data_length;
  if (*name == 0) return name;
  return *name == '/' ? name + 1 : NULL;
}

static void track(int file, const struct stat *now, char role) {
  tracked[file].device = now->st_dev;
  tracked[file].file = now->st_ino;
  tracked[file].role = role;
}

static int is_tracked(int file) {
  struct stat now;
  if (file < 0 || file >= FILES_MAX || tracked[file].file == 0 || fstat(file, &now) != 0) return 0;
  return now.st_dev == tracked[file].device && now.st_ino == tracked[file].file;
}

static int opened(const char *path, int flags, mode_t mode);

// Under both of its names.
#define OPENS(name)                                                        \
  int name(const char *path, int flags, ...) {                             \
    va_list more;                                                          \
    va_start(more, flags);                                                 \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
    va_end(more);                                                          \
    return opened(path, flags, mode);                                      \
  }
OPENS(open)
OPENS(open64)
