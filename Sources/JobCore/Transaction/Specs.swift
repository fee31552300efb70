// What was submitted of a job, as far as rules ask for it and change it.

/// Submissions.
enum Specs {
  /// Without payload and input: what decisions need.
  static func decisive(_ id: JobID, _ tx: Transaction) throws(StoreError) -> NewJob {
    if let known = tx.working.decisive[id] { return known }
    // What has been said of it in this transaction is not in its row yet.
    if tx.changes.hasSpecs { try tx.flush() }
    var wants = Wants()
    wants.decisive = [id]
    try tx.readAhead(wants)
    return tx.working.decisive[id] ?? .unreadable
  }

  /// All of it, for an attempt.
  static func whole(_ id: JobID, _ tx: Transaction) throws(StoreError) -> NewJob {
    var whole = NewJob(.external)
    try tx.specs(of: [id]) { _, spec in whole = spec }
    return whole
  }

  /// From now on it is as `spec`, in what can be edited.
  ///
  /// - Parameter oldTags: those that it had, if they change.
  static func edit(_ id: JobID, _ spec: NewJob, oldTags: [String: String]?, _ tx: Transaction) {
    tx.working.decisive[id] = spec
    let isRuleReadable = spec.fault?.contains(.retry) != true
    let edit = SpecEdit(
      name: spec.name, timeoutMicros: spec.timeoutMicros, retry: isRuleReadable ? spec.retry : nil, tags: spec.tags,
      oldTags: oldTags)
    tx.changes.specEdits.append(.edit(id, edit))
  }

  /// The same of what is written once else: what it does, and how.
  static func rewrite(_ id: JobID, _ spec: NewJob, _ patch: JobPatch, _ tx: Transaction) {
    tx.working.decisive[id] = spec
    // Of many jobs, each may be given some MiB.
    tx.course.budget.pages += Int64(patch.writtenBytes) / Limits.databasePageBytes
    tx.changes.specEdits.append(.rewrite(id, spec))
    if case .handler(_, let payload?)? = patch.work { tx.changes.specEdits.append(.payload(id, payload.value)) }
    if let input = patch.process.stdin { tx.changes.specEdits.append(.input(id, input.value)) }
  }

  static func setCancelReason(_ reason: String?, of id: JobID, _ tx: Transaction) {
    tx.changes.specEdits.append(.cancelReason(id, reason))
  }
}
