// A blocking socket to a server on this machine.

import Glibc

/// Connects to Unix sockets.
enum Connection {
  static func open(_ path: String) throws(BenchFailure) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard result == 0 else {
      close(descriptor)
      throw BenchFailure("cannot connect to \(path): \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  static func send(_ bytes: [UInt8], to descriptor: Int32) throws(BenchFailure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw BenchFailure("cannot write: \(String(cString: strerror(errno)))") }
      sent += count
    }
  }
}
