// Random verbs against a store and against a dictionary that follows the state machine: both must agree at every step.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreModelTests {
  @Test(arguments: StoreKind.all + [.brief], [UInt64.random(in: .min ... .max), 1, 42])
  func storeAgreesWithTheModel(_ kind: StoreKind, _ seed: UInt64) async throws {
    try await kind.withStore { bench async throws in
      var model = StoreModel(seed: seed)
      for step in 0..<1_500 {
        let verb = try await model.step(bench)
        if kind.name == StoreKind.brief.name { try await bench.settle() }
        if let difference = try await model.difference(bench, isThorough: step % 100 == 0) {
          Issue.record("seed \(seed), step \(step), \(verb): \(difference)")
          return
        }
      }
      let counts = try await bench.counts()
      try await bench.reopen()
      #expect(try await bench.counts() == counts, "seed \(seed)")
      await bench.store.close()
      if let database = try bench.database {
        #expect(try database.texts("PRAGMA integrity_check") == ["ok"], "seed \(seed)")
        let rows = try database.texts("SELECT state || ':' || count(*) FROM job GROUP BY state ORDER BY state")
        let kept = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue):\($0.value)" }
        #expect(rows == kept, "seed \(seed)")
        for table in ["job_spec", "job_tag", "attempt"] {
          let key = table == "job_spec" ? "id" : "job_id"
          #expect(try database.texts("SELECT \(key) FROM \(table) WHERE \(key) NOT IN (SELECT id FROM job)") == [])
        }
      }
    }
  }
}

/// What the store should know, as a dictionary.
private struct StoreModel {
  struct Entry: Equatable, ModelJob {
    var state: JobState
    var queue: String
    var priority: Int
    var attempt = 0
    var maxAttempts: Int
    var starts = 0
    var dueAt: Timestamp?
    /// Held between two attempts.
    var isBetweenAttempts = false
    var isCancelRequested = false
    var claimed: ClaimedJob?
    /// When it was last queued; kept while it runs, because what is given back has its place again.
    var readyAt: Timestamp?

    static func == (left: Entry, right: Entry) -> Bool {
      left.state == right.state && left.queue == right.queue && left.attempt == right.attempt
        && left.starts == right.starts
    }
  }

  private var random: SeededRandom
  private var jobs: [JobID: Entry] = [:]
  private var lastID: Int64 = 0

  init(seed: UInt64) {
    random = SeededRandom(seed)
  }

  /// One random verb on both; returns its name.
  mutating func step(_ bench: StoreBench) async throws -> String {
    bench.now = bench.now + Int64.random(in: 0..<2_000, using: &random)
    bench.store.promoteDue(now: bench.now)
    promote(bench.now)
    let verb = try await verb(bench)
    jobs.noteReady(bench.now)
    return verb
  }

