/* Turns the hands of the clocks of one program, as an administrator, NTP and a suspend do; the machine's are left alone.

   Preloaded. TORTURE_CLOCK names a file of 64-bit numbers that the test writes and this library maps:

     0  nanoseconds by which the wall clock is ahead of the machine's
     1  nanoseconds by which CLOCK_BOOTTIME is ahead: the time of suspends, in which CLOCK_MONOTONIC stands still
     2  the number of the last change, written after the two
     3  the number of the last change that the timers have followed, written here
     4  a planted defect: 1 the wall clock of jobd alone is three seconds ahead, 2 it is half a minute behind,
        3 CLOCK_MONOTONIC steps with the wall clock

   A kernel moves absolute timers when a clock is set. Here a thread does so, a few milliseconds later: it looks at the
   number of the last change, because a futex or a signal would be one more thing for the program to stumble over. It
   runs only where there is such a timer, so in jobd and not in its jobs. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define LOOK_NANOSECONDS 2000000
#define TIMERS_MAX 4096
/* The wall clock has passed it, a monotonic clock never does: tells apart what a condition is waited for by. */
#define WALL_SECONDS_MIN 500000000

enum { WALL, BOOT, CHANGE, FOLLOWED, PLANTED, NUMBERS };
enum { EARLY = 1, LATE = 2, MONOTONIC_STEPS = 3 };

struct timer {
  int clock; /* + 1; 0 is none */
  int is_set;
  int is_cancelled_by_steps;
  int was_cancelled;
  struct itimerspec wanted;
};

static volatile int64_t *numbers;
static struct timer timers[TIMERS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int has_thread;

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_timerfd_create)(int, int);
static int (*real_timerfd_settime)(int, int, const struct itimerspec *, struct itimerspec *);
static ssize_t (*real_read)(int, void *, size_t);
static int (*real_sem_timedwait)(sem_t *, const struct timespec *);
static int (*real_cond_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

static void *cond_timedwait(void) {
  /* Without a version dlsym may find the one of 2002, which takes another structure. */
  void *found = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  return found ? found : dlsym(RTLD_NEXT, "pthread_cond_timedwait");
}

static void begin(void) {
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  real_timerfd_create = dlsym(RTLD_NEXT, "timerfd_create");
  real_timerfd_settime = dlsym(RTLD_NEXT, "timerfd_settime");
  real_read = dlsym(RTLD_NEXT, "read");
  real_sem_timedwait = dlsym(RTLD_NEXT, "sem_timedwait");
  real_cond_timedwait = cond_timedwait();
  const char *path = getenv("TORTURE_CLOCK");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *mapped = mmap(NULL, NUMBERS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) numbers = mapped;
}

__attribute__((constructor)) static void load(void) { pthread_once(&once, begin); }

static int64_t number(int which) { return numbers ? __atomic_load_n(&numbers[which], __ATOMIC_SEQ_CST) : 0; }

/* By how much the wall clock of jobd, which has timers on it, is wrong; not before its start is over. */
static int64_t planted(void) {
  if (!has_thread || !number(CHANGE)) return 0;
  int64_t defect = number(PLANTED);
  return defect == EARLY ? 3 * SECOND : defect == LATE ? -30 * SECOND : 0;
}

/* How far a clock is ahead of the machine's. */
static int64_t ahead(clockid_t clock) {
  switch (clock) {
  case CLOCK_REALTIME:
  case CLOCK_REALTIME_COARSE:
  case CLOCK_REALTIME_ALARM:
    return number(WALL) + planted();
  case CLOCK_BOOTTIME:
  case CLOCK_BOOTTIME_ALARM: return number(BOOT);
  case CLOCK_MONOTONIC: return number(PLANTED) == MONOTONIC_STEPS ? number(WALL) : 0;
  default: return 0;
  }
}

static struct timespec moved(struct timespec time, int64_t nanoseconds) {
  int64_t sum = time.tv_nsec + nanoseconds % SECOND;
  time.tv_sec += nanoseconds / SECOND;
  if (sum < 0) {
    sum += SECOND;
    time.tv_sec -= 1;
  } else if (sum >= SECOND) {
    sum -= SECOND;
    time.tv_sec += 1;
  }
  time.tv_nsec = sum;
  return time;
}

/* As the machine's clock shows it. What lies before its epoch is its first nanosecond, which has passed as well. */
static struct timespec on_machine(struct timespec time, clockid_t clock) {
  time = moved(time, -ahead(clock));
  if (time.tv_sec < 0 || (time.tv_sec == 0 && time.tv_nsec == 0)) return (struct timespec){0, 1};
  return time;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  pthread_once(&once, begin);
  int result = real_clock_gettime(clock, time);
  if (result == 0) *time = moved(*time, ahead(clock));
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *time) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (time) *time = now.tv_sec;
  return now.tv_sec;
}

