// What a transaction has to settle before it is whole: ends that somebody has waited for, and the batches they touch.

/// A parent whose end has just been decided.
struct EndedParent {
  /// As the rows have it.
  enum Kind: Int {
    case job = 0
    case batch = 1
  }

  let parent: Parent
  let isSuccess: Bool
}

extension Parent {
  var edgeKind: EndedParent.Kind {
    switch self {
    case .job: .job
    case .batch: .batch
    }
  }

  var number: Int64 {
    switch self {
    case .job(let id): id.value
    case .batch(let id): id.value
    }
  }
}

/// Filled by whatever ends a job, emptied by the settlement.
struct Agenda {
  private var endedParents: [EndedParent] = []
  private var touchedBatches: Set<Int64> = []

  var isEmpty: Bool { endedParents.isEmpty && touchedBatches.isEmpty }

  /// Its follow-ups are to be decided.
  mutating func noteEnd(_ parent: EndedParent) {
    endedParents.append(parent)
  }

  /// A batch that may just have been completed.
  mutating func noteBatch(_ id: Int64) {
    touchedBatches.insert(id)
  }

  /// All that have ended since it was last asked, in their order.
  mutating func takeEnded() -> [EndedParent] {
    defer { endedParents.removeAll(keepingCapacity: endedParents.count < Limits.workingRowsKept) }
    return endedParents
  }

  mutating func takeBatch() -> Int64? {
    touchedBatches.popFirst()
  }
}
