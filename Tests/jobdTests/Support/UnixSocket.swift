// Unix sockets as the tests need them: one that listens, and one request over a connection.

import Foundation

/// A socket that listens at a path, closed when the test lets go of it.
final class ListeningSocket: Sendable {
  let descriptor: Int32
  let path: String

  init(path: String, mode: mode_t = 0o600) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = withSocketAddress(path) { bind(descriptor, $0, $1) }
    guard result == 0, listen(descriptor, 16) == 0, chmod(path, mode) == 0 else {
      throw SystemFailure(call: "bind and listen", code: errno)
    }
  }

  deinit { close(descriptor) }
}

/// A connection to a socket at a path, closed when the test lets go of it.
final class IdleConnection: Sendable {
  private let descriptor: Int32

  init(to path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard withSocketAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
      throw SystemFailure(call: "connect", code: errno)
    }
  }

  deinit { close(descriptor) }
}

/// Sends `GET target` over a Unix socket and returns the status line of the answer.
func statusLine(of target: String, at path: String) async throws -> String {
  try await exchange("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", at: path)
}

/// Posts JSON over a Unix socket and returns the status line of the answer.
func statusLine(of target: String, posting body: String, at path: String) async throws -> String {
  let head = "POST \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json"
  return try await exchange("\(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", at: path)
}

private func exchange(_ text: String, at path: String) async throws -> String {
  // On a thread of its own, because it blocks.
  try await withCheckedThrowingContinuation { answer in
    Thread { answer.resume(with: Result { try send(text, at: path) }) }.start()
  }
}

private func send(_ text: String, at path: String) throws -> String {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  // A daemon that accepts and says nothing fails the test instead of holding it up.
  var patience = timeval(tv_sec: 20, tv_usec: 0)
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  guard withSocketAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
    throw SystemFailure(call: "connect", code: errno)
  }
  guard send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else {
    throw SystemFailure(call: "send", code: errno)
  }
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { break }
    answer += buffer[..<count]
  }
  return String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
}

private func withSocketAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}
