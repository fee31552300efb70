// What those who carry jobs out are given of them.

/// Jobs as they are handed out.
enum HandOut {
  /// All that was submitted is read together, and so is what else is known of them. Those that cannot be read have
  /// ended, and are not among them.
  static func jobs(_ starts: [StartedJob], _ tx: Transaction) throws(StoreError) -> [ClaimedJob] {
    if starts.isEmpty { return [] }
    var jobs: [ClaimedJob] = []
    jobs.reserveCapacity(starts.count)
    var unreadable: [(index: Int, fault: SpecFault)] = []
    try tx.specs(of: starts.map(\.id)) { index, spec in
      if let fault = spec.fault { unreadable.append((index, fault)) }
      jobs.append(job(starts[index], spec, tx))
    }
    // From behind, so that the numbers of the others stay.
    for (index, fault) in unreadable.reversed() { try Unreadable.end(jobs.remove(at: index), fault, tx) }
    if !unreadable.isEmpty { try Settlement.run(tx) }
    var (following, resuming): ([JobID], [JobID]) = ([], [])
    for start in starts {
      let flags = start.job.row.flags
      if flags.contains(.hasParents) { following.append(start.id) }
      if flags.contains(.hasCheckpoint) { resuming.append(start.id) }
    }
    if following.isEmpty && resuming.isEmpty { return jobs }
    let parents = try parents(of: following, tx)
    let checkpoints = try checkpoints(of: resuming, tx)
    try readAhead(jobs.compactMap { $0.spec.limits == nil ? nil : parents[$0.id] }, tx)
    for index in jobs.indices {
      let id = jobs[index].id
      if let results = parents[id] {
        let visible = try visible(results, within: jobs[index].spec.limits, tx)
        (jobs[index].parents, jobs[index].batches) = (visible.jobs, visible.batches)
      }
      jobs[index].checkpoint = checkpoints[id]
    }
    return jobs
  }

  private static func job(_ start: StartedJob, _ spec: consuming NewJob, _ tx: Transaction) -> ClaimedJob {
    let row = start.job.row
    spec.queue = tx.ledger.queues.name(of: row.queue) ?? ""
    spec.priority = row.priority
    spec.isShielded = row.flags.contains(.shielded)
    spec.deadline = row.deadline
    spec.slotsNeeded = start.weight
    return ClaimedJob(
      fence: Fence(job: row.id, start: row.starts, boot: tx.terms.boot), attempt: row.attempt,
      maxAttempts: row.maxAttempts, startedAt: row.begunAt, createdAt: row.createdAt, queueID: row.queue,
      spec: consume spec, parents: [], slots: start.slots, lane: row.lane,
      queueRunAs: tx.ledger.queues[row.queue]?.settings.runAs)
  }

  /// What these follow.
  static func parents(of ids: [JobID], _ tx: Transaction) throws(StoreError) -> [JobID: ParentResults] {
    if ids.isEmpty { return [:] }
    return try tx.search { rows throws(StoreError) in try rows.look(Wants(parentResults: ids)) }.parentResults
  }

  /// What earlier attempts left for these.
  static func checkpoints(of ids: [JobID], _ tx: Transaction) throws(StoreError) -> [JobID: [UInt8]] {
    if ids.isEmpty { return [:] }
    try tx.readAhead(Wants(checkpoints: ids))
    var checkpoints: [JobID: [UInt8]] = [:]
    for id in ids { checkpoints[id] = try Checkpoints.of(id, tx) }
    return checkpoints
  }

  /// Reads the parents of which it is going to be asked whether they are visible.
  static func readAhead(_ results: [ParentResults], _ tx: Transaction) throws(StoreError) {
    try tx.readAhead(Wants(jobs: results.flatMap { $0.jobs.map(\.id) }))
  }

  /// - Parameter limits: of the one who submitted the follow-up; `nil` sees all.
  static func visible(
    _ results: ParentResults, within limits: RealmLimits?, _ tx: Transaction
  ) throws(StoreError) -> ParentResults {
    guard limits != nil else { return results }
    try readAhead([results], tx)
    var visible = ParentResults(batches: results.batches)
    for parent in results.jobs where try UniqueKeys.isWithin(limits, parent.id, tx) { visible.jobs.append(parent) }
    return visible
  }
}
