// The few Linux calls that the Swift overlay does not import, because they are only declared with _GNU_SOURCE, or
// because their structures or arguments cannot be said in Swift.
#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <sys/types.h>

// memfd_create(2) with MFD_CLOEXEC: a file in memory, for a child's standard input.
int clinux_memory_file(const char *name);

// fallocate(2) with PUNCH_HOLE | KEEP_SIZE: gives the blocks back, keeps the offsets.
int clinux_punch_hole(int descriptor, off_t offset, off_t count);

// fallocate(2) with KEEP_SIZE: blocks for the first `count` bytes of a file, be they written or not.
int clinux_allocate(int descriptor, off_t count);

// The name of what readdir(3) has found. In Swift it would be copied first, all 256 bytes of its type, of which the last
// lie behind the end of what was read.
const char *clinux_entry_name(const struct dirent *entry);

// lseek(2) with SEEK_HOLE and SEEK_DATA.
off_t clinux_next_hole(int descriptor, off_t offset);
off_t clinux_next_data(int descriptor, off_t offset);

// ioctl_ficlone(2): the empty file `target` shares the blocks of `source`. Not every file system can.
int clinux_clone(int target, int source);

// Whether somebody has a file of this user, which is open for reading here, open for writing: then it gives no lease
// (fcntl(2)). 0 where that cannot be found out.
int clinux_is_written(int descriptor);

// write(2) without SIGPIPE, which would end a program that embeds the engine: the count, or errno below zero.
ssize_t clinux_write_quietly(int descriptor, const void *bytes, size_t count);

// openat2(2) with RESOLVE_NO_XDEV: EXDEV for what is mounted there, which may be a file system that never answers.
int clinux_open_below(int directory, const char *name, int flags);

// Whether something is mounted at this name in a directory, without asking the file system that is; 0 where that cannot
// be found out.
int clinux_is_mount(const char *directory, const char *name);

// How many descriptors a child can be given.
#define CLINUX_CHILD_DESCRIPTORS_MAX 8

// Another user, with all groups it has.
struct clinux_user {
  uid_t uid;
  gid_t gid;
  const gid_t *groups;
  int group_count;
};

// What a child is born with, in a session and process group of its own, with signals as at the birth of a process.
struct clinux_child {
  // Its program: the first of these paths that can be executed, ended by NULL.
  const char *const *paths;
  char *const *arguments;
  char *const *environment;
  // As whom it runs; NULL: as this process. With it all of what follows is done as that user.
  const struct clinux_user *user;
  // A directory that the user has to be able to work in; NULL: none.
  const char *reach;
  // How long the user may keep it from executing its program.
  int patience_milliseconds;
  // NULL: where this process is.
  const char *directory;
  // Where it goes if it cannot go there; NULL: then it does not start.
  const char *other_directory;
  // Become 0, 1, 2 and so on; all others are closed.
  const int *descriptors;
  int descriptor_count;
  // -1: that of this process.
  int mask;
  // Added to the niceness of this process.
  int nice;
  // Soft limit of open files, at most the hard one; 0: that of this process.
  unsigned long long open_files;
};

// Where the start of a child has got to.
enum {
  CLINUX_STEP_CREATE,
  CLINUX_STEP_DESCRIPTORS,
  CLINUX_STEP_USER,
  CLINUX_STEP_REACH,
  CLINUX_STEP_DIRECTORY,
  CLINUX_STEP_EXECUTE,
};

// Starts a child; returns once its program is there: 0, or the errno of the step that has failed. Then no child is left,
// but for ETIMEDOUT as another user: if there is a `pid` then, it is that of one that has been killed, and is still to be
// reaped. Else a failure has 0.
int clinux_start_child(const struct clinux_child *child, pid_t *pid, int *step);

// How many descriptors a worker process is given: its standard streams and its two channels.
#define CLINUX_WORKER_DESCRIPTORS 5

// A pipe whose ends are close-on-exec and numbered so high that giving them out as 0…4 overwrites none of them.
int clinux_pipe(int ends[2]);

// pidfd_open(2): readable once the process has ended. Close-on-exec.
int clinux_pidfd_open(pid_t process);

// waitid(2) on a pidfd, without waiting. Returns 1 with the exit code or the signal of a process that has ended (and is
// reaped by this), 0 while it lives, -1 with errno.
int clinux_pidfd_reap(int pidfd, int *exit_code, int *signal);

// The same of a child of this process by its number; with `reap` 0 one that has ended is left to whoever reaps it.
int clinux_child_look(pid_t child, int reap, int *exit_code, int *signal);

// Bytes that wait in a pipe (FIONREAD); 0 if that cannot be found out.
int clinux_bytes_waiting(int descriptor);

// epoll(7), level-triggered; a token stands for each descriptor.
enum {
  CLINUX_EPOLL_READ = 1,
  CLINUX_EPOLL_WRITE = 2,
};
int clinux_epoll_create(void);
int clinux_eventfd_create(void);
// Hang-ups and errors are always reported, as readable.
int clinux_epoll_add(int epoll, int descriptor, unsigned interest, unsigned long long token);
int clinux_epoll_change(int epoll, int descriptor, unsigned interest, unsigned long long token);
int clinux_epoll_remove(int epoll, int descriptor);
// timerfd_create(2): a descriptor that becomes readable when the wall clock is set, and never else. -1 with errno.
int clinux_clock_watch_create(void);
// Forgets that it was, and watches on.
void clinux_clock_watch_reset(int descriptor);
// setvbuf(3): standard output is written line by line.
void clinux_buffer_lines(void);
// fflush(3) of standard output and error, which Swift takes for unsafe variables.
void clinux_flush_output(void);
// The name of the calling thread in ps(1) and top(1), at most 15 bytes.
void clinux_name_thread(const char *name);
// At most `count` (64 at most) descriptors that are ready; -1 milliseconds waits for ever. 0 for a signal, too.
int clinux_epoll_wait(int epoll, unsigned long long *tokens, unsigned *readiness, int count, int milliseconds);

#endif
