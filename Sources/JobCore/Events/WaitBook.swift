// The waits that are under way: what each still waits for, and whom to wake. A value behind the bus's lock; its
// methods return the continuations to resume after leaving it.

/// What a wait is about.
enum WaitSubject {
  /// Distinct jobs.
  case jobs([JobID])
  /// The members of a batch, also those that join later.
  case batch(BatchID)
}

/// The waits under way.
struct WaitBook {
  typealias ID = Int

  struct Outcome {
    /// Jobs that had ended when the wait was over, though one may have been retried since; of a batch, only those whose
    /// end was counted.
    var ended: Set<JobID>
    /// The condition held.
    var isMet: Bool
  }

  private struct Wait {
    let subject: WaitSubject
    let until: WaitUntil
    var remaining: Int
    var outcome = Outcome(ended: [], isMet: false)
    var isOver = false
    var continuation: CheckedContinuation<Void, Never>?
  }

  private var waits: [ID: Wait] = [:]
  private var byJob: [JobID: Set<ID>] = [:]
  private var byBatch: [BatchID: [ID]] = [:]
  private var lastID = 0

  var isEmpty: Bool { waits.isEmpty }
  var count: Int { waits.count }

  mutating func begin(_ subject: WaitSubject, until: WaitUntil) -> ID {
    lastID += 1
    var remaining = Int.max
    switch subject {
    case .jobs(let ids):
      remaining = ids.count
      for id in ids { byJob[id, default: []].insert(lastID) }
    case .batch(let id): byBatch[id, default: []].append(lastID)
    }
    waits[lastID] = Wait(subject: subject, until: until, remaining: remaining)
    return lastID
  }

  /// Counts what had ended before the wait began. Returns the continuation to resume: `nil` as long as the caller has
  /// not parked, which it does later.
  mutating func settle(_ id: ID, ended: [JobID], isMet: Bool) -> CheckedContinuation<Void, Never>? {
    guard var wait = waits.removeValue(forKey: id) else { return nil }
    for job in ended where wait.outcome.ended.insert(job).inserted { wait.remaining -= 1 }
    waits[id] = wait
    return isMet || wait.remaining <= 0 ? finish(id, isMet: true) : nil
  }

  /// Whether the wait is over already; else `continuation` is resumed when it is.
  mutating func park(_ id: ID, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
    guard let wait = waits[id], !wait.isOver else { return true }
    waits[id]?.continuation = continuation
    return false
  }

  func outcome(_ id: ID) -> Outcome {
    waits[id]?.outcome ?? Outcome(ended: [], isMet: false)
  }

  mutating func end(_ id: ID) -> CheckedContinuation<Void, Never>? {
    finish(id, isMet: false)
  }

  mutating func endAll() -> [CheckedContinuation<Void, Never>] {
    waits.keys.compactMap { finish($0, isMet: false) }
  }

  mutating func forget(_ id: ID) {
    guard let wait = waits.removeValue(forKey: id) else { return }
    unlist(id, wait.subject)
  }

  mutating func jobEnded(_ event: JobEvent) -> [CheckedContinuation<Void, Never>] {
    var wakes: [CheckedContinuation<Void, Never>] = []
    let interested = Array(byJob[event.job] ?? []) + (event.batch.flatMap { byBatch[$0] } ?? [])
    for id in interested {
      guard var wait = waits.removeValue(forKey: id) else { continue }
      if !wait.isOver, wait.outcome.ended.insert(event.job).inserted { wait.remaining -= 1 }
      waits[id] = wait
      // A deleted job counts as ended, but not as a failure: nobody can look at it any more.
      let isDecisive = WaitCondition.isDecisive(event.state, wait.until)
      if wait.remaining <= 0 || isDecisive, let wake = finish(id, isMet: true) { wakes.append(wake) }
    }
    return wakes
  }

  /// A job that had ended has been retried: whoever waits for all of them waits for it again.
  mutating func jobLives(_ event: JobEvent) {
    for id in byJob[event.job] ?? [] {
      guard var wait = waits.removeValue(forKey: id) else { continue }
      if !wait.isOver, wait.outcome.ended.remove(event.job) != nil { wait.remaining += 1 }
      waits[id] = wait
    }
  }

  mutating func batchDone(_ batch: BatchID) -> [CheckedContinuation<Void, Never>] {
    (byBatch[batch] ?? []).compactMap { finish($0, isMet: true) }
  }

  private mutating func finish(_ id: ID, isMet: Bool) -> CheckedContinuation<Void, Never>? {
    guard var wait = waits.removeValue(forKey: id) else { return nil }
    let continuation = wait.continuation
    if !wait.isOver {
      wait.isOver = true
      wait.outcome.isMet = isMet
    }
    wait.continuation = nil
    waits[id] = wait
    return continuation
  }

  /// Takes the wait out of the lists it is in.
  private mutating func unlist(_ id: ID, _ subject: WaitSubject) {
    switch subject {
    case .batch(let batch):
      byBatch[batch]?.removeAll { $0 == id }
      if byBatch[batch]?.isEmpty == true { byBatch[batch] = nil }
    case .jobs(let jobs):
      for job in jobs {
        guard var list = byJob.removeValue(forKey: job) else { continue }
        list.remove(id)
        if !list.isEmpty { byJob[job] = list }
      }
    }
  }
}
