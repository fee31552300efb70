// Rows that count how often they are called: what a server behind a round trip would cost.

@testable import JobCore

/// Rows on their way to others.
final class CountedRows: Rows, UpkeepRows, ScheduleRows, DueRows, ClaimRows {
  let rows: any Rows
  private(set) var calls: [String] = []

  init(_ rows: any Rows) {
    self.rows = rows
  }

  func note(_ call: String) { calls.append(call) }

  /// The calls since this was last asked.
  func takeCalls() -> [String] {
    defer { calls = [] }
    return calls
  }

  var work: Int64 { rows.work }
  var hasWritten: Bool { rows.hasWritten }

  func begin() throws(StoreError) {
    try rows.begin()
  }

  func commit() throws(StoreError) {
    try rows.commit()
  }

  func rollBack() {
    rows.rollBack()
  }

  func close() {
    rows.close()
  }

  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError) {
    calls.append("read")
    try rows.read(wants, into: &found)
  }

  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    calls.append("read")
    try rows.specs(of: ids, take)
  }

  func write(_ changes: Changes) throws(StoreError) {
    calls.append("write")
    try rows.write(changes)
  }

  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    calls.append("ready")
    return try rows.ready(lines)
  }

  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow] {
    calls.append("waiting")
    return try rows.waiting(lines, max: max)
  }

  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    calls.append("lastSettlement")
    return try rows.lastSettlement(except: marks)
  }

  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]] {
    calls.append("inLine")
    return try rows.inLine(lines)
  }

  // MARK: Shown

  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] {
    calls.append("shown")
    return try rows.shown(ids)
  }

  func ahead(of job: JobRow, max: Int) throws(StoreError) -> Int {
    calls.append("ahead")
    return try rows.ahead(of: job, max: max)
  }

  // MARK: Upkeep

  func jobs(_ lines: [JobLine]) throws(StoreError) -> [[JobStanding]] {
    calls.append("jobs")
    return try rows.upkeep.jobs(lines)
  }

  func numbers(_ list: NumberList, after last: Int64, max: Int) throws(StoreError) -> [Int64] {
    calls.append("numbers")
    return try rows.upkeep.numbers(list, after: last, max: max)
  }

  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID? {
    calls.append("firstEnded")
    return try rows.upkeep.firstEnded(of: batch, as: states)
  }

  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) throws(StoreError) -> [Timestamp] {
    calls.append("goneFirings")
    return try rows.upkeep.goneFirings(of: schedule, before: moment, max: max)
  }

  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate] {
    calls.append("attempts")
    return try rows.upkeep.attempts(lines)
  }

  // MARK: Schedules

  func scheduleCount() throws(StoreError) -> (count: Int, highestID: Int64) {
    calls.append("scheduleCount")
    return try rows.schedules.scheduleCount()
  }

  func clocks(after last: Int64, max: Int) throws(StoreError) -> [ScheduleClockRow] {
    calls.append("clocks")
    return try rows.schedules.clocks(after: last, max: max)
  }

  func filled(_ job: NewJob, of schedule: Int64) throws(StoreError) -> NewJob {
    calls.append("filled")
    return try rows.schedules.filled(job, of: schedule)
  }

  // MARK: Due

  func moments(
    _ kind: MomentKind, after last: RowMoment, by end: Timestamp, max: Int
  ) throws(StoreError) -> [RowMoment] {
    calls.append("moments")
    return try rows.times.moments(kind, after: last, by: end, max: max)
  }

  func earliest(_ kinds: [MomentKind]) throws(StoreError) -> [Timestamp?] {
    calls.append("earliest")
    return try rows.times.earliest(kinds)
  }

  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String] {
    calls.append("answers")
    return try rows.times.answers(after: moment, max: max)
  }

  // MARK: Claims

  func readyQueues(of lanes: [String]) throws(StoreError) -> [[Int64]] {
    calls.append("readyQueues")
    return try rows.claims.readyQueues(of: lanes)
  }
}
