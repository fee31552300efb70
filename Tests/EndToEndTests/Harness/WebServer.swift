// A small web server on a port of its own, for http jobs: keeps connections, and answers per path as a test tells it.

import Foundation
import Synchronization

/// A server of ready answers.
final class WebServer: Sendable {
  /// A request as it came.
  struct Call: Sendable {
    let method: String
    let path: String
    /// By lower-case name.
    let headers: [String: String]
    let body: String
  }

  let port: Int
  private let listener: Int32
  private let seen = Mutex<[Call]>([])
  private let opened = Atomic<Int>(0)
  private let answers: Mutex<[String: String]>

  /// - Parameter answers: status line, header lines and body, as `200 OK\nX-A: 1\n\nbody`; nothing is never answered.
  init(_ answers: [String: String] = [:]) throws {
    self.answers = Mutex(answers)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw Unexpected("no port to listen on: \(String(cString: strerror(errno)))") }
    Thread { [weak self] in
      while case let peer = accept(descriptor, nil, nil), peer >= 0 {
        guard let self else {
          close(peer)
          break
        }
        self.opened.add(1, ordering: .relaxed)
        Thread {
          self.serve(peer)
          close(peer)
        }.start()
      }
      close(descriptor)
    }.start()
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  var calls: [Call] { seen.withLock { $0 } }
  func calls(_ path: String) -> [Call] { calls.filter { $0.path == path } }
  var connections: Int { opened.load(ordering: .relaxed) }

  /// From now on, this path is answered so.
  func answer(_ path: String, _ answer: String) { answers.withLock { $0[path] = answer } }

  private func serve(_ peer: Int32) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      if let (call, used) = Self.call(bytes) {
        bytes.removeFirst(used)
        seen.withLock { $0.append(call) }
        let answer = answers.withLock { $0[call.path] ?? "404 Not Found\n\nno such page" }
        if !answer.isEmpty {
          let whole = Self.whole(answer)
          _ = send(peer, whole, whole.count, Int32(MSG_NOSIGNAL))
        }
        continue
      }
      let count = recv(peer, &buffer, buffer.count, 0)
      if count <= 0 { return }
      bytes += buffer[..<count]
    }
  }

  private static func whole(_ answer: String) -> [UInt8] {
    let halves = answer.components(separatedBy: "\n\n")
    let body = halves.dropFirst().joined(separator: "\n\n")
    let head = halves[0].replacingOccurrences(of: "\n", with: "\r\n")
    return Array("HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
  }

  /// The first request, once it is whole, and its length.
  private static func call(_ bytes: [UInt8]) -> (Call, Int)? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      headers[halves[0].lowercased()] = halves.count > 1 ? halves[1] : ""
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    guard bytes.count - end.upperBound >= length else { return nil }
    let words = lines[0].components(separatedBy: " ")
    let body = bytes[end.upperBound..<end.upperBound + length]
    let call = Call(
      method: words[0], path: words.count > 1 ? words[1] : "", headers: headers,
      body: String(decoding: body, as: UTF8.self))
    return (call, end.upperBound + length)
  }
}
