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
  static func open(
    _ disk: MemoryDisk, _ clock: any WallClock, onCommit: @escaping @Sendable (Commit) -> Void
  ) -> MemoryStore {
    let (rows, now) = (MemoryRows(disk), clock.now())
    let boot = rows.tables.beginBoot(now)
    rows.commit()
    var ledger = Ledger(rows.tables.opening)
    ledger.times.clockAhead = rows.tables.clockAhead
    let terms = Terms(
      boot: boot, startedAt: now, clock: clock, clockAhead: ledger.times.clockAhead,
      keepForMicros: StoreBench.keepForMicros,
      lanes: StoreKind.lanes)
    let transaction = Transaction(rows: rows, terms: terms, ledger: ledger)
    return MemoryStore(disk, writer: GroupCommit(transaction: transaction, logger: .silent, onCommit: onCommit))
  }
}

extension MemoryTables {
  /// Leases that ran out while nobody could renew them have some time left. Where no row has steady times, nothing of
  /// them has to be remembered.
  fileprivate mutating func beginBoot(_ now: Timestamp) -> Int64 {
    let boot = (boots.keys.max() ?? 0) + 1
    boots[boot] = "boot"
    let isSteady = !leases.isEmpty || batches.values.contains { $0.isLive && $0.timeoutAt != nil }
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
}
