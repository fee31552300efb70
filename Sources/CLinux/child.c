// Starting children. posix_spawn(3) can give a child no umask, no niceness, no limits and no user of its own, so that a
// program would have to be started in between; and it does not say which step has failed.
#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// How far the child has got, and the errno of what has failed.
struct progress {
  int step;
  int number;
};

// What the child needs before its program has a stack of its own; it calls nothing that is deep.
static const size_t stack_bytes = 128 * 1024;

// As at the birth of a process. Handlers go before signals are let in: they are the parent's, in the parent's memory.
static void reset_signals(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (number != SIGKILL && number != SIGSTOP) sigaction(number, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// All of ours are closed by the exec in any case; this is for those that somebody else in the process has left open, and
// for a child that belongs to another user before its exec.
static void close_above(int count) {
  if (syscall(SYS_close_range, (unsigned)count, ~0U, 0) == 0) return;
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > 65536) limit.rlim_cur = 65536;
  for (int number = count; (rlim_t)number < limit.rlim_cur; number++) syscall(SYS_close, number);
}

// `report`, if there is one, becomes the first behind those that are given.
static int place(const int *given, int count, int report) {
  int moved[CLINUX_CHILD_DESCRIPTORS_MAX];
  for (int target = 0; target < count; target++) {
    // Above those that are given out, so that none is overwritten before its turn.
    moved[target] = given[target] <= count ? fcntl(given[target], F_DUPFD_CLOEXEC, count + 1) : given[target];
    if (moved[target] < 0) return errno;
  }
  if (report >= 0 && report != count) {
    if (dup3(report, count, O_CLOEXEC) < 0) return errno;
  }
  for (int target = 0; target < count; target++) {
    if (dup2(moved[target], target) < 0) return errno;
  }
  close_above(report >= 0 ? count + 1 : count);
  return 0;
}

// A session keyring of its own, while the quota is still root's: whoever has the parent's has the keys in it, whatever
// user that is. Where keys are unknown or forbidden, nobody gets at any.
static int leave_keys(void) {
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0) return 0;
  return errno == ENOSYS || errno == EPERM || errno == EOPNOTSUPP ? 0 : errno;
}

// By the system calls themselves: the C library would do it to all threads of what it takes this process for.
static int become(const struct clinux_user *user) {
  int number = leave_keys();
  if (number != 0) return number;
  if (syscall(SYS_setgroups, (size_t)user->group_count, user->groups) != 0) return errno;
  if (syscall(SYS_setresgid, user->gid, user->gid, user->gid) != 0) return errno;
  if (syscall(SYS_setresuid, user->uid, user->uid, user->uid) != 0) return errno;
  // They go with the user id, unless somebody has told the kernel otherwise.
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capset, &header, none) != 0) return errno;
  // There must be no way back.
  if (syscall(SYS_setresuid, 0, 0, 0) == 0) return EPERM;
  // What is still in this memory is the parent's, and not for the user's debugger.
  prctl(PR_SET_DUMPABLE, 0);
  return 0;
}

// The first of the paths that can be executed, as execvp(3) looks for it.
static int execute(const struct clinux_child *child) {
  int worst = 0;
  for (const char *const *path = child->paths; *path; path++) {
    execve(*path, child->arguments, child->environment);
    switch (errno) {
      case EACCES:
        worst = EACCES;
        break;
      case ENOENT: case ENOTDIR: case ESTALE: case ENODEV: case ETIMEDOUT:
        if (worst == 0) worst = errno;
        break;
      default:
        return errno;
    }
  }
  return worst ? worst : ENOENT;
}

static int prepare(const struct clinux_child *child, int niceness, int report, int *step) {
  reset_signals();
  setsid();
  if (child->mask >= 0) umask((mode_t)child->mask);
  // As nice(1): what is not allowed is no reason not to start. Absolute, because a child begins with the niceness of the
  // thread that made it, and threads of a pool have others than the process was started with.
  setpriority(PRIO_PROCESS, 0, niceness);
  *step = CLINUX_STEP_DESCRIPTORS;
  int number = place(child->descriptors, child->descriptor_count, report);
  if (number != 0) return number;
  struct rlimit limit;
  if (child->open_files > 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = child->open_files < limit.rlim_max ? child->open_files : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (child->user) {
    *step = CLINUX_STEP_USER;
    number = become(child->user);
    if (number != 0) return number;
    *step = CLINUX_STEP_REACH;
    if (child->reach && access(child->reach, W_OK | X_OK) != 0) return errno;
  }
  *step = CLINUX_STEP_DIRECTORY;
  if (child->directory && chdir(child->directory) != 0) {
    if (!child->other_directory || chdir(child->other_directory) != 0) return errno;
  }
  *step = CLINUX_STEP_EXECUTE;
  return execute(child);
}

// All signals, those that the C library keeps for itself included: no handler may run in the child.
static uint64_t block_signals(void) {
  uint64_t all = ~UINT64_C(0), before = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
  return before;
}

static void unblock_signals(uint64_t before) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
}

