// The same random verbs on every store there is: what they answer, what they tell and what they show afterwards is the
// same, so none of it depends on what keeps the rows.

import TestSupport
import Testing

@testable import JobCore

@Suite struct StoreTwinsTests {
  @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2, 3])
  func whatKeepsTheRowsMakesNoDifference(_ seed: UInt64) async throws {
    try await StoreKind.sqlite.withStore { one async throws in
      try await StoreKind.memory.withStore { other async throws in
        var walk = TwinWalk(seed: seed)
        for step in 0..<400 {
          let verb = walk.next()
          let (left, right) = (try await verb.run(one), try await verb.run(other))
          if left != right {
            Issue.record("seed \(seed), step \(step), \(verb.name): \(left), and in memory \(right)")
            return
          }
          if step % 25 == 0, let difference = try await difference(one, other) {
            Issue.record("seed \(seed), step \(step): \(difference)")
            return
          }
        }
        for bench in [one, other] { try await bench.reopen() }
        let later = try await difference(one, other)
        #expect(later == nil, "seed \(seed), opened again")
      }
    }
  }

  private func difference(_ one: StoreBench, _ other: StoreBench) async throws -> String? {
    let (left, right) = (try await TwinPicture(one), try await TwinPicture(other))
    for (job, twin) in zip(left.jobs, right.jobs) where job != twin { return "\(job), and in memory \(twin)" }
    for (event, twin) in zip(left.events, right.events) where event != twin { return "\(event), and in memory \(twin)" }
    for (change, twin) in zip(left.changes, right.changes) where change != twin {
      return "\(change), and in memory \(twin)"
    }
    return left == right ? nil : "\(left), and in memory \(right)"
  }
}

/// All that a store shows.
private struct TwinPicture: Equatable {
  let jobs: [JobDetail]
  let queues: [QueueStatus]
  let batches: [Batch]
  let schedules: [ListedSchedule]
  let callbacks: [DueCallback]
  let nextCallback: Timestamp?
  let nextExpiry: Timestamp?
  let nextDue: Timestamp?
  let inLine: [JobID]
  let events: [JobEvent]
  let changes: [Change]

  init(_ bench: StoreBench) async throws {
    let store = bench.store
    for _ in 0..<3 { try await store.ping() }
    var details: [JobDetail] = []
    for id in try await store.ids(JobFilter(), limit: 10_000, after: nil) {
      if let detail = try await store.detail(id) { details.append(detail) }
    }
    jobs = details
    queues = try await store.queues()
    batches = try await store.batches(limit: 1_000, before: nil)
    schedules = try await store.schedules(limit: 1_000, after: nil).schedules
    callbacks = try await store.dueCallbacks(now: bench.now, limit: 1_000, after: nil)
    nextCallback = try await store.nextCallback(after: bench.now)
    nextExpiry = try await store.nextExpiry()
    nextDue = bench.told.nextDue
    inLine = try await store.jobs(JobFilter(), order: .priority, limit: 1_000, after: nil).jobs.map(\.id)
    events = bench.told.events
    changes = bench.told.all.flatMap(\.changes)
  }
}

/// A random walk over stores that are to stay alike.
private struct TwinWalk {
  /// One step, on whichever store; what it answers.
  struct Verb {
    let name: String
    let run: (StoreBench) async throws -> String
  }

  private var random: SeededRandom
  private var last: Int64 = 1

  init(seed: UInt64) {
    random = SeededRandom(seed)
  }

  mutating func next() -> Verb {
    let pause = Int64.random(in: 0..<3_000, using: &random)
    let verb = verb()
    return Verb(name: verb.name) { bench in
      bench.now = bench.now + pause
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      let answer = try await verb.run(bench)
      for _ in 0..<3 { try await bench.store.ping() }
      return answer
    }
  }

