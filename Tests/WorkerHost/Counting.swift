// A job of the host that yields numbers, at the pace of whoever waits for them.

import Foundation
import JobCore

/// Yields 1, 2, 3…
struct Counting: StreamingJob {
  static let handler = "counting"
  var count: Int
  /// Before each number there must be a file with this name and the number behind it; `nil` waits for nothing.
  var gate: String?
  /// Throws instead of yielding this number.
  var failsAt: Int?
  /// Bytes of text beside each number.
  var padding = 0

  struct Number: Codable, Hashable, Sendable {
    var number: Int
    var padding: String
  }

  func run(_ context: JobContext) async throws -> some AsyncSequence<Number, any Error> {
    Numbers(job: self)
  }

  /// As a cursor of a database would: it makes a value when it is asked for one, and ends early without a word when its
  /// task is cancelled.
  struct Numbers: AsyncSequence, AsyncIteratorProtocol {
    let job: Counting
    var last = 0

    func makeAsyncIterator() -> Numbers { self }

    mutating func next() async throws -> Number? {
      if last == job.count { return nil }
      last += 1
      if last == job.failsAt { throw HandlerError(code: "E42", message: "at \(last)") }
      while let gate = job.gate, !FileManager.default.fileExists(atPath: "\(gate)\(last)") {
        // Safe: the pause between two looks.
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return nil }
      }
      return Number(number: last, padding: String(repeating: "x", count: job.padding))
    }
  }
}
