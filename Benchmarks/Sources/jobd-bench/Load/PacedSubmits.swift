// Submissions at a rate that does not depend on how soon they are answered: what a service does, and what shows a delay
// that a client which waits for its answer would hide.

import Foundation

/// One durable submission after another, at even steps.
struct PacedSubmits {
  let socketPath: String
  let perSecond: Int
  /// Connections that take turns; with too few, a slow answer would hold up the next request.
  var connections = 32
  /// The body of the n-th one.
  let body: @Sendable (Int) -> String

  /// Time from when each should have been sent to its answer, in microseconds.
  func run(seconds: Double) throws(BenchFailure) -> Samples {
    let total = Int(Double(perSecond) * seconds)
    let began = Clock.monotonic + 50_000
    let lanes = (0..<connections).map { Lane(submits: self, number: $0, total: total, began: began) }
    for lane in lanes { lane.start() }
    var latencies: [Double] = []
    for lane in lanes { latencies += try lane.wait() }
    return Samples(latencies)
  }
}

/// Every n-th of the submissions, on a thread and a connection of its own.
private final class Lane {
  private let submits: PacedSubmits
  private let number: Int
  private let total: Int
  private let began: Double
  private let done = DispatchSemaphore(value: 0)
  private var latencies: [Double] = []
  private var failure: BenchFailure?

  init(submits: PacedSubmits, number: Int, total: Int, began: Double) {
    self.submits = submits
    self.number = number
    self.total = total
    self.began = began
  }

  func start() {
    // Safe: until `wait` has seen the semaphore, nobody but this thread touches the lane.
    nonisolated(unsafe) let lane = self
    Thread {
      do throws(BenchFailure) { try lane.work() } catch { lane.failure = error }
      lane.done.signal()
    }.start()
  }

  func wait() throws(BenchFailure) -> [Double] {
    done.wait()
    if let failure { throw failure }
    return latencies
  }

  private func work() throws(BenchFailure) {
    let ask = try Ask(submits.socketPath)
    for index in stride(from: number, to: total, by: submits.connections) {
      let due = began + Double(index) * 1_000_000 / Double(submits.perSecond)
      let early = due - Clock.monotonic
      if early > 0 { Clock.sleep(seconds: early / 1_000_000) }
      try ask.bytes("POST", "/v1/jobs", body: submits.body(index), status: 201)
      latencies.append(Clock.monotonic - due)
    }
  }
}
