// What every store does when it is said anew what a job runs, how, and what it shares with others: it runs so, and stands
// in the lines of what it has now.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceRewriteTests {
  private func patch(_ change: (inout JobPatch) -> Void) -> JobPatch {
    var patch = JobPatch()
    change(&patch)
    return patch
  }

  @Test(arguments: StoreKind.all) func whatIsClaimedIsWhatTheEditSays(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var new = NewJob(.exec(argv: ["old"]))
      new.process.environment = ["A": "1"]
      new.process.stdin = [1, 2, 3]
      new.submittedBy = "token:ci"
      let id = try await bench.insert(new)
      let edit = patch {
        $0.work = .exec(argv: ["new", "x"])
        $0.process.workingDirectory = .set("/srv")
      }
      #expect(try await bench.store.update(id, edit, now: bench.now).isDone)
      new.work = .exec(argv: ["new", "x"])
      new.process.workingDirectory = "/srv"
      let claimed = try #require(try await bench.claim().first)
      // Input, variables and submitter are as they were.
      #expect(claimed.spec.work == new.work && claimed.spec.process == new.process)
      #expect(claimed.spec.submittedBy == "token:ci")
    }
  }

  @Test(arguments: StoreKind.all) func whatIsClearedIsGoneAfterANewStart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(
        .noop {
          $0.work = .handler(name: "noop", payload: "[7]")
          $0.executor = "gpu"
          $0.graceMicros = 5
          $0.keepForMicros = 6
          $0.process.stdin = [1]
          $0.process.nice = 3
          $0.limit = LimitRule(key: "k", max: 1)
          $0.callbacks = [Callback(.url("https://example.org/"))]
        })
      let edit = patch {
        $0.work = .handler(name: nil, payload: .clear)
        ($0.executor, $0.graceMicros, $0.keepForMicros, $0.limit) = (.clear, .clear, .clear, .clear)
        ($0.process.stdin, $0.process.nice) = (.clear, .clear)
        $0.callbacks = []
      }
      #expect(try await bench.store.update(id, edit, now: bench.now).isDone)
      try await bench.reopen()
      let detail = try #require(try await bench.store.detail(id))
      #expect(detail.spec == .noop() && detail.callbacks.isEmpty)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func workOfAnotherKindIsRefusedByItsField(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      let before = try await bench.store.detail(id)
      let edits: [(WorkEdit, String)] = [
        (.exec(argv: ["a"]), "argv"), (.shell("a"), "shell"), (.http(HTTPWork(url: "http://localhost/")), "http"),
      ]
      for (work, field) in edits {
        let answer = try await bench.store.update(id, patch { $0.work = work }, now: bench.now)
        #expect(answer.faults.map(\.field) == [field])
      }
      let command = try await bench.insert(NewJob(.shell("a")))
      let executor = try await bench.store.update(command, patch { $0.executor = .set("gpu") }, now: bench.now)
      #expect(executor.faults.map(\.field) == ["executor"])
      var external = NewJob(.external)
      external.holds = true
      let outside = try await bench.insert(external)
      let directory = patch { $0.process.workingDirectory = .set("/") }
      #expect(try await bench.store.update(outside, directory, now: bench.now).faults.map(\.field) == ["cwd"])
      #expect(try await bench.store.detail(id) == before)
    }
  }

  @Test(arguments: StoreKind.all) func jobOfAnotherExecutorStandsInItsLane(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.executor = "busy" })
      #expect(try await claim(bench).isEmpty)
      #expect(try await bench.store.update(id, patch { $0.executor = .set("free") }, now: bench.now).isDone)
      #expect(try await claim(bench) == [id])
    }
  }

  /// What is taken if only one of the pools has room.
  private func claim(_ bench: StoreBench) async throws -> [JobID] {
    let (store, now) = (bench.store, bench.now)
    let room = ClaimRoom(slots: 5, pools: ["busy": 0, "free": 1])
    let claim = Task.immediate { try await store.claim(room, order: 0, now: now) }
    store.withdrawClaim()
    return try await claim.value.map(\.id)
  }

  @Test(arguments: StoreKind.all, [JobState.queued, .held, .scheduled, .retrying])
  func limitIsThatOfTheNewKey(_ kind: StoreKind, _ state: JobState) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.start(.noop { $0.limit = LimitRule(key: "taken", max: 1) })
      let id = try await bench.put(in: state) { $0.limit = LimitRule(key: "old", max: 1) }
      let other = try await bench.insert(.noop { $0.limit = LimitRule(key: "old", max: 1) })
      let edit = patch { $0.limit = .set(LimitRule(key: "taken", max: 1)) }
      #expect(try await bench.store.update(id, edit, now: bench.now).isDone)
      try await makeReady(id, state, bench)
      // The old key has room for the other one, and the new one has none.
      #expect(try await bench.claim(3).map(\.id) == [other])
      #expect(try await bench.store.update(id, patch { $0.limit = .clear }, now: bench.now).isDone)
      #expect(try await bench.claim(3).map(\.id) == [id])
      try await bench.reopen()
      #expect(try await bench.store.detail(id)?.spec.limit == nil)
    }
  }

  private func makeReady(_ id: JobID, _ state: JobState, _ bench: StoreBench) async throws {
    switch state {
    case .held: #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
    case .queued: break
    default: #expect(try await bench.store.move(id, .run, now: bench.now).isDone)
    }
  }

  @Test(arguments: StoreKind.all) func weightIsThatOfTheEdit(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var change = QueueChange()
      change.slots = .set(3)
      _ = try await bench.store.setQueue("default", change, now: bench.now)
      let jobs = try await bench.insert([.noop(), .noop()]).map(\.id)
      #expect(try await bench.store.update(jobs[0], patch { $0.slotsNeeded = 3 }, now: bench.now).isDone)
      let first = try await bench.claim(3)
      #expect(first.map(\.id) == [jobs[0]])
      for job in first { try await bench.end(job, .exited(code: 0)) }
      #expect(try await bench.claim(3).map(\.id) == [jobs[1]])
      try await bench.reopen()
      #expect(try await bench.store.detail(jobs[0])?.spec.slotsNeeded == 3)
    }
  }

  @Test(arguments: StoreKind.all) func newCallbacksAreCalledAndNoOthers(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (old, new) = (Callback(.url("https://example.org/old")), Callback(.url("https://example.org/new")))
      let jobs = try await bench.insert([.noop { $0.callbacks = [old] }, .noop()]).map(\.id)
      for id in jobs {
        #expect(try await bench.store.update(id, patch { $0.callbacks = [new] }, now: bench.now).isDone)
      }
      for job in try await bench.claim(2) { try await bench.end(job, .exited(code: 0)) }
      for id in jobs {
        let detail = try #require(try await bench.store.detail(id))
        #expect(detail.callbacks.map(\.callback) == [new] && detail.callbacks.map(\.state) == [.due])
      }
    }
  }

  @Test(arguments: StoreKind.all) func jobThatIsNotAsItWasSeenStaysSo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      var edit = patch { $0.process.environment = ["A": "1"] }
      edit.seenRev = try await bench.job(id).rev
      #expect(try await bench.store.update(id, patch { $0.name = .set("n") }, now: bench.now).isDone)
      guard case .changedMeanwhile = try await bench.store.update(id, edit, now: bench.now) else {
        Issue.record("an edit was made of what is not so any more")
        return
      }
      edit.seenRev = try await bench.job(id).rev
      #expect(try await bench.store.update(id, edit, now: bench.now).isDone)
      #expect(try await bench.store.detail(id)?.spec.process.environment == ["A": "1"])
    }
  }

  @Test(arguments: StoreKind.all) func commandOfAnotherUserStaysThatOfItsUser(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(
        .noop {
          $0.executor = Lane.remoteExecutor
          $0.runAs = "ann"
        })
      // It would run as jobd itself.
      let here = try await bench.store.update(id, patch { $0.executor = .clear }, now: bench.now)
      #expect(here.faults.map(\.field) == ["handler"])
      let command = patch { $0.callbacks = [Callback(.command(["a"]))] }
      #expect(try await bench.store.update(id, command, now: bench.now).faults.map(\.field) == ["callbacks[0].argv"])
      #expect(try await bench.store.update(id, patch { $0.graceMicros = .set(1) }, now: bench.now).isDone)
      #expect(try await bench.store.detail(id)?.spec.runAs == "ann")
    }
  }
}

extension VerbAnswer {
  /// What was wrong with it; empty if it was done, or refused for something else.
  fileprivate var faults: [FieldFault] {
    if case .invalid(let faults) = self { faults } else { [] }
  }
}
