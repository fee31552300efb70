// Follows a job's output from attempt to attempt until the job ends. Pulled by its reader: a slow one costs nobody.

/// Output as it is written. For one reader; `next` is not called twice at a time.
public actor LogFollower {
  private let id: JobID
  /// Which of a start's files is followed.
  private let path: @Sendable (LogFiles.Paths) -> String
  private let store: any JobReadStore
  private let bus: EventBus
  private let files: LogFiles
  private let watch: LogWatch
  /// The only start to follow; `nil` goes on with the next one.
  private let onlyStart: Int?
  private var start: Int
  private var log: JobLog?
  private var offset: Int64

  init(
    _ id: JobID, _ path: @escaping @Sendable (LogFiles.Paths) -> String, start: Int, isOnly: Bool, offset: Int64,
    store: any JobReadStore, bus: EventBus, files: LogFiles, watch: LogWatch
  ) {
    self.id = id
    self.path = path
    self.store = store
    self.bus = bus
    self.files = files
    self.watch = watch
    self.offset = offset
    self.start = start
    onlyStart = isOnly ? start : nil
    log = start > 0 ? JobLog(path: path(files.paths(id, start: start)), watch: watch) : nil
  }

  /// The next bytes, at most `count`; `nil` when the job has ended and all has been read, or the task is cancelled.
  ///
  /// - Errors: `.shuttingDown` when the daemon stops before the job has ended.
  public func next(count: Int = 65_536) async throws(JobError) -> [UInt8]? {
    while !Task.isCancelled {
      if let log {
        let kept = await log.readKept(at: offset, count: count)
        offset = kept.next
        if !kept.bytes.isEmpty { return kept.bytes }
        if await log.waitForMore(past: offset) { continue }
        if try await isStillToBegin() || log.size > offset { continue }
        if onlyStart != nil { return nil }
      }
      guard try await openNextStart() else { return nil }
    }
    return nil
  }

  /// The next bytes of this start that are there already, at most `count`; `nil` if there are none.
  public func nextAtHand(count: Int = 65_536) async -> [UInt8]? {
    guard let kept = await log?.readKept(at: offset, count: count) else { return nil }
    offset = kept.next
    return kept.bytes.isEmpty ? nil : kept.bytes
  }

  /// Nobody writes for this start. Returns false if that is because it is over. If it only has not begun to write (a
  /// claim is seen before its log is opened), returns true once it has, or once something else has happened to the job.
  private func isStillToBegin() async throws(JobError) -> Bool {
    let changes = bus.watch(id)
    defer { changes.forget() }
    let path = self.path(files.paths(id, start: start))
    let expectation = watch.expectBegin(path) { changes.finish() }
    defer { watch.forgetBegin(path, expectation) }
    let job: Job?
    do throws(StoreError) { job = try await store.job(id) } catch { throw .store(error) }
    guard let job, job.state == .running, job.starts == start else { return false }
    var iterator = changes.events.makeAsyncIterator()
    _ = await iterator.next(isolation: self)
    return true
  }

  /// Waits for the start after `start`; false if there will be none.
  private func openNextStart() async throws(JobError) -> Bool {
    let changes = bus.watch(id)
    defer { changes.forget() }
    var iterator = changes.events.makeAsyncIterator()
    while !Task.isCancelled {
      let job: Job?
      do throws(StoreError) { job = try await store.job(id) } catch { throw .store(error) }
      guard let job else { return false }
      if job.starts > start {
        start = job.starts
        offset = 0
        log = JobLog(path: path(files.paths(id, start: start)), watch: watch)
        return true
      }
      if job.state.isTerminal { return false }
      if await iterator.next(isolation: self) == nil {
        // The bus ends with the daemon; the job may go on writing after the next start.
        if bus.isFinished && !Task.isCancelled { throw .shuttingDown }
        return false
      }
    }
    return false
  }
}
