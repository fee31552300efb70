// Lists sorted by fields.

import JobWire
import Testing

@testable import jobctl

@Suite struct FieldOrderTests {
  private func ids(_ order: String) throws -> [Int64] {
    let rows = JobSamples.list.map { ListedJob($0, at: TextSamples.moment) }
    return try OptionReading.order(order).sorted(rows).map(\.job.id)
  }

  @Test func numbersAreComparedAsNumbersAndNothingComesLast() throws {
    #expect(try ids("took") == [8, 11, 10, 12, 9, 7, 6])
    #expect(try ids("-took") == [10, 11, 8, 12, 9, 7, 6])
  }

  @Test func laterFieldsDecideBetweenEquals() throws {
    #expect(try ids("state,id") == [7, 12, 9, 8, 10, 11, 6])
    #expect(try ids("-PRI,-id") == [8, 12, 11, 10, 9, 7, 6])
  }
}
