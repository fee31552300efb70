// Batches as people read them: in a table, and one on a page of its own.

import JobWire
import Testing

@testable import jobctl

@Suite struct BatchTextTests {
  private static let batches = [
    BatchView(id: 4, open: true, size: 0, counts: StateCounts(), createdAt: JobSamples.ago(5)),
    BatchView(
      id: 3, name: "日本 night", failFast: true, cancelRequested: true, size: 10,
      counts: StateCounts([.succeeded: 6, .failed: 1, .running: 2, .skipped: 1]), firstFailure: 42,
      createdAt: JobSamples.ago(90)),
    BatchView(
      id: 2, done: true, size: 3, counts: StateCounts([.succeeded: 3]), createdAt: JobSamples.ago(7_200),
      finishedAt: JobSamples.ago(7_000)),
  ]

  @Test func batchesAreATable() throws {
    try TextSamples.check(
      "batches", BatchText.table(Self.batches, at: TextSamples.moment).lines(on: TextSamples.terminal))
  }

  @Test func aBatchTellsHowItStands() {
    let page = BatchText.lines(Self.batches[1], on: TextSamples.terminal, at: TextSamples.moment).joined(
      separator: "\n")
    for words in [
      "Batch 3  日本 night", "cancelling", "10: 2 running, 6 succeeded, 1 failed, 1 skipped", "job 42 failed first",
      "the first failure cancels the rest",
    ] { #expect(page.contains(words), "\(words)\n\(page)") }
  }

  @Test func theEndOfABatchHasItsWord() {
    var batch = Self.batches[2]
    #expect(BatchText.state(batch) == "done")
    batch.cancelRequested = true
    #expect(BatchText.state(batch) == "cancelled")
    batch.timedOut = true
    #expect(BatchText.state(batch) == "timed out")
  }
}
