// One after another, in the order of arrival.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SnapshotTurnsTests {
  @Test func nextBeginsWhenTheOneBeforeHasEnded() async throws {
    let turns = SnapshotTurns()
    let gates = [Valve(), Valve(), Valve()]
    let order = Noted<[String]>([])
    let tasks = gates.indices.map { number in
      Task.immediate {
        try await turns.inTurn { () async throws(StoreError) in
          order.change { $0.append("begins \(number)") }
          await gates[number].wait()
          order.change { $0.append("ends \(number)") }
        }
      }
    }
    for gate in gates.reversed() { gate.open() }
    for task in tasks { try await task.value }
    #expect(order.value == (0..<3).flatMap { ["begins \($0)", "ends \($0)"] })
  }

  @Test func failureEndsATurn() async throws {
    let turns = SnapshotTurns()
    await #expect(throws: StoreError.self) {
      try await turns.inTurn { () async throws(StoreError) in throw .closed }
    }
    #expect(try await turns.inTurn { () async throws(StoreError) in 7 } == 7)
  }
}