static void reap(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
}

// MARK: As the user of this process

// Their memory is the same until the child executes its program: what it writes, its parent reads.
struct birth {
  const struct clinux_child *child;
  int niceness;
  struct progress progress;
};

static int born(void *argument) {
  struct birth *birth = argument;
  birth->progress.number = prepare(birth->child, birth->niceness, -1, &birth->progress.step);
  _exit(127);
}

static pid_t start_here(const struct clinux_child *child, int niceness, struct progress *progress) {
  struct birth birth = {.child = child, .niceness = niceness, .progress = *progress};
  void *stack = mmap(NULL, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) {
    progress->number = errno;
    return -1;
  }
  uint64_t before = block_signals();
  // Without CLONE_FS: umask and working directory are the child's own. The parent goes on at the exec.
  pid_t pid = clone(born, (char *)stack + stack_bytes, CLONE_VM | CLONE_VFORK | SIGCHLD, &birth);
  *progress = birth.progress;
  if (pid < 0) progress->number = errno;
  unblock_signals(before);
  munmap(stack, stack_bytes);
  return pid;
}

// MARK: As another user

// Waits until the child has executed its program or says what has failed. The user may stop it meanwhile, which nobody
// else would notice: then it is given up.
static void hear(int report, int patience, struct progress *progress) {
  struct pollfd poll_for = {.fd = report, .events = POLLIN};
  int ready;
  do {
    ready = poll(&poll_for, 1, patience);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) {
    *progress = (struct progress){CLINUX_STEP_EXECUTE, ETIMEDOUT};
    return;
  }
  ssize_t count;
  do {
    count = read(report, progress, sizeof *progress);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof *progress) *progress = (struct progress){CLINUX_STEP_EXECUTE, 0};
}

// With a memory of its own: it may be seen by the user it becomes.
static pid_t start_as(const struct clinux_child *child, int niceness, struct progress *progress) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    progress->number = errno;
    return -1;
  }
  uint64_t before = block_signals();
  // Without the handlers that others have left for fork(3): between here and the exec only system calls are made.
  pid_t pid = _Fork();
  if (pid == 0) {
    int report = fcntl(ends[1], F_DUPFD_CLOEXEC, child->descriptor_count + 1);
    progress->number = report < 0 ? errno : prepare(child, niceness, report, &progress->step);
    // Behind that step it is the first behind those that are given. `ends` may be among the numbers that are given out.
    int place = report < 0 ? ends[1] : progress->step > CLINUX_STEP_DESCRIPTORS ? child->descriptor_count : report;
    ssize_t ignored = write(place, progress, sizeof *progress);
    (void)ignored;
    _exit(127);
  }
  int number = errno;
  unblock_signals(before);
  close(ends[1]);
  if (pid < 0) progress->number = number;
  else hear(ends[0], child->patience_milliseconds, progress);
  close(ends[0]);
  return pid;
}

int clinux_start_child(const struct clinux_child *child, pid_t *pid, int *step) {
  struct progress progress = {CLINUX_STEP_CREATE, 0};
  // That of the first thread, which is what `nice jobd` has set. Root's right to more haste is not that of another user.
  int given = child->user && child->nice < 0 ? 0 : child->nice;
  int niceness = getpriority(PRIO_PROCESS, getpid()) + given;
  pid_t started = child->user ? start_as(child, niceness, &progress) : start_here(child, niceness, &progress);
  *step = progress.step;
  *pid = progress.number == 0 ? started : 0;
  if (progress.number == 0 || started <= 0) return progress.number;
  // A user may have stopped it.
  if (child->user) kill(started, SIGKILL);
  // In a file system that does not answer it does not even end when it is killed, and nobody here waits for that.
  if (child->user && progress.number == ETIMEDOUT) *pid = started;
  else reap(started);
  return progress.number;
}
