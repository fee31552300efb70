// A connection over TCP that says only what it is told to.

import Foundation

/// A client's end of a TCP connection; its calls block.
final class TCPSocket: Sendable {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // `deinit` closes it, also now.
    if result != 0 { throw Unexpected("connect \(port): \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// Sends as much as the other side takes at once; how many bytes that was.
  @discardableResult func offer(_ bytes: [UInt8]) -> Int { send(bytes, Int32(MSG_DONTWAIT)) }

  /// Sends as much as the other side takes, waiting five seconds at most for more; how many bytes that was.
  @discardableResult func send(_ bytes: [UInt8]) -> Int { send(bytes, 0) }

  private func send(_ bytes: [UInt8], _ flags: Int32) -> Int {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL) | flags)
      }
      if count <= 0 { break }
      sent += count
    }
    return sent
  }
}
