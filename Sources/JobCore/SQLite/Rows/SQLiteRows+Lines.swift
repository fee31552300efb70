// Ready jobs, and those of limit keys, in the order in which they stand in line.

extension SQLiteRows {
  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    var found: [[JobRow]] = []
    found.reserveCapacity(lines.count)
    for line in lines { found.append(try ready(line)) }
    return found
  }

  /// One that cannot be read keeps nobody behind it from starting.
  private func ready(_ line: ReadyLine) throws(StoreError) -> [JobRow] {
    var line = line
    var passed = Passed()
    while true {
      let max = line.max + passed.count
      let rows = try ready(line, max: max, &passed)
      if rows.count >= line.max || passed.count > Limits.setAsideMax { return Array(rows.prefix(line.max)) }
      // Behind them there are others.
      if rows.count + passed.count == max { continue }
      guard rows.isEmpty, line.belowPriority != nil, let level = passed.level else { return rows }
      // Nobody of this priority can be read: those of the next one.
      line.belowPriority = level
      passed = Passed()
    }
  }

  /// Those of a look that could not be read.
  private struct Passed {
    var count = 0
    /// The priority of the last of them.
    var level: Int?
  }

  private func ready(_ line: ReadyLine, max: Int, _ passed: inout Passed) throws(StoreError) -> [JobRow] {
    let statement = try statement(Self.statement(for: line))
    statement.bind(ReadyLineParameter.queueID, line.queue)
    if let below = line.belowPriority { statement.bind(ReadyLineParameter.belowPriority, below) }
    statement.bind(ReadyLineParameter.max, max)
    if case .named(let lane) = line.lane { statement.bind(ReadyLineParameter.lane, lane) }
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
    return rows
  }

  private static func statement(for line: ReadyLine) -> NamedSQL {
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
      let statement = try statement(line.side == .bestParked ? KeySQL.bestParked : KeySQL.worstAdmitted)
      statement.bind(LimitLineParameter.limitID, line.limit)
      statement.bind(LimitLineParameter.queueID, line.queue)
      statement.bind(LimitLineParameter.lane, line.lane)
      statement.bind(LimitLineParameter.max, line.max)
      found.append(try rows(statement, max: line.max))
    }
    return found
  }

  private func rows(_ statement: SQLiteStatement, max: Int) throws(StoreError) -> [JobRow] {
    var rows: [JobRow] = []
    rows.reserveCapacity(min(max, 64))
    do throws(StoreError) {
      while try statement.step() { rows.append(try JobRow(statement)) }
    } catch {
      if case .unreadable = error { passed.note(statement.int64(JobColumn.id), error) }
      // The transaction may go on without them: a queue is shown without its head.
      statement.reset()
      throw error
    }
    return rows
  }
}
