// Ends of attempts on their way to the disk: kept until they are written, and replaced if no disk would take them;
// those that somebody elsewhere has told of are that one's to say again.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupCommitEndsTests {
  private let bench = WriterBench()

  /// Records it as it is, unless it is one of those that break a rule; notes what it was called with.
  private func record(_ end: Transition, breaking: Set<JobState> = [], _ seen: Noted<[JobState]>) async throws -> Bool {
    try await bench.writer.perform(end: end, at: .noon) { tx, end throws(StoreError) in
      seen.change { $0.append(end.next) }
      if breaking.contains(end.next) { throw .illegal(statement: "test", message: "a broken rule") }
      return try Apply.end(end, tx)
    }
  }

  @Test func endIsRecordedOnceAndStaleAfterThat() async throws {
    let end = bench.end(of: try bench.rules.start())
    let seen = Noted<[JobState]>([])
    #expect(try await record(end, seen))
    #expect(try await !record(end, seen))
    bench.settle()
    #expect(try bench.rules.state(end.fence.job) == .succeeded)
  }

  @Test func endThatBreaksARuleIsReplacedByAFailure() async throws {
    let end = bench.end(of: try bench.rules.start())
    let seen = Noted<[JobState]>([])
    #expect(try await record(end, breaking: [.succeeded], seen))
    bench.settle()
    #expect(seen.value == [.succeeded, .failed])
    let shown = try bench.rules.run { tx in try Shown.job(end.fence.job, tx) }
    #expect(shown?.state == .failed && shown?.failure?.code == "unrecorded")
    #expect(bench.lines.value.first?.metadata[LogKeys.jobID] == "\(end.fence.job)")
  }

  @Test func endThatCannotBeReplacedEitherIsGivenUp() async throws {
    let end = bench.end(of: try bench.rules.start())
    let seen = Noted<[JobState]>([])
    await #expect(throws: StoreError.illegal(statement: "test", message: "a broken rule")) {
      _ = try await record(end, breaking: [.succeeded, .failed], seen)
    }
    #expect(seen.value == [.succeeded, .failed] && bench.stalledCount == 0)
    #expect(bench.writer.unrecordedEnds.map(\.job) == [end.fence.job])
  }

  @Test func endWaitsForTheDisk() async throws {
    let end = bench.end(of: try bench.rules.start())
    let seen = Noted<[JobState]>([])
    bench.disk.script.change { $0.isFull = true }
    let (writer, transition) = (bench.writer, end)
    let ending = Task.immediate {
      try await writer.perform(end: transition, at: .noon) { tx, end throws(StoreError) in
        seen.change { $0.append(end.next) }
        return try Apply.end(end, tx)
      }
    }
    #expect(bench.stalledCount == 1)
    bench.disk.script.change { $0.isFull = false }
    // With the first thing that is written it is tried again.
    try await bench.writer.perform { tx throws(StoreError) in tx.changes.touches += 1 }
    #expect(try await ending.value)
    #expect(bench.stalledCount == 0 && Set(seen.value) == [.succeeded])
  }

  // MARK: Elsewhere

  /// Attempts of remote workers, with what they are to say of them.
  private func endings(_ count: Int, _ rules: RuleBench) throws -> [RemoteEnding] {
    _ = try rules.insert((0..<count).map { _ in .far() })
    var request = ClaimRequest(claimedBy: "token:worker")
    (request.handlers, request.max) = (["far"], count)
    let claims = try rules.run { [request] tx in
      var line = WishLine(request)
      return try line.claims(for: request, tx)
    }
    try #require(claims.count == count)
    return claims.map { RemoteEnding(fence: $0.fence, end: .completed(result: nil), fingerprint: [1]) }
  }

  @Test func oneTransactionEndsAsManyAsItTakes() async throws {
    let bench = WriterBench(RuleBench(workMax: 60))
    let endings = try endings(20, bench.rules)
    let answers = try await bench.writer.end(endings[...], at: .noon)
    #expect((1..<20).contains(answers.count))
    bench.settle()
    for (index, ending) in endings.enumerated() {
      let isEnded = index < answers.count
      #expect(try bench.rules.state(ending.fence.job) == (isEnded ? .succeeded : .running), "\(index)")
    }
  }

  /// Its worker says it again, and would have it kept once more each time.
  @Test func endFromElsewhereDoesNotWaitForTheDisk() async throws {
    let endings = try endings(2, bench.rules)
    bench.disk.script.change { $0.isFull = true }
    await #expect(throws: ScriptedDisk.full) { _ = try await bench.writer.end(endings[...], at: .noon) }
    #expect(bench.stalledCount == 0)
    bench.disk.script.change { $0.isFull = false }
    let answers = try await bench.writer.end(endings[...], at: .noon)
    #expect(answers.count == 2)
  }
}
