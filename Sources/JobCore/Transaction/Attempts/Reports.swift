// What is said of an attempt while it runs: its progress, what it leaves for the next one, its process. Fenced like its end.

/// Reports of attempts that run.
enum Reports {
  /// Keeps the report, if the attempt that made it is still the live one.
  static func progress(_ progress: Progress, of fence: Fence, _ tx: Transaction) throws(StoreError) -> Bool {
    guard try Apply.live(fence, tx) != nil else { return false }
    tx.report(progress, of: fence)
    // Each report is a change of its job: its row says so.
    try tx.setFlags(.hasProgress, of: fence.job)
    Telling.progress(progress, of: fence.job, tx)
    return true
  }

  /// Keeps the report of a job for the attempt of it that runs.
  static func progress(
    _ progress: Progress, ofRunning id: JobID, _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Fence> {
    guard let job = try tx.job(id) else { return .notFound }
    guard job.state == .running, let boot = job.boot else { return .invalidState(job.state) }
    let fence = Fence(job: id, start: job.starts, boot: boot)
    _ = try Self.progress(progress, of: fence, tx)
    return .done(fence)
  }

  static func process(_ process: ProcessRecord, of fence: Fence, _ tx: Transaction) throws(StoreError) {
    guard try Apply.live(fence, tx) != nil else { return }
    try tx.change(fence.job) { row in
      row.pid = process.pid
      row.pidTicks = process.startTicks
    }
  }

  /// Somebody has looked at a job that has failed.
  static func seen(_ id: JobID, _ tx: Transaction) throws(StoreError) {
    guard let job = try tx.job(id), job.state == .failed, !job.flags.contains(.seen) else { return }
    try tx.setFlags(.seen, of: id)
  }
}
