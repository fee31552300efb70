// Cancel in the transaction in which other things are done to the same job.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CancelVerbTests {
  private func options(_ reason: String) -> CancelOptions {
    var options = CancelOptions()
    options.reason = reason
    return options
  }

  @Test func reasonIsThatOfTheLastCancelThatDidSomething() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert()
      let (first, second) = (options("first"), options("second"))
      let answers = try await bench.writer.perform { tx throws(StoreError) in
        [try CancelVerb.job(id, first, tx), try CancelVerb.job(id, second, tx)]
      }
      #expect(answers[0].value?.state == .cancelled)
      #expect(answers[1].refusal == .cancelled)
      #expect(try await bench.job(id).failure?.message == "first")
    }
  }

  @Test func runningJobIsToldOnceAndForceShortensItsGrace() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      var forced = CancelOptions()
      forced.isForced = true
      let again = forced
      _ = try await bench.writer.perform { tx throws(StoreError) in
        [try CancelVerb.job(job.id, CancelOptions(), tx), try CancelVerb.job(job.id, again, tx)]
      }
      #expect(bench.told.all.flatMap(\.stops).map(\.graceMicros) == [nil, 0])
    }
  }

  @Test func cancelThatWasToldBeforeIsOnlyNotedOfAnAttemptThatHasEnded() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      try await bench.end(job, .returned(result: nil))
      let told = options("told")
      try await bench.writer.perform { tx throws(StoreError) in
        try CancelVerb.record(job.id, start: 1, boot: nil, told, tx)
        try CancelVerb.record(job.id, start: 2, boot: nil, told, tx)
      }
      let stored = try await bench.job(job.id)
      #expect(stored.state == .succeeded && stored.isCancelRequested && stored.failure == nil)
    }
  }

  /// A power cut may take a start along that a cancel was told to; another boot gives its number to another one.
  @Test func cancelThatWasToldToAnAttemptOfAnotherBootIsNotNoted() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let fence = try await bench.start().fence
      let told = options("told")
      for (boot, isNoted) in [(fence.boot + 1, false), (fence.boot, true)] {
        try await bench.writer.perform { tx throws(StoreError) in
          try CancelVerb.record(fence.job, start: fence.start, boot: boot, told, tx)
        }
        #expect(try await bench.job(fence.job).isCancelRequested == isNoted)
      }
    }
  }
}
