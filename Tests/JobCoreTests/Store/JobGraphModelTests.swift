// Random graphs of follow-ups and batches against a model of them: both agree at every step, and when nothing is left
// to run, nothing is left waiting.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobGraphModelTests {
  /// The brief one does in many transactions what the others do in one: which of two things that follow from a verb
  /// comes first may differ then, so that one job is skipped and not cancelled, or the other way round.
  @Test(arguments: StoreKind.all + [.brief], [UInt64.random(in: .min ... .max), .random(in: .min ... .max), 1, 2, 3])
  func graphsAgreeWithTheModelAndConverge(_ kind: StoreKind, _ seed: UInt64) async throws {
    try await kind.withStore { bench async throws in
      var walk = GraphWalk(seed: seed, isBrief: kind.name == StoreKind.brief.name)
      for step in 0..<700 {
        let verb = try await walk.step(bench)
        if let difference = try await walk.difference(bench, isThorough: step % 50 == 0) {
          Issue.record("seed \(seed), step \(step), \(verb): \(difference)")
          return
        }
      }
      try await walk.drain(bench)
      let difference = try await walk.difference(bench, isThorough: true)
      #expect(difference == nil, "seed \(seed), after the end")
      #expect(walk.model.jobs.values.allSatisfy { $0.state.isTerminal }, "seed \(seed): something is left waiting")
      #expect(walk.model.batches.values.allSatisfy { $0.isDone }, "seed \(seed): a batch is not done")
      try await bench.reopen()
      let later = try await walk.difference(bench, isThorough: true)
      #expect(later == nil, "seed \(seed), opened again")
    }
  }
}

/// A random walk over a store and the model beside it.
private struct GraphWalk {
  private(set) var model = GraphModel()
  private var random: SeededRandom
  private let isBrief: Bool

  init(seed: UInt64, isBrief: Bool) {
    random = SeededRandom(seed)
    self.isBrief = isBrief
  }

  /// One random verb on both; returns what it was.
  mutating func step(_ bench: StoreBench) async throws -> String {
    bench.now = bench.now + 1_000
    let verb = try await self.verb(bench)
    if isBrief { try await bench.settle() }
    model.noteReady(bench.now)
    return verb
  }

  private func same(_ state: JobState?) -> JobState? {
    isBrief && state == .cancelled ? .skipped : state
  }

  private func same(_ counts: [JobState: Int]) -> [JobState: Int] {
    counts.reduce(into: [:]) { $0[same($1.key) ?? $1.key, default: 0] += $1.value }
  }

