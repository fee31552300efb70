// Hearing of and reaping children, and what the loop of worker processes is made of.
#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

// Moves a descriptor above those that a worker is given.
static int move_up(int descriptor) {
  if (descriptor >= CLINUX_WORKER_DESCRIPTORS) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, CLINUX_WORKER_DESCRIPTORS);
  int number = errno;
  close(descriptor);
  errno = number;
  return moved;
}

int clinux_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  ends[0] = move_up(ends[0]);
  ends[1] = move_up(ends[1]);
  if (ends[0] >= 0 && ends[1] >= 0) return 0;
  int number = errno;
  if (ends[0] >= 0) close(ends[0]);
  if (ends[1] >= 0) close(ends[1]);
  errno = number;
  return -1;
}

int clinux_pidfd_open(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

static int look(idtype_t type, id_t id, int options, int *exit_code, int *signal) {
  siginfo_t info;
  info.si_pid = 0;
  int result;
  do {
    result = waitid(type, id, &info, WEXITED | WNOHANG | options);
  } while (result != 0 && errno == EINTR);
  if (result != 0) return -1;
  if (info.si_pid == 0) return 0;
  *exit_code = info.si_code == CLD_EXITED ? info.si_status : 0;
  *signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
  return 1;
}

int clinux_pidfd_reap(int pidfd, int *exit_code, int *signal) {
  return look(P_PIDFD, (id_t)pidfd, 0, exit_code, signal);
}

int clinux_child_look(pid_t child, int reap, int *exit_code, int *signal) {
  return look(P_PID, (id_t)child, reap ? 0 : WNOWAIT, exit_code, signal);
}

int clinux_bytes_waiting(int descriptor) {
  int count = 0;
  return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}

int clinux_epoll_create(void) {
  return epoll_create1(EPOLL_CLOEXEC);
}

int clinux_eventfd_create(void) {
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

// Far enough never to come, near enough for the kernel's nanoseconds: the year 2200.
static int watch_clock(int descriptor) {
  struct itimerspec far = {.it_value.tv_sec = 7258118400};
  return timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far, NULL);
}

int clinux_clock_watch_create(void) {
  int descriptor = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (descriptor < 0) return -1;
  if (watch_clock(descriptor) == 0) return descriptor;
  int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

void clinux_clock_watch_reset(int descriptor) {
  unsigned long long ticks;
  ssize_t ignored = read(descriptor, &ticks, sizeof ticks);
  (void)ignored;
  watch_clock(descriptor);
}

static int control(int epoll, int operation, int descriptor, unsigned interest, unsigned long long token) {
  struct epoll_event event = {.events = 0, .data.u64 = token};
  if (interest & CLINUX_EPOLL_READ) event.events |= EPOLLIN;
  if (interest & CLINUX_EPOLL_WRITE) event.events |= EPOLLOUT;
  return epoll_ctl(epoll, operation, descriptor, &event);
}

int clinux_epoll_add(int epoll, int descriptor, unsigned interest, unsigned long long token) {
  return control(epoll, EPOLL_CTL_ADD, descriptor, interest, token);
}

int clinux_epoll_change(int epoll, int descriptor, unsigned interest, unsigned long long token) {
  return control(epoll, EPOLL_CTL_MOD, descriptor, interest, token);
}

int clinux_epoll_remove(int epoll, int descriptor) {
  return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

int clinux_epoll_wait(int epoll, unsigned long long *tokens, unsigned *readiness, int count, int milliseconds) {
  struct epoll_event events[64];
  int ready = epoll_wait(epoll, events, count < 64 ? count : 64, milliseconds);
  for (int index = 0; index < ready; index++) {
    uint32_t bits = events[index].events;
    tokens[index] = events[index].data.u64;
    readiness[index] = 0;
    // A pipe whose other end is gone is told to its reader by a read of 0, to its writer by EPIPE.
    if (bits & (EPOLLIN | EPOLLHUP | EPOLLERR)) readiness[index] |= CLINUX_EPOLL_READ;
    if (bits & (EPOLLOUT | EPOLLERR)) readiness[index] |= CLINUX_EPOLL_WRITE;
  }
  return ready < 0 && errno == EINTR ? 0 : ready;
}

void clinux_buffer_lines(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
}

void clinux_flush_output(void) {
  fflush(stdout);
  fflush(stderr);
}

void clinux_name_thread(const char *name) {
  pthread_setname_np(pthread_self(), name);
}
