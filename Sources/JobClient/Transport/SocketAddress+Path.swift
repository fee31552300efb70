// The address of a Unix socket. The event loop's own takes paths of 103 bytes, as the shortest system has them; Linux has
// 107, and so has the daemon.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension SocketAddress {
  /// The socket at this path.
  ///
  /// - Errors: `SocketAddressError.unixDomainSocketPathTooLong` if no socket of this system can have it.
  init(socketPath path: String) throws {
    var address = sockaddr_un()
    guard path.utf8.count <= Self.socketPathBytesMax else { throw SocketAddressError.unixDomainSocketPathTooLong }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    self.init(address)
  }

  /// With the zero that ends it, a path fills its field.
  static var socketPathBytesMax: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 }
}
