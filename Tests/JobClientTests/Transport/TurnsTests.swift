// Turns: so many at a time, the others in order, and nobody waits for longer than they want.

import NIOCore
import TestSupport
import Testing

@testable import JobClient

@Suite struct TurnsTests {
  private func isLate(_ turns: Turns) async -> Bool {
    do throws(Turns.Refusal) {
      try await turns.take(before: .now())
      return false
    } catch {
      return error == .late
    }
  }

  @Test func soManyGoAtATime() async throws {
    let turns = Turns(max: 2)
    try await turns.take(before: .distantFuture)
    try await turns.take(before: .distantFuture)
    #expect(await isLate(turns))
    turns.giveBack()
    try await turns.take(before: .now())
    #expect(await isLate(turns), "who came too late has left no turn behind")
  }

  @Test func whoeverHasWaitedLongestIsNext() async throws {
    let turns = Turns(max: 1)
    try await turns.take(before: .distantFuture)
    let order = Noted<[Int]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<5 {
        group.addTask {
          try await turns.take(before: .distantFuture)
          order.change { $0.append(number) }
          turns.giveBack()
        }
        // In line before the next one comes.
        try await eventually { turns.waitingCount == number + 1 }
      }
      turns.giveBack()
      try await group.waitForAll()
    }
    #expect(order.value == [0, 1, 2, 3, 4])
  }

  @Test func whoIsCancelledLeavesTheLine() async throws {
    let turns = Turns(max: 1)
    try await turns.take(before: .distantFuture)
    let task = Task { await #expect(throws: Turns.Refusal.cancelled) { try await turns.take(before: .distantFuture) } }
    try await eventually { turns.waitingCount == 1 }
    task.cancel()
    _ = await task.value
    #expect(turns.waitingCount == 0)
    turns.giveBack()
    try await turns.take(before: .now())
  }

  @Test func nobodyWaitsForWhatIsClosed() async throws {
    let turns = Turns(max: 1)
    try await turns.take(before: .distantFuture)
    let task = Task { await #expect(throws: Turns.Refusal.closed) { try await turns.take(before: .distantFuture) } }
    try await eventually { turns.waitingCount == 1 }
    turns.close()
    _ = await task.value
    turns.giveBack()
    await #expect(throws: Turns.Refusal.closed) { try await turns.take(before: .distantFuture) }
  }
}
