// Rows in dictionaries, for tests: what a rule does over them it does over any rows.

import Synchronization

@testable import JobCore

/// What is left of a store in memory when it is closed.
final class MemoryDisk: Sendable {
  let tables = Mutex(MemoryTables())
}

/// `Rows` on a copy of what is on the disk, which a commit puts there.
final class MemoryRows: Rows {
  private let disk: MemoryDisk
  var tables: MemoryTables
  private(set) var work: Int64 = 0
  private(set) var writes: Int64 = 0
  private var writesBefore: Int64 = 0

  init(_ disk: MemoryDisk) {
    self.disk = disk
    tables = disk.tables.withLock { $0 }
  }

  var hasWritten: Bool { writes != writesBefore }
  func begin() { writesBefore = writes }
  func commit() { disk.tables.withLock { $0 = tables } }
  func rollBack() { tables = disk.tables.withLock { $0 } }
  func close() {}

  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError) {
    work += Int64(wants.count)
    for id in wants.jobs { if let row = tables.jobs[id] { found.found(row) } else { found.missing(id) } }
    for id in wants.terms {
      let spec = tables.specs[id]
      found.found(JobTerms(keepForMicros: spec?.keepForMicros, unique: spec?.unique, limit: spec?.limit), of: id)
    }
    for id in wants.decisive { found.decisive[id] = tables.specs[id]?.asRead }
    for key in wants.uniques { found.found(tables.uniques[ByteText(key)], key: key) }
    for owner in wants.callbacks { found.found(tables.callbacks(of: owner), of: owner) }
    for id in wants.batches { found.found(tables.batches[id], batch: id) }
    for id in wants.checkpoints { found.found(tables.checkpoints[id], checkpointOf: id) }
    for key in wants.answers { found.found(tables.answers[ByteText(key)], answerTo: key) }
    for id in wants.leases { found.found(tables.leases[id], lease: id) }
    for fence in wants.endMarks { found.found(tables.endMarks[fence.job]?[fence.start], endMark: fence) }
    for id in wants.starts { found.starts[id] = (tables.attempts[id] ?? [:]).keys.sorted() }
    try look(wants, into: &found.once)
  }

  private func look(_ wants: Wants, into found: inout LookedUp) throws(StoreError) {
    found.parents = wants.parents.flatMap(tables.parents)
    for id in wants.parentResults { found.parentResults[id] = try tables.results(of: id) }
    found.settlements = tables.settlements.values.filter { wants.settlements.contains($0.parent) }
    for id in wants.owners { found.owners[id] = tables.callbacks[id]?.owner }
    for key in wants.schedules { found.schedules[key] = tables.schedule(key) }
    for boot in wants.boots { found.boots[boot] = tables.boots[boot] }
    found.firings = Set(wants.firings.filter { tables.firings[$0.schedule]?[$0.due] != nil })
  }

  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    work += Int64(ids.count)
    for (index, id) in ids.enumerated() {
      take(index, tables.specs[id]?.asRead ?? .unreadable)
    }
  }

  func write(_ changes: Changes) throws(StoreError) {
    work += Int64(changes.count)
    writes += 1
    try tables.write(changes)
  }

  /// Counts what was found.
  func found<Row>(_ rows: some Sequence<Row>) -> [Row] {
    let rows = Array(rows)
    work += 1 + Int64(rows.count)
    return rows
  }
}
