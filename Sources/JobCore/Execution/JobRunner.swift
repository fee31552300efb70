// One attempt, as steps: limits → execute → outcome → decide → apply. The only file in which these meet.

import Logging

/// Carries out attempts.
struct JobRunner: Sendable {
  let store: any AttemptStore
  let live: LiveAttempts
  let executors: Executors
  let watch: LogWatch
  let files: LogFiles
  let parents: ResultReader
  let clock: any WallClock
  let graceMicros: Int64
  let keepForMicros: Int64
  let logger: Logger

  /// An attempt that can be told to stop, even before it runs.
  struct Begun: Sendable {
    /// Without its input.
    let job: ClaimedJob
    let input: JobInput
    let control: AttemptControl
    let timer: AttemptTimer
    let progress: ProgressReporter
  }

  /// Makes `job` known as live: from here on a cancel finds it.
  func begin(_ job: ClaimedJob) -> Begun {
    let control = AttemptControl(graceMicros: job.spec.graceMicros ?? graceMicros)
    let timer = AttemptTimer(
      control, timeoutMicros: job.spec.timeoutMicros, deadline: job.spec.deadline,
      timeoutDefault: job.spec.work.timeoutDefault)
    let progress = ProgressReporter { [store] progress in store.noteProgress(progress, of: job.fence) }
    live.begin(job.fence, control, timer, progress)
    let input = JobInput(job.spec.process.stdin)
    var job = job
    job.spec.process.stdin = nil
    return Begun(job: job, input: input, control: control, timer: timer, progress: progress)
  }

  /// Runs an attempt to its recorded end. `slotFreed` is called as soon as nothing of it runs any more, before the end
  /// is recorded, so that the next claim can ride in the same transaction.
  ///
  /// `@concurrent`, so that it never runs on the dispatcher's own executor: opening files and starting a process would
  /// hold up the claims.
  @concurrent func run(_ begun: Begun, slotFreed: @Sendable () async -> Void) async {
    let (job, control, timer, reporter) = (begun.job, begun.control, begun.timer, begun.progress)
    files.doomed.begin(job.id, start: job.fence.start)
    let report = await execute(job, begun.input, control, timer, reporter)

    control.end()
    timer.end()
    live.processEnded(job.fence)
    let transition = decide(job, report, control, reporter.end())
    await slotFreed()
    await apply(transition)
    for path in report.logPaths { watch.end(path) }
    live.end(job.fence)
  }

  private func execute(
    _ job: ClaimedJob, _ input: JobInput, _ control: AttemptControl, _ timer: AttemptTimer,
    _ reporter: ProgressReporter
  ) async -> ExecutionReport {
    let timeoutMicros = timer.start()
    // asyncio: a limit of 0 never starts the work.
    if timeoutMicros == 0 {
      control.stop(.timeout)
      return ExecutionReport(.stopped)
    }
    if let failure = RunAsPolicy.failure(of: job) { return ExecutionReport(.spawnFailed(failure)) }
    let context = ExecutionContext(
      control: control,
      record: { [store, live] process in
        live.record(process, of: job.fence)
        store.record(process, of: job.fence)
      }, parents: parents, input: input, timeoutMicros: timeoutMicros, progress: { reporter.report($0) },
      checkpoint: { [self] in await keep($0, of: job.fence) })
    return await executors.executor(for: job.spec).run(job, context)
  }

  private func keep(_ checkpoint: [UInt8], of fence: Fence) async -> Bool {
    guard checkpoint.count <= Limits.checkpointBytesMax else { return false }
    do throws(StoreError) {
      return try await store.setCheckpoint(checkpoint, of: fence)
    } catch {
      logger.warning(
        "a checkpoint could not be kept", metadata: [LogKeys.jobID: "\(fence.job)", LogKeys.error: "\(error)"])
      return false
    }
  }

  private func decide(
    _ job: ClaimedJob, _ report: ExecutionReport, _ control: AttemptControl, _ progress: Progress?
  ) -> Transition {
    var end = AttemptEnd(outcome: report.outcome, finishedAt: max(clock.now(), job.startedAt))
    let stopped = control.stopped
    end.stopCause = stopped?.cause
    end.cancelReason = stopped?.reason
    end.pid = report.pid
    end.log = report.log
    end.hasResultFile = report.hasResultFile
    end.progress = progress
    end.http = report.http
    var transition = Completion.decide(
      job, end, isCancelRequested: stopped?.cause == .cancel, chance: Double.random(in: 0..<1),
      keepForMicros: keepForMicros)
    transition.followUps = report.followUps
    return transition
  }

  private func apply(_ transition: Transition) async {
    do throws(StoreError) {
      if try await store.apply(transition, now: clock.now()) { return }
      logger.warning(
        "attempt superseded, its end changes nothing", metadata: [LogKeys.jobID: "\(transition.fence.job)"])
    } catch {
      // The attempt is still `running` in the store. If its end is kept beside it, the next boot records that; if not,
      // it finds the attempt lost and decides.
      logger.error(
        "end of an attempt could not be recorded",
        metadata: [LogKeys.jobID: "\(transition.fence.job)", LogKeys.error: "\(error)"])
    }
  }
}
