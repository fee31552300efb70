// The other end of sd_notify: a datagram socket like the one systemd listens on.

import Foundation

/// Receives what a service sends to its service manager.
final class NotifyReceiver: Sendable {
  private let descriptor: Int32
  /// For NOTIFY_SOCKET: a path, or `@name` for the abstract namespace.
  let address: String

  init(address: String) throws {
    self.address = address
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(address.utf8)
    if address.hasPrefix("@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(2 + bytes.count)
    let result = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { throw SystemFailure(call: "bind", code: errno) }
  }

  deinit { close(descriptor) }

  /// The lines of the next datagram; nil when none comes within half a minute.
  func next() async -> [String]? {
    // On a thread of its own: waiting here must not take one from the pool on which the sender runs.
    await withCheckedContinuation { answer in
      Thread { answer.resume(returning: self.receive()) }.start()
    }
  }

  private func receive() -> [String]? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 30_000) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// All lines up to and including the datagram that holds `line`; nil when it does not come.
  func lines(until line: String) async -> [String]? {
    var all: [String] = []
    while let more = await next() {
      all += more
      if more.contains(line) { return all }
    }
    return nil
  }
}

/// A system call of a test that failed.
struct SystemFailure: Error {
  let call: String
  let code: Int32
}
