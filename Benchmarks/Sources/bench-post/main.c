// The cheapest client there can be: posts the job `true` to a daemon's Unix socket, prints the id and ends. What
// jobctl takes more is its own. `bench-post SOCKET`
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) return 64;
  strcpy(address.sun_path, argv[1]);
  int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0) return 69;
  static const char body[] = "{\"argv\":[\"true\"],\"cwd\":\"/\"}";
  char request[512];
  int length = snprintf(request, sizeof request,
                        "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\nConnection: close\r\n\r\n%s", sizeof body - 1, body);
  if (write(connection, request, (size_t)length) != length) return 70;
  static char answer[1 << 16];
  size_t used = 0;
  ssize_t got;
  while (used < sizeof answer - 1 && (got = read(connection, answer + used, sizeof answer - 1 - used)) > 0) {
    used += (size_t)got;
  }
  if (strncmp(answer, "HTTP/1.1 201", 12) != 0) return 1;
  const char *id = strstr(answer, "\"id\":");
  if (!id) return 70;
  printf("%ld\n", strtol(id + 5, NULL, 10));
  return 0;
}
