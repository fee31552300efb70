// A daemon that listens on TCP, and the tokens it asks for.

import Foundation

extension Daemon {
  /// A port that nobody listens on now: the address of a daemon that jobs are told has to be known before it starts.
  static func freePort() throws -> Int {
    let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Unexpected("no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// A file with the admin token that the daemon has made for itself.
  func adminToken() throws -> String {
    guard let token = scratch.lines("data/tokens").last?.split(separator: " ").first else {
      throw Unexpected("there is no token in \(scratch.text("data/tokens"))")
    }
    return try tokenFile("admin", String(token))
  }

  /// A file with a token for `jobctl`.
  func tokenFile(_ name: String, _ token: String) throws -> String {
    let isWritten = FileManager.default.createFile(
      atPath: scratch.file(name), contents: Data(token.utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw Unexpected("\(name) cannot be written") }
    return scratch.file(name)
  }
}
