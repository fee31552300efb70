// Columns are named as the schema names them, in the order in which they are read and bound.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLiteColumnTests {
  @Test func namesAreThoseOfTheSchema() throws {
    let directory = try TemporaryDirectory()
    let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
    try Migrator.migrate(connection)
    connection.close()
    let database = try RawDatabase("\(directory.path)/d.sqlite")
    func columns(_ table: String) throws -> Set<String> {
      Set(try database.texts("SELECT name FROM pragma_table_info('\(table)')"))
    }
    #expect(try columns("job") == Set(JobColumn.allCases.map(\.name)))
    #expect(try columns("edge") == Set(EdgeColumn.allCases.map(\.name)))
    #expect(try columns("settlement") == Set(SettlementColumn.allCases.map(\.name)))
    #expect(try columns("attempt").isSuperset(of: AttemptColumn.allCases.map(\.name)))
  }

  @Test func positionIsThatInTheList() {
    #expect(JobColumn.allCases.map(\.rawValue) == Array(0..<Int32(JobColumn.allCases.count)))
    #expect(EdgeColumn.list == "child_id, position, parent_kind, parent_id, condition, outcome")
    #expect(EdgeColumn.assignments([.outcome]) == "outcome = ?6")
  }

  @Test func parametersOfTheFenceAreBehindTheColumns() {
    #expect(JobFenceParameter.allCases.allSatisfy { $0.rawValue >= JobColumn.allCases.count })
  }
}