  private mutating func verb(_ bench: StoreBench) async throws -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<6: return try await insert(bench)
    case 6: return try await createBatch(bench)
    case 7..<11: return try await claim(bench)
    case 11..<15: return try await end(bench)
    case 15: return try await cancel(bench)
    case 16:
      return switch Int.random(in: 0..<3, using: &random) {
      case 0: try await hold(bench)
      case 1: try await release(bench)
      default: try await retry(bench)
      }
    case 17, 18: return try await editEdges(bench)
    default: return try await endBatch(bench)
    }
  }

  private mutating func anyJob(where fits: (GraphModel.Entry) -> Bool = { _ in true }) -> JobID? {
    model.jobs.filter { fits($0.value) }.keys.sorted().randomElement(using: &random)
  }

  /// Up to three parents, mostly recent ones, so that graphs are deep.
  private mutating func parents() -> [Dependency] {
    var found: [Dependency] = []
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let condition = EndCondition.allCases.randomElement(using: &random) ?? .any
      let parent: Parent
      if Int.random(in: 0..<6, using: &random) == 0, let id = model.batches.keys.sorted().randomElement(using: &random)
      {
        parent = .batch(id)
      } else {
        guard let id = model.jobs.keys.sorted().suffix(25).randomElement(using: &random) else { continue }
        parent = .job(id)
      }
      let dependency = Dependency(parent, on: condition)
      if !found.contains(dependency) { found.append(dependency) }
    }
    return found
  }

  private mutating func newJob() -> NewJob {
    let (after, holds) = (parents(), Int.random(in: 0..<8, using: &random) == 0)
    return .noop {
      $0.after = after
      $0.holds = holds
    }
  }

  private mutating func insert(_ bench: StoreBench) async throws -> String {
    var job = newJob()
    if Int.random(in: 0..<3, using: &random) == 0 {
      job.batch = model.batches.keys.sorted().randomElement(using: &random)
    }
    let expected = model.refusal(of: job)
    switch try await bench.store.insert([job], idempotency: nil, now: bench.now) {
    case .created(let made, _):
      #expect(expected == nil, "stored, though \(expected ?? "")")
      model.insert(job, as: made[0].id)
      return "insert \(made[0].id) after \(job.after) in \(job.batch.map { "\($0)" } ?? "no batch")"
    case .refused(let refusal):
      #expect(expected != nil, "\(refusal): \(job.after) in \(job.batch.map { "\($0)" } ?? "no batch")")
      return "refused insert"
    case .replayed: return "replayed"
    }
  }

  private mutating func createBatch(_ bench: StoreBench) async throws -> String {
    var new = NewBatch(jobs: (0..<Int.random(in: 0...4, using: &random)).map { _ in newJob() })
    new.isFailFast = Bool.random(using: &random)
    new.staysOpen = Bool.random(using: &random)
    guard case .created(let batch, let ids) = try await bench.store.createBatch(new, idempotency: nil, now: bench.now)
    else { throw Unexpected(what: "the batch was refused") }
    model.insert(new, as: batch.id, ids)
    return "batch \(batch.id) of \(ids)"
  }

  private mutating func claim(_ bench: StoreBench) async throws -> String {
    let limit = Int.random(in: 1...3, using: &random)
    model.noteReady(bench.now)
    let ready = model.ready
    let claimed = try await bench.claim(limit)
    #expect(claimed.map(\.id) == Array(ready.prefix(limit)))
    for job in claimed { model.start(job) }
    return "claim \(claimed.map(\.id))"
  }

  private mutating func end(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .running }), let claimed = model.jobs[id]?.claimed else {
      return "no end"
    }
    let ends: [(Outcome, StopCause?, JobState)] = [
      (.exited(code: 0), nil, .succeeded), (.exited(code: 0), nil, .succeeded), (.exited(code: 1), nil, .failed),
      (.signaled(15), .cancel, .cancelled), (.signaled(15), .timeout, .failed),
    ]
    let (outcome, cause, state) = ends.randomElement(using: &random) ?? ends[0]
    #expect(try await bench.end(claimed, outcome, cause: cause))
    model.end(id, state)
    return "end of \(id): \(state)"
  }

  private mutating func cancel(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob() else { return "no cancel" }
    _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
    model.cancel(id)
    return "cancel \(id)"
  }

  private mutating func hold(_ bench: StoreBench) async throws -> String {
    // One that was retried waits for none of its parents any more, and the model does not know that.
    let mayHold = { (job: GraphModel.Entry) in
      job.state == .blocked || job.state == .queued && job.edges.allSatisfy { $0.isMet == true }
    }
    guard let id = anyJob(where: mayHold) else { return "no hold" }
    #expect(try await bench.store.move(id, .hold, now: bench.now).isDone)
    model.hold(id)
    return "hold \(id)"
  }

  private mutating func release(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .held }) else { return "no release" }
    #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
    model.release(id)
    return "release \(id)"
  }

  /// Members stay as they ended: what their retry means for a batch is tested beside the batches.
  private mutating func retry(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state.isTerminal && $0.state != .succeeded && $0.batch == nil }) else {
      return "no retry"
    }
    #expect(try await bench.store.move(id, .retry, now: bench.now).isDone)
    model.jobs[id]?.state = .queued
    return "retry \(id)"
  }

  private mutating func editEdges(_ bench: StoreBench) async throws -> String {
    guard let id = anyJob(where: { $0.state == .blocked || $0.state == .held }) else { return "no edit" }
    var patch = JobPatch()
    let after = Int.random(in: 0..<5, using: &random) == 0 ? [] : parents()
    patch.after = after
    let isCycle = model.isCycle(id, after)
    let answer = try await bench.store.update(id, patch, now: bench.now)
    #expect(answer.isDone == !isCycle, "\(id) after \(after): \(answer)")
    if !isCycle { model.replaceParents(of: id, after) }
    return "\(isCycle ? "refused" : "new") parents of \(id): \(after)"
  }

  private mutating func endBatch(_ bench: StoreBench) async throws -> String {
    guard let id = model.batches.keys.sorted().randomElement(using: &random), let batch = model.batches[id] else {
      return "no batch"
    }
    if Int.random(in: 0..<3, using: &random) > 0 {
      let verdict = try await bench.store.closeBatch(id, now: bench.now)
      let isRefused = if case .refused = verdict { true } else { false }
      #expect(isRefused == (!batch.isOpen || batch.isDone), "close of \(id): \(verdict)")
      if !isRefused { model.close(id) }
      return "close \(id)"
    }
    let verdict = try await bench.store.cancelBatch(id, reason: nil, now: bench.now)
    let isRefused = if case .refused = verdict { true } else { false }
    #expect(isRefused == batch.isDone, "cancel of \(id): \(verdict)")
    if !isRefused { model.cancelBatch(id) }
    return "cancel batch \(id)"
  }

  /// Lets everything come to its end.
  mutating func drain(_ bench: StoreBench) async throws {
    for id in model.jobs.filter({ $0.value.state == .held }).keys.sorted() where model.jobs[id]?.state == .held {
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      model.release(id)
    }
    for id in model.batches.keys.sorted() {
      guard let batch = model.batches[id], batch.isOpen, !batch.isDone else { continue }
      _ = try await bench.store.closeBatch(id, now: bench.now)
      model.close(id)
    }
    if isBrief { try await bench.settle() }
    while model.jobs.values.contains(where: { $0.state == .queued || $0.state == .running }) {
      while model.jobs.values.contains(where: { $0.state == .running }) { _ = try await end(bench) }
      if isBrief { try await bench.settle() }
      _ = try await claim(bench)
    }
    if isBrief { try await bench.settle() }
  }

  /// Where store and model part, if they do.
  func difference(_ bench: StoreBench, isThorough: Bool) async throws -> String? {
    let states = try await bench.store.states(model.jobs.keys.sorted())
    for (id, entry) in model.jobs.sorted(by: { $0.key < $1.key })
    where same(states[id]) != same(entry.state) {
      return "job \(id) is \(states[id]?.name ?? "gone"), not \(entry.state.name)"
    }
    for (id, batch) in model.batches {
      guard let found = try await bench.store.batch(id) else { return "batch \(id) is gone" }
      if found.isDone != batch.isDone || found.isCancelRequested != batch.isCancelRequested {
        return "batch \(id) is \(found), not \(batch)"
      }
      if !isThorough { continue }
      let counts = model.jobs.values.filter { $0.batch == id }.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
      if same(found.counts) != same(counts) { return "batch \(id) has \(found.counts), not \(counts)" }
    }
    if !isThorough { return nil }
    for job in try await bench.store.jobs(model.jobs.keys.sorted()) {
      let known = (model.jobs[job.id]?.edges ?? []).map(\.isMet)
      if job.parents.map(\.isMet) != known { return "job \(job.id) has parents \(job.parents), not \(known)" }
    }
    return nil
  }
}
