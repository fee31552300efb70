// A receiver of callbacks on a port of its own: answers as a test tells it to, and keeps what it was sent.

import Foundation
import Glibc
import Synchronization

/// An HTTP server that knows one request per connection.
package final class HookReceiver: Sendable {
  package struct Call: Sendable {
    package let path: String
    /// By lower-case name.
    package let headers: [String: String]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }
  }

  package let port: Int
  private let listener: Int32
  private let seen = Mutex<[Call]>([])
  /// Answers by path, each used until one is left; a status of 0 never answers.
  private let answers: Mutex<[String: [String]]>

  /// - Parameter answers: status lines, and header lines after them, per path; others get 204.
  package init(_ answers: [String: [String]] = [:]) throws {
    self.answers = Mutex(answers)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    if !isListening { throw Unexpected(what: "no port to listen on: \(String(cString: strerror(errno)))") }
    Thread.detachNewThread { [weak self] in
      while case let peer = accept(descriptor, nil, nil), peer >= 0 {
        guard let self else {
          close(peer)
          break
        }
        Thread.detachNewThread {
          self.serve(peer)
          close(peer)
        }
      }
      // Only here: closed by another thread, the number could be another socket's by the time it is accepted from.
      close(descriptor)
    }
  }

  /// - Parameter statuses: the status per path, 0 for one that never answers; others get 204.
  package convenience init(_ statuses: [String: Int]) throws {
    try self.init(statuses.mapValues { [Self.line($0)] })
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  package var calls: [Call] { seen.withLock { $0 } }

  package func calls(_ path: String) -> [Call] { calls.filter { $0.path == path } }

  /// From now on, this path is answered with this status.
  package func answer(_ path: String, _ status: Int) { answers.withLock { $0[path] = [Self.line(status)] } }

  private static func line(_ status: Int) -> String { status == 0 ? "0" : "\(status) Answer" }

  private func serve(_ peer: Int32) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(peer, &buffer, buffer.count, 0)
      if count <= 0 { return }
      bytes += buffer[..<count]
      guard let call = Self.call(bytes) else { continue }
      let answer = answers.withLock { answers in
        let list = answers[call.path] ?? ["204 No Content"]
        if list.count > 1 { answers[call.path] = Array(list.dropFirst()) }
        return list[0]
      }
      seen.withLock { $0.append(call) }
      if answer == "0" {
        while recv(peer, &buffer, buffer.count, 0) > 0 {}
        return
      }
      let text = Array("HTTP/1.1 \(answer)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
      _ = send(peer, text, text.count, Int32(MSG_NOSIGNAL))
      return
    }
  }

  /// The request, once it is whole.
  private static func call(_ bytes: [UInt8]) -> Call? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst().drop { $0 == " " })
    }
    let body = Array(bytes[end.upperBound...])
    let words = lines[0].split(separator: " ")
    guard words.count > 1, body.count >= headers["content-length"].flatMap(Int.init) ?? 0 else { return nil }
    return Call(path: String(words[1]), headers: headers, body: body)
  }
}
