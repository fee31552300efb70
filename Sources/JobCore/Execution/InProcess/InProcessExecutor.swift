// Runs handlers in this process: as tasks beside others, or on the threads of a pool. One that does not end when it is
// told to is given up: it cannot be killed, but it holds up nobody, and nobody listens to it any more.

import Dispatch
import Glibc
import Logging

/// The executor of handlers that are Swift code of this process.
struct InProcessExecutor: JobExecutor {
  let registry: HandlerRegistry
  let pools: ThreadPools
  let files: LogFiles
  let watch: LogWatch
  let clock: any WallClock
  let logger: Logger

  private static let stuckQueue = DispatchQueue(label: "jobd.stuck", qos: .userInitiated)

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .handler(let name, let payload) = job.spec.work, let handler = registry.handler(name) else {
      return Self.refusal("unknown_handler", "no such handler is registered here")
    }
    var pool: ThreadPool?
    switch registry.place(of: name, executor: job.spec.executor) {
    case .async: break
    case .thread(let poolName): pool = pools.pool(poolName)
    case .process, .remote, nil:
      return Self.refusal("unknown_executor", "the handler cannot run in \"\(job.spec.executor ?? "")\" here")
    }
    do throws(ThreadPool.NoThread) {
      try pool?.begin()
    } catch {
      let message = "no thread could be made: \(String(cString: strerror(error.code)))"
      return ExecutionReport(.resourceShortage(JobFailure(code: "thread", message: message)))
    }
    var link = link(context, executor: pool?.name ?? Lane.asyncExecutor)
    let values = registry.yields(name) ? AttemptFiles(job, files: files, watch: watch, logLimitBytes: .max) : nil
    if let values { link.yield = { await values.append($0) } }
    let jobContext = JobContext(
      AttemptFacts(job, handler: name, payload: payload, parents: context.parents),
      followUps: FollowUpBasket(job.id, of: job.spec, registry: registry), link: link)
    let log = StuckLog(job, handler: name, pool: pool, logger)
    let outcome = await carryOut(handler, jobContext, pool, context.control, log)
    var report = ExecutionReport(outcome)
    await values?.finish(&report)
    if case .stuck = outcome { return report }
    // The next attempt is to find what this one kept last.
    _ = await jobContext.checkpoints.flush()
    report.followUps = jobContext.followUps.all
    return report
  }

  private func link(_ context: ExecutionContext, executor: String) -> AttemptLink {
    let control = context.control
    return AttemptLink(
      executor: executor, logger: logger, cause: { control.stopped.map { CancellationCause($0.cause) } },
      now: { [clock] in clock.now() }, progress: context.progress, checkpoint: context.checkpoint)
  }

  private func carryOut(
    _ handler: @escaping Handler, _ context: JobContext, _ pool: ThreadPool?, _ control: AttemptControl,
    _ log: StuckLog
  ) async -> Outcome {
    let ending = HandlerEnding()
    let cancel = Shield.abandonable(on: pool) { [pools] in
      let outcome = await JobContext.$current.withValue(context) { await HandlerCall.outcome(of: handler, context) }
      let isHeard = ending.finish(outcome)
      let capacity = pool?.end(wasStuck: !isHeard)
      if isHeard { return }
      if pool == nil { pools.countStuckTask(-1) }
      log.hasEnded(capacity: capacity)
    }
    control.onStop { [pools] order in
      cancel()
      let micros = min(max(order.graceMicros, Limits.stuckMicrosMin), Limits.durationMicrosMax)
      Self.stuckQueue.asyncAfter(deadline: .now() + .microseconds(Int(micros))) {
        ending.giveUp(.stuck(Self.stuck(pool?.name))) {
          if pool == nil { pools.countStuckTask(1) }
          log.wasGivenUp(capacity: pool?.loseThread())
        }
      }
    }
    return await ending.outcome
  }

  private static func stuck(_ pool: String?) -> JobFailure {
    let place = pool.map { "a thread of \"\($0)\"" } ?? "a task"
    return JobFailure(code: "stuck", message: "did not end when told to, and still has \(place); its result is ignored")
  }

  private static func refusal(_ code: String, _ message: String) -> ExecutionReport {
    ExecutionReport(.threw(JobFailure(code: code, message: message)))
  }
}
