// Random jobs with limit keys, priorities and queues: never more of a key than its limit, and nothing that could run is
// left lying.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobLimitModelTests {
  @Test(arguments: StoreKind.all, [UInt64.random(in: .min ... .max), .random(in: .min ... .max), 1, 2, 3])
  func permitsAreNeitherExceededNorLost(_ kind: StoreKind, _ seed: UInt64) async throws {
    try await kind.withStore { bench async throws in
      var walk = LimitWalk(seed: seed)
      for step in 0..<900 {
        let verb = try await walk.step(bench)
        if let fault = try await walk.fault(bench, isThorough: step % 60 == 0) {
          Issue.record("seed \(seed), step \(step), \(verb): \(fault)")
          return
        }
      }
      try await walk.drain(bench)
      let isOver = walk.jobs.values.allSatisfy { $0.state.isTerminal }
      #expect(isOver, "seed \(seed): something was never started")
    }
  }
}

/// A random walk over a store, and what is known of keys beside it.
private struct LimitWalk {
  struct Entry: ModelJob {
    var state: JobState
    var key: String?
    var max = 0
    var queue: String
    var priority: Int
    var claimed: ClaimedJob?
    /// Held since it was made: it has said nothing of its key.
    var isSilent = false
    /// When it was last queued; kept while it runs, because what is given back has its place again.
    var readyAt: Timestamp?
  }

  private(set) var jobs: [JobID: Entry] = [:]
  private var maxima: [String: Int] = [:]
  private var queueSlots: [String: Int] = [:]
  private var pausedQueues: Set<String> = []
  private var random: SeededRandom

  private static let queues = ["a", "b", "c"]

  init(seed: UInt64) {
    random = SeededRandom(seed)
  }

  mutating func step(_ bench: StoreBench) async throws -> String {
    bench.now = bench.now + 1_000
    let verb = try await verb(bench)
    jobs.noteReady(bench.now)
    return verb
  }

