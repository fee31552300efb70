// What a client of the load says and how it knows that the answer is complete.

import CBench
import Glibc

/// A conversation of requests and answers over one connection, with every request encoded beforehand.
protocol Exchange {
  /// The next request, given the answer to the one before (empty at first).
  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8]
  /// How long the answer at the start of `bytes` is; `nil` while it is incomplete.
  func answerLength(_ bytes: UnsafeRawBufferPointer) throws(BenchFailure) -> Int?
  /// Whether this answer completes one unit of what is counted.
  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// The same HTTP request again and again.
struct HTTPExchange: Exchange {
  let bytes: [UInt8]
  let wantedStatus: Int32

  init(_ method: String, _ path: String, body: String = "", type: String = "application/json", status: Int32) {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    if !body.isEmpty { text += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n" }
    bytes = Array((text + "\r\n" + body).utf8)
    wantedStatus = status
  }

  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8] { bytes }

  func answerLength(_ answer: UnsafeRawBufferPointer) throws(BenchFailure) -> Int? {
    var status: Int32 = 0
    let length = bench_http_length(answer.baseAddress?.assumingMemoryBound(to: CChar.self), answer.count, &status)
    if length == 0 { return nil }
    if length < 0 || status != wantedStatus {
      throw BenchFailure("not the answer that was wanted: \(String(decoding: answer.prefix(600), as: UTF8.self))")
    }
    return length
  }

  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool { true }
}

/// beanstalkd: puts only.
struct PutExchange: Exchange {
  private let bytes: [UInt8]

  init(body: String) {
    bytes = Array("put 0 0 60 \(body.utf8.count)\r\n\(body)\r\n".utf8)
  }

  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8] { bytes }

  func answerLength(_ answer: UnsafeRawBufferPointer) throws(BenchFailure) -> Int? {
    guard answer.last == UInt8(ascii: "\n") else { return nil }
    guard answer.first == UInt8(ascii: "I") else {
      throw BenchFailure("beanstalkd: \(String(decoding: answer, as: UTF8.self))")
    }
    return answer.count
  }

  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool { true }
}

/// beanstalkd: reserve a job, delete it; with `body`, put it first.
struct ReserveExchange: Exchange {
  private let put: [UInt8]?
  private let reserve = Array("reserve-with-timeout 0\r\n".utf8)

  init(body: String?) {
    put = body.map { Array("put 0 0 60 \($0.utf8.count)\r\n\($0)\r\n".utf8) }
  }

  mutating func request(after answer: UnsafeRawBufferPointer) -> [UInt8] {
    switch answer.first {
    case UInt8(ascii: "R"):
      let id = answer.dropFirst(9).prefix { $0 != UInt8(ascii: " ") }
      return Array("delete ".utf8) + id + [13, 10]
    case UInt8(ascii: "I"): return reserve
    default: return put ?? reserve
    }
  }

  func answerLength(_ answer: UnsafeRawBufferPointer) throws(BenchFailure) -> Int? {
    guard answer.last == UInt8(ascii: "\n") else { return nil }
    switch answer.first {
    case UInt8(ascii: "I"), UInt8(ascii: "D"): return answer.count
    case UInt8(ascii: "R"): return answer.count { $0 == UInt8(ascii: "\n") } == 2 ? answer.count : nil
    // Nothing left to reserve.
    default: throw BenchFailure("beanstalkd: \(String(decoding: answer, as: UTF8.self))")
    }
  }

  func countsAnswer(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.first == UInt8(ascii: "D") }
}
