// The daemon about itself: what the engine knows, and what the front adds.

import JobCore
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension InfoView {
  init(_ info: DaemonInfo, front: FrontFacts) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let nowMicros = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    self.init(
      version: front.version, pid: Int(getpid()), bootId: "\(info.boot)", startedAt: WireTime(info.startedAt),
      uptime: WireDuration(micros: max(0, nowMicros - info.startedAt.micros)), durability: info.durability.rawValue,
      draining: info.isDraining, stopping: info.isStopping, debug: front.isDebug,
      slots: SlotsView(total: info.slotsTotal, used: info.slotsUsed),
      queues: info.queueCount, jobs: StateCounts(info.counts), waiters: info.waiters,
      connections: front.connectionCount,
      descriptors: front.descriptors.map { DescriptorsView($0) },
      loopLag: WireDuration(micros: max(0, info.loopLagMicros)),
      stuck: info.stuckHandlers,
      dataDir: info.dataDirectory,
      store: StoreView(
        mark: info.store.mark, sqliteVersion: info.store.sqliteVersion, sizeBytes: info.store.databaseBytes,
        walBytes: info.store.walBytes,
        storageFull: info.store.isFull, fault: info.store.fault?.problem))
    paused = info.pause.map { PauseView($0) }
  }
}

extension InfoView {
  /// Without where things are on the machine.
  mutating func hideMachine() {
    dataDir = nil
    // In the words of the disk, which has paths.
    if store.fault != nil { store.fault = "it cannot be written" }
  }

  /// With nothing that is not true of these queues alone.
  mutating func show(only visible: [QueueView]) {
    queues = visible.count
    slots.used = Self.sum(visible.map(\.slotsUsed))
    jobs = visible.reduce(StateCounts()) { sum, queue in
      guard var sum, let jobs = queue.jobs else { return nil }
      for state in WireJobState.allCases { sum[state] += jobs[state] }
      return sum
    }
    (waiters, connections, stuck, descriptors, loopLag) = (nil, nil, nil, nil, nil)
    (store.sizeBytes, store.walBytes) = (nil, nil)
  }

  /// Nil as soon as one of them is.
  private static func sum(_ counts: [Int?]) -> Int? {
    counts.reduce(0) { sum, count in sum.flatMap { sum in count.map { sum + $0 } } }
  }
}

extension DescriptorsView {
  init(_ budget: DescriptorBudget) {
    self.init(
      limit: budget.limit, own: budget.own, reserve: budget.reserve, slotsMax: budget.slotsMax,
      callbacksMax: budget.callbacksMax,
      connectionsMax: budget.connectionsMax)
  }
}