  private mutating func verb() -> Verb {
    let id = JobID(Int64.random(in: max(1, last - 40)...last, using: &random))
    let batch = BatchID(Int64.random(in: 1...8, using: &random))
    let isOn = Bool.random(using: &random)
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<7: return insert()
    case 7..<11: return claim()
    case 11:
      return Verb(name: "cancel \(id)") { "\(try await $0.store.cancel(id, CancelOptions(), now: $0.now).isDone)" }
    case 12, 13:
      let move = JobMove.allCases.randomElement(using: &random) ?? .run
      return Verb(name: "\(move) \(id)") { "\(try await $0.store.move(id, move, now: $0.now).isDone)" }
    case 14: return Verb(name: "delete \(id)") { "\(try await $0.store.delete(id, now: $0.now).isDone)" }
    case 15, 16:
      let patch = patch()
      return Verb(name: "edit \(id)") { "\(try await $0.store.update(id, patch, now: $0.now).isDone)" }
    case 17:
      var new = NewBatch(jobs: (0..<Int.random(in: 0...3, using: &random)).map { _ in newJob() })
      new.isFailFast = isOn
      new.staysOpen = Bool.random(using: &random)
      new.timeoutMicros = Bool.random(using: &random) ? 20_000 : nil
      new.callbacks = [Callback(.url("https://example.org"))]
      return Verb(name: "batch") { [new] in
        "\(try await $0.store.createBatch(new, idempotency: nil, now: $0.now))".sizeOnly
      }
    case 18:
      return Verb(name: "cancel batch \(batch)") {
        "\(try await $0.store.cancelBatch(batch, reason: "r", now: $0.now))".sizeOnly
      }
    case 19:
      return Verb(name: "close batch \(batch)") { "\(try await $0.store.closeBatch(batch, now: $0.now))".sizeOnly }
    case 20:
      var change = QueueChange()
      change.isPaused = Int.random(in: 0..<4, using: &random) == 0
      change.slots = isOn ? .set(2) : .clear
      change.callbacks = .set([Callback(.url("https://example.org/q"), on: isOn ? .failure : .any)])
      return Verb(name: "queue") { [change] bench in
        _ = try await bench.store.setQueue("q", change, now: bench.now)
        return ""
      }
    case 21:
      var spec = NewSchedule(.every(micros: 15_000_000), job: newJob(follows: false))
      spec.overlap = NewSchedule.Overlap.allCases.randomElement(using: &random) ?? .skip
      return Verb(name: "schedule") { [spec] in
        isOn
          ? "\(try await $0.store.setSchedule("s", spec, now: $0.now))".sizeOnly
          : "\(try await $0.store.runSchedule("s", now: $0.now) == nil)"
      }
    case 22: return Verb(name: "prune") { "\(try await $0.store.prune(now: $0.now, limit: 5).jobs.map(\.id))" }
    default:
      return Verb(name: "callback of \(id)") {
        "\(try await $0.store.addCallback(Callback(.command(["a"])), to: id, now: $0.now).isDone)"
      }
    }
  }

  private mutating func insert() -> Verb {
    let jobs = (0..<Int.random(in: 1...2, using: &random)).map { _ in newJob() }
    last += Int64(jobs.count)
    return Verb(name: "insert") { bench in
      switch try await bench.store.insert(jobs, idempotency: nil, now: bench.now) {
      case .created(let made, let existing): "\(made.map(\.id)), \(existing.sorted())"
      case .replayed: "replayed"
      case .refused(let refusal): "\(refusal.fields)"
      }
    }
  }

  private mutating func claim() -> Verb {
    let limit = Int.random(in: 1...3, using: &random)
    let ends = (0..<limit).map { _ in Int.random(in: 0..<5, using: &random) }
    return Verb(name: "claim \(limit)") { bench in
      let claimed = try await bench.claim(limit)
      for (job, end) in zip(claimed, ends) {
        _ = try await bench.store.setProgress(Progress(done: 1, total: 2, at: bench.now), of: job.fence)
        switch end {
        case 0, 1: try await bench.end(job, .exited(code: 0))
        case 2: try await bench.end(job, .exited(code: 1))
        case 3: try await bench.end(job, .signaled(15), cause: .shutdown)
        // It goes on.
        default: break
        }
      }
      return "\(claimed.map { ($0.fence, $0.spec.name, $0.parents, $0.batches, $0.slots) })"
    }
  }

  private mutating func patch() -> JobPatch {
    var patch = JobPatch()
    patch.priority = Int.random(in: -2...2, using: &random)
    if Bool.random(using: &random) { patch.queue = ["a", "q"].randomElement(using: &random) }
    if Bool.random(using: &random) { patch.tags = ["t": "\(Int.random(in: 0..<3, using: &random))"] }
    if Bool.random(using: &random) { patch.start = .after(micros: Int64.random(in: 0..<9_000, using: &random)) }
    if Bool.random(using: &random) { patch.after = parents() }
    if Bool.random(using: &random) { addWork(to: &patch) }
    return patch
  }

  /// What it runs, and what that shares with others.
  private mutating func addWork(to patch: inout JobPatch) {
    let number = Int.random(in: 0..<3, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: patch.work = .handler(name: number == 0 ? "other" : nil, payload: number == 1 ? .set("1") : .clear)
    case 1: patch.executor = number == 0 ? .clear : .set("p\(number)")
    case 2: patch.limit = number == 0 ? .clear : .set(LimitRule(key: "k\(number)", max: number))
    case 3: patch.slotsNeeded = number + 1
    case 4: patch.callbacks = number == 0 ? [] : [Callback(.url("https://example.org/\(number)"))]
    default:
      patch.process.environment = ["N": "\(number)"]
      patch.process.stdin = number == 0 ? .clear : .set([UInt8](repeating: 7, count: number))
      patch.graceMicros = .set(Int64(number))
      patch.keepForMicros = number == 0 ? .clear : .set(Int64(number) * 1_000_000)
      patch.isShielded = number == 1
    }
  }

  private mutating func parents() -> [Dependency] {
    (0..<Int.random(in: 0...2, using: &random)).map { _ in
      let condition = EndCondition.allCases.randomElement(using: &random) ?? .any
      if Int.random(in: 0..<5, using: &random) == 0 { return Dependency(.batch(BatchID(1)), on: condition) }
      return Dependency(.job(JobID(Int64.random(in: max(1, last - 20)...last, using: &random))), on: condition)
    }
  }

  private mutating func newJob(follows: Bool = true) -> NewJob {
    var job = NewJob.noop()
    let (kind, other) = (Int.random(in: 0..<10, using: &random), Int.random(in: 0..<8, using: &random))
    job.queue = ["a", "q", "default"].randomElement(using: &random) ?? "a"
    job.priority = Int.random(in: -2...2, using: &random)
    job.retry = .attempts(Int.random(in: 1...3, using: &random), pauseMicros: 3_000)
    job.keepForMicros = 30_000
    switch kind {
    case 0 where follows: job.start = .after(micros: 5_000)
    case 1 where follows: job.holds = true
    case 2, 3: job.limit = LimitRule(key: "k\(other % 2)", max: 1)
    case 4:
      job.unique = UniqueRule(
        key: "u\(other % 2)", onConflict: UniqueRule.Conflict.allCases[other % 3], forMicros: 5_000)
    case 5: job.callbacks = [Callback(.url("https://example.org"), on: .failure)]
    case 6: job.then = [FollowUp(.noop { $0.name = "then" })]
    case 7 where follows: job.deadline = Timestamp(micros: 0)
    case 8 where follows: job.batch = BatchID(Int64(1 + other))
    default: job.tags = ["t": "\(other)"]
    }
    if follows && Bool.random(using: &random) { job.after = parents() }
    return job
  }
}

extension String {
  /// What is in a dictionary is described in no order.
  fileprivate var sizeOnly: String { "\(count)" }
}
