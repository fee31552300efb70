// A store in memory on a disk that does as a test says: what its verbs do when nothing can be written.

import Dispatch
import Synchronization
import TestSupport

@testable import JobCore

extension StoreKind {
  static func memory(on disk: ScriptedDisk, workMax: Int64 = Limits.transactionWorkMax) -> StoreKind {
    StoreKind(name: "memory, on a scripted disk") { directory, now, onCommit in
      MemoryStore.open(.at(directory), now, below: disk, workMax: workMax, onCommit: onCommit)
    }
  }
}

extension StoreBench {
  /// What waits for the disk, once the writer has done what it was given.
  var stalledCount: Int {
    get throws {
      let writer = try writer
      return writer.queue.sync { writer.stalled.withLock(\.operations.count) }
    }
  }

  /// The disk takes everything again, and something is written, behind which what waited is tried.
  func heal(_ disk: ScriptedDisk) async throws {
    disk.script.change { $0 = ScriptedDisk.Script() }
    try await store.checkWritable()
    // That was answered before the rest is tried, which is on the writer's queue by now.
    guard try stalledCount == 0 else { throw Unexpected(what: "something waits for the disk still") }
  }
}
