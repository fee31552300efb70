// The loop: claim as many jobs as there are slots → start each. The claim itself waits in the store for work, so that
// it rides in the transaction that brings it; the alarm for due times wakes the store, not this loop.

import Logging

/// The owner of the slots and of everything that runs.
actor Dispatcher {
  private let store: any ClaimStore
  private let runner: JobRunner
  private let live: LiveAttempts
  private let clock: any WallClock
  private let logger: Logger
  private let slotsTotal: Int
  private let pools: PoolBoard
  private let lanes: LaneMap
  /// Slots of attempts that run, or whose claim has just been answered.
  private(set) var slotsUsed = 0
  private var isDraining = false
  private var stopMode: StopMode?
  /// A claim is in the store, waiting for work.
  private var isClaiming = false
  /// Numbers claims and their revisions.
  private var lastOrder = 0
  private var change: CheckedContinuation<Void, Never>?
  /// The disk has refused claims.
  private var trouble = LastingTrouble()
  private var isLoopOver = false
  /// Who waits for the last attempt to end.
  private var idleWatches: [AsyncStream<Void>.Continuation] = []
  private let roomChanges = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  init(
    store: any ClaimStore, runner: JobRunner, live: LiveAttempts, clock: any WallClock, slots: Int, pools: PoolBoard,
    lanes: LaneMap, logger: Logger
  ) {
    self.store = store
    self.runner = runner
    self.live = live
    self.clock = clock
    slotsTotal = slots
    self.pools = pools
    self.lanes = lanes
    self.logger = logger
  }

  var isClaimingStopped: Bool {
    isDraining || stopMode != nil
  }

  /// Claims and runs until stopped; returns when the last attempt has ended and is recorded.
  func run() async {
    pools.onRoom { [weak self] in
      guard let self else { return }
      self.roomChanges.continuation.yield()
    }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.followRoom() }
      while let jobs = await nextJobs() {
        for job in jobs {
          let weight = job.slots
          slotsUsed += weight
          let begun = runner.begin(job)
          // A claim that was answered while the stop came in.
          if let stopMode { Self.apply(stopMode, to: begun.control) }
          let pool = pool(of: job)
          if let pool { pools.took(pool) }
          group.addTask { await self.runner.run(begun) { await self.slotsFreed(weight, pool) } }
        }
      }
      roomChanges.continuation.finish()
      isLoopOver = true
      tellIfIdle()
    }
  }

  /// Ends when nothing runs any more and nothing will start: whatever is left then waits only for the disk.
  func untilIdle() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    idleWatches.append(continuation)
    tellIfIdle()
    return stream
  }

  private func tellIfIdle() {
    guard isLoopOver && slotsUsed == 0 else { return }
    for watch in idleWatches { watch.finish() }
    idleWatches = []
  }

  /// Pools change from anywhere; the loop's owner hears of it here.
  private func followRoom() async {
    for await _ in roomChanges.stream { reviseClaim() }
  }

  private func pool(of job: ClaimedJob) -> String? {
    guard let lane = job.lane, case .pool(let name) = lanes.source(lane) else { return nil }
    return name
  }

  private func room() -> ClaimRoom {
    pools.room(slots: slotsTotal - slotsUsed)
  }

  /// The next jobs to start; `nil` when there will be no more.
  private func nextJobs() async -> [ClaimedJob]? {
    while stopMode == nil {
      let free = slotsTotal - slotsUsed
      if isDraining || free <= 0 {
        await waitForChange()
        continue
      }
      isClaiming = true
      do throws(StoreError) {
        let jobs = try await store.claim(room(), order: nextOrder(), now: clock.now())
        isClaiming = false
        if trouble.isOver() { logger.notice("jobs can be claimed again") }
        if !jobs.isEmpty { return jobs }
      } catch {
        isClaiming = false
        if case .closed = error { return nil }
        if trouble.isDue() {
          logger.error("cannot claim jobs, will try again", metadata: [LogKeys.error: "\(error)"])
        }
        try? await Task.sleep(for: .micros(Limits.claimAgainMicros))
      }
    }
    return nil
  }

  private func nextOrder() -> Int {
    lastOrder += 1
    return lastOrder
  }

  private func waitForChange() async {
    await withCheckedContinuation { continuation in
      change = continuation
    }
  }

  private func signalChange() {
    change?.resume()
    change = nil
  }

  /// The waiting claim may take more, or a claim is due.
  private func slotsFreed(_ weight: Int, _ pool: String?) {
    slotsUsed -= weight
    if let pool { pools.gaveBack(pool) }
    reviseClaim()
    signalChange()
    tellIfIdle()
  }

  private func reviseClaim() {
    guard isClaiming && !isDraining && stopMode == nil else { return }
    store.reviseClaim(room(), order: nextOrder(), now: clock.now())
  }

  // MARK: From outside

  func drain() {
    isDraining = true
    store.withdrawClaim()
  }

  func resume() {
    isDraining = false
    signalChange()
  }

  /// Claims nothing more and treats what runs as `mode` says.
  func stop(_ mode: StopMode) {
    if let current = stopMode, current >= mode { return }
    stopMode = mode
    store.withdrawClaim()
    signalChange()
    logger.notice("stopping", metadata: [LogKeys.mode: "\(mode)", LogKeys.count: "\(slotsUsed)"])
    for control in live.controls { Self.apply(mode, to: control) }
  }

  private static func apply(_ mode: StopMode, to control: AttemptControl) {
    switch mode {
    case .drain: break
    case .cancel: control.stop(.shutdown)
    case .now: control.kill(.shutdown)
    }
  }

  /// Answers as soon as the loop's owner gets to it.
  func ping() {}
}
