// What every store does with edits: which fields may change in which state, and what follows from them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceUpdateTests {
  /// One edit of every field, by itself.
  private static func patches(_ now: Timestamp) -> [(name: String, patch: JobPatch, isForRunning: Bool)] {
    var all: [(String, JobPatch, Bool)] = []
    func add(_ name: String, _ isForRunning: Bool, _ change: (inout JobPatch) -> Void) {
      var patch = JobPatch()
      change(&patch)
      all.append((name, patch, isForRunning))
    }
    add("name", true) { $0.name = .set("new") }
    add("tags", true) { $0.tags = ["n": "w"] }
    add("timeout", true) { $0.timeoutMicros = .set(77) }
    add("deadline", true) { $0.deadline = .set(now + 9_000_000) }
    add("priority", true) { $0.priority = 9 }
    add("queue", false) { $0.queue = "elsewhere" }
    add("start", false) { $0.start = .after(micros: 3_000_000) }
    add("retry", false) { $0.retry = .attempts(7) }
    add("work", false) { $0.work = .handler(name: "other", payload: .set("[1]")) }
    add("executor", false) { $0.executor = .set("gpu") }
    add("grace", false) { $0.graceMicros = .set(3) }
    add("keep_for", false) { $0.keepForMicros = .set(4) }
    add("shield", false) { $0.isShielded = true }
    add("slots_needed", false) { $0.slotsNeeded = 2 }
    add("limit", false) { $0.limit = .set(LimitRule(key: "new", max: 2)) }
    add("callbacks", false) { $0.callbacks = [Callback(.url("https://example.org/new"))] }
    add("process", false) { $0.process = process }
    return all
  }

  private static var process: ProcessEdit {
    var edit = ProcessEdit()
    edit.workingDirectory = .set("/srv")
    edit.environment = ["A": "1"]
    edit.clearsEnvironment = true
    edit.umask = .set(0o22)
    edit.nice = .set(5)
    edit.stdin = .set([1, 2])
    edit.mergesStderr = true
    edit.logLimitBytes = .set(1 << 20)
    return edit
  }

  @Test(arguments: StoreKind.all, StoreBench.reachable)
  func eachFieldChangesInItsStatesOnly(_ kind: StoreKind, _ state: JobState) async throws {
    for (name, patch, isForRunning) in Self.patches(.noon) {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        let before = try await bench.store.detail(id)
        let answer = try await bench.store.update(id, patch, now: bench.now)
        let after = try #require(try await bench.store.detail(id))
        if state.isTerminal || (state == .running && !isForRunning) {
          #expect(answer.refusal == state && after == before, "\(name)")
          return
        }
        #expect(answer.isDone, "\(name)")
        Self.expect(after, shows: patch, in: state)
        let parents = state == .blocked ? 1 : 0
        #expect(try await bench.counts().values.reduce(0, +) == 1 + parents, "\(name)")
        #expect(try await bench.counts()[after.job.state] == 1, "\(name)")
      }
    }
  }

  private static func expect(_ detail: JobDetail, shows patch: JobPatch, in state: JobState) {
    let job = detail.job
    if patch.name != nil { #expect(job.name == "new") }
    if let tags = patch.tags { #expect(job.tags == tags && detail.spec.tags == tags) }
    if patch.timeoutMicros != nil { #expect(detail.spec.timeoutMicros == 77) }
    if case .set(let deadline) = patch.deadline { #expect(detail.spec.deadline == deadline) }
    if let priority = patch.priority { #expect(job.priority == priority) }
    if let queue = patch.queue { #expect(job.queue == queue) }
    if let retry = patch.retry { #expect(job.maxAttempts == 7 && detail.spec.retry == retry) }
    expectWork(detail, of: patch)
    if patch.start != nil {
      #expect(job.runAt == Timestamp.noon + 3_000_000)
      #expect(job.state == (state == .queued ? .scheduled : state))
    } else {
      #expect(job.state == state)
    }
  }

  /// What it does and how is as it was, or as the edit says.
  private static func expectWork(_ detail: JobDetail, of patch: JobPatch) {
    let spec = detail.spec
    #expect(spec.work == .handler(name: patch.work == nil ? "noop" : "other", payload: patch.work == nil ? nil : "[1]"))
    #expect(spec.executor == patch.executor?.value && spec.graceMicros == patch.graceMicros?.value)
    #expect(spec.keepForMicros == patch.keepForMicros?.value && spec.isShielded == (patch.isShielded ?? false))
    #expect(spec.slotsNeeded == patch.slotsNeeded ?? 1 && spec.limit == patch.limit?.value)
    #expect(spec.process == patch.process.applied(to: ProcessOptions()))
    if let callbacks = patch.callbacks { #expect(detail.callbacks.map(\.callback) == callbacks) }
  }

  @Test(arguments: StoreKind.all) func fieldsAreCleared(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(
        .noop {
          $0.name = "n"
          $0.timeoutMicros = 5
          $0.deadline = bench.now + 100
          $0.tags = ["a": "b"]
        })
      var patch = JobPatch()
      patch.name = .clear
      patch.timeoutMicros = .clear
      patch.deadline = .clear
      patch.tags = [:]
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
      let detail = try #require(try await bench.store.detail(id))
      #expect(detail.spec == .noop())
      #expect(detail.job.name == "job-\(id)")
      #expect(bench.told.nextDue == nil)
      var filter = JobFilter()
      filter.tags = ["a": "b"]
      #expect(try await bench.store.ids(filter, limit: 10, after: nil).isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func jobMadeReadyByAnEditIsClaimedAndHasNoReason(_ kind: StoreKind) async throws {
    for state in [JobState.scheduled, .retrying] {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        var patch = JobPatch()
        patch.start = .now
        patch.queue = "other"
        let isPaused = QueueSettings(isPaused: true)
        try await bench.store.setQueue("other", isPaused, now: bench.now)
        #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
        #expect(try await bench.job(id).state == .queued)
        #expect(try await bench.job(id).reason == nil, "a queued job explains nothing")
        let waiting = bench.beginClaim()
        try await bench.store.setQueue("other", QueueSettings(), now: bench.now)
        #expect(try await waiting.value.map(\.id) == [id])
      }
    }
  }

  @Test(arguments: StoreKind.all) func editOfARunningJobTellsItsLimits(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(
        .noop {
          $0.timeoutMicros = 5
          $0.deadline = bench.now + 50
        })
      bench.told.clear()
      var patch = JobPatch()
      patch.timeoutMicros = .set(9)
      _ = try await bench.store.update(claimed.id, patch, now: bench.now)
      patch = JobPatch()
      patch.deadline = .clear
      _ = try await bench.store.update(claimed.id, patch, now: bench.now)
      patch = JobPatch()
      patch.name = .set("n")
      _ = try await bench.store.update(claimed.id, patch, now: bench.now)
      #expect(
        bench.told.all.flatMap(\.limits) == [
          LimitChange(fence: claimed.fence, timeoutMicros: 9, deadline: bench.now + 50),
          LimitChange(fence: claimed.fence, timeoutMicros: 9, deadline: nil),
        ])
    }
  }

  @Test(arguments: StoreKind.all, StoreBench.reachable.filter { !$0.isTerminal })
  func editIsNoEventUnlessTheJobMoves(_ kind: StoreKind, _ state: JobState) async throws {
    for (name, patch, isForRunning) in Self.patches(.noon) where isForRunning || state != .running {
      try await kind.withStore { bench async throws in
        // Its limit key makes the writer keep more of it in memory.
        let id = try await bench.put(in: state) { $0.limit = LimitRule(key: "k", max: 1) }
        let before = try await bench.job(id)
        bench.told.clear()
        #expect(try await bench.store.update(id, patch, now: bench.now).isDone, "\(name)")
        let after = try await bench.job(id)
        let hasMoved = after.state != before.state || after.queue != before.queue
        #expect(bench.told.events.count == (hasMoved ? 1 : 0), "\(name)")
      }
    }
  }

  @Test(arguments: StoreKind.all) func editedJobOfALimitKeyKeepsItsPlaceInLine(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jobs = try await bench.insert((0..<3).map { _ in .noop { $0.limit = LimitRule(key: "k", max: 1) } }).map(\.id)
      var patch = JobPatch()
      patch.priority = 5
      #expect(try await bench.store.update(jobs[2], patch, now: bench.now).isDone)
      patch.priority = -5
      #expect(try await bench.store.update(jobs[0], patch, now: bench.now).isDone)
      for id in [jobs[2], jobs[1], jobs[0]] {
        let claimed = try await bench.claim(3)
        #expect(claimed.map(\.id) == [id])
        for job in claimed { try await bench.end(job, .exited(code: 0)) }
      }
    }
  }

  @Test(arguments: StoreKind.all) func raisedPriorityAndMovedQueueChangeTheOrder(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let jobs = try await bench.insert([.noop(), .noop(), .noop()]).map(\.id)
      var patch = JobPatch()
      patch.priority = 5
      _ = try await bench.store.update(jobs[2], patch, now: bench.now)
      patch = JobPatch()
      patch.queue = "other"
      _ = try await bench.store.update(jobs[0], patch, now: bench.now)
      #expect(try await bench.claim(3).map(\.id) == [jobs[2], jobs[0], jobs[1]])
      let counts = try await bench.store.queues().reduce(into: [:]) { $0[$1.name] = $1.counts }
      #expect(counts == ["default": [.running: 2], "other": [.running: 1]])
    }
  }

  @Test(arguments: StoreKind.all) func attemptsCannotBeEditedBelowThoseUsed(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.put(in: .retrying)
      let before = try await bench.store.detail(id)
      var patch = JobPatch()
      patch.retry = .attempts(1)
      patch.name = .set("new")
      guard case .attemptsUsed(1) = try await bench.store.update(id, patch, now: bench.now) else {
        Issue.record("a rule that leaves no attempt was taken")
        return
      }
      #expect(try await bench.store.detail(id) == before)
      patch.retry = .attempts(2)
      #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
      #expect(try await bench.job(id).maxAttempts == 2)
    }
  }

  /// What is to start now has no time at which it is to start, whatever it had.
  @Test(arguments: StoreKind.all, [JobState.scheduled, .queued, .retrying, .held])
  func aStartThatIsNowLeavesNoDueTime(_ kind: StoreKind, _ state: JobState) async throws {
    let past: [StartRule] = [.now, .at(.noon - 1), .after(micros: 0)]
    for start in past {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        if state == .queued {
          // One whose time had come.
          var late = JobPatch()
          late.start = .after(micros: 5)
          #expect(try await bench.store.update(id, late, now: bench.now).isDone)
          #expect(try await bench.store.move(id, .run, now: bench.now).isDone)
          #expect(try await bench.job(id).runAt == nil)
        }
        var patch = JobPatch()
        patch.start = start
        #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
        let detail = try #require(try await bench.store.detail(id))
        #expect(detail.job.runAt == nil && detail.spec.start == .now, "\(state) \(start)")
        #expect(detail.job.state == (state == .held ? .held : .queued))
      }
    }
  }

  @Test(arguments: StoreKind.all) func priorityOfARunningJobIsThatOfItsNextAttempt(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(.noop { $0.retry = .attempts(2, pauseMicros: 0) })
      var patch = JobPatch()
      patch.priority = 5
      #expect(try await bench.store.update(claimed.id, patch, now: bench.now).isDone)
      #expect(try await bench.job(claimed.id).state == .running)
      let other = try await bench.insert()
      #expect(try await bench.end(claimed, .exited(code: 1)))
      _ = try await bench.store.move(claimed.id, .run, now: bench.now)
      #expect(try await bench.claim(2).map(\.id) == [claimed.id, other])
    }
  }
}

extension QueueSettings {
  init(isPaused: Bool) {
    self.init()
    self.isPaused = isPaused
  }
}
