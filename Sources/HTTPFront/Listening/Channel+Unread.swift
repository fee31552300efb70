// Whether a peer has sent something that nobody has read yet: only the kernel knows before the event loop looks.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Channel {
  /// Whether a read of the socket would bring bytes, or the peer's end. Only on the channel's event loop.
  var hasUnreadBytes: Bool {
    // Fails only for a channel that is closed.
    let found = try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
      var asked = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      return poll(&asked, 1, 0) > 0 && asked.revents & Int16(POLLIN) != 0
    }
    return found ?? false
  }
}
