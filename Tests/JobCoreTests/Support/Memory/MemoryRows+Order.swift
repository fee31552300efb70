// The searches, each as its protocol says it: which rows, in which order, and how many at most.

@testable import JobCore

extension MemoryRows: ClaimRows {
  func ready(_ lines: [ReadyLine]) -> [[JobRow]] {
    lines.map { line in
      let below = line.belowPriority
      let inLine = tables.inLine {
        $0.queue == line.queue && $0.stands(in: line.lane) && $0.priority < below ?? .max
          && line.part.map($0.belongs(to:)) ?? true
      }
      let rows = line.part?.moments == .earlier ? inLine.reversed() : inLine
      return found(rows.prefix { below == nil || $0.priority == rows[0].priority }.prefix(line.max))
    }
  }

  func inLine(_ lines: [LimitLine]) -> [[JobRow]] {
    lines.map { line in
      let isParked = line.side == .bestParked
      let rows = tables.inLine {
        $0.limit == line.limit && $0.queue == line.queue && $0.lane == line.lane && $0.isParked == isParked
      }
      return found((isParked ? rows : rows.reversed()).prefix(line.max))
    }
  }

  func readyQueues(of lanes: [String]) -> [[Int64]] {
    lanes.map { lane in found(Set(tables.inLine { $0.stands(in: .named(lane)) }.map(\.queue)).sorted()) }
  }

  func waiting(_ lines: [WaitingLine], max: Int) -> [EdgeRow] {
    lines.reduce(into: []) { edges, line in
      let pending = tables.children(of: line.parent, from: line.from).filter { $0.outcome == .pending }
      edges += found(pending.prefix(min(line.max, max - edges.count)))
    }
  }

  func lastSettlement(except marks: Set<Int64>) -> SettlementRow? {
    found(tables.settlements.first()).last { !marks.contains($0.id) }
  }

  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] { found(try tables.jobs(ids)) }

  func ahead(of job: JobRow, max: Int) -> Int {
    let line = tables.inLine { row in
      let isInLine = job.isParked ? row.limit == job.limit : !row.isParked
      return isInLine && row.queue == job.queue && row.lane == job.lane
    }
    return found(line.prefix { $0.id != job.id }.prefix(max)).count
  }

  func holder(ofLimit limit: Int64) -> JobID? {
    found(tables.jobs.values.filter { $0.limit == limit && $0.state == .running }).map(\.id).min()
  }
}

extension MemoryRows: UpkeepRows {
  func jobs(_ lines: [JobLine]) -> [[JobStanding]] {
    lines.map { line in
      var rows = tables.jobs(line.list)
      // Newest first.
      if case .unfinished = line.list {
        rows.removeAll { $0.id >= line.after ?? JobID(.max) }
        rows.reverse()
      } else if let last = line.after {
        rows.removeAll { $0.id <= last }
      }
      return found(rows.prefix(line.max).map { JobStanding(id: $0.id, state: $0.state) })
    }
  }

  func numbers(_ list: NumberList, after last: Int64, max: Int) -> [Int64] {
    let all =
      switch list {
      case .leases: tables.leases.keys.map(\.value)
      case .cancelledBatches: tables.batches.values.filter(\.isCancelling).map(\.id)
      case .removedSchedules: tables.schedules.values.filter { $0.isDeleted && !tables.isUsed($0) }.map(\.id)
      }
    return found(all.filter { $0 > last }.sorted().prefix(max))
  }

  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) -> [Timestamp] {
    let gone = (tables.firings[schedule] ?? [:]).filter { $0.value == JobID(0) && $0.key < moment }
    return found(gone.keys.sorted().prefix(max))
  }

  func firstEnded(of batch: Int64, as states: [JobState]) -> JobID? {
    found(tables.jobs.earliest(1) { $0.batch == batch && states.contains($0.state) ? $0.finishedAt : nil }).first?.id
  }

  func attempts(_ lines: [AttemptLine]) -> [AttemptFate] {
    lines.flatMap { line in
      let rows = (tables.attempts[line.job] ?? [:]).first { row in
        row.start <= line.last && row.outcome.rawValue >= line.outcome.rawValue
      }
      return found(
        rows.suffix(line.max).reversed().map { AttemptFate(job: $0.job, start: $0.start, outcome: $0.outcome) })
    }
  }
}

extension MemoryRows: DueRows {
  func moments(_ kind: MomentKind, after last: RowMoment, by end: Timestamp, max: Int) -> [RowMoment] {
    let behind = tables.moments(kind).filter { $0.at <= end && ($0.at, $0.id) > (last.at, last.id) }
    return found(behind.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.prefix(max))
  }

  func earliest(_ kinds: [MomentKind]) -> [Timestamp?] { found(kinds.map { tables.moments($0).map(\.at).min() }) }

  func answers(after moment: Timestamp, max: Int) -> [String] {
    let later = tables.answers.values.filter { $0.createdAt > moment }
    return found(later.sorted { $0.createdAt < $1.createdAt }.prefix(max)).map(\.key)
  }

}

extension MemoryRows: ScheduleRows {
  func scheduleCount() -> (count: Int, highestID: Int64) {
    (tables.schedules.count, found([tables.schedules.keys.max() ?? 0])[0])
  }

  func clocks(after last: Int64, max: Int) -> [ScheduleClockRow] {
    found(tables.schedules.first(max, after: last) { !$0.isDeleted && !$0.schedule.spec.isPaused }).map { row in
      let (schedule, spec) = (row.schedule, row.schedule.spec)
      return ScheduleClockRow(
        id: row.id, name: schedule.name, timing: spec.timing, timeZone: spec.timeZone, jitterMicros: spec.jitterMicros,
        createdAt: schedule.createdAt, nextAt: schedule.nextAt, fireAt: row.fireAt)
    }
  }

  /// It has what it reads.
  func filled(_ job: NewJob, of schedule: Int64) -> NewJob { job }
}
