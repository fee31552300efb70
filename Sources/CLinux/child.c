// Starting children. posix_spawn(3) can give a child no umask, no niceness and no limits of its own, so that a program
// would have to be started in between; and it does not say which step has failed.
#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// What the child writes where its parent reads it: their memory is the same until the child executes its program.
struct birth {
  const struct clinux_child *child;
  int niceness;
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

// All of ours are closed by the exec in any case; this is for those that somebody else in the process has left open.
static void close_above(int count) {
  if (syscall(SYS_close_range, (unsigned)count, ~0U, 0) == 0) return;
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > 65536) limit.rlim_cur = 65536;
  for (int number = count; (rlim_t)number < limit.rlim_cur; number++) syscall(SYS_close, number);
}

static int place(const int *given, int count) {
  int moved[CLINUX_CHILD_DESCRIPTORS_MAX];
  for (int target = 0; target < count; target++) {
    // Above those that are given out, so that none is overwritten before its turn.
    moved[target] = given[target] < count ? fcntl(given[target], F_DUPFD_CLOEXEC, count) : given[target];
    if (moved[target] < 0) return errno;
  }
  for (int target = 0; target < count; target++) {
    if (dup2(moved[target], target) < 0) return errno;
  }
  close_above(count);
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

static int prepare(const struct clinux_child *child, int niceness, int *step) {
  reset_signals();
  setsid();
  if (child->mask >= 0) umask((mode_t)child->mask);
  // As nice(1): what is not allowed is no reason not to start. Absolute, because a child begins with the niceness of the
  // thread that made it, and threads of a pool have others than the process was started with.
  setpriority(PRIO_PROCESS, 0, niceness);
  *step = CLINUX_STEP_DESCRIPTORS;
  int number = place(child->descriptors, child->descriptor_count);
  if (number != 0) return number;
  struct rlimit limit;
  if (child->open_files > 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = child->open_files < limit.rlim_max ? child->open_files : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  *step = CLINUX_STEP_DIRECTORY;
  if (child->directory && chdir(child->directory) != 0) return errno;
  *step = CLINUX_STEP_EXECUTE;
  return execute(child);
}

static int born(void *argument) {
  struct birth *birth = argument;
  birth->number = prepare(birth->child, birth->niceness, &birth->step);
  _exit(127);
}

int clinux_start_child(const struct clinux_child *child, pid_t *pid, int *step) {
  // That of the first thread, which is what `nice jobd` has set.
  int niceness = getpriority(PRIO_PROCESS, getpid()) + child->nice;
  struct birth birth = {.child = child, .niceness = niceness, .step = CLINUX_STEP_CREATE, .number = 0};
  *step = CLINUX_STEP_CREATE;
  void *stack = mmap(NULL, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return errno;
  // All of them, those that the C library keeps for itself included: no handler may run in the child.
  uint64_t all = ~UINT64_C(0), before;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
  // Without CLONE_FS: umask and working directory are the child's own. The parent goes on at the exec.
  pid_t born_pid = clone(born, (char *)stack + stack_bytes, CLONE_VM | CLONE_VFORK | SIGCHLD, &birth);
  int number = born_pid < 0 ? errno : birth.number;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
  munmap(stack, stack_bytes);
  *step = birth.step;
  if (born_pid < 0) return number;
  if (number != 0) {
    while (waitpid(born_pid, NULL, 0) < 0 && errno == EINTR) {}
    return number;
  }
  *pid = born_pid;
  return 0;
}
