// A small HTTP server on a port of its own: what webhooks are sent to. It answers as a test tells it to and keeps what
// it was asked.

import Foundation
import Synchronization

/// A receiver of callbacks.
final class HookServer: Sendable {
  /// A request as it came.
  struct Call: Sendable {
    let path: String
    /// By lower-case name.
    let headers: [String: String]
    let body: String
  }

  let port: Int
  private let listener: Int32
  private let seen = Mutex<[Call]>([])
  /// Answers by path; a status of 0 never answers.
  private let answers: Mutex<[String: Int]>

  /// - Parameter answers: the status per path; others get 204.
  init(_ answers: [String: Int] = [:]) throws {
    self.answers = Mutex(answers)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard isBound else { throw Unexpected("no port to listen on: \(String(cString: strerror(errno)))") }
    Thread { [weak self] in
      while true {
        let peer = accept(descriptor, nil, nil)
        if peer < 0 { break }
        guard let self else {
          close(peer)
          break
        }
        Thread { self.serve(peer) }.start()
      }
      // Only here: closed by another thread, the number could be another socket's by the time it is accepted from.
      close(descriptor)
    }.start()
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// What came so far, in order.
  var calls: [Call] { seen.withLock { $0 } }

  func calls(_ path: String) -> [Call] { calls.filter { $0.path == path } }

  /// From now on, this path is answered with this status.
  func answer(_ path: String, _ status: Int) { answers.withLock { $0[path] = status } }

  private func serve(_ peer: Int32) {
    defer { close(peer) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(peer, &buffer, buffer.count, 0)
      if count <= 0 { return }
      bytes += buffer[..<count]
      guard let call = Self.call(bytes) else { continue }
      let status = answers.withLock { $0[call.path] ?? 204 }
      seen.withLock { $0.append(call) }
      if status == 0 {
        // Holds on until the other side gives up.
        while recv(peer, &buffer, buffer.count, 0) > 0 {}
        return
      }
      let answer = Array("HTTP/1.1 \(status) Answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
      _ = send(peer, answer, answer.count, Int32(MSG_NOSIGNAL))
      return
    }
  }

  /// The request, once it is whole.
  private static func call(_ bytes: [UInt8]) -> Call? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      headers[halves[0].lowercased()] = halves.count > 1 ? halves[1] : ""
    }
    let body = bytes[end.upperBound...]
    guard body.count >= headers["content-length"].flatMap(Int.init) ?? 0 else { return nil }
    let words = lines[0].split(separator: " ")
    guard words.count > 1 else { return nil }
    return Call(path: String(words[1]), headers: headers, body: String(decoding: body, as: UTF8.self))
  }
}
