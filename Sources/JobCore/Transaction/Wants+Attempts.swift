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
}
