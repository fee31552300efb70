// As whom queues have their jobs run, where a transaction asks.

import TestSupport
import Testing

@testable import JobCore

@Suite struct QueueUserTests {
  private static let tree = NewJob.shell("a") {
    $0.queue = "guests"
    $0.then = [FollowUp(.shell("b") { $0.queue = "others" }), FollowUp(.shell("c") { $0.queue = "none" })]
  }

  private func withUsers<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws(StoreError) -> T) async throws
    -> T
  {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await bench.writer.perform { tx throws(StoreError) in
        for (queue, user) in [("guests", "ann"), ("others", "bob")] {
          var change = QueueChange()
          change.runAs = .set(user)
          _ = try Queues.set(queue, change, tx)
        }
        return try body(tx)
      }
    }
  }

  @Test func eachJobIsHeldToItsOwnQueue() async throws {
    let users = try await withUsers { tx throws(StoreError) in
      var (kept, chosen) = (Self.tree, Self.tree.with { $0.runAs = "ann" })
      QueueUser.keep(in: &kept, tx)
      QueueUser.keep(in: &chosen, tx)
      return [kept, chosen].map { [$0.runAs] + $0.then.map(\.job.runAs) }
    }
    #expect(users == [["ann", "bob", nil], ["ann", "bob", nil]])
  }

  @Test func faultSaysWhereItStands() async throws {
    let faults = try await withUsers { tx throws(StoreError) in
      var wrong = Self.tree
      wrong.then[0].job.runAs = "ann"
      return [QueueUser.fault(in: Self.tree, path: "", tx), QueueUser.fault(in: wrong, path: "job.", tx)]
    }
    #expect(faults.map { $0?.field } == [nil, "job.then[0].job.queue"])
  }
}
