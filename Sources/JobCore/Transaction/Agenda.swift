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
  /// One whose callbacks tell of its end.
  struct Told {
    let owner: Parent
    let isSuccess: Bool
    let at: Timestamp
  }

  /// What is to be settled of a batch.
  struct Touch {
    /// A member of it has just failed.
    var hasFailed = false
    /// It is being cancelled, and none of its members has been.
    var isCancelled = false
  }

  private var endedParents: [EndedParent] = []
  private var touchedBatches: [Int64: Touch] = [:]
  private var told: [Told] = []
  private var givenBack: [JobID: Int] = [:]
  /// Batches of which this transaction removed members.
  var batchesWithRemoved: Set<Int64> = []
  /// Jobs that it has let start as they were submitted.
  var startsAtOnce: AtOnce.Starts?
  /// Ends of remote attempts that it has been told of, and whose workers have not been given what they want next.
  var toldEnds: [ToldEnd] = []
  /// Whether something is ready for those who wish this, as it was when one of them first told of an end.
  var metWishes: [RemoteLine.Wish: Bool] = [:]

  var isEmpty: Bool { endedParents.isEmpty && touchedBatches.isEmpty && told.isEmpty }
  /// What is to be settled may end this batch.
  func concerns(_ batch: BatchID) -> Bool { touchedBatches[batch.value] != nil }
  /// What is to be settled may move this job: it waits for others, or its batch has been touched.
  func concerns(_ job: JobRow) -> Bool {
    !isEmpty && (job.pending > 0 || job.batch.map { touchedBatches[$0] != nil } ?? false)
  }
  /// There are ends of which callbacks are to tell.
  var hasTold: Bool { !told.isEmpty }
  /// What it is going to cost to make due what tells of them, about: callbacks are read, and written with their times.
  var toldWork: Int64 { Limits.toldEndWork * Int64(told.count) }

  /// An attempt of the job was given back: those of its starts up to `last` are not shown any more.
  mutating func noteGivenBack(_ job: JobID, before last: Int) {
    givenBack[job] = max(givenBack[job] ?? 0, last)
  }

  /// Nothing that is settled asks for these: they go at the end of the transaction.
  mutating func takeGivenBack() -> [JobID: Int] {
    defer { givenBack = [:] }
    return givenBack
  }

  /// Its callbacks are to be called.
  mutating func noteTold(_ end: Told) {
    told.append(end)
  }

  mutating func takeTold() -> [Told] {
    defer { told.removeAll(keepingCapacity: told.count < Limits.workingRowsKept) }
    return told
  }

  /// Its follow-ups are to be decided.
  mutating func noteEnd(_ parent: EndedParent) {
    endedParents.append(parent)
  }

  /// A batch that may just have been completed.
  ///
  /// - Parameter hasFailed: a member of it has just failed.
  mutating func noteBatch(_ id: Int64, hasFailed: Bool = false) {
    touchedBatches[id, default: Touch()].hasFailed = touchedBatches[id]?.hasFailed ?? false || hasFailed
  }

  /// Its members are to be cancelled.
  mutating func noteCancel(_ id: Int64) {
    touchedBatches[id, default: Touch()].isCancelled = true
  }

  /// All that have ended since it was last asked, in their order.
  mutating func takeEnded() -> [EndedParent] {
    defer { endedParents.removeAll(keepingCapacity: endedParents.count < Limits.workingRowsKept) }
    return endedParents
  }

  mutating func takeBatches() -> [Int64: Touch] {
    defer { touchedBatches.removeAll(keepingCapacity: touchedBatches.count < Limits.workingRowsKept) }
    return touchedBatches
  }
}
