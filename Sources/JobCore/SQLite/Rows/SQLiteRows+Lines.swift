// Ready jobs, and those of limit keys, in the order in which they stand in line.

extension SQLiteRows {
  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    var found: [[JobRow]] = []
    found.reserveCapacity(lines.count)
    for line in lines { found.append(try ready(line)) }
    return found
  }

  private func ready(_ line: ReadyLine) throws(StoreError) -> [JobRow] {
    var line = line
    while true {
      let (rows, passed) = try rows(line.max) { [line] max throws(StoreError) in
        let statement = try statement(Self.statement(for: line))
        statement.bind(ReadyLineParameter.queueID, line.queue)
        if let below = line.belowPriority { statement.bind(ReadyLineParameter.belowPriority, below) }
        if let part = line.part { Self.bind(part, to: statement) }
        statement.bind(ReadyLineParameter.max, max)
        if case .named(let lane) = line.lane { statement.bind(ReadyLineParameter.lane, lane) }
        return statement
      }
      guard rows.isEmpty, line.belowPriority != nil, let level = passed.level else { return rows }
      // Nobody of this priority can be read: those of the next one.
      line.belowPriority = level
    }
  }

  private static func statement(for line: ReadyLine) -> NamedSQL {
    if let part = line.part { return PlaceSQL.statement(for: part, in: line.lane) }
    let isLevel = line.belowPriority != nil
    switch line.lane {
    case .plain: return isLevel ? JobSQL.claimLevel : JobSQL.claimCandidates
    case .named: return isLevel ? JobSQL.laneLevel : JobSQL.laneCandidates
    case .remote: return isLevel ? JobSQL.remoteLevel : JobSQL.remoteCandidates
    // They are never looked at by their levels.
    case .parked: return JobSQL.parkedCandidates
    }
  }

  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]] {
    var found: [[JobRow]] = []
    found.reserveCapacity(lines.count)
    for line in lines {
      let (rows, _) = try rows(line.max) { max throws(StoreError) in
        let statement = try statement(line.side == .bestParked ? KeySQL.bestParked : KeySQL.worstAdmitted)
        statement.bind(LimitLineParameter.limitID, line.limit)
        statement.bind(LimitLineParameter.queueID, line.queue)
        statement.bind(LimitLineParameter.lane, line.lane)
        statement.bind(LimitLineParameter.max, max)
        return statement
      }
      found.append(rows)
    }
    return found
  }

  /// Those of a look that could not be read.
  private struct Passed {
    var count = 0
    /// The priority of the last of them.
    var level: Int?
  }

  /// At most `wanted` that can be read: one that cannot be keeps nobody behind it from starting.
  ///
  /// - Parameter look: with the most that it gives.
  private func rows(
    _ wanted: Int, _ look: (_ max: Int) throws(StoreError) -> SQLiteStatement
  ) throws(StoreError) -> (rows: [JobRow], passed: Passed) {
    var passed = Passed()
    while true {
      let max = wanted + passed.count
      let statement = try look(max)
      passed = Passed()
      var rows: [JobRow] = []
      rows.reserveCapacity(min(max, 64))
      while try statement.step() {
        do throws(StoreError) { rows.append(try JobRow(statement)) } catch {
          self.passed.note(statement.int64(JobColumn.id), error)
          passed.count += 1
          passed.level = statement.int(JobColumn.priority)
        }
      }
      // As many as are wanted, or all that there are.
      let isAll = rows.count + passed.count < max || passed.count > Limits.setAsideMax
      if rows.count > wanted { return (Array(rows.prefix(wanted)), passed) }
      if rows.count == wanted || isAll { return (rows, passed) }
    }
  }

  private static func bind(_ part: ReadyLine.Part, to statement: SQLiteStatement) {
    statement.bind(ReadyLineParameter.priority, part.priority)
    statement.bind(ReadyLineParameter.readyAt, part.readyAt)
    guard case .same(let first, let last) = part.moments else { return }
    statement.bind(ReadyLineParameter.first, first)
    statement.bind(ReadyLineParameter.last, last)
  }
}
