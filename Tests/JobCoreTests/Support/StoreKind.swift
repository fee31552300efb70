// The stores the conformance suite runs against: a second store is done when it is on this list and passes.

import Logging
import Testing

@testable import JobCore

/// A way to open a `JobStore` in a directory.
struct StoreKind: Sendable, CustomTestStringConvertible {
  let name: String
  let open:
    @Sendable (_ directory: String, _ now: Timestamp, _ onCommit: @escaping @Sendable (Commit) -> Void) throws ->
      any JobStore

  var testDescription: String {
    name
  }

  static let all = [sqlite]

  static let sqlite = StoreKind(name: "SQLite") { directory, now, onCommit in
    try SQLiteStore.open(options(directory, now: now), logger: .silent, onCommit: onCommit)
  }

  static func options(_ directory: String, now: Timestamp = .noon) -> SQLiteStore.Options {
    SQLiteStore.Options(
      path: "\(directory)/jobd.sqlite", durability: .relaxed, keepForMicros: StoreBench.keepForMicros, readerCount: 1,
      machineBoot: "boot", now: now, lanes: lanes)
  }

  /// Handlers are open to all, unless a submission names an executor: then they need its pool.
  static let lanes = LaneMap { executor, _ in executor.map { .pool($0) } ?? .open }

  /// Opens the store in a new directory, runs `body`, closes.
  func withStore(_ body: (StoreBench) async throws -> Void) async throws {
    let bench = try StoreBench(self)
    do {
      try await body(bench)
      await bench.store.close()
    } catch {
      await bench.store.close()
      throw error
    }
  }
}

extension Logger {
  /// A logger that says nothing.
  static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}
