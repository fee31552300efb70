// Reading jobs, results and output. What runs is shown as it is now: its process and the size of its output.

extension JobQueue {
  /// The job as it stands.
  ///
  /// - Errors: `.notFound`.
  public func job(_ id: JobID) async throws(JobError) -> Job {
    let cancels = acceptedCancels
    guard let job = try await read({ store throws(StoreError) in try await store.job(id) }) else { throw .notFound(id) }
    noteSeen([job])
    return asOfNow(job, cancels)
  }

  /// These jobs have been shown to somebody, so the failures among them count as seen.
  func noteSeen(_ jobs: [Job]) {
    let unseen = jobs.lazy.filter(\.isUnseenFailure).map(\.id)
    if !unseen.isEmpty { store.noteSeen(Array(unseen)) }
  }

  /// The job with its submission and its attempts.
  ///
  /// - Errors: `.notFound`.
  public func detail(_ id: JobID) async throws(JobError) -> JobDetail {
    let cancels = acceptedCancels
    guard var detail = try await read({ store throws(StoreError) in try await store.detail(id) }) else {
      throw .notFound(id)
    }
    noteSeen([detail.job])
    detail.job = asOfNow(detail.job, cancels)
    if detail.job.state == .running, let last = detail.attempts.indices.last {
      detail.attempts[last].pid = detail.job.pid
      detail.attempts[last].stdoutBytes = detail.job.log.stdoutBytes
      detail.attempts[last].stderrBytes = detail.job.log.stderrBytes
    }
    return detail
  }

  /// At most `limit` jobs (1…`Limits.pageSizeMax`). A page may be short, even empty, and still have a next one, when
  /// the filter matches few of very many jobs.
  public func jobs(
    _ filter: JobFilter, order: JobOrder, limit: Int, after cursor: JobCursor?
  ) async throws(JobError) -> JobPage {
    try filter.check()
    let bounded = min(max(1, limit), Limits.pageSizeMax)
    let cancels = acceptedCancels
    var page = try await read { store throws(StoreError) in
      try await store.jobs(filter, order: order, limit: bounded, after: cursor)
    }
    noteSeen(page.jobs)
    page.jobs = page.jobs.map { asOfNow($0, cancels) }
    return page
  }

  /// The log of an attempt; `attempt` nil is the latest.
  ///
  /// - Errors: `.outputGone` if the attempt has ended and nothing is left of what it wrote.
  public func log(_ id: JobID, stream: LogStream, attempt: Int?) async throws(JobError) -> JobLog {
    let start = try await start(id, of: attempt)
    return JobLog(path: try path(id, start, stream), watch: watch)
  }

  /// The output from `offset` on as it is written, until the job ends. Without `attempt`, retries follow on.
  ///
  /// - Errors: `.outputGone` as with `log`, unless there is more to come.
  public func follow(
    _ id: JobID, stream: LogStream, attempt: Int?, from offset: Int64 = 0
  ) async throws(JobError) -> LogFollower {
    let start = try await start(id, of: attempt)
    if attempt != nil || start.isLast { _ = try path(id, start, stream) }
    return LogFollower(
      id, { $0.path(stream) }, start: start.number, isOnly: attempt != nil, offset: offset, store: store, bus: bus,
      files: files, watch: watch)
  }

  /// A start, and what it wrote; nothing is known of that while it runs.
  private struct Start {
    let number: Int
    var written = LogSummary()
    /// The job has ended: there will be no other one.
    var isLast = false
  }

  private func start(_ id: JobID, of attempt: Int?) async throws(JobError) -> Start {
    let job = try await job(id)
    let isRunning = job.state == .running
    guard let attempt else {
      return Start(number: job.starts, written: isRunning ? LogSummary() : job.log, isLast: job.state.isTerminal)
    }
    if isRunning && job.attempt == attempt { return Start(number: job.starts) }
    guard let found = try await read({ store throws(StoreError) in try await store.start(of: attempt, of: id) }) else {
      throw .invalid([FieldFault(field: "attempt", detail: "job \(id) has no attempt \(attempt)")])
    }
    return Start(number: found.start, written: found.log)
  }

  /// The file of the stream of a start. If a power cut has cost the file its end, what is left of it is shown.
  private func path(_ id: JobID, _ start: Start, _ stream: LogStream) throws(JobError) -> String {
    let path = files.paths(id, start: start.number).path(stream)
    let written = stream == .stdout ? start.written.stdoutBytes : start.written.stderrBytes
    if written > 0 && FileSize.ownBytes(at: path) == 0 { throw .outputGone(id, what: stream.rawValue) }
    return path
  }

  /// To be taken before what is to be shown is read.
  var acceptedCancels: AcceptedCancels { store.unrecorded?.accepted ?? .none }

  func asOfNow(_ job: Job, _ cancels: AcceptedCancels) -> Job {
    guard job.state == .running else { return job }
    var job = cancels.shown(job)
    job.progress = unwrittenProgress(job.id, start: job.starts) ?? job.progress
    // The end may still wait for the disk to be recorded, but the process is gone.
    job.pid = live.hasEnded(job.id, start: job.starts) ? nil : live.process(job.id)?.pid ?? job.pid
    if job.kind == .exec || job.kind == .shell || job.kind == .handler {
      let paths = files.paths(job.id, start: job.starts)
      job.log = LogSummary(
        stdoutBytes: FileSize.ownBytes(at: paths.stdout), stderrBytes: FileSize.ownBytes(at: paths.stderr),
        isTruncated: job.log.isTruncated)
    }
    return job
  }

  /// The running job whose token this is.
  package func jobToken(_ token: Substring) -> TokenHolder? {
    tokens.holder(of: token)
  }

  /// What somebody who submitted something may do by now; see `JobQueueConfig.standing`.
  package func standing(of submitter: String) -> SubmitterStanding {
    config.standing(submitter)
  }

  func read<Value>(
    _ body: (SQLiteStore) async throws(StoreError) -> Value
  ) async throws(JobError) -> Value {
    do throws(StoreError) { return try await body(store) } catch { throw .store(error) }
  }
}
