#define _GNU_SOURCE
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// All that handlers need, filled in before the first of them is set.
static struct {
  volatile sig_atomic_t is_open;
  volatile sig_atomic_t is_shown;
  int terminal;
  struct termios before, inside;
  char enter[128], leave[128];
  // Where stderr went before, and where it goes now; -1: it is left alone.
  int errors, kept;
  int news[2];
} screen = {.errors = -1, .kept = -1, .news = {-1, -1}};

static const int ends[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
static const int others[] = {SIGTSTP, SIGCONT, SIGWINCH};

static void write_all(int descriptor, const char *text, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, text, count);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) {
      text += written;
      count -= (size_t)written;
    }
  }
}

static void show(void) {
  tcsetattr(screen.terminal, TCSANOW, &screen.inside);
  write_all(screen.terminal, screen.enter, strlen(screen.enter));
  screen.is_shown = 1;
}

static void hide(void) {
  if (!screen.is_shown) return;
  screen.is_shown = 0;
  write_all(screen.terminal, screen.leave, strlen(screen.leave));
  tcsetattr(screen.terminal, TCSANOW, &screen.before);
}

// What was said meanwhile is said now, the last words of a crash among it.
static void give_back_errors(void) {
  if (screen.kept < 0) return;
  dup2(screen.errors, STDERR_FILENO);
  char part[4096];
  off_t offset = 0;
  ssize_t count;
  while ((count = pread(screen.kept, part, sizeof part, offset)) > 0) {
    write_all(STDERR_FILENO, part, (size_t)count);
    offset += count;
  }
}

static void tell(char byte) {
  // A full pipe has news enough.
  if (write(screen.news[1], &byte, 1) < 0) return;
}

void screen_nudge(void) {
  tell(1);
}

static void end(int number) {
  int code = errno;
  if (screen.is_open) {
    screen.is_open = 0;
    hide();
    give_back_errors();
  }
  errno = code;
  signal(number, SIG_DFL);
  raise(number);
}

static void note(int number) {
  int code = errno;
  tell(number == SIGTSTP ? SCREEN_STOP : number == SIGCONT ? SCREEN_GOES_ON : SCREEN_CHANGED);
  errno = code;
}

void screen_stop(void) {
  hide();
  // Not TSTP, which is ignored where nobody could make the process go on.
  raise(SIGSTOP);
  show();
}

void screen_show(void) {
  show();
}

void screen_write(const char *text, size_t count) {
  if (screen.is_shown) write_all(screen.terminal, text, count);
}

static void handle(const int *numbers, size_t count, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (size_t index = 0; index < count; index++) {
    struct sigaction before;
    // Whoever has started this without a terminal to come (nohup) wants it to go on.
    if (handler != SIG_DFL && sigaction(numbers[index], NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    sigaction(numbers[index], &action, NULL);
  }
}

static void handle_all(void (*ending)(int), void (*noting)(int)) {
  handle(ends, sizeof ends / sizeof *ends, ending);
  handle(others, sizeof others / sizeof *others, noting);
}

int screen_open(int terminal, const char *enter, const char *leave) {
  if (strlen(enter) >= sizeof screen.enter || strlen(leave) >= sizeof screen.leave) return EINVAL;
  strcpy(screen.enter, enter);
  strcpy(screen.leave, leave);
  screen.terminal = terminal;
  if (tcgetattr(terminal, &screen.before) < 0) return errno;
  screen.inside = screen.before;
  screen.inside.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  screen.inside.c_cc[VMIN] = 1;
  screen.inside.c_cc[VTIME] = 0;
  if (screen.news[0] < 0 && pipe2(screen.news, O_CLOEXEC | O_NONBLOCK) < 0) return errno;
  if (isatty(STDERR_FILENO)) {
    screen.errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    screen.kept = screen.errors < 0 ? -1 : memfd_create("stderr", MFD_CLOEXEC);
    if (screen.kept >= 0) dup2(screen.kept, STDERR_FILENO);
  }
  screen.is_open = 1;
  handle_all(end, note);
  show();
  return 0;
}

void screen_close(void) {
  if (!screen.is_open) return;
  screen.is_open = 0;
  hide();
  give_back_errors();
  handle_all(SIG_DFL, SIG_DFL);
  if (screen.kept >= 0) close(screen.kept);
  if (screen.errors >= 0) close(screen.errors);
  screen.kept = screen.errors = -1;
}

int screen_news(void) {
  return screen.news[0];
}
