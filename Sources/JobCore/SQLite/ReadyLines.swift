// Queued jobs in the order in which they would start, out of the lines in which they stand: a merge that looks at no
// more of each line than it needs, and knows at any moment up to where all of them have been looked at.

/// The merge, on one connection.
struct ReadyLines {
  /// One line of one queue, read a piece at a time.
  private struct Line {
    let samePriority: NamedSQL
    let lowerPriority: NamedSQL
    let queue: Int64
    var lane: String?
    /// Up to where it has been read.
    var bound: JobCursor
    /// What has been read and not been taken, the last first.
    var rows: [ClaimOrder.Candidate] = []
    var isAtEnd = false
  }

  private let connection: SQLiteConnection
  /// Rows of a line that are read at a time: of many lines, few of each.
  private var chunk: Int
  private var lines: [Line] = []
  /// The lines that have a row, as a heap: the one whose row comes first is first.
  private var heap: [Int] = []

  /// - Parameters:
  ///   - queues: those that are looked into.
  ///   - bound: what comes after this.
  init(_ connection: SQLiteConnection, queues: [Int64], after bound: JobCursor, chunk: Int) throws(StoreError) {
    self.connection = connection
    self.chunk = chunk
    for queue in queues {
      for (same, lower) in Self.kinds {
        lines.append(Line(samePriority: same, lowerPriority: lower, queue: queue, bound: bound))
      }
    }
    let asked = Set(queues)
    let reading = LaneReading(connection: connection)
    for lane in try reading.localLanes() {
      for queue in try reading.queues(of: lane) where asked.contains(queue) {
        lines.append(
          Line(
            samePriority: ListSQL.laneSamePriority, lowerPriority: ListSQL.laneLowerPriority, queue: queue, lane: lane,
            bound: bound))
      }
    }
    self.chunk = max(10, min(chunk, Limits.candidatesMax / max(1, lines.count)))
    for index in lines.indices {
      try fill(index)
      if !lines[index].rows.isEmpty { push(index) }
    }
  }

  /// The lines in which the queued jobs of a queue stand, but for those of single lanes.
  private static let kinds = [
    (ListSQL.readySamePriority, ListSQL.readyLowerPriority),
    (ListSQL.parkedSamePriority, ListSQL.parkedLowerPriority),
    (ListSQL.remoteSamePriority, ListSQL.remoteLowerPriority),
  ]

  /// The next of all; `nil` at the end.
  mutating func next() throws(StoreError) -> ClaimOrder.Candidate? {
    guard let index = heap.first, let row = lines[index].rows.popLast() else { return nil }
    if lines[index].rows.isEmpty { try fill(index) }
    if lines[index].rows.isEmpty {
      let last = heap.removeLast()
      if !heap.isEmpty { heap[0] = last }
    }
    sink()
    return row
  }

  private mutating func fill(_ index: Int) throws(StoreError) {
    if lines[index].isAtEnd { return }
    var rows: [ClaimOrder.Candidate] = []
    let line = lines[index]
    for sql in [line.samePriority, line.lowerPriority] where rows.count < chunk {
      let row = try connection.statement(sql)
      row.bind(PlaceParameter.queueID, line.queue)
      row.bind(PlaceParameter.priority, line.bound.priority)
      if sql === line.samePriority {
        row.bind(PlaceParameter.readyAt, line.bound.moment)
        row.bind(PlaceParameter.id, line.bound.id.value)
      }
      if let lane = line.lane { row.bind(PlaceParameter.lane, lane) }
      row.bind(PlaceParameter.limit, chunk - rows.count)
      while try row.step() {
        rows.append(
          ClaimOrder.Candidate(
            id: row.int64(PlaceColumn.id), priority: row.int(PlaceColumn.priority),
            readyAt: row.int64(PlaceColumn.readyAt)))
      }
    }
    if let last = rows.last {
      lines[index].bound = JobCursor(id: JobID(last.id), priority: last.priority, moment: last.readyAt)
    }
    lines[index].isAtEnd = rows.count < chunk
    lines[index].rows = rows.reversed()
  }

  // MARK: The heap

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    guard let first = lines[heap[left]].rows.last, let second = lines[heap[right]].rows.last else { return false }
    return ClaimOrder.precedes(first, second)
  }

  private mutating func push(_ index: Int) {
    heap.append(index)
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The first may have changed: lets it go down to its place.
  private mutating func sink() {
    var parent = 0
    while true {
      var first = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, first) { first = child }
      if first == parent { return }
      heap.swapAt(first, parent)
      parent = first
    }
  }
}
