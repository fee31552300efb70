// What every store does with lists: every filter and order against a plain filter of all jobs, page by page.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceListTests {
  /// Jobs that differ in everything a list can tell apart.
  private func fill(_ bench: StoreBench) async throws -> [Job] {
    for (index, state) in (StoreBench.reachable + StoreBench.reachable).enumerated() where state != .queued {
      let id = try await bench.put(in: state) { $0.queue = index % 3 == 0 ? "a" : "b" }
      var patch = JobPatch()
      patch.tags = ["n": "\(index % 2)", "all": "x"]
      _ = try await bench.store.update(id, patch, now: bench.now)
      bench.now = bench.now + 10
    }
    for index in 0..<25 {
      var job = index % 2 == 0 ? NewJob.shell("true") : NewJob(.exec(argv: ["true"]))
      job.name = "deploy-\(index)"
      job.queue = ["a", "b", "c"][index % 3]
      job.priority = index % 4 - 1
      job.tags = index % 5 == 0 ? ["n": "1"] : [:]
      try await bench.insert(job)
      bench.now = bench.now + 10
    }
    let ids = try await bench.store.ids(JobFilter(), limit: 1_000, after: nil)
    return try await bench.store.jobs(ids)
  }

  private func filters(_ all: [Job]) -> [JobFilter] {
    var filters: [JobFilter] = [JobFilter()]
    func add(_ change: (inout JobFilter) -> Void) {
      var filter = JobFilter()
      change(&filter)
      filters.append(filter)
    }
    for state in JobState.allCases { add { $0.states = [state] } }
    add { $0.states = [] }
    add { $0.states = JobFilter.activeStates }
    add { $0.states = JobFilter.finishedStates }
    add { $0.states = Set(JobState.allCases) }
    for queue in ["a", "b", "c", "default", "none"] { add { $0.queue = queue } }
    for kind in JobKind.allCases { add { $0.kind = kind } }
    for glob in ["deploy-*", "*-1?", "job-[1-5]", "x", "", "*"] { add { $0.nameGlob = glob } }
    add { $0.tags = ["n": "1"] }
    add { $0.tags = ["n": "0", "all": "x"] }
    add { $0.tags = ["n": "0", "all": "y"] }
    let middle = all[all.count / 2].createdAt
    add { $0.since = middle }
    add { $0.until = middle }
    add {
      $0.since = middle
      $0.until = middle + 40
    }
    let ends = all.compactMap(\.finishedAt).sorted()
    let end = ends[ends.count / 2]
    add { $0.finishedSince = end }
    add { $0.finishedUntil = end }
    add {
      $0.finishedSince = ends[1]
      $0.finishedUntil = end + 1
      $0.queue = "b"
    }
    for reason in [Reason.exit, .cancel, .lost] { add { $0.reason = reason } }
    for code in [Int32(0), 1, 7] { add { $0.exitCode = code } }
    for range in [0...0, 1...1, 1...Int.max, 5...9] { add { $0.attempts = range } }
    add {
      $0.states = [.queued, .failed]
      $0.queue = "b"
      $0.tags = ["n": "1"]
      $0.kind = .shell
    }
    return filters
  }

  private func walk(
    _ bench: StoreBench, _ filter: JobFilter, _ order: JobOrder, limit: Int
  ) async throws -> [JobID] {
    var ids: [JobID] = []
    var cursor: JobCursor?
    var pages = 0
    repeat {
      let page = try await bench.store.jobs(filter, order: order, limit: limit, after: cursor)
      #expect(page.jobs.count <= limit)
      ids += page.jobs.map(\.id)
      cursor = page.next
      pages += 1
    } while cursor != nil && pages < 500
    return ids
  }

  @Test(arguments: StoreKind.all, [1, 2, 7, 1_000])
  func pagesTogetherAreWhatTheFilterSays(_ kind: StoreKind, _ limit: Int) async throws {
    try await kind.withStore { bench async throws in
      let all = try await fill(bench)
      for filter in filters(all) {
        let wanted = all.filter { filter.matches($0) }
        let ids = wanted.map(\.id).sorted()
        #expect(try await walk(bench, filter, .oldest, limit: limit) == ids, "oldest \(filter)")
        #expect(try await walk(bench, filter, .newest, limit: limit) == ids.reversed(), "newest \(filter)")
        let ready = wanted.filter { $0.state == .queued }.sorted {
          ($1.priority, $0.id.value) < ($0.priority, $1.id.value)
        }
        #expect(try await walk(bench, filter, .priority, limit: limit) == ready.map(\.id), "priority \(filter)")
        let ended = wanted.filter { $0.finishedAt != nil }.sorted {
          ($1.finishedAt ?? .noon, $1.id.value) < ($0.finishedAt ?? .noon, $0.id.value)
        }
        #expect(try await walk(bench, filter, .finished, limit: limit) == ended.map(\.id), "finished \(filter)")
        #expect(try await bench.store.ids(filter, limit: 1_000, after: nil) == ids)
        #expect(try await bench.store.ids(filter, limit: 3, after: nil) == Array(ids.prefix(3)))
      }
    }
  }

  @Test(arguments: StoreKind.all) func rareMatchAmongManyIsFound(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      _ = try await bench.insert((0..<1_500).map { _ in .noop() })
      let rare = try await bench.insert(.noop { $0.name = "needle" })
      var filter = JobFilter()
      filter.nameGlob = "needle"
      for order in [JobOrder.oldest, .newest, .priority] {
        #expect(try await walk(bench, filter, order, limit: 10) == [rare], "\(order)")
      }
    }
  }

  /// What one transaction has ended has one moment: pages end in the middle of it.
  @Test(arguments: StoreKind.all, [1, 4, 100])
  func endsOfOneMomentAreInOrder(_ kind: StoreKind, _ limit: Int) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<9).map { _ in .noop() }).map(\.id)
      for id in [ids[7], ids[2], ids[5]] { _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now) }
      bench.now = bench.now + 10
      _ = try await bench.store.cancel(ids[0], CancelOptions(), now: bench.now)
      let ended = try await walk(bench, JobFilter(), .finished, limit: limit)
      #expect(ended == [ids[0], ids[7], ids[5], ids[2]])
      let again = try await bench.store.move(ids[7], .retry, now: bench.now)
      #expect(again.isDone)
      #expect(try await walk(bench, JobFilter(), .finished, limit: limit) == [ids[0], ids[5], ids[2]])
    }
  }

  @Test(arguments: StoreKind.all) func cursorHoldsWhileRowsComeAndGo(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ids = try await bench.insert((0..<6).map { _ in .noop() }).map(\.id)
      let first = try await bench.store.jobs(JobFilter(), order: .newest, limit: 2, after: nil)
      #expect(first.jobs.map(\.id) == [ids[5], ids[4]])
      try await bench.insert()
      for id in [ids[4], ids[3]] {
        _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
        _ = try await bench.store.delete(id, now: bench.now)
      }
      let second = try await bench.store.jobs(JobFilter(), order: .newest, limit: 9, after: first.next)
      #expect(second.jobs.map(\.id) == [ids[2], ids[1], ids[0]])
      #expect(second.next == nil)
    }
  }

  @Test(arguments: StoreKind.all) func statesAndJobsLeaveOutWhatIsNotThere(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.put(in: .failed)
      let second = try await bench.insert()
      let asked = [second, JobID(99), first, second]
      #expect(try await bench.store.states(asked) == [first: .failed, second: .queued])
      #expect(try await bench.store.jobs(asked).map(\.id) == [second, first, second])
      #expect(try await bench.store.states([]) == [:])
    }
  }

  @Test(arguments: StoreKind.all) func queuesTellTheirCountsAndTheHeadOfTheLine(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = bench.now
      try await bench.insert(.noop { $0.queue = "b" })
      bench.now = bench.now + 5
      try await bench.insert(
        .noop {
          $0.queue = "b"
          $0.priority = 1
        })
      _ = try await bench.put(in: .held) { $0.queue = "a" }
      for _ in 0..<2 {
        let queues = try await bench.store.queues()
        #expect(queues.map(\.name) == ["a", "b", "default"])
        #expect(queues.map(\.counts) == [[.held: 1], [.queued: 2], [:]])
        #expect(queues.map(\.headOfLineCreatedAt) == [nil, first + 5, nil])
        try await bench.reopen()
      }
    }
  }
}
