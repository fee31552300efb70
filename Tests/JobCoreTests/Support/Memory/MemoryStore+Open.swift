// Opening a store in memory: a boot of its own, and a ledger of what the tables say.

import Synchronization
import TestSupport

@testable import JobCore

extension MemoryDisk {
  private struct Place {
    weak var disk: MemoryDisk?
  }

  private static let places = Mutex<[String: Place]>([:])

  /// The one that a store in this directory has, as long as there is such a store.
  static func at(_ directory: String) -> MemoryDisk {
    places.withLock { places in
      let disk = places[directory]?.disk ?? MemoryDisk()
      places[directory] = Place(disk: disk)
      return disk
    }
  }
}

extension MemoryStore {
  /// - Parameters:
  ///   - below: what the writer takes for the disk; `nil` is one that never fails.
  ///   - watched: rows that look at what is asked of these.
  static func open(
    _ disk: MemoryDisk, _ clock: any WallClock, below: (any StoreDisk)? = nil,
    workMax: Int64 = Limits.transactionWorkMax, watched: (MemoryRows) -> any Rows = { $0 },
    onCommit: @escaping @Sendable (Commit) -> Void
  ) -> MemoryStore {
    let (rows, now) = (MemoryRows(disk), clock.now())
    let boot = rows.tables.beginBoot(now)
    rows.commit()
    var ledger = Ledger(rows.tables.opening)
    ledger.times.clockAhead = rows.tables.clockAhead
    let terms = Terms(
      boot: boot, startedAt: now, clock: clock, clockAhead: ledger.times.clockAhead,
      keepForMicros: StoreBench.keepForMicros, lanes: StoreKind.lanes, workMax: workMax)
    let transaction = Transaction(rows: watched(rows), terms: terms, ledger: ledger)
    let writer = GroupCommit(transaction: transaction, disk: below, logger: .silent, onCommit: onCommit)
    // Nothing goes on beside a writer that nothing stops.
    let unrecorded = below.map { _ in
      UnrecordedVerbs(
        boot: boot, writer: writer, rows: { ids in disk.tables.withLock { $0.jobs.filter { ids.contains($0.key) } } },
        removable: { ids in disk.tables.withLock { $0.removable(ids) } })
    }
    return MemoryStore(disk, writer: writer, unrecorded: unrecorded)
  }
}

extension MemoryTables {
  /// Leases that ran out while nobody could renew them have some time left. Where no row has steady times, nothing of
  /// them has to be remembered.
  fileprivate mutating func beginBoot(_ now: Timestamp) -> Int64 {
    let boot = (boots.keys.max() ?? 0) + 1
    boots[boot] = "boot"
    let isSteady =
      !leases.isEmpty || batches.values.contains { $0.moment(.batchTimeout) != nil }
      || queues.values.contains { $0.pause?.end != nil } || pause?.end != nil
    if !isSteady { meta[SteadyTime.aheadName] = 0 }
    let moment = now.advanced(byMicros: Limits.leaseAfterStartMicros - clockAhead)
    leases = leases.mapValues { $0.extended(until: moment) ?? $0 }
    return boot
  }

  fileprivate var opening: Opening {
    var opening = Opening()
    for kind in IssuedNumbers.Kind.allCases { opening.numbers[kind] = meta[kind.rawValue] }
    let running = Dictionary(grouping: jobs.values.filter { $0.state == .running }, by: \.queue)
    opening.queues = queues.values.map { queue in
      var queue = queue
      for row in running[queue.id, default: []] { queue.addRunning(weight: row.links.weight) }
      return queue
    }
    opening.pause = pause
    opening.defaultCallbacks = defaultCallbacks
    opening.limits = limitKeys.values.map { limit in
      var limit = limit
      for row in jobs.values where row.limit == limit.id {
        limit.add(1, row.state, at: LimitMemory.Place(queue: row.queue, lane: row.lane), isParked: row.isParked)
      }
      return limit
    }
    opening.settlementCount = settlements.count
    for row in inLine({ !$0.isParked && !Lane.isRemote($0.lane) }) {
      if let lane = row.lane { opening.lanes[lane, default: []].insert(row.queue) }
    }
    opening.lastReadyAt = jobs.values.filter { $0.state == .queued }.map(\.readyAt).max() ?? 0
    return opening
  }

  /// Those that have ended, and that nobody who has not may still want.
  fileprivate func removable(_ ids: [JobID]) -> RemovableJobs {
    let ended = ids.filter { id in
      let isWanted = children(of: .job(id)).contains { !(jobs[$0.child]?.state.isTerminal ?? true) }
      return jobs[id]?.state.isTerminal ?? false && !isWanted
    }
    return RemovableJobs(jobs: ended.map { DeletedJob(id: $0, starts: (attempts[$0] ?? [:]).keys.sorted()) })
  }
}
