// An end whose follow-ups are too many for its transaction: none of them is forgotten, whatever happens meanwhile, and all
// are decided by that end.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SettlementTests {
  private static let count = 400

  /// A parent that runs, follow-ups of its success, and a store whose transactions are short.
  private func withParent(
    _ body: (StoreBench, ClaimedJob, [JobID], RawDatabase) async throws -> Void
  ) async throws {
    try await StoreKind.brief.withStore { bench async throws in
      let parent = try await bench.start()
      let after = [Dependency(.job(parent.id))]
      let children = try await bench.insert((0..<Self.count).map { _ in .noop { $0.after = after } }).map(\.id)
      try await body(bench, parent, children, try RawDatabase("\(bench.directory.path)/jobd.sqlite"))
    }
  }

  /// From now on nothing is decided about follow-ups from this one on.
  private func hold(_ database: RawDatabase, from child: JobID) throws {
    try database.execute(
      """
      CREATE TRIGGER held BEFORE UPDATE ON edge WHEN NEW.child_id >= \(child.value)
      BEGIN SELECT RAISE(ABORT, 'held'); END
      """)
  }

  private func letGo(_ database: RawDatabase) throws {
    try database.execute("DROP TRIGGER held")
  }

  private func expectStates(
    _ bench: StoreBench, _ ids: [JobID], _ state: JobState, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("all are \(state.name)", sourceLocation: sourceLocation) {
      try await bench.store.states(ids).values.allSatisfy { $0 == state }
    }
  }

  @Test func restIsDecidedAfterARestart() async throws {
    try await withParent { bench, parent, children, database in
      try hold(database, from: children[200])
      try await bench.end(parent, .exited(code: 0))
      try await eventually { try await bench.store.states([children[100]]) == [children[100]: .queued] }
      #expect(try await bench.store.states([children[300]]) == [children[300]: .blocked])
      #expect(try database.texts("SELECT parent_id, is_success FROM settlement") == ["\(parent.id)|1"])
      try await bench.reopen()
      try letGo(database)
      try await bench.store.ping()
      try await expectStates(bench, children, .queued)
      try await eventually { try database.texts("SELECT count(*) FROM settlement") == ["0"] }
    }
  }

  @Test func parentThatRunsAgainMeanwhileDecidesNothingTwice() async throws {
    try await withParent { bench, parent, children, database in
      try hold(database, from: children[200])
      try await bench.end(parent, .exited(code: 1))
      try await eventually { try await bench.store.states([children[100]]) == [children[100]: .skipped] }
      #expect(try await bench.store.move(parent.id, .retry, now: bench.now).isDone)
      // Who comes now hears of the end that is being told.
      let late = try await bench.follow([parent.id])
      #expect(try await bench.state(late) == .skipped)
      try await bench.finish(parent.id)
      #expect(try await bench.state(children[300]) == .blocked)
      try letGo(database)
      try await expectStates(bench, children, .skipped)
      try await eventually { try database.texts("SELECT count(*) FROM settlement") == ["0"] }
      let next = try await bench.follow([parent.id])
      #expect(try await bench.state(next) == .queued)
    }
  }

  @Test func whatIsCancelledOrGivenOtherParentsMeanwhileStaysSo() async throws {
    try await withParent { bench, parent, children, database in
      try hold(database, from: children[200])
      try await bench.end(parent, .exited(code: 0))
      try await eventually { try await bench.store.states([children[100]]) == [children[100]: .queued] }
      _ = try await bench.store.cancel(children[300], CancelOptions(), now: bench.now)
      let other = try await bench.insert(.noop { $0.holds = true })
      var patch = JobPatch()
      patch.after = [Dependency(.job(other))]
      #expect(try await bench.store.update(children[301], patch, now: bench.now).isDone)
      // Its follow-ups still want it.
      guard case .needed = try await bench.store.delete(parent.id, now: bench.now) else {
        throw Unexpected(what: "the parent was removed")
      }
      try letGo(database)
      try await expectStates(bench, [children[200], children[399]], .queued)
      #expect(
        try await bench.store.states([children[300], children[301]]).values.sorted { $0.rawValue < $1.rawValue }
          == [.blocked, .cancelled])
    }
  }

  /// It would break the rule each time.
  @Test func endWhoseFollowUpsCannotBeDecidedHoldsUpNoOther() async throws {
    try await withParent { bench, parent, children, database in
      try await bench.insert(.noop { $0.priority = 77 })
      let ill = try await bench.insert(
        .noop {
          $0.priority = 77
          $0.after = [Dependency(.job(parent.id))]
        })
      let other = try await bench.insert(.noop { $0.priority = 100 })
      let after = [Dependency(.job(other))]
      let others = try await bench.insert((0..<Self.count).map { _ in .noop { $0.after = after } }).map(\.id)
      // No second job of this priority can be queued.
      try database.execute("CREATE UNIQUE INDEX one ON job(priority) WHERE state = 3 AND priority = 77")
      try await bench.end(parent, .exited(code: 0))
      try await eventually("it is set aside") {
        try await bench.writer.perform { context throws(StoreError) in context.course.setAside.settlements.count } == 1
      }
      try await bench.finish(other)
      try await expectStates(bench, others, .queued)
      #expect(try await bench.state(ill) == .blocked)
      try await eventually { try database.texts("SELECT parent_id FROM settlement") == ["\(parent.id)"] }
      // Nobody comes back to it again and again.
      let isPlanned = try await bench.writer.perform { context throws(StoreError) in
        context.ledger.backlog.isSettlementPlanned
      }
      #expect(!isPlanned)
      try database.execute("DROP INDEX one")
      try await bench.reopen()
      try await bench.store.ping()
      try await expectStates(bench, children + [ill], .queued)
    }
  }

  @Test func followUpThatCannotBeReadHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      let after = [Dependency(.job(parent.id))]
      let children = try await bench.insert((0..<4).map { _ in .noop { $0.after = after } }).map(\.id)
      for ill in children[1...2] { try bench.makeUnreadable(ill) }
      #expect(try await bench.end(parent, .exited(code: 0)))
      try await bench.settle()
      try await expectStates(bench, [children[0], children[3]], .queued)
      try await expectStates(bench, [children[1], children[2]], .blocked)
      // The next start tries it again.
      try bench.database?.execute("UPDATE job SET reason = NULL WHERE reason = 99")
      try await bench.reopen()
      try await bench.store.ping()
      try await expectStates(bench, children, .queued)
    }
  }

  @Test func batchIsDoneOnlyWhenTheLastOfItsMembersIs() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      let parent = try await bench.start()
      let after = [Dependency(.job(parent.id))]
      let (id, members) = try await bench.batch((0..<Self.count).map { _ in .noop { $0.after = after } })
      let child = try await bench.insert(.noop { $0.after = [Dependency(.batch(id), on: .failure)] })
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try hold(database, from: members[200])
      try await bench.end(parent, .exited(code: 1))
      try await eventually { try await bench.store.states([members[100]]) == [members[100]: .skipped] }
      #expect(try await !bench.batch(id).isDone)
      try await bench.reopen()
      #expect(try await bench.state(child) == .blocked)
      try letGo(database)
      try await eventually { try await bench.batch(id).isDone }
      #expect(try await bench.batch(id).counts == [.skipped: Self.count])
      #expect(try await bench.job(members[Self.count - 1]).finishedAt == bench.now)
      try await expectStates(bench, [child], .queued)
    }
  }
}
