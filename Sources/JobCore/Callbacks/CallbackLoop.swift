// Calls what is due: jobs beside one another, the callbacks of one job in order. Woken by a commit or by its one
// alarm; what it does not get to is due at the next start.

import Logging
import Synchronization

/// The owner of calls that are under way.
final class CallbackLoop: Sendable {
  private let store: any JobStore
  private let webhooks: WebhookSender
  private let commands: CallbackCommand
  private let clock: any WallClock
  private let alarm: EarliestAlarm
  private let logger: Logger
  private let underway = Mutex<Set<JobID>>([])

  init(
    store: any JobStore, webhooks: WebhookSender, commands: CallbackCommand, clock: any WallClock,
    alarm: EarliestAlarm, logger: Logger
  ) {
    self.store = store
    self.webhooks = webhooks
    self.commands = commands
    self.clock = clock
    self.alarm = alarm
    self.logger = logger
  }

  /// Calls until the task is cancelled; a call that is cut off is due again.
  func run() async {
    alarm.note(clock.now())
    await withDiscardingTaskGroup { group in
      for await _ in alarm.rings {
        // Forget the alarm first: what is noted from here on is kept.
        alarm.clear()
        for (job, callbacks) in await nextJobs() {
          group.addTask {
            await self.call(callbacks, of: job)
            _ = self.underway.withLock { $0.remove(job) }
            self.alarm.note(self.clock.now())
          }
        }
        await setAlarm()
      }
      group.cancelAll()
    }
  }

  /// Due callbacks by job, of as many jobs as may be called at once.
  private func nextJobs() async -> [(JobID, [CallbackStatus])] {
    // Before the look at the store: one whose call ends meanwhile may still be due in what was read.
    let busy = underway.withLock { $0 }
    let room = Limits.callbackJobsMax - busy.count
    if room <= 0 { return [] }
    do throws(StoreError) {
      let due = try await store.dueCallbacks(now: clock.now(), limit: Limits.callbackDueMax)
      var byJob: [JobID: [CallbackStatus]] = [:]
      var order: [JobID] = []
      for callback in due where !busy.contains(callback.job) {
        if byJob[callback.job] == nil { order.append(callback.job) }
        byJob[callback.job, default: []].append(callback.status)
      }
      let chosen = order.prefix(room)
      underway.withLock { $0.formUnion(chosen) }
      return chosen.map { ($0, (byJob[$0] ?? []).sorted { $0.id < $1.id }) }
    } catch {
      logger.warning("cannot read callbacks, will try again", metadata: [LogKeys.error: "\(error)"])
      alarm.note(clock.now().advanced(byMicros: 1_000_000))
      return []
    }
  }

  private func setAlarm() async {
    let busy = underway.withLock { $0 }
    // With no room for more, the end of a call rings.
    if busy.count >= Limits.callbackJobsMax { return }
    do throws(StoreError) {
      if let next = try await store.nextCallback(excluding: busy) { alarm.note(next) }
    } catch {
      alarm.note(clock.now().advanced(byMicros: 1_000_000))
    }
  }

  /// One after the other; that one fails does not stop the next.
  private func call(_ callbacks: [CallbackStatus], of id: JobID) async {
    for callback in callbacks {
      if Task.isCancelled { return }
      do throws(StoreError) {
        guard let job = try await store.job(id), job.state.isTerminal else { return }
        // Removed, or due for another end, while the one before it was called.
        guard try await store.callbacks(of: id).contains(callback) else { continue }
        let answer = await call(callback, job)
        // Cut off by the end of the daemon, not by the receiver.
        if Task.isCancelled && answer != .accepted { return }
        let result = CallbackPolicy.decide(
          answer, tries: callback.tries, now: clock.now(), chance: Double.random(in: 0..<1))
        report(result, callback, id)
        try await store.recordCallback(callback, result, now: clock.now())
      } catch {
        logger.warning("cannot record a callback, will call again", metadata: [LogKeys.error: "\(error)"])
        // It is still due: without a pause, a store that is broken would have its receiver called without end.
        do { try await Task.sleep(for: .micros(Limits.callbackUnrecordedMicros)) } catch {}
        return
      }
    }
  }

  private func call(_ callback: CallbackStatus, _ job: Job) async -> CallbackPolicy.Answer {
    let document = CallbackDocument(job).bytes
    switch callback.callback.target {
    case .url(let url):
      // The same at each try, another one for the end after a retry by hand: it is another message.
      let end = job.finishedAt?.micros ?? 0
      return await webhooks.send(document, to: url, id: "cb_\(callback.id)_\(end)", now: clock.now())
    case .command(let argv): return await commands.run(argv, document, job)
    }
  }

  private func report(_ result: CallbackResult, _ callback: CallbackStatus, _ id: JobID) {
    guard case .givenUp(let error) = result else { return }
    logger.warning(
      "callback given up",
      metadata: [LogKeys.jobID: "\(id)", LogKeys.count: "\(callback.tries + 1)", LogKeys.error: "\(error)"])
  }
}
