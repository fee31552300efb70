// Ready jobs, and those of limit keys, in the order in which they stand in line.

extension SQLiteRows {
  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    var found: [[JobRow]] = []
    found.reserveCapacity(lines.count)
    for line in lines {
      let statement = try statement(Self.statement(for: line))
      statement.bind(ReadyLineParameter.queueID, line.queue)
      if let below = line.belowPriority { statement.bind(ReadyLineParameter.belowPriority, below) }
      statement.bind(ReadyLineParameter.max, line.max)
      if case .named(let lane) = line.lane { statement.bind(ReadyLineParameter.lane, lane) }
      found.append(try rows(statement, max: line.max))
    }
    return found
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
      // The transaction may go on without them: a queue is shown without its head.
      statement.reset()
      throw error
    }
    return rows
  }
}
