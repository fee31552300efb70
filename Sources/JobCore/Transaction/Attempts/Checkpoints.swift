// Checkpoints: what an attempt leaves for the next one of its job.

/// The checkpoints of jobs.
enum Checkpoints {
  /// `nil` if there is none.
  static func of(_ id: JobID, _ tx: Transaction) throws(StoreError) -> [UInt8]? {
    if let known = tx.working.checkpoint(of: id) { return known }
    var wants = Wants()
    wants.checkpoints = [id]
    try tx.readAhead(wants)
    return tx.working.checkpoint(of: id) ?? nil
  }

  /// Keeps `data` for the next attempt, if the attempt that left it is still the live one.
  static func set(_ data: [UInt8], of fence: Fence, _ tx: Transaction) throws(StoreError) -> Bool {
    guard let job = try Apply.live(fence, tx) else { return false }
    note(data, of: fence.job, tx)
    if !job.flags.contains(.hasCheckpoint) { try tx.setFlags(.hasCheckpoint, of: fence.job) }
    return true
  }

  /// A job that has succeeded, or is gone, has no next attempt.
  static func remove(of id: JobID, _ tx: Transaction) {
    note(nil, of: id, tx)
  }

  private static func note(_ data: [UInt8]?, of id: JobID, _ tx: Transaction) {
    tx.changes.checkpoints.append((id, data))
    tx.working.set(data, checkpointOf: id)
  }
}
