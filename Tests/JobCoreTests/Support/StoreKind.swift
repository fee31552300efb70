// The stores the conformance suite runs against: a second store is done when it is on this list and passes.

import Logging
import TestSupport
import Testing

@testable import JobCore

/// A way to open a `JobStore` in a directory.
struct StoreKind: Sendable, CustomTestStringConvertible {
  let name: String
  let open:
    @Sendable (_ directory: String, _ now: any WallClock, _ onCommit: @escaping @Sendable (Commit) -> Void) throws ->
      any JobStore

  var testDescription: String {
    name
  }

  static let all = [sqlite, memory]

  static let sqlite = StoreKind(name: "SQLite") { directory, now, onCommit in
    try SQLiteStore.open(options(directory, now: now), logger: .silent, onCommit: onCommit)
  }

  /// Dictionaries: nothing that it does is SQLite's.
  static let memory = StoreKind(name: "memory") { directory, now, onCommit in
    MemoryStore.open(.at(directory), now, onCommit: onCommit)
  }

  /// What is acknowledged has reached the disk, as in a daemon.
  static let durable = StoreKind(name: "SQLite, durable") { directory, now, onCommit in
    var options = options(directory, now: now)
    options.durability = .full
    return try SQLiteStore.open(options, logger: .silent, onCommit: onCommit)
  }

  /// The same with very short transactions: what follows from a verb comes in many of them.
  static let brief = StoreKind(name: "SQLite, a little at a time") { directory, now, onCommit in
    var options = options(directory, now: now)
    options.transactionWorkMax = 60
    return try SQLiteStore.open(options, logger: .silent, onCommit: onCommit)
  }

  static func options(_ directory: String, now clock: any WallClock = ManualClock()) -> SQLiteStore.Options {
    SQLiteStore.Options(
      path: "\(directory)/jobd.sqlite", durability: .relaxed, keepForMicros: StoreBench.keepForMicros, readerCount: 1,
      machineBoot: "boot", clock: clock, lanes: lanes)
  }

  /// Handlers are open to all, unless a submission names an executor: then they need its pool.
  static let lanes = LaneMap { executor, _ in executor.map { .pool($0) } ?? .open }

  /// Why the store in the directory cannot be opened; `nil` if it can.
  func refusal(_ directory: String) async throws -> OpenError? {
    do {
      let store = try open(directory, ManualClock()) { _ in }
      await store.close()
      return nil
    } catch let error as OpenError {
      return error
    }
  }

  /// Opens the store in a new directory, runs `body`, closes.
  func withStore<Value>(_ body: (StoreBench) async throws -> Value) async throws -> Value {
    let bench = try StoreBench(self)
    do {
      let value = try await body(bench)
      await bench.store.close()
      return value
    } catch {
      await bench.store.close()
      throw error
    }
  }
}
