// Every event of a worker in every state of it: the table of docs/worker-protocol.md, cell by cell.

import Testing

@testable import JobCore

@Suite struct WorkerRuleTests {
  private enum Cell {
    case ok, ignore, fault
  }

  /// One row per event; the columns are starting, idle, busy, stopping.
  private static let table: [(WorkerEvent, [Cell])] = [
    (.hello, [.ok, .fault, .fault, .fault]),
    (.pong, [.fault, .ok, .ok, .ok]),
    (.end(.running), [.fault, .ok, .ok, .ok]),
    (.end(.ended), [.fault, .fault, .fault, .fault]),
    (.end(.unknown), [.fault, .fault, .fault, .fault]),
    (.remark(.running), [.fault, .ok, .ok, .ok]),
    (.remark(.ended), [.fault, .ignore, .ignore, .ignore]),
    (.remark(.unknown), [.fault, .fault, .fault, .fault]),
    (.delivery(.running), [.fault, .ok, .ok, .ok]),
    (.delivery(.ended), [.fault, .fault, .fault, .fault]),
    (.delivery(.unknown), [.fault, .fault, .fault, .fault]),
    (.garbage, [.fault, .fault, .fault, .fault]),
    (.closed, [.fault, .fault, .fault, .ignore]),
    (.exit, [.ok, .ok, .ok, .ok]),
    (.silence, [.ignore, .fault, .ignore, .ignore]),
  ]

  @Test func everyCell() {
    for (event, cells) in Self.table {
      for (phase, cell) in zip(WorkerPhase.allCases, cells) {
        let verdict = WorkerRule.verdict(phase, event)
        let isRight =
          switch (verdict, cell) {
          case (.accept, .ok), (.ignore, .ignore), (.fault, .fault): true
          default: false
          }
        #expect(isRight, "\(event) while \(phase): \(verdict)")
      }
    }
  }

  @Test func faultsSayWhatTheWorkerDid() {
    #expect(WorkerRule.verdict(.busy, .end(.unknown)) == .fault("spoke for an attempt it was not given"))
    #expect(WorkerRule.verdict(.idle, .end(.ended)) == .fault("ended an attempt twice"))
    #expect(WorkerRule.verdict(.starting, .end(.running)) == .fault("spoke before its hello"))
  }
}
