// Values are bound in the order of the parameters, each as what it is.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLiteBindableTests {
  private static let echo = NamedSQL(
    "echo", giving: EchoColumn.self, "SELECT \(EchoColumn.parameters), \(EchoColumn.types)")

  /// Nine values as they come back, and what SQLite takes them for.
  private enum EchoColumn: Int32, SQLiteColumn {
    case a, b, c, d, e, f, g, h, i
    case typeA, typeB, typeC, typeD, typeE, typeF, typeG, typeH, typeI

    static let values = Array(allCases.prefix(9))
    static var parameters: String { parameters(values) }
    static var types: String { values.map { "typeof(\($0.parameter))" }.joined(separator: ", ") }
  }

  private func withConnection(_ body: (SQLiteConnection) throws -> Void) throws {
    let directory = try TemporaryDirectory()
    let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
    try body(connection)
    connection.close()
  }

  private func types(_ row: SQLiteStatement) -> [String?] {
    EchoColumn.allCases.dropFirst(EchoColumn.values.count).map { row.string($0) }
  }

  @Test func eachValueIsBoundInItsPlace() throws {
    try withConnection { connection in
      let row = try connection.statement(
        Self.echo, binding: Int64.max, -1, Int32(7), 0.5, "text", [0, 255] as [UInt8], Timestamp(micros: 9), true,
        JobID(3))
      #expect(try row.step())
      #expect(row.int64(EchoColumn.a) == .max)
      #expect(row.int(EchoColumn.b) == -1)
      #expect(row.optionalInt32(EchoColumn.c) == 7)
      #expect(row.optionalDouble(EchoColumn.d) == 0.5)
      #expect(row.string(EchoColumn.e) == "text")
      #expect(row.bytes(EchoColumn.f) == [0, 255])
      #expect(row.time(EchoColumn.g) == Timestamp(micros: 9))
      #expect(row.bool(EchoColumn.h))
      #expect(row.int64(EchoColumn.i) == 3)
      #expect(
        types(row) == ["integer", "integer", "integer", "real", "text", "blob", "integer", "integer", "integer"])
      row.reset()
    }
  }

  @Test func noneIsNull() throws {
    try withConnection { connection in
      let row = try connection.statement(
        Self.echo, binding: Int64?.none, Int?.none, Int32?.none, Double?.none, String?.none, [UInt8]?.none,
        Timestamp?.none, Bool?.none, BatchID?.none)
      #expect(try row.step())
      #expect(types(row) == Array(repeating: "null", count: 9))
      row.reset()
    }
  }

  @Test func emptyIsNotNull() throws {
    try withConnection { connection in
      let (text, bytes): (String?, [UInt8]?) = ("", [])
      let row = try connection.statement(Self.echo, binding: text, bytes, 0, 0, 0, 0, 0, 0, BatchID(4))
      #expect(try row.step())
      #expect(types(row).prefix(2) == ["text", "blob"])
      #expect(row.string(EchoColumn.a) == "")
      #expect(row.bytes(EchoColumn.b) == [])
      row.reset()
    }
  }

  @Test func oneValueIsAList() throws {
    try withConnection { connection in
      let row = try connection.statement(NamedSQL("one", "SELECT ?1 + 1"), binding: 41)
      #expect(try row.allInt64() == [42])
      row.bind(inOrder: JobID(1))
      #expect(try row.allInt64() == [2])
      row.bind(inOrder: String?.none)
      #expect(try row.step())
      #expect(row.onlyOptionalInt64 == nil)
      row.reset()
    }
  }

  @Test func tooFewValuesAreNoticed() async {
    await #expect(processExitsWith: .failure) {
      let connection = try SQLiteConnection(path: ":memory:", isReader: false)
      _ = try connection.statement(NamedSQL("two", "SELECT ?1 + ?2"), binding: 1)
    }
    await #expect(processExitsWith: .success) {
      let connection = try SQLiteConnection(path: ":memory:", isReader: false)
      _ = try connection.statement(NamedSQL("two", "SELECT ?1 + ?2"), binding: 1, 2)
    }
  }

  @Test func columnsThatAreNotTheFirstAreNoticed() async {
    await #expect(processExitsWith: .failure) {
      _ = NamedSQL("late", giving: [EdgeColumn.position], "SELECT position FROM edge")
    }
  }
}
