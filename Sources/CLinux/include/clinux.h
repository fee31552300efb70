// The few Linux calls that the Swift overlay does not import, because they are only declared with _GNU_SOURCE.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/types.h>

// memfd_create(2) with MFD_CLOEXEC: a file in memory, for a child's standard input.
int clinux_memory_file(const char *name);

// fallocate(2) with PUNCH_HOLE | KEEP_SIZE: gives the blocks back, keeps the offsets.
int clinux_punch_hole(int descriptor, off_t offset, off_t count);

// lseek(2) with SEEK_HOLE and SEEK_DATA.
off_t clinux_next_hole(int descriptor, off_t offset);
off_t clinux_next_data(int descriptor, off_t offset);

// prlimit(2): the soft limit of open files of another process; its hard limit stays.
int clinux_limit_open_files(pid_t process, unsigned long long soft);

#endif
