// What is against a request, found out before any of it is written: parents that are not there, full queues, taken
// keys, closed batches.

/// The look at what is to be stored.
struct Admissible {
  /// How many more jobs wait in each queue then.
  private var names: [String: Int] = [:]
  private var keys: Set<ByteText> = []
  /// Those that are new.
  private var limitKeys: Set<ByteText> = []

  /// Why `jobs` cannot be stored, or `nil`.
  static func check(_ jobs: [NewJob], _ tx: Transaction) throws(StoreError) -> Refusal? {
    var look = Admissible()
    for index in jobs.indices {
      if let refusal = try look.check(jobs, at: index, index: index, path: "", above: [], tx) { return refusal }
    }
    return look.checkRoom(tx)
  }

  private func checkRoom(_ tx: Transaction) -> Refusal? {
    var unknown = 0
    var full: Refusal?
    for (name, count) in names {
      guard let id = tx.ledger.queues.id(of: name) else {
        unknown += 1
        continue
      }
      if count > 0, let max = tx.ledger.queues[id]?.bound(passedBy: count) { full = .queueFull(name: name, max: max) }
    }
    if unknown > 0 && tx.ledger.queues.count + unknown > Limits.queueCountMax { return .tooManyQueues }
    if tx.ledger.limits.count + limitKeys.count > Limits.limitKeysMax {
      return .invalid(
        [FieldFault(field: "limit.key", detail: "there are \(Limits.limitKeysMax) keys in use already")], index: 0)
    }
    return full
  }

  /// One of `jobs`, with its follow-ups. The list and a number, and not the job: it is wide, and would be copied for a
  /// look.
  ///
  /// - Parameters:
  ///   - path: of its fields in those of the job of the request with this index.
  ///   - above: what those wait for that it is to follow.
  ///   - isNew: false below one in whose place the holder of its unique key is returned.
  private mutating func check(
    _ jobs: [NewJob], at place: Int, index: Int, path: String, above: [Parent], isNew: Bool = true, _ tx: Transaction
  ) throws(StoreError) -> Refusal? {
    if let fault = try Self.missing(jobs[place].after, within: jobs[place].limits, field: path + "after", tx) {
      return .invalid([fault], index: index)
    }
    if let fault = Self.runAs(jobs, at: place, tx) {
      return .invalid([FieldFault(field: path + fault.field, detail: fault.detail)], index: index)
    }
    // A follow-up waits for what the jobs it comes with wait for.
    let waitedFor = above + jobs[place].after.map(\.parent)
    var decision = UniquePolicy.Decision.take
    if let rule = jobs[place].unique {
      switch try check(rule, limits: jobs[place].limits, index: index, path: path, tx) {
      case .refused(let refusal): return refusal
      case .decided(let found): decision = found
      }
    }
    let isNew = isNew && decision != .returnHolder
    if isNew {
      names[jobs[place].queue, default: 0] += 1
      if let key = jobs[place].limit?.key, tx.ledger.limits.id(of: key) == nil { limitKeys.insert(ByteText(key)) }
    }
    if let batch = jobs[place].batch,
      let refusal = try Self.check(batch, waitedFor, field: path + "after", index: index, tx)
    {
      return refusal
    }
    let followUps = jobs[place].then.map(\.job)
    for number in followUps.indices {
      let child = "\(path)then[\(number)].job."
      let refusal = try check(
        followUps, at: number, index: index, path: child, above: waitedFor, isNew: isNew, tx)
      if let refusal { return refusal }
    }
    return nil
  }

  /// What is against its running as whom it is to run.
  private static func runAs(_ jobs: [NewJob], at place: Int, _ tx: Transaction) -> FieldFault? {
    let queue = QueueUser.of(jobs[place].queue, tx)
    if queue == nil && jobs[place].runAs == nil { return nil }
    return RunAsPolicy.fault(
      job: jobs[place].runAs, queue: queue, work: jobs[place].work, executor: jobs[place].executor,
      callbacks: jobs[place].callbacks)
  }

  private enum KeyAnswer {
    case refused(Refusal)
    case decided(UniquePolicy.Decision)
  }

  private mutating func check(
    _ rule: UniqueRule, limits: RealmLimits?, index: Int, path: String, _ tx: Transaction
  ) throws(StoreError) -> KeyAnswer {
    if rule.onConflict == .return && !path.isEmpty {
      let detail = "must not be return in a follow-up: it would follow nobody"
      return .refused(.invalid([FieldFault(field: path + "unique.on_conflict", detail: detail)], index: index))
    }
    if !keys.insert(ByteText(rule.key)).inserted {
      let detail = "is that of another job of this request"
      return .refused(.invalid([FieldFault(field: path + "unique.key", detail: detail)], index: index))
    }
    let (decision, holder) = try UniqueKeys.decide(rule, limits: limits, tx)
    guard let holder else { return .decided(decision) }
    if decision == .refuse {
      return .refused(.duplicate(key: rule.key, holder: holder.id, state: holder.state ?? .succeeded, index: index))
    }
    // The one that it replaces waits no more.
    if decision == .cancelHolder, let job = try tx.job(holder.id), let queue = tx.ledger.queues.name(of: job.queue) {
      names[queue, default: 0] -= 1
    }
    return .decided(decision)
  }

  /// Whether the batch takes another job, and one that waits for these.
  private static func check(
    _ id: BatchID, _ waitedFor: [Parent], field: String, index: Int, _ tx: Transaction
  ) throws(StoreError) -> Refusal? {
    guard let batch = try Batches.batch(id.value, tx) else { return .noSuchBatch(id) }
    if !BatchPolicy.takesJobs(batch.facts) || batch.finishedAt != nil { return .batchClosed(id) }
    switch try CycleSearch.whoWaits(for: [.batch(id)], among: waitedFor, tx) {
    case .nobody: return nil
    case .parent:
      let detail = "waits for batch \(id), and so can never end in it"
      return .invalid([FieldFault(field: field, detail: detail)], index: index)
    case .unknown: return .invalid([FieldFault(field: field, detail: CycleSearch.tooLarge)], index: index)
    }
  }

  /// A parent that is not there, named by its place in the list.
  ///
  /// - Parameter limits: those of whoever names them. A job outside of them is not there, whatever it was when it was
  ///   looked at last; with batches this would take too long.
  static func missing(
    _ after: [Dependency], within limits: RealmLimits? = nil, field: String, _ tx: Transaction
  ) throws(StoreError) -> FieldFault? {
    for (number, dependency) in after.enumerated() {
      let detail: String
      switch dependency.parent {
      case .job(let id):
        if try tx.job(id) != nil, try UniqueKeys.isWithin(limits, id, tx) { continue }
        let last = tx.ledger.numbers.jobs.last
        let wasThere = limits == nil && last > 0 && (1...last).contains(id.value)
        detail = wasThere ? "job \(id) has been deleted" : "there is no job \(id)"
      case .batch(let id):
        if try Batches.isThere(id.value, tx) { continue }
        detail = "there is no batch \(id)"
      }
      return FieldFault(field: "\(field)[\(number)].\(dependency.parent.field)", detail: detail)
    }
    return nil
  }
}
