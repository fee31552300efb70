// The two kinds of sockets the front accepts on; they differ in how a peer is known.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How connections reach a listener.
enum SocketFamily: Sendable {
  case unix
  case tcp

  /// Looks at a descriptor that somebody else bound.
  init(ofInherited descriptor: Int32) throws(ListenError) {
    let name = "descriptor \(descriptor)"
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else {
      let code = errno
      throw .system(address: name, call: "getsockname", errno: code, reason: String(cString: strerror(code)))
    }
    switch Int32(address.ss_family) {
    case AF_UNIX: self = .unix
    case AF_INET, AF_INET6: self = .tcp
    default: throw .unusable(address: name, detail: "it is neither a Unix nor a TCP socket")
    }
  }
}
