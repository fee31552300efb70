#define _GNU_SOURCE
#include "clinux.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

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
