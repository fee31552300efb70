// The lines of those who wait for their turn, on an event loop of their own.

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTPFront

@Suite struct TurnQueueTests {
  /// Who has had a turn, in that order.
  private final class Turns: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }

    func note(_ name: String) { names.withLock { $0.append(name) } }
  }

  private static let pauses = TurnPauses(known: .microseconds(50), strangers: .microseconds(50))

  private func withQueue(_ body: (TurnQueue, any EventLoop, Turns) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let eventLoop = group.next()
    try await body(TurnQueue(eventLoop: eventLoop, pauses: Self.pauses), eventLoop, Turns())
    try await group.shutdownGracefully()
  }

  @Test func knownAndStrangersTakeTurnsInTheOrderTheyCame() async throws {
    try await withQueue { queue, eventLoop, turns async throws in
      try await eventLoop.submit {
        for name in ["s1", "s2", "s3", "k1", "k2"] {
          queue.join(isStranger: name.hasPrefix("s")) {
            turns.note(name)
            return true
          }
        }
      }.get()
      #expect(try await eventually { turns.all.count == 5 })
      #expect(turns.all.filter { $0.hasPrefix("k") } == ["k1", "k2"])
      #expect(turns.all.filter { $0.hasPrefix("s") } == ["s1", "s2", "s3"])
    }
  }

  @Test func strangersWaitLongerBetweenTheirTurns() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let eventLoop = group.next()
    let turns = Turns()
    let queue = TurnQueue(
      eventLoop: eventLoop, pauses: TurnPauses(known: .microseconds(50), strangers: .hours(1)))
    try await eventLoop.submit {
      for name in ["s1", "k1", "s2", "k2"] {
        queue.join(isStranger: name.hasPrefix("s")) {
          turns.note(name)
          return true
        }
      }
    }.get()
    #expect(try await eventually { turns.all == ["k1", "k2"] })
    try await group.shutdownGracefully()
  }

  @Test func whoHasLeftCostsNobodyATurn() async throws {
    try await withQueue { queue, eventLoop, turns async throws in
      try await eventLoop.submit {
        for name in ["gone", "gone too", "s1", "s2"] {
          queue.join(isStranger: true) {
            turns.note(name)
            if name == "s1" { eventLoop.execute { turns.note("pause") } }
            return !name.hasPrefix("gone")
          }
        }
      }.get()
      #expect(try await eventually { turns.all == ["gone", "gone too", "s1", "pause", "s2"] })
    }
  }

  @Test func whoGetsInLineAgainGetsInAtItsEnd() async throws {
    try await withQueue { queue, eventLoop, turns async throws in
      try await eventLoop.submit {
        queue.join(isStranger: false) {
          turns.note("greedy")
          queue.join(isStranger: false) {
            turns.note("greedy")
            return true
          }
          return true
        }
        queue.join(isStranger: false) {
          turns.note("other")
          return true
        }
      }.get()
      #expect(try await eventually { turns.all == ["greedy", "other", "greedy"] })
    }
  }

  @Test func eachEventLoopHasOneLine() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let (one, other) = (group.next(), group.next())
    let queues = TurnQueues(pauses: Self.pauses)
    #expect(queues.of(one) === queues.of(one))
    #expect(queues.of(one) !== queues.of(other))
    try await group.shutdownGracefully()
  }
}
