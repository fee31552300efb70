// Rows that count how often they are called: what a server behind a round trip would cost.

@testable import JobCore

/// Rows on their way to others.
final class CountedRows: Rows, UpkeepRows, ScheduleRows, DueRows, ClaimRows {
  let rows: any Rows
  private var transactions: [[String]] = []

  init(_ rows: any Rows) {
    self.rows = rows
  }

  func note(_ call: String) {
    if transactions.isEmpty { transactions.append([]) }
    transactions[transactions.count - 1].append(call)
  }

  /// The calls of each transaction since this was last asked.
  func takeTransactions() -> [[String]] {
    defer { transactions = [] }
    return transactions
  }

  /// All of them, where it is one transaction that is looked at.
  func takeCalls() -> [String] { takeTransactions().flatMap(\.self) }

  var work: Int64 { rows.work }
  var hasWritten: Bool { rows.hasWritten }

  func begin() throws(StoreError) {
    transactions.append([])
    try rows.begin()
  }

  func commit() throws(StoreError) {
    try rows.commit()
  }

  func rollBack() {
    note("rollBack")
    rows.rollBack()
  }

  func close() {
    rows.close()
  }

  func read(_ wants: Wants, into found: inout WorkingSet) throws(StoreError) {
    note("read")
    try rows.read(wants, into: &found)
  }

  func specs(of ids: [JobID], _ take: (_ index: Int, _ spec: consuming NewJob) -> Void) throws(StoreError) {
    note("read")
    try rows.specs(of: ids, take)
  }

  func write(_ changes: Changes) throws(StoreError) {
    note("write")
    try rows.write(changes)
  }

  func ready(_ lines: [ReadyLine]) throws(StoreError) -> [[JobRow]] {
    note("ready")
    return try rows.ready(lines)
  }

  func waiting(_ lines: [WaitingLine], max: Int) throws(StoreError) -> [EdgeRow] {
    note("waiting")
    return try rows.waiting(lines, max: max)
  }

  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    note("lastSettlement")
    return try rows.lastSettlement(except: marks)
  }

  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]] {
    note("inLine")
    return try rows.inLine(lines)
  }

  // MARK: Shown

  func shown(_ ids: [JobID]) throws(StoreError) -> [Job] {
    note("shown")
    return try rows.shown(ids)
  }

  func ahead(of job: JobRow, max: Int) throws(StoreError) -> Int {
    note("ahead")
    return try rows.ahead(of: job, max: max)
  }

  func holder(ofLimit limit: Int64) throws(StoreError) -> JobID? {
    note("holder")
    return try rows.holder(ofLimit: limit)
  }

  // MARK: Upkeep

  func jobs(_ lines: [JobLine]) throws(StoreError) -> [[JobStanding]] {
    note("jobs")
    return try rows.upkeep.jobs(lines)
  }

  func numbers(_ list: NumberList, after last: Int64, max: Int) throws(StoreError) -> [Int64] {
    note("numbers")
    return try rows.upkeep.numbers(list, after: last, max: max)
  }

  func firstEnded(of batch: Int64, as states: [JobState]) throws(StoreError) -> JobID? {
    note("firstEnded")
    return try rows.upkeep.firstEnded(of: batch, as: states)
  }

  func goneFirings(of schedule: Int64, before moment: Timestamp, max: Int) throws(StoreError) -> [Timestamp] {
    note("goneFirings")
    return try rows.upkeep.goneFirings(of: schedule, before: moment, max: max)
  }

  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate] {
    note("attempts")
    return try rows.upkeep.attempts(lines)
  }

  // MARK: Schedules

  func scheduleCount() throws(StoreError) -> (count: Int, highestID: Int64) {
    note("scheduleCount")
    return try rows.schedules.scheduleCount()
  }

  func clocks(after last: Int64, max: Int) throws(StoreError) -> [ScheduleClockRow] {
    note("clocks")
    return try rows.schedules.clocks(after: last, max: max)
  }

  func filled(_ job: NewJob, of schedule: Int64) throws(StoreError) -> NewJob {
    note("filled")
    return try rows.schedules.filled(job, of: schedule)
  }

  // MARK: Due

  func moments(
    _ kind: MomentKind, after last: RowMoment, by end: Timestamp, max: Int
  ) throws(StoreError) -> [RowMoment] {
    note("moments")
    return try rows.times.moments(kind, after: last, by: end, max: max)
  }

  func earliest(_ kinds: [MomentKind]) throws(StoreError) -> [Timestamp?] {
    note("earliest")
    return try rows.times.earliest(kinds)
  }

  func answers(after moment: Timestamp, max: Int) throws(StoreError) -> [String] {
    note("answers")
    return try rows.times.answers(after: moment, max: max)
  }

  // MARK: Claims

  func readyQueues(of lanes: [String]) throws(StoreError) -> [[Int64]] {
    note("readyQueues")
    return try rows.claims.readyQueues(of: lanes)
  }
}
