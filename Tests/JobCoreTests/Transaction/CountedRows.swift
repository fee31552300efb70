// Rows that count how often they are called: what a server behind a round trip would cost.

@testable import JobCore

/// Rows on their way to others.
final class CountedRows: RowsByKey, RowsInOrder, RowsTransaction {
  private let rows: any Rows
  private(set) var calls: [String] = []

  init(_ rows: any Rows) {
    self.rows = rows
  }

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

  func parents(of children: [JobID]) throws(StoreError) -> [EdgeRow] {
    calls.append("parents")
    return try rows.parents(of: children)
  }

  func settlements(of parents: [Parent]) throws(StoreError) -> [SettlementRow] {
    calls.append("settlements")
    return try rows.settlements(of: parents)
  }

  func lastSettlement(except marks: Set<Int64>) throws(StoreError) -> SettlementRow? {
    calls.append("lastSettlement")
    return try rows.lastSettlement(except: marks)
  }

  func inLine(_ lines: [LimitLine]) throws(StoreError) -> [[JobRow]] {
    calls.append("inLine")
    return try rows.inLine(lines)
  }
}
