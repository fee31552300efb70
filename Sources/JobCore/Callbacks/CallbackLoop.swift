// Calls what is due: jobs and batches beside one another, the callbacks of each in order. Woken by a commit or by its
// one alarm; callbacks that it does not get to are due at the next start.

import Logging
import Synchronization

/// The owner of calls that are under way.
final class CallbackLoop: Sendable {
  private let store: any DeliveryStore & CallbackStore & BatchStore & JobReadStore
  private let sender: (any CallbackSender)?
  private let commands: CallbackCommand
  private let clock: any WallClock
  private let alarm: EarliestAlarm
  private let logger: Logger
  private let pauseMicros: Int64
  private let seats: Mutex<CallbackSeats>

  init(
    store: any DeliveryStore & CallbackStore & BatchStore & JobReadStore, sender: (any CallbackSender)?,
    commands: CallbackCommand, clock: any WallClock,
    alarm: EarliestAlarm, logger: Logger, callsMax: Int = Limits.callbackCallsMax,
    pauseMicros: Int64 = Limits.callbackUncountedMicros
  ) {
    seats = Mutex(CallbackSeats(callsMax: callsMax))
    self.store = store
    self.sender = sender
    self.commands = commands
    self.clock = clock
    self.alarm = alarm
    self.logger = logger
    self.pauseMicros = pauseMicros
  }

  /// Calls until the task is cancelled; a call that is cut off is due again.
  func run() async {
    alarm.note(clock.now())
    await withDiscardingTaskGroup { group in
      for await _ in alarm.rings {
        // Forget the alarm first: what is noted from here on is kept.
        alarm.clear()
        let now = clock.now()
        for chain in await next(now: now) {
          group.addTask {
            await self.call(chain.callbacks, of: chain.owner)
            self.seats.withLock { $0.giveBack(chain.owner, chain.receivers) }
            self.alarm.note(self.clock.now())
          }
        }
        await setAlarm(after: now)
      }
      group.cancelAll()
    }
  }

  /// Callbacks that tell of one end, in their order.
  private struct Chain {
    let owner: Parent
    let callbacks: [CallbackStatus]

    var receivers: Set<CallbackReceiver> { Set(callbacks.map { CallbackReceiver($0.callback.target) }) }
  }

  /// The callbacks that are due and may be called. Those of receivers that have all the calls they may have are passed
  /// over, and the search goes on after them.
  private func next(now: Timestamp) async -> [Chain] {
    var chosen: [Chain] = []
    var last: CallbackStatus?
    do throws(StoreError) {
      for _ in 0..<Limits.callbackPagesMax where seats.withLock(\.hasRoom) {
        let due = try await store.dueCallbacks(now: now, limit: Limits.callbackDuePage, after: last)
        chosen += take(due)
        guard due.count == Limits.callbackDuePage, let end = due.last?.status else { break }
        last = end
      }
    } catch {
      logger.warning("cannot read callbacks, will try again", metadata: [LogKeys.error: "\(error)"])
      alarm.note(clock.now().advanced(byMicros: 1_000_000))
    }
    return chosen
  }

  private func take(_ due: [DueCallback]) -> [Chain] {
    var byOwner: [Parent: [CallbackStatus]] = [:]
    var order: [Parent] = []
    for callback in due {
      if byOwner[callback.owner] == nil { order.append(callback.owner) }
      byOwner[callback.owner, default: []].append(callback.status)
    }
    return seats.withLock { seats in
      var taken: [Chain] = []
      for owner in order where !seats.isCalled(owner) {
        let chain = Chain(owner: owner, callbacks: (byOwner[owner] ?? []).sorted { $0.id < $1.id })
        if seats.take(owner, chain.receivers) { taken.append(chain) }
      }
      return taken
    }
  }

  /// Callbacks that are due but found no seat are called when another call ends, which rings the alarm.
  private func setAlarm(after moment: Timestamp) async {
    do throws(StoreError) {
      if let next = try await store.nextCallback(after: moment) { alarm.note(next) }
    } catch {
      alarm.note(clock.now().advanced(byMicros: 1_000_000))
    }
  }

  /// One after the other; a failure does not stop the next.
  private func call(_ callbacks: [CallbackStatus], of owner: Parent) async {
    for callback in callbacks {
      if Task.isCancelled { return }
      do throws(StoreError) {
        guard let end = try await end(of: owner, for: callback) else { continue }
        // While the callback before was called, this one may have been removed, or its job retried. Asked after the end
        // was read: a retry keeps the end with the callback, which then no longer equals this one.
        guard try await store.callbacks(of: owner).contains(callback) else { continue }
        let started = ContinuousClock.now
        let answer = await call(callback, end)
        let took = (ContinuousClock.now - started).wholeMicros
        seats.withLock { $0.note(CallbackReceiver(callback.callback.target), tookMicros: took) }
        // The end of the daemon has cut the call off, not the receiver.
        if Task.isCancelled && answer != .accepted { return }
        let decided = CallbackPolicy.decide(
          answer, tries: callback.tries, now: clock.now(), chance: Double.random(in: 0..<1))
        guard let result = decided else { return await pause(after: answer) }
        report(result, callback, owner)
        try await store.recordCallback(DueCallback(owner: owner, status: callback), result, now: clock.now())
      } catch {
        logger.warning("cannot record a callback, will call again", metadata: [LogKeys.error: "\(error)"])
        // The callback is still due: without a pause, a broken store would make us call its receiver again and again.
        return await pause()
      }
    }
  }

  /// It is still due, and no try of it is used up: the receiver is not at fault.
  private func pause(after answer: CallbackAnswer) async {
    logger.warning(
      "no room on this machine to make a call, will call again", metadata: [LogKeys.error: "\(answer)"])
    await pause()
  }

  private func pause() async {
    do { try await Task.sleep(for: .micros(pauseMicros)) } catch {}
  }

  /// The end to be told; `nil` if the job or batch has not ended, or is gone.
  private func end(of owner: Parent, for callback: CallbackStatus) async throws(StoreError) -> CallbackEnd? {
    if let kept = callback.earlierEnd, let end = CallbackEnd(kept: kept) { return end }
    switch owner {
    case .job(let id):
      guard let job = try await store.job(id), job.state.isTerminal else { return nil }
      return CallbackEnd(job)
    case .batch(let id):
      guard let batch = try await store.batch(id), batch.isDone else { return nil }
      return CallbackEnd(batch)
    }
  }

  private func call(_ callback: CallbackStatus, _ end: CallbackEnd) async -> CallbackAnswer {
    switch callback.callback.target {
    case .url(let url):
      // The same at each try, another one for the end after a retry by hand: it is another message.
      let id = "cb_\(callback.id)_\(end.at.micros)"
      guard let sender else { return .refused(OutwardPart.callbacks.lack) }
      return await sender.send(CallbackMessage(url: url, id: id, body: end.document, sentAt: clock.now()))
    case .command(let argv): return await commands.run(argv, end.document, end.variables)
    }
  }

  private func report(_ result: CallbackResult, _ callback: CallbackStatus, _ owner: Parent) {
    guard case .givenUp(let error) = result else { return }
    var metadata: Logger.Metadata = [LogKeys.count: "\(callback.tries + 1)", LogKeys.error: "\(error)"]
    switch owner {
    case .job(let id): metadata[LogKeys.jobID] = "\(id)"
    case .batch(let id): metadata[LogKeys.batchID] = "\(id)"
    }
    logger.warning("callback given up", metadata: metadata)
  }
}
