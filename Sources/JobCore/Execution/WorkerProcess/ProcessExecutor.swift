// Runs handler jobs in worker processes. What a worker sends for its attempt is dealt with here, at the attempt's own
// pace: logs and values are written, checkpoints stored, follow-ups parsed.

/// The executor of handlers that are configured with a command.
struct ProcessExecutor: JobExecutor {
  let pools: WorkerPools
  let files: LogFiles
  let watch: LogWatch
  let logLimitBytes: Int64
  let graceMicros: Int64
  let registry: HandlerRegistry
  let parser: SubmissionParser?
  let clock: any WallClock

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .handler(let name, let payload) = job.spec.work, let pool = pools.pool(of: name) else {
      return ExecutionReport(
        .threw(JobFailure(code: "unknown_handler", message: "this jobd has no worker process for the handler")))
    }
    let line: [UInt8]
    switch await WorkerTask.make(job, name, payload, context, files) {
    case .success(let task): line = WorkerOrder.run(task).line
    case .failure(let refusal): return ExecutionReport(refusal.outcome)
    }
    if context.control.stopped != nil { return ExecutionReport(.stopped) }
    let attempt = WorkerAttempt(job, line: line, control: context.control) { [clock] said in
      let progress = try? Progress(
        fraction: said.fraction, done: said.done, total: said.total,
        note: said.note?.firstBytes(Limits.progressNoteBytesMax), at: clock.now())
      guard let progress else { return false }
      context.progress(progress)
      return true
    }
    pool.post { $0.begin(attempt) }
    context.control.onStop { order in pool.post { $0.stop(attempt, order) } }
    let carrier = AttemptCarrier(
      attempt: attempt, pool: pool, context: context,
      files: AttemptFiles(job, files: files, watch: watch, logLimitBytes: logLimitBytes),
      basket: FollowUpBasket(job.id, of: job.spec, registry: registry), parser: parser(for: pool),
      graceMicros: job.spec.graceMicros ?? graceMicros)
    return await carrier.run()
  }

  /// A worker that is this very program writes submissions as this program does.
  private func parser(for pool: WorkerPool) -> SubmissionParser? {
    pool.settings.command == .reexec ? ReexecutedSubmission.parse : parser
  }
}
