// Batches in answers, and when a wait for one is over.

import Testing

@testable import JobWire

@Suite struct BatchViewTests {
  private func batch(_ counts: [WireJobState: Int], done: Bool = false) -> BatchView {
    BatchView(
      id: 1, done: done, size: counts.values.reduce(0, +), counts: StateCounts(counts), createdAt: WireTime(micros: 0))
  }

  @Test(
    arguments: [
      ([.running: 2], []), ([.running: 1, .succeeded: 1], [.first]),
      ([.running: 1, .failed: 1], [.first, .firstFailure, .firstError]),
      ([.queued: 1, .cancelled: 1], [.first, .firstError]), ([.blocked: 1, .skipped: 1], [.first, .firstError]),
    ] as [([WireJobState: Int], [WireWaitUntil])])
  func aWaitIsOverWithWhatItWaitsFor(_ counts: [WireJobState: Int], _ over: [WireWaitUntil]) {
    for until in WireWaitUntil.allCases {
      #expect(batch(counts).isOver(until) == over.contains(until), "\(until)")
      #expect(batch(counts, done: true).isOver(until))
    }
  }

  @Test func resultsAndTheirCursorAreThereTogetherOrNotAtAll() throws {
    var view = batch([.succeeded: 1], done: true)
    #expect(!String(decoding: view.jsonBytes(), as: UTF8.self).contains("next_cursor"))
    view.results = []
    #expect(String(decoding: view.jsonBytes(), as: UTF8.self).hasSuffix(#""results":[],"next_cursor":null}"#))
    #expect(try BatchView(jsonBytes: view.jsonBytes()) == view)
  }
}
