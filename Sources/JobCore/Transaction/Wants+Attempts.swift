// What verbs on attempts elsewhere are going to ask for.

extension Wants {
  /// Their jobs and leases.
  init(attempts fences: [ClaimFence]) {
    self.init()
    jobs = fences.map(\.job)
    leases = jobs
  }

  /// The same of attempts that are to be ended.
  init(ending fences: [ClaimFence]) {
    self.init(attempts: fences)
    decisive = jobs
  }

  /// What the end of a job is going to ask for that has been read, or its retry.
  mutating func addEnd(of id: JobID, _ tx: Transaction) {
    guard let row = tx.working.job(id)?.row else { return }
    if row.isLeased && row.state == .running {
      leases.append(id)
      decisive.append(id)
    }
    if !row.flags.contains(.hasUniqueKey) { return }
    terms.append(id)
    // It needs its key again if it is retried.
    if row.state.isTerminal, let key = tx.working.job(id)?.terms?.unique?.key { uniques.append(key) }
  }

  /// The same of an external job.
  init(external id: JobID) {
    self.init(jobs: [id], decisive: [id], leases: [id])
  }
}
