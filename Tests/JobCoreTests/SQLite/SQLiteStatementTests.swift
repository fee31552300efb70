// What a statement is bound to is what it runs with, run after run.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLiteStatementTests {
  private static let echo = NamedSQL("test.echo", "SELECT ?1, ?2, ?3, ?4, ?5, ?70")

  @Test func nullIsBoundWhereverSomethingElseWas() throws {
    let connection = try SQLiteConnection(path: ":memory:", isReader: false)
    let statement = try connection.statement(Self.echo)
    func bind(_ isNull: (Int32) -> Bool) {
      statement.bind(1, isNull(1) ? nil : Int64(7))
      statement.bind(2, isNull(2) ? nil : "seven")
      statement.bind(3, isNull(3) ? nil : [UInt8]([7]))
      statement.bind(4, isNull(4) ? nil : 7.0)
      statement.bind(5, isNull(5) ? nil : [UInt8]())
      statement.bind(70, isNull(6) ? nil : Int64(70))
    }
    func nulls() throws -> [Int32] {
      defer { statement.reset() }
      #expect(try statement.step())
      return (0..<6).filter { statement.bytes($0) == nil }.map { $0 + 1 }
    }
    #expect(try nulls() == [1, 2, 3, 4, 5, 6])
    for round in 0..<64 {
      let null: (Int32) -> Bool = { round & (1 << (Int($0) - 1)) != 0 }
      bind(null)
      #expect(try nulls() == (1...6).filter(null))
      #expect(try nulls() == (1...6).filter(null))
    }
  }

  @Test func bytesThatAreBoundForOneRunAreGoneAfterIt() throws {
    let connection = try SQLiteConnection(path: ":memory:", isReader: false)
    try connection.execute("CREATE TABLE t (a BLOB)", as: "test")
    let insert = try connection.statement(Self.insert)
    try insert.run(binding: [1, 2], at: 1)
    try insert.run()
    insert.bind(1, [UInt8]([3]))
    try insert.run()
    #expect(try connection.text("SELECT group_concat(quote(a)) FROM t") == "X'0102',NULL,X'03'")
  }

  private static let insert = NamedSQL("test.insert", "INSERT INTO t VALUES (?1)")
}
