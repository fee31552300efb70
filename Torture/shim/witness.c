// A job that leaves traces outside of jobd: that it began, that it ended, and whether another attempt of the same job,
// or too many jobs of one limit key, ran beside it. The kernel keeps the locks, so that no clock has to be trusted.
//
//   witness DIRECTORY MILLISECONDS FAILURES CODE [KEY MAX]
//
// exits with CODE in its first FAILURES attempts and with 0 afterwards. One line a fact, each one write(2):
//   begin JOB ATTEMPT PID MICROSECONDS · end JOB ATTEMPT CODE MICROSECONDS · twice JOB ATTEMPT · over JOB KEY

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static int facts = -1;

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static void say(const char *line) {
  if (write(facts, line, strlen(line)) != (ssize_t)strlen(line)) _exit(99);
}

// Whether nobody else has this lock; it is held until the process is gone.
static int take(const char *directory, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int file = open(path, O_RDWR | O_CREAT, 0600);
  if (file < 0) _exit(98);
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return 1;
  close(file);
  return 0;
}

int main(int count, char **words) {
  const char *job = getenv("JOBD_JOB_ID"), *attempt = getenv("JOBD_ATTEMPT");
  if (count < 5 || !job || !attempt) return 97;
  char text[4096], line[4096];
  snprintf(text, sizeof text, "%s/facts", words[1]);
  facts = open(text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (facts < 0) return 96;

  snprintf(text, sizeof text, "job.%s", job);
  if (!take(words[1], text)) {
    snprintf(line, sizeof line, "twice %s %s\n", job, attempt);
    say(line);
  }
  snprintf(line, sizeof line, "begin %s %s %d %lld\n", job, attempt, (int)getpid(), now());
  say(line);
  if (count >= 7) {
    int has_room = 0;
    for (int place = 0; place < atoi(words[6]) && !has_room; place++) {
      snprintf(text, sizeof text, "key.%s.%d", words[5], place);
      has_room = take(words[1], text);
    }
    if (!has_room) {
      snprintf(line, sizeof line, "over %s %s\n", job, words[5]);
      say(line);
    }
  }
  // What somebody who follows the output has to see, once and in this order.
  for (int number = 1; number <= 5; number++) {
    printf("%s %s %d\n", job, attempt, number);
    fflush(stdout);
    struct timespec pause = {0, atol(words[2]) * 200000L};
    while (pause.tv_nsec >= 1000000000L) pause.tv_sec++, pause.tv_nsec -= 1000000000L;
    nanosleep(&pause, NULL);
  }
  int code = atoi(attempt) <= atoi(words[3]) ? atoi(words[4]) : 0;
  snprintf(line, sizeof line, "end %s %s %d %lld\n", job, attempt, code, now());
  say(line);
  return code;
}
