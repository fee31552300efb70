// The jobs of a file, from their submission to the end of the last one: what `jobd run` is for.

import JobCore
import JobWire
import Synchronization
import UnixSignals

/// Jobs that are run together, and how they end.
struct Script {
  let jobs: [NewJob]
  /// The first that fails cancels the others.
  let isFailFast: Bool
  /// How long all of them may take.
  let timeoutMicros: Int64?
  let slots: Int
  /// SIGTERM and SIGINT, heard since before there was anything to clean up.
  let signals: UnixSignalsSequence

  /// What is asked for while they run.
  private final class Asked: Sendable {
    private let timeIsOver = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)

    var isTimeUp: Bool { timeIsOver.load(ordering: .relaxed) }

    func timeIsUp() { timeIsOver.store(true, ordering: .relaxed) }

    /// True the first time.
    func stops() -> Bool { !isStopped.exchange(true, ordering: .relaxed) }
  }

  /// The exit status: that of the worst of them. `queue` runs already.
  func run(_ queue: JobQueue) async throws -> Int32 {
    // From before the submission on, so that nothing is missed.
    let events = try queue.events()
    var batch = NewBatch(jobs: jobs)
    batch.isFailFast = isFailFast
    guard case .created(_, let ids) = try await queue.createBatch(batch) else { return ScriptFate.failed.exitStatus }
    let output = ScriptOutput(queue, isLabelled: jobs.count > 1 || !jobs[0].then.isEmpty, slots: slots)
    let asked = Asked()
    async let printed: Void = output.run()
    let progress = await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await self.hear(asked, queue, output) }
      if let timeoutMicros {
        tasks.addTask { await self.watch(timeoutMicros, asked, queue, output) }
      }
      let progress = await follow(events, ScriptProgress(ids), queue, output)
      tasks.cancelAll()
      return progress
    }
    output.finish()
    await printed
    if progress.count > 1 { await output.say(Self.summary(progress)) }
    // What has not ended has been stopped.
    let least: ScriptFate = asked.isTimeUp ? .timedOut : progress.isOver ? .succeeded : .cancelled
    return max(progress.worst, least).exitStatus
  }

  // MARK: What happens

  /// Returns when all jobs have ended, or the queue stops.
  private func follow(
    _ first: QueueEvents, _ begun: ScriptProgress, _ queue: JobQueue, _ output: ScriptOutput
  ) async -> ScriptProgress {
    var progress = begun
    var followed: Set<JobID> = []
    var events = first
    while !progress.isOver {
      do {
        for try await event in events {
          await take(event, &progress, &followed, queue, output)
          if progress.isOver { return progress }
        }
        // It ends with the queue, and where more has happened than could be kept.
        try queue.checkStarting()
        progress.beginSnapshot()
        events = try queue.events(snapshot: true)
      } catch {
        return progress
      }
    }
    return progress
  }

  private func take(
    _ event: QueueEvent, _ progress: inout ScriptProgress, _ followed: inout Set<JobID>, _ queue: JobQueue,
    _ output: ScriptOutput
  ) async {
    switch event.what {
    case .snapshotEnd: progress.endSnapshot()
    case .job(let news):
      let job = news.job
      if case .deleted = news.what, !job.state.isTerminal { return }
      if job.attempt > 0, followed.insert(job.id).inserted {
        output.follow(ScriptOutput.Source(id: job.id, name: job.name))
      }
      let hasEnded = progress.take(job.id, rev: job.rev, job.state, job.reason)
      if hasEnded, job.state != .succeeded { await tell(job, queue, output) }
    case .batch, .queue, .schedule, .gap: return
    }
  }

  private func tell(_ job: EventJob, _ queue: JobQueue, _ output: ScriptOutput) async {
    var words = job.reason?.name ?? ""
    do throws(JobError) {
      if let failure = try await queue.job(job.id).failure { words = failure.message }
    } catch {
      // It is gone already; the reason is known all the same.
    }
    await output.say("\(job.name) \(job.state.name)\(words.isEmpty ? "" : ": \(words)")")
  }

  static func summary(_ progress: ScriptProgress) -> String {
    let kinds: [(ScriptFate, String)] = [
      (.succeeded, "succeeded"), (.failed, "failed"), (.timedOut, "timed out"), (.cancelled, "cancelled or skipped"),
    ]
    let parts = kinds.compactMap { fate, words in
      let count = progress.count(of: fate)
      return count == 0 ? nil : "\(count) \(words)"
    }
    return "\(progress.count) jobs: \(parts.joined(separator: ", "))"
  }

  // MARK: What ends it early

  private func hear(_ asked: Asked, _ queue: JobQueue, _ output: ScriptOutput) async {
    for await signal in signals {
      if asked.stops() {
        await output.say("\(signal): cancelling all jobs; a second signal kills them")
        await Self.cancelAll(queue)
      } else {
        queue.stop(.now)
      }
    }
  }

  private func watch(_ micros: Int64, _ asked: Asked, _ queue: JobQueue, _ output: ScriptOutput) async {
    do { try await Task.sleep(for: .microseconds(micros)) } catch { return }
    asked.timeIsUp()
    await output.say("the time of \(WireDuration(micros: micros)) is up: cancelling all jobs")
    await Self.cancelAll(queue)
  }

  /// Nothing is started and nothing taken any more. If it cannot be written down, what runs is ended nevertheless.
  private static func cancelAll(_ queue: JobQueue) async {
    await queue.drain()
    do throws(JobError) { _ = try await queue.bulk(.cancel, JobFilter(), isDryRun: false) } catch {
      queue.stop(.cancel)
    }
  }
}
