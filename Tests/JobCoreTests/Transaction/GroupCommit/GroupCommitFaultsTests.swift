// An end that breaks a rule of the schema is a defect and not a matter of the disk: it is not tried for ever, and its
// job does not run for ever without a word.

import CSQLite
import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupCommitFaultsTests {
  /// A rule that the schema does not have.
  private func plant(_ rule: String, _ bench: StoreBench) throws {
    let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
    try database.execute(
      """
      CREATE TABLE planted (n INTEGER CONSTRAINT planted CHECK (n > 0));
      CREATE TRIGGER breaks \(rule) BEGIN INSERT INTO planted VALUES (0); END
      """)
  }

  private func end(_ job: ClaimedJob, _ bench: StoreBench) -> Task<Bool, any Error> {
    let transition = bench.transition(job, .returned(result: [0x31]))
    let (store, now) = (bench.store, bench.now)
    return Task { try await store.apply(transition, now: now) }
  }

  @Test func jobWhoseEndCannotBeWrittenFailsAndSaysWhy() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      try plant("BEFORE INSERT ON attempt WHEN NEW.result IS NOT NULL", bench)
      let ending = end(job, bench)
      try await eventually("the job ends") {
        try await bench.state(job.id) == .failed
      }
      #expect(try await ending.value)
      let failure = try #require(try await bench.job(job.id).failure)
      #expect(failure.code == "unrecorded" && failure.message.contains("planted"))
      #expect(try bench.writer.unrecordedEnds.isEmpty)
    }
  }

  @Test func endThatCannotBeWrittenAtAllIsGivenUpAndNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start()
      try plant("BEFORE UPDATE ON job WHEN NEW.state >= 6", bench)
      let ending = end(job, bench)
      try await eventually("the end is tried for ever") {
        try bench.writer.unrecordedEnds.map(\.job) == [job.id]
      }
      await #expect(throws: StoreError.self) { _ = try await ending.value }
      #expect(try await bench.state(job.id) == .running)
    }
  }

  @Test func endIsRecordedThoughItsFollowUpCannotBeRead() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      let ill = try await bench.follow([parent.id])
      try bench.makeUnreadable(ill)
      #expect(try await bench.end(parent, .exited(code: 0)))
      #expect(try await bench.state(parent.id) == .succeeded)
      #expect(try bench.writer.unrecordedEnds.isEmpty)
      // The next start tries it again.
      try bench.database?.execute("UPDATE job SET reason = NULL WHERE id = \(ill)")
      try await bench.reopen()
      try await eventually { try await bench.state(ill) == .queued }
    }
  }

  /// Those that it asks for itself: what is named by one of them is a matter of that one.
  @Test func endIsRecordedThoughAFollowUpItAsksForNamesOneThatCannotBeRead() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      let ill = try await bench.insert(
        .noop {
          $0.holds = true
          $0.unique = UniqueRule(key: "k")
        })
      try bench.makeUnreadable(ill)
      var end = bench.transition(parent, .exited(code: 0))
      end.followUps = [
        FollowUp(.noop { $0.after = [Dependency(.job(ill))] }), FollowUp(.noop { $0.unique = UniqueRule(key: "k") }),
        FollowUp(.noop { $0.name = "well" }),
      ]
      #expect(try await bench.store.apply(end, now: bench.now))
      #expect(try await bench.state(parent.id) == .succeeded)
      let refused = bench.told.all.flatMap(\.refusedFollowUps)
      #expect(refused.map(\.parent) == [parent.id, parent.id])
      #expect(refused.allSatisfy { if case .store(.unreadable) = $0.fault { true } else { false } })
      #expect(try await bench.claim(8).map(\.name) == ["well"])
    }
  }

  @Test func endIsRecordedThoughTheFollowUpsItAsksForWouldBreakARule() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      try plant("BEFORE INSERT ON job WHEN NEW.priority = 7", bench)
      var end = bench.transition(parent, .exited(code: 0))
      end.followUps = [FollowUp(.noop { $0.priority = 7 })]
      #expect(try await bench.store.apply(end, now: bench.now))
      #expect(try await bench.state(parent.id) == .succeeded)
      #expect(try bench.writer.unrecordedEnds.isEmpty)
      #expect(try await bench.claim(8).isEmpty)
    }
  }

  @Test func endIsRecordedThoughWhoIsNextOfItsLimitKeyCannotBeRead() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let limited = NewJob.noop { $0.limit = LimitRule(key: "k", max: 1) }
      let first = try await bench.start(limited)
      try bench.makeUnreadable(try await bench.insert(limited))
      #expect(try await bench.end(first, .exited(code: 0)))
      #expect(try await bench.state(first.id) == .succeeded)
      // Nor does it hold up anybody else, of its key or not.
      #expect(try await bench.claim().isEmpty)
      let others = try await bench.insert([limited, .noop()]).map(\.id)
      #expect(try await bench.claim(8).map(\.id) == others)
    }
  }

  @Test func aBrokenRuleOfTheSchemaIsNoMatterOfTheDisk() throws {
    for code in [SQLITE_CONSTRAINT | (1 << 8), SQLITE_CONSTRAINT | (8 << 8), SQLITE_MISMATCH, SQLITE_TOOBIG] {
      let error = SQLiteFailure.error(code: code, on: nil, statement: "s")
      #expect(!error.mayPass && !error.isOfTheDisk, "\(error)")
    }
  }
}
