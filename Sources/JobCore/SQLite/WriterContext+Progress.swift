// What a running job says of itself, and what it leaves for its next attempt. Fenced like its end.

extension WriterContext {
  /// Keeps the report, if the attempt that made it is still the live one.
  func setProgress(_ progress: Progress, of fence: Fence) throws(StoreError) -> Bool {
    guard let facts = try Apply.live(fence, self) else { return false }
    report(progress, of: fence)
    if !facts.flags.contains(.hasProgress) { try setFlags(.hasProgress, of: fence.job) }
    return true
  }

  /// Keeps the report of a job for the attempt of it that runs.
  func setProgress(_ progress: Progress, ofRunning id: JobID) throws(StoreError) -> VerbAnswer<Fence> {
    guard let facts = try facts(id) else { return .notFound }
    guard facts.state == .running, let boot = facts.boot else { return .invalidState(facts.state) }
    let fence = Fence(job: id, start: facts.starts, boot: boot)
    _ = try setProgress(progress, of: fence)
    return .done(fence)
  }

  /// Keeps `data` for the next attempt, if the attempt that left it is still the live one.
  func setCheckpoint(_ data: [UInt8], of fence: Fence) throws(StoreError) -> Bool {
    guard let facts = try Apply.live(fence, self) else { return false }
    let statement = try statement(ProgressSQL.setCheckpoint)
    statement.bind(1, fence.job.value)
    statement.bind(2, data)
    try statement.run()
    if !facts.flags.contains(.hasCheckpoint) { try setFlags(.hasCheckpoint, of: fence.job) }
    return true
  }

  func checkpoint(of id: JobID) throws(StoreError) -> [UInt8]? {
    let statement = try statement(ProgressSQL.checkpoint)
    statement.bind(1, id.value)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.bytes(0)
  }
}
