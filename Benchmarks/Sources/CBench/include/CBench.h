// The calls the load client lives in; epoll is not part of Swift's Glibc module.
#ifndef CBENCH_H
#define CBENCH_H

#include <stddef.h>
#include <stdint.h>

/// A new epoll instance, -1 on failure.
int bench_epoll_create(void);
/// Watches a descriptor for input; 0 on success.
int bench_epoll_add(int epoll, int descriptor, uint32_t token);
/// Waits until something can be read; fills `tokens`, returns how many.
int bench_epoll_wait(int epoll, uint32_t *tokens, int count, int timeout_ms);
/// The length of the whole HTTP response at the start of `bytes`, 0 while it is incomplete, -1 when it is none.
/// `status` receives its code.
ptrdiff_t bench_http_length(const char *bytes, size_t count, int *status);

#endif
