// Faults of a disk, below SQLite: the calls by which it reads, writes and syncs are ours, and fail when a test says so.
#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

enum faulty_call { FAULTY_READ = 0, FAULTY_WRITE = 1, FAULTY_SYNC = 2, FAULTY_TRUNCATE = 3, FAULTY_EXTEND = 4 };

// In the place of an errno: the call does not return before the rule is removed, and then goes through.
enum { FAULTY_HANG = -1 };

// From now on `call` on files whose path matches the pattern (see fnmatch(3)) fails with `error`, from the call after
// `skip` others on, `times` times; FAULTY_EXTEND is a write beyond the first `skip` bytes of the file. Returns the rule's number, -1 if there are too many.
int faulty_disk_add(const char *pattern, enum faulty_call call, int error, long skip, long times);

// Ends the rule, and says how many calls it has made fail.
long faulty_disk_remove(int rule);

// Calls that the rule has made fail so far.
long faulty_disk_met(int rule);

#endif
