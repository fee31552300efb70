// The cheapest worker process there can be: answers every run with null. What is left is the cost of jobd's side.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Messages to a worker that gets no payload are short.
static char buffer[1 << 16];

static void answer(const char *line, const char *end) {
  const char *key = "\"fence\":";
  const char *found = memmem(line, (size_t)(end - line), key, strlen(key));
  if (!found || !memmem(line, (size_t)(end - line), "\"run\"", 5)) return;
  const char *from = memchr(found + strlen(key), '"', (size_t)(end - found) - strlen(key));
  const char *to = from ? memchr(from + 1, '"', (size_t)(end - from) - 1) : NULL;
  if (!to) return;
  char reply[512];
  int count = snprintf(reply, sizeof reply, "{\"type\":\"result\",\"fence\":%.*s,\"value\":null}\n", (int)(to + 1 - from), from);
  if (count > 0 && write(4, reply, (size_t)count) != count) _exit(1);
}

int main(void) {
  char hello[512];
  const char *handler = getenv("JOBD_WORKER_HANDLER");
  int count = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"v\":1,\"pid\":%d,\"handlers\":[\"%.200s\"]}\n",
                       (int)getpid(), handler ? handler : "");
  if (write(4, hello, (size_t)count) != count) return 1;
  size_t used = 0;
  for (;;) {
    ssize_t got = read(3, buffer + used, sizeof buffer - used);
    if (got <= 0) return 0;
    used += (size_t)got;
    char *line = buffer, *end;
    while ((end = memchr(line, '\n', used - (size_t)(line - buffer)))) {
      if (memmem(line, (size_t)(end - line), "\"stop\"", 6)) return 0;
      answer(line, end);
      line = end + 1;
    }
    used -= (size_t)(line - buffer);
    memmove(buffer, line, used);
  }
}
