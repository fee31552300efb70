// Which orders of rows the daemon has.

import JobWire
import Testing

@testable import jobctl

@Suite struct FieldOrderDaemonTests {
  private func order(_ sort: String, _ states: [WireJobState]? = nil) throws -> WireJobOrder? {
    var filter = JobFilterWire()
    filter.states = states
    return try OptionReading.order(sort).ofDaemon(filter)
  }

  @Test func ordersOfTheDaemonAreKnown() throws {
    #expect(try order("id") == .oldest && order("-id") == .newest)
    #expect(try order("created_at") == .oldest && order("-created_at") == .newest)
    #expect(try order("-finished_at", [.failed, .succeeded]) == .finished)
  }

  /// The order of the ends leaves out what has not ended.
  @Test func otherOrdersAreNot() throws {
    #expect(try order("-finished_at") == nil && order("-finished_at", [.failed, .running]) == nil)
    #expect(try order("finished_at", [.failed]) == nil && order("-took") == nil && order("queue,id") == nil)
  }
}
