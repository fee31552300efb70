// What a descriptor from systemd is: its kind, its path and its mode decide how it is served.

import Glibc

/// A listening socket that was opened by the service manager.
struct InheritedSocket: Equatable, Sendable {
  let descriptor: Int32
  /// The path of a Unix socket; nil for TCP, for abstract sockets, and for what is no socket at all.
  let unixPath: String?
  /// Whether its peers need a token, having no user id.
  let isTCP: Bool

  /// Asks the kernel about the descriptor.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    let family = result == 0 ? Int32(address.sun_family) : AF_UNSPEC
    isTCP = family == AF_INET || family == AF_INET6
    let path = withUnsafeBytes(of: &address.sun_path) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    unixPath = family == AF_UNIX && !path.isEmpty ? path : nil
  }

  /// Whether the mode of a Unix socket lets others than its owner connect: the unit's SocketMode and SocketGroup are
  /// then the lock.
  var isOpenToOthers: Bool {
    guard let unixPath else { return false }
    var status = stat()
    return stat(unixPath, &status) == 0 && status.st_mode & 0o077 != 0
  }
}
