// The batches that were touched recently, as the writer knows them; others are read when they are needed.

/// The batches that are remembered.
struct BatchBook: Equatable {
  private var batches = JournaledMap<Int64, BatchRow>()
  /// Changed by this transaction, which writes them before it commits and before it searches for batches, not for each
  /// of their members that moves.
  private(set) var changed: Set<Int64> = []
  /// Those of them that have no row yet.
  private(set) var new: Set<Int64> = []

  var all: Dictionary<Int64, BatchRow>.Values { batches.values }

  /// `nil` if it has not been read, or is not there.
  subscript(id: Int64) -> BatchRow? { batches[id] }

  func isKnown(_ id: Int64) -> Bool { batches.keys.contains(id) }

  /// Remembers what was read.
  mutating func found(_ batch: BatchRow) {
    batches[batch.id] = batch
  }

  mutating func add(_ batch: BatchRow) {
    batches[batch.id] = batch
    changed.insert(batch.id)
    new.insert(batch.id)
  }

  /// Changes one that is remembered.
  mutating func change(_ id: Int64, _ edit: (inout BatchRow) -> Void) {
    batches[id]?.edit(edit)
    changed.insert(id)
  }

  /// Forgets one that is removed; true if it has a row.
  mutating func remove(_ id: Int64) -> Bool {
    batches[id] = nil
    changed.remove(id)
    return new.remove(id) == nil
  }

  /// What this transaction has changed, to be written.
  mutating func takeChanges() -> [BatchChange] {
    defer {
      changed.removeAll(keepingCapacity: true)
      new.removeAll(keepingCapacity: true)
    }
    return changed.compactMap { id in batches[id].map { new.contains(id) ? .add($0) : .set($0) } }
  }

  /// When there are very many, all are forgotten.
  mutating func commit() {
    batches.commit()
    if batches.count > Limits.batchMemoryMax { batches.evictAll() }
  }

  mutating func rollBack() {
    batches.rollBack()
    (changed, new) = ([], [])
  }
}

extension BatchRow {
  /// In place: its counts are not copied.
  fileprivate mutating func edit(_ edit: (inout BatchRow) -> Void) {
    edit(&self)
  }
}