/* Timers. */

static int arm(int fd) {
  struct itimerspec value = timers[fd].wanted;
  value.it_value = on_machine(value.it_value, timers[fd].clock - 1);
  return real_timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, NULL);
}

static void follow(int is_step) {
  pthread_mutex_lock(&lock);
  for (int fd = 0; fd < TIMERS_MAX; fd++) {
    if (!timers[fd].clock || !timers[fd].is_set) continue;
    if (timers[fd].is_cancelled_by_steps && is_step) {
      timers[fd].was_cancelled = 1;
      struct itimerspec at_once = {.it_value = {0, 1}};
      real_timerfd_settime(fd, 0, &at_once, NULL);
    } else {
      arm(fd);
    }
  }
  pthread_mutex_unlock(&lock);
}

/* The wall clock as it was when the watch was asked for: by the time its thread runs, there may have been a step. */
static int64_t wall_at_first;

static void *watch(void *unused) {
  (void)unused;
  int64_t wall = wall_at_first;
  for (;;) {
    int64_t change = number(CHANGE);
    if (change != number(FOLLOWED)) {
      int64_t now = number(WALL);
      follow(now != wall);
      wall = now;
      __atomic_store_n(&numbers[FOLLOWED], change, __ATOMIC_SEQ_CST);
    }
    struct timespec pause = {0, LOOK_NANOSECONDS};
    nanosleep(&pause, NULL);
  }
  return NULL;
}

static void begin_watch(void) {
  if (has_thread || !numbers) return;
  pthread_t thread;
  wall_at_first = number(WALL);
  has_thread = pthread_create(&thread, NULL, watch, NULL) == 0;
}

static int is_moved(int clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME ||
         clock == CLOCK_BOOTTIME_ALARM;
}

int timerfd_create(int clock, int flags) {
  pthread_once(&once, begin);
  int fd = real_timerfd_create(clock, flags);
  if (fd < 0 || fd >= TIMERS_MAX) return fd;
  pthread_mutex_lock(&lock);
  timers[fd] = (struct timer){.clock = is_moved(clock) ? clock + 1 : 0};
  if (timers[fd].clock) begin_watch();
  pthread_mutex_unlock(&lock);
  return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old) {
  pthread_once(&once, begin);
  if (fd < 0 || fd >= TIMERS_MAX || !timers[fd].clock) return real_timerfd_settime(fd, flags, new, old);
  pthread_mutex_lock(&lock);
  struct timer *timer = &timers[fd];
  int clock = timer->clock - 1;
  timer->is_set = new->it_value.tv_sec != 0 || new->it_value.tv_nsec != 0;
  timer->wanted = *new;
  timer->was_cancelled = 0;
  timer->is_cancelled_by_steps = (flags & TFD_TIMER_CANCEL_ON_SET) != 0;
  int result;
  if (!timer->is_set) {
    result = real_timerfd_settime(fd, flags & TFD_TIMER_ABSTIME, new, old);
  } else if (flags & TFD_TIMER_ABSTIME) {
    result = arm(fd);
  } else if (clock == CLOCK_BOOTTIME || clock == CLOCK_BOOTTIME_ALARM) {
    /* It goes on while the machine is suspended. */
    struct timespec now;
    clock_gettime(clock, &now);
    timer->wanted.it_value = moved(now, new->it_value.tv_sec * SECOND + new->it_value.tv_nsec);
    result = arm(fd);
  } else {
    /* So long from now, whatever the clock says then. */
    timer->is_set = 0;
    result = real_timerfd_settime(fd, flags, new, old);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

ssize_t read(int fd, void *buffer, size_t size) {
  pthread_once(&once, begin);
  ssize_t result = real_read(fd, buffer, size);
  if (fd < 0 || fd >= TIMERS_MAX || !timers[fd].clock) return result;
  if (result > 0 && timers[fd].was_cancelled) {
    timers[fd].was_cancelled = 0;
    errno = ECANCELED;
    return -1;
  }
  return result;
}

/* Waits until a time of the wall clock. That it is set meanwhile does not end them earlier or later here. */

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict time) {
  pthread_once(&once, begin);
  struct timespec moment = on_machine(*time, CLOCK_REALTIME);
  return real_sem_timedwait(semaphore, &moment);
}

int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict time) {
  pthread_once(&once, begin);
  struct timespec moment = time->tv_sec < WALL_SECONDS_MIN ? *time : on_machine(*time, CLOCK_REALTIME);
  return real_cond_timedwait(condition, mutex, &moment);
}
