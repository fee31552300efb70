// epoll and the least HTTP parsing that finds the end of a response: the client has to be cheaper than the server.
#define _GNU_SOURCE
#include "CBench.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>

int bench_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int bench_epoll_add(int epoll, int descriptor, uint32_t token) {
  struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = token}};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int bench_epoll_wait(int epoll, uint32_t *tokens, int count, int timeout_ms) {
  struct epoll_event events[512];
  int ready = epoll_wait(epoll, events, count < 512 ? count : 512, timeout_ms);
  for (int i = 0; i < ready; i++) tokens[i] = events[i].data.u32;
  return ready;
}

ptrdiff_t bench_http_length(const char *bytes, size_t count, int *status) {
  const char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end) return 0;
  if (count < 12 || memcmp(bytes, "HTTP/1.1 ", 9) != 0) return -1;
  *status = atoi(bytes + 9);
  size_t head = (size_t)(end - bytes) + 4;
  for (const char *line = memchr(bytes, '\n', head); line && line < end; line = memchr(line, '\n', (size_t)(end - line) + 2)) {
    line++;
    if (strncasecmp(line, "content-length:", 15) == 0) {
      size_t total = head + (size_t)atoll(line + 15);
      return count >= total ? (ptrdiff_t)total : 0;
    }
  }
  return -1;
}
