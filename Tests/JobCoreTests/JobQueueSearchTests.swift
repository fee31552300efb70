// Searches: the job whose id was given first, then what has the text, page by page and within limits.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueSearchTests {
  private func search(
    _ bench: EngineBench, _ text: String, within limits: RealmLimits = RealmLimits(), limit: Int = 100
  ) async throws -> [JobID] {
    var (found, cursor): ([JobID], JobCursor?) = ([], nil)
    repeat {
      let page = try await bench.queue.search(text, within: limits, limit: limit, after: cursor)
      #expect(page.jobs.count <= limit)
      found += page.jobs.map(\.id)
      cursor = page.next
    } while cursor != nil
    return found
  }

  @Test(arguments: [1, 2, 100]) func jobOfThatIDComesFirstAndOnce(_ limit: Int) async throws {
    try await EngineBench.run { bench async throws in
      let old = try await bench.submit(.noop { $0.holds = true })
      var ids: [JobID] = []
      for name in ["run \(old)", "other", "\(old)"] {
        ids.append(
          try await bench.submit(
            .noop {
              $0.holds = true
              $0.name = name
            }))
      }
      #expect(try await search(bench, "\(old)", limit: limit) == [old, ids[2], ids[0]])
      #expect(try await search(bench, "0\(old)", limit: limit) == [])
    }
  }

  @Test func jobsBeyondTheLimitsAreNotFound() async throws {
    try await EngineBench.run { bench async throws in
      var ids: [JobID] = []
      for queue in ["mine", "others"] {
        ids.append(
          try await bench.submit(
            .noop {
              $0.holds = true
              $0.queue = queue
              $0.name = "needle"
            }))
      }
      var limits = RealmLimits()
      limits.queues = ["mine"]
      #expect(try await search(bench, "needle") == [ids[1], ids[0]])
      #expect(try await search(bench, "needle", within: limits) == [ids[0]])
      #expect(try await search(bench, "\(ids[1])", within: limits) == [])
      #expect(try await search(bench, "\(ids[0])", within: limits) == [ids[0]])
    }
  }

  @Test(arguments: ["", String(repeating: "a", count: 201)]) func textsBeyondTheBoundAreRefused(_ text: String)
    async throws
  {
    try await EngineBench.run { bench async throws in
      let error = await #expect(throws: JobError.self) { _ = try await bench.queue.search(text, limit: 1) }
      guard case .invalid(let faults) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(faults.map(\.field) == ["q"])
    }
  }
}