  private mutating func verb(_ bench: StoreBench) async throws -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<7: return try await insert(bench)
    case 7..<12: return try await claim(bench, limit: Int.random(in: 1...4, using: &random))
    case 12..<16: return try await end(bench)
    case 16: return try await cancel(bench)
    case 17: return try await edit(bench)
    case 18: return try await Int.random(in: 0..<4, using: &random) == 0 ? hold(bench) : retry(bench)
    default: return try await setQueue(bench)
    }
  }

  private mutating func anyJob(where fits: (Entry) -> Bool) -> JobID? {
    jobs.filter { fits($0.value) }.keys.sorted().randomElement(using: &random)
  }

  private mutating func insert(_ bench: StoreBench) async throws -> String {
    let isHeld = Int.random(in: 0..<10, using: &random) == 0
    let new = NewJob.noop {
      $0.queue = Self.queues.randomElement(using: &random) ?? "a"
      $0.priority = Int.random(in: 0...2, using: &random)
      $0.holds = isHeld
      guard Int.random(in: 0..<4, using: &random) > 0 else { return }
      let key = ["x", "y", "z"].randomElement(using: &random) ?? "x"
      $0.limit = LimitRule(key: key, max: Int.random(in: 1...3, using: &random))
    }
    let id = try await bench.insert(new)
    // A job that is held says nothing until it is released, unless it is the first with the key.
    if let limit = new.limit, !isHeld || !isInUse(limit.key) { maxima[limit.key] = limit.max }
    jobs[id] = Entry(
      state: isHeld ? .held : .queued, key: new.limit?.key, max: new.limit?.max ?? 0, queue: new.queue,
      priority: new.priority, isSilent: isHeld)
    return "insert \(id) with \(new.limit.map { "\($0.key)=\($0.max)" } ?? "no key")"
  }

  /// Takes what the store gives, until it gives nothing or as much as was asked for: then nothing that could start is
  /// left behind.
  private mutating func claim(_ bench: StoreBench, limit: Int) async throws -> String {
    jobs.noteReady(bench.now)
    var all: [JobID] = []
    while all.count < limit {
      let claimed = try await bench.claim(limit - all.count)
      for job in claimed { take(job) }
      all += claimed.map(\.id)
      if claimed.isEmpty {
        let left = jobs.filter { isStartable($0.value) }.keys.sorted()
        #expect(left.isEmpty, "\(left) could start and were not claimed")
        break
      }
    }
    return "claim \(all) of \(limit)"
  }

  private mutating func take(_ job: ClaimedJob) {
    guard let entry = jobs[job.id] else { return }
    #expect(isStartable(entry), "job \(job.id) could not start: \(entry)")
    let better = jobs.filter { id, other in
      other.queue == entry.queue && id != job.id && isStartable(other) && isBefore((id, other), (job.id, entry))
    }
    #expect(better.isEmpty, "job \(job.id) went before \(better.keys.sorted())")
    jobs[job.id]?.state = .running
    jobs[job.id]?.claimed = job
  }

  private func isBefore(_ left: (JobID, Entry), _ right: (JobID, Entry)) -> Bool {
    let (first, second) = (left.1.readyAt?.micros ?? 0, right.1.readyAt?.micros ?? 0)
    return (right.1.priority, first, left.0.value) < (left.1.priority, second, right.0.value)
  }

  private func isStartable(_ entry: Entry) -> Bool {
    guard entry.state == .queued, !pausedQueues.contains(entry.queue) else { return false }
    if let slots = queueSlots[entry.queue] {
      let used = jobs.values.count { $0.state == .running && $0.queue == entry.queue }
      if used >= slots { return false }
    }
    guard let key = entry.key else { return true }
    return jobs.values.count { $0.state == .running && $0.key == key } < maxima[key] ?? 0
  }

  private mutating func end(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .running }), let claimed = jobs[id]?.claimed else { return "no end" }
    let ends: [(Outcome, StopCause?, JobState)] = [
      (.exited(code: 0), nil, .succeeded), (.exited(code: 1), nil, .failed), (.signaled(15), .cancel, .cancelled),
      (.signaled(15), .shutdown, .queued), (.lost, nil, .failed),
    ]
    let (outcome, cause, state) = ends.randomElement(using: &random) ?? ends[0]
    #expect(try await bench.end(claimed, outcome, cause: cause))
    jobs[id]?.state = try await bench.state(id) ?? state
    #expect(jobs[id]?.state == state)
    return "end of \(id): \(state)"
  }

  private mutating func cancel(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { !$0.state.isTerminal && $0.state != .running }) else { return "no cancel" }
    #expect(try await bench.store.cancel(id, CancelOptions(), now: bench.now).value?.state == .cancelled)
    jobs[id]?.state = .cancelled
    return "cancel \(id)"
  }

  private mutating func edit(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { !$0.state.isTerminal && $0.state != .running }) else { return "no edit" }
    var patch = JobPatch()
    patch.queue = Self.queues.randomElement(using: &random)
    patch.priority = Int.random(in: 0...2, using: &random)
    let key = ["x", "y", "z"].randomElement(using: &random) ?? "x"
    switch Int.random(in: 0..<3, using: &random) {
    case 0: patch.limit = .set(LimitRule(key: key, max: Int.random(in: 1...3, using: &random)))
    case 1: patch.limit = .clear
    default: break
    }
    #expect(try await bench.store.update(id, patch, now: bench.now).isDone)
    jobs[id]?.queue = patch.queue ?? ""
    jobs[id]?.priority = patch.priority ?? 0
    if case .set(let rule) = patch.limit {
      // As of one that is made: a job that has been held since then says nothing, unless it is the first.
      if jobs[id]?.isSilent == false || !isInUse(rule.key) { maxima[rule.key] = rule.max }
      jobs[id]?.key = rule.key
      jobs[id]?.max = rule.max
    } else if patch.limit != nil {
      jobs[id]?.key = nil
    }
    return "edit \(id) with \(patch.limit.map { "\($0)" } ?? "its key")"
  }

  private mutating func retry(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .failed || $0.state == .cancelled || $0.state == .held }) else {
      return "no retry"
    }
    let move: JobMove = jobs[id]?.state == .held ? .release : .retry
    // A job that is to run again says nothing new, unless nobody else has the key.
    if let entry = jobs[id], let key = entry.key, move == .release ? entry.isSilent : !isInUse(key) {
      maxima[key] = entry.max
    }
    #expect(try await bench.store.move(id, move, now: bench.now).isDone)
    jobs[id]?.state = .queued
    jobs[id]?.isSilent = false
    return "\(move) \(id)"
  }

  private mutating func hold(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .queued }) else { return "no hold" }
    #expect(try await bench.store.move(id, .hold, now: bench.now).isDone)
    jobs[id]?.state = .held
    return "hold \(id)"
  }

  private func isInUse(_ key: String) -> Bool {
    jobs.values.contains { $0.key == key && !$0.state.isTerminal }
  }

  private mutating func setQueue(_ bench: StoreBench) async throws -> String {
    let name = Self.queues.randomElement(using: &random) ?? "a"
    var settings = QueueSettings()
    settings.slots = [nil, 1, 2, 5].randomElement(using: &random) ?? nil
    settings.isPaused = Int.random(in: 0..<4, using: &random) == 0
    try await bench.store.setQueue(name, settings, now: bench.now)
    queueSlots[name] = settings.slots
    if settings.isPaused { pausedQueues.insert(name) } else { pausedQueues.remove(name) }
    return "queue \(name): \(settings)"
  }

  /// Lets everything come to its end, with all queues open.
  mutating func drain(_ bench: StoreBench) async throws {
    for name in Self.queues {
      try await bench.store.setQueue(name, QueueSettings(), now: bench.now)
      queueSlots[name] = nil
    }
    pausedQueues = []
    for id in jobs.filter({ $0.value.state == .held }).keys.sorted() {
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      if let entry = jobs[id], entry.isSilent, let key = entry.key { maxima[key] = entry.max }
      jobs[id]?.state = .queued
    }
    while jobs.values.contains(where: { $0.state == .queued || $0.state == .running }) {
      let before = jobs.values.count { $0.state == .queued }
      while jobs.values.contains(where: { $0.state == .running }) { _ = try await end(bench) }
      _ = try await claim(bench, limit: 3)
      if before > 0, !jobs.values.contains(where: { $0.state == .running }) { return }
    }
  }

  func fault(_ bench: StoreBench, isThorough: Bool) async throws -> String? {
    guard isThorough else { return nil }
    let states = try await bench.store.states(jobs.keys.sorted())
    for (id, entry) in jobs where states[id] != entry.state {
      return "job \(id) is \(states[id]?.name ?? "gone"), not \(entry.state.name)"
    }
    return nil
  }
}
