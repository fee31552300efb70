// Single requests to jobd, for everything around the load.

import Foundation

/// One request at a time over one connection.
final class Ask {
  private let descriptor: Int32

  init(_ socketPath: String) throws(BenchFailure) {
    descriptor = try Connection.open(socketPath)
  }

  deinit { close(descriptor) }

  /// The body of the answer.
  @discardableResult
  func bytes(
    _ method: String, _ path: String, body: String = "", type: String = "application/json", status: Int32 = 200
  ) throws(BenchFailure) -> [UInt8] {
    let exchange = HTTPExchange(method, path, body: body, type: type, status: status)
    try Connection.send(exchange.bytes, to: descriptor)
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = read(descriptor, &chunk, chunk.count)
      guard got > 0 else { throw BenchFailure("the server closed the connection") }
      answer += chunk[..<got]
      var failure: BenchFailure?
      let isComplete = answer.withUnsafeBytes { bytes in
        do throws(BenchFailure) { return try exchange.answerLength(bytes) != nil } catch { failure = error }
        return false
      }
      if let failure { throw failure }
      if isComplete { break }
    }
    let head = answer.firstRange(of: [13, 10, 13, 10])
    return head.map { Array(answer[$0.upperBound...]) } ?? []
  }

  func json(
    _ method: String, _ path: String, body: String = "", type: String = "application/json", status: Int32 = 200
  ) throws(BenchFailure) -> [String: Any] {
    let bytes = try bytes(method, path, body: body, type: type, status: status)
    return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
  }

  /// Submits one job and answers its id.
  func id(_ spec: String) throws(BenchFailure) -> Int {
    guard let id = try json("POST", "/v1/jobs", body: spec, status: 201)["id"] as? Int else {
      throw BenchFailure("a job without an id")
    }
    return id
  }

  /// Submits lines of jobs, at most 1,000 a request.
  func submit(_ lines: [String]) throws(BenchFailure) {
    for start in stride(from: 0, to: lines.count, by: 1_000) {
      let body = lines[start..<min(start + 1_000, lines.count)].joined(separator: "\n")
      try bytes("POST", "/v1/jobs", body: body, type: "application/x-ndjson", status: 201)
    }
  }

  /// How many jobs of all queues are in one of `states`.
  func count(_ states: [String]) throws(BenchFailure) -> Int {
    let queues = try json("GET", "/v1/stats")["queues"] as? [[String: Any]] ?? []
    var sum = 0
    for queue in queues {
      let counts = queue["jobs"] as? [String: Any] ?? [:]
      for state in states { sum += (counts[state] as? Int) ?? 0 }
    }
    return sum
  }

  /// Returns when nothing is queued, scheduled or running.
  func settle(secondsMax: Double = 120) throws(BenchFailure) {
    let end = Clock.monotonic + secondsMax * 1_000_000
    while try count(["queued", "running", "scheduled", "retrying"]) > 0 {
      guard Clock.monotonic < end else { throw BenchFailure("jobs did not finish within \(Int(secondsMax)) s") }
      Clock.sleep(seconds: 0.02)
    }
  }
}