  private mutating func verb(_ bench: StoreBench) async throws -> String {
    let id = jobs.keys.sorted().randomElement(using: &random) ?? JobID(1)
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1, 2: return try await insert(bench)
    case 3, 4: return try await claim(bench)
    case 5, 6: return try await end(bench)
    case 7: return try await cancel(id, bench)
    case 8: return try await move(id, bench)
    default: return Bool.random(using: &random) ? try await delete(id, bench) : try await reprioritise(id, bench)
    }
  }

  private mutating func promote(_ now: Timestamp) {
    for (id, entry) in jobs where entry.state.isTimed && entry.dueAt.map({ $0 <= now }) ?? false {
      jobs[id]?.state = .queued
      jobs[id]?.readyAt = entry.dueAt
    }
  }

  private mutating func insert(_ bench: StoreBench) async throws -> String {
    let delay = Int.random(in: 0..<3, using: &random) == 0 ? Int64.random(in: 1..<20_000, using: &random) : nil
    let new = NewJob.noop {
      $0.queue = ["a", "b", "default"].randomElement(using: &random) ?? "a"
      $0.priority = Int.random(in: -2...2, using: &random)
      $0.holds = Int.random(in: 0..<6, using: &random) == 0
      $0.start = delay.map(StartRule.after(micros:)) ?? .now
      $0.retry = .attempts(Int.random(in: 1...3, using: &random), pauseMicros: 3_000)
      $0.tags = Bool.random(using: &random) ? ["t": "1"] : [:]
    }
    let id = try await bench.insert(new)
    lastID += 1
    #expect(id == JobID(lastID))
    jobs[id] = Entry(
      state: new.holds ? .held : delay == nil ? .queued : .scheduled, queue: new.queue, priority: new.priority,
      maxAttempts: new.retry.maxAttempts, dueAt: delay.map { bench.now + $0 })
    return "insert"
  }

  private mutating func claim(_ bench: StoreBench) async throws -> String {
    let limit = Int.random(in: 1...3, using: &random)
    let ready = jobs.filter { $0.value.state == .queued }
      .sorted { left, right in
        let (first, second) = (left.value.readyAt?.micros ?? 0, right.value.readyAt?.micros ?? 0)
        return (right.value.priority, first, left.key.value) < (left.value.priority, second, right.key.value)
      }
    let claimed = try await bench.claim(limit)
    #expect(claimed.map(\.id) == ready.prefix(limit).map(\.key))
    for job in claimed {
      jobs[job.id]?.state = .running
      jobs[job.id]?.attempt += 1
      jobs[job.id]?.starts += 1
      jobs[job.id]?.claimed = job
    }
    return "claim \(limit)"
  }

  private mutating func end(_ bench: StoreBench) async throws -> String {
    // Any start there ever was: most of them are stale.
    let started = jobs.filter { $0.value.claimed != nil }.keys.sorted()
    guard let id = started.randomElement(using: &random), var entry = jobs[id], let claimed = entry.claimed else {
      return "end of nothing"
    }
    let outcomes: [(Outcome, StopCause?)] = [
      (.exited(code: 0), nil), (.exited(code: 1), nil), (.signaled(15), .shutdown), (.signaled(15), .cancel),
    ]
    let (outcome, cause) = outcomes.randomElement(using: &random) ?? outcomes[0]
    let isLive = entry.state == .running
    #expect(try await bench.end(claimed, outcome, cause: cause) == isLive)
    guard isLive else { return "stale end of \(id)" }
    switch (outcome, cause) {
    case (.exited(code: 0), _): entry.state = .succeeded
    case (_, .cancel): entry.state = .cancelled
    case (_, .shutdown):
      entry.state = entry.isCancelRequested ? .cancelled : .queued
      if !entry.isCancelRequested { entry.attempt -= 1 }
    default:
      let isLast = claimed.attempt >= claimed.maxAttempts
      entry.state = isLast ? .failed : entry.isCancelRequested ? .cancelled : .retrying
      entry.dueAt = bench.now + 3_000
    }
    jobs[id] = entry
    return "end of \(id) by \(outcome)"
  }

  private mutating func cancel(_ id: JobID, _ bench: StoreBench) async throws -> String {
    let answer = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
    switch jobs[id]?.state {
    case nil: #expect(answer.isNotFound)
    case .running:
      #expect(answer.value?.state == .running)
      jobs[id]?.isCancelRequested = true
    case .some(let state) where state.isTerminal: #expect(answer.refusal == state)
    case .some:
      #expect(answer.value?.state == .cancelled)
      jobs[id]?.state = .cancelled
    }
    return "cancel \(id)"
  }

  private mutating func move(_ id: JobID, _ bench: StoreBench) async throws -> String {
    let verb = JobMove.allCases.randomElement(using: &random) ?? .run
    let answer = try await bench.store.move(id, verb, now: bench.now)
    guard var entry = jobs[id] else { return "\(verb) nothing" }
    switch (verb, entry.state) {
    case (.hold, .queued), (.hold, .scheduled), (.hold, .retrying):
      // One that is in line waits for no time again.
      if entry.state == .queued { entry.dueAt = nil }
      entry.isBetweenAttempts = entry.state == .retrying
      entry.state = .held
    case (.release, .held):
      let later: JobState = entry.isBetweenAttempts ? .retrying : .scheduled
      entry.state = entry.dueAt.map { $0 > bench.now } ?? false ? later : .queued
    case (.run, .queued), (.run, .scheduled), (.run, .retrying): entry.state = .queued
    case (.retry, .failed), (.retry, .cancelled):
      entry.state = .queued
      entry.isCancelRequested = false
      entry.maxAttempts = max(entry.maxAttempts, entry.attempt + 1)
    default: #expect(answer.refusal == entry.state)
    }
    jobs[id] = entry
    return "\(verb) \(id)"
  }

  private mutating func delete(_ id: JobID, _ bench: StoreBench) async throws -> String {
    let answer = try await bench.store.delete(id, now: bench.now)
    if let entry = jobs[id] {
      #expect(answer.isDone == entry.state.isTerminal)
      if entry.state.isTerminal { jobs[id] = nil }
    }
    return "delete \(id)"
  }

  private mutating func reprioritise(_ id: JobID, _ bench: StoreBench) async throws -> String {
    var patch = JobPatch()
    patch.priority = Int.random(in: -2...2, using: &random)
    patch.queue = ["a", "b", "c"].randomElement(using: &random)
    let answer = try await bench.store.update(id, patch, now: bench.now)
    if let entry = jobs[id], !entry.state.isTerminal, entry.state != .running {
      #expect(answer.isDone)
      jobs[id]?.priority = patch.priority ?? 0
      jobs[id]?.queue = patch.queue ?? ""
    }
    return "edit \(id)"
  }

  /// Where store and model part, if they do.
  func difference(_ bench: StoreBench, isThorough: Bool) async throws -> String? {
    try await bench.store.ping()
    let states = try await bench.store.states(jobs.keys.sorted())
    for (id, entry) in jobs where states[id] != entry.state {
      return "job \(id) is \(states[id]?.name ?? "gone"), not \(entry.state.name)"
    }
    let counts = jobs.values.reduce(into: [JobState: Int]()) { $0[$1.state, default: 0] += 1 }
    let told = try await bench.counts()
    if told != counts { return "counts are \(told), not \(counts)" }
    let next = jobs.values.filter(\.state.isTimed).compactMap(\.dueAt).min()
    if bench.told.nextDue != next { return "next due is \(bench.told.nextDue?.micros ?? 0), not \(next?.micros ?? 0)" }
    if !isThorough { return nil }
    let ids = try await bench.store.ids(JobFilter(), limit: 100_000, after: nil)
    if ids != jobs.keys.sorted() { return "ids are \(ids)" }
    for job in try await bench.store.jobs(ids) {
      guard let entry = jobs[job.id] else { continue }
      let found = Entry(
        state: job.state, queue: job.queue, priority: job.priority, attempt: job.attempt, maxAttempts: job.maxAttempts,
        starts: job.starts)
      if found != entry { return "job \(job.id) is \(job), not \(entry)" }
    }
    return nil
  }
}

/// Random numbers that can be had again from their seed.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
