// A connection to the daemon's socket that sends bytes as they are given, and reads one HTTP answer.

import Foundation

/// A client's end of a Unix socket; its calls block.
final class RawConnection: Sendable {
  private let descriptor: Int32

  init(_ path: String, patienceSeconds: Int = 60) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    // `deinit` closes it, also now: closed twice, it would by then be another test's.
    if result != 0 { throw Unexpected("connect \(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close(descriptor) }

  /// Sends all bytes; false when the other side has closed.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  /// Sends nothing more, and still reads.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Whether there is something to read, or the other side has closed, within this time.
  func isReadable(withinMillis millis: Int32) -> Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, millis) > 0
  }

  /// Up to 64 KiB; empty at the end or when patience has run out.
  func receive() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var count = 0
    // A signal, such as that of a child that has ended, is no end of the answer.
    repeat { count = recv(descriptor, &buffer, buffer.count, 0) } while count < 0 && errno == EINTR
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Everything until the other side closes.
  func receiveAll() -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let more = receive()
      if more.isEmpty { return all }
      all += more
    }
  }

  /// One request on a connection of its own.
  static func answer(
    _ method: String, _ target: String, headers: [String: String], body: [UInt8], at path: String
  ) throws -> Answer {
    let connection = try RawConnection(path)
    var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if !body.isEmpty || method != "GET" { head += "Content-Length: \(body.count)\r\n" }
    connection.send(Array((head + "\r\n").utf8) + body)
    return try parse(connection.receiveAll())
  }

  /// Reads the answer of a connection that was then closed.
  static func parse(_ bytes: [UInt8]) throws -> Answer {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw Unexpected("no HTTP answer in \(bytes.count) bytes: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
    }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, let status = Int(words[1]) else { throw Unexpected("no status line: \(lines[0])") }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      headers[halves[0].lowercased()] = halves.count > 1 ? halves[1] : ""
    }
    var body = Array(bytes[end.upperBound...])
    if headers["transfer-encoding"] == "chunked" { body = try unchunked(body) }
    return Answer(status: status, headers: headers, body: body)
  }

  private static func unchunked(_ bytes: [UInt8]) throws -> [UInt8] {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16) ?? 0
      rest = rest[end.upperBound...]
      if size == 0 { return body }
      guard rest.count >= size + 2 else { break }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    throw Unexpected("the chunked answer was cut off after \(body.count) bytes")
  }
}
