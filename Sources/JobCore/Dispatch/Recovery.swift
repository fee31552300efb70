// Before the first claim: what earlier boots left running is ended and decided.

import Glibc
import Logging

/// The recovery at start.
struct Recovery {
  let store: any RecoveryStore & AttemptStore
  let hunt: OrphanHunt
  let files: LogFiles
  let clock: any WallClock
  let keepForMicros: Int64
  /// The limit on each log of jobs that do not say.
  let logLimitBytes: Int64
  let workersMarkPath: String
  let boot: Int64
  let logger: Logger

  /// Ends what is left of lost attempts, then decides each by its retry rule.
  func run() async throws(StoreError) {
    let isFreeOfWorkers = await endWorkers()
    let lost = try await store.lostAttempts()
    if lost.isEmpty { return }
    logger.notice(
      "attempts that were running when an earlier jobd died are lost", metadata: [LogKeys.count: "\(lost.count)"])
    let survivors = await hunt.kill(lost)
    for attempt in lost {
      // Its token died with the boot that made it; the file need not outlive it. What was being taken over for its
      // result may not be whole.
      let paths = files.paths(attempt.job.id, start: attempt.job.fence.start)
      for path in [paths.token, paths.result] { unlink(path) }
      var end = AttemptEnd(outcome: .lost, finishedAt: max(clock.now(), attempt.job.startedAt))
      end.pid = attempt.pid
      end.log = written(by: attempt.job)
      end.stopCause = attempt.isCancelRequested ? .cancel : nil
      // While a process of the attempt cannot be killed, there must not be another attempt beside it, whatever the
      // retry rule says.
      let mayLive = survivors.contains(attempt.job.id) || attempt.job.spec.work.kind == .handler && !isFreeOfWorkers
      let mustNotRun = attempt.isCancelRequested || mayLive
      let transition = Completion.decide(
        attempt.job, end, isCancelRequested: mustNotRun, chance: Double.random(in: 0..<1),
        keepForMicros: keepForMicros)
      _ = try await store.apply(transition, now: clock.now())
      if let fault = attempt.job.spec.fault { UnreadableJob.say(attempt.job.id, fault, logger) }
    }
  }

  /// What a lost attempt has left in its logs, which nobody measured at its end; they are cut to their limit, too.
  private func written(by job: ClaimedJob) -> LogSummary {
    let paths = files.paths(job.id, start: job.fence.start)
    let limit = job.spec.process.logLimitBytes ?? logLimitBytes
    let isTruncated = [paths.stdout, paths.stderr].map { LogTrim.trim(path: $0, limit: limit) != nil }.contains(true)
    return LogSummary(
      stdoutBytes: FileSize.ownBytes(at: paths.stdout), stderrBytes: FileSize.ownBytes(at: paths.stderr),
      isTruncated: isTruncated)
  }

  /// Kills worker processes of earlier boots; false if some do not die.
  private func endWorkers() async -> Bool {
    if !WorkerMarkFile.isThere(workersMarkPath) { return true }
    let isFree = await hunt.killWorkers(boot: boot)
    if isFree { WorkerMarkFile.remove(workersMarkPath) }
    return isFree
  }
}
