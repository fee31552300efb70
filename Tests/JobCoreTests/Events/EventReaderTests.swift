// One who follows along: what it is told from where it begins, and what it is told when it cannot be told all.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventReaderTests {
  private let bench = EventBench()

  private func patch(_ change: (inout JobPatch) -> Void) -> JobPatch {
    var patch = JobPatch()
    change(&patch)
    return patch
  }

  @Test(arguments: StoreKind.all) func followerHearsALifeInItsOrder(_ kind: StoreKind) async throws {
    try await bench.withStore(kind) { store in
      var reader = try bench.follow(store.store)
      let job = try await store.start(.shell("sleep 1") { $0.name = "n" })
      try await store.end(job, .exited(code: 3))
      let events = try await bench.heard(&reader)
      #expect(events.map(\.short) == ["1 queued", "1 running", "1 failed"])
      #expect(events.compactMap { $0.job?.rev } == [1, 2, 3])
      #expect(events.compactMap { $0.job?.exitCode } == [3])
      #expect(events.allSatisfy { $0.job?.name == "n" && $0.job?.command == "sleep 1" })
      #expect(events.allSatisfy { $0.job?.stateSince == $0.at })
    }
  }

  @Test func followerBeginsByKnowingWhereItIs() async throws {
    try await bench.withStore { store in
      try await store.insert()
      var reader = try bench.follow(store.store)
      let page = try await reader.next()
      #expect(page.events.isEmpty && page.position == EventPosition(boot: 7, number: 1) && !page.isLast)
    }
  }

  @Test func whoComesBackHearsWhatCameMeanwhile() async throws {
    try await bench.withStore { store in
      var reader = try bench.follow(store.store)
      let id = try await store.insert()
      let position = try #require(try await bench.heard(&reader).last?.position)
      _ = try await store.store.cancel(id, CancelOptions(), now: store.now)
      var later = try bench.follow(store.store, after: position)
      #expect(try await bench.heard(&later).map(\.short) == ["1 cancelled"])
      // Who was there all the time hears the same.
      #expect(try await bench.heard(&reader).map(\.short) == ["1 cancelled"])
    }
  }

  @Test func whatCannotBeToldIsAGapAndThenItGoesOn() async throws {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 2
    let bench = EventBench(bounds)
    try await bench.withStore { store in
      for _ in 0..<4 { try await store.insert() }
      for (position, gap) in [
        (EventPosition(boot: 8, number: 1), EventGap.restarted), (EventPosition(boot: 7, number: 9), .unknown),
        (EventPosition(boot: 7, number: 1), .passed),
      ] {
        var reader = try bench.follow(store.store, after: position)
        let id = try await store.insert()
        let events = try await bench.heard(&reader)
        #expect(events.map(\.short) == ["gap \(gap)", "\(id) queued"])
        #expect(events[0].position?.number == UInt64(id.value) - 1)
      }
      let origin = EventOrigin(after: nil, in: bench.ring, wantsSnapshot: false)
      #expect(origin.gap == .unknown && origin.number == bench.ring.last)
    }
  }

  @Test func whoIsTooSlowIsToldAndIsDone() async throws {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 2
    let bench = EventBench(bounds)
    try await bench.withStore { store in
      var reader = try bench.follow(store.store)
      _ = try await reader.next()
      for _ in 0..<3 { try await store.insert() }
      let page = try await reader.next()
      #expect(page.events.map(\.short) == ["gap overrun"] && page.isLast)
      #expect(page.position?.number == 3)
      let after = try await reader.next()
      #expect(after.isLast && after.events.isEmpty)
    }
  }

  @Test func followerHearsWhatLeavesItsFilter() async throws {
    try await bench.withStore { store in
      var running = try bench.follow(store.store) { $0.jobs.states = [.running] }
      var failed = try bench.follow(store.store) { $0.exitCode = 1 }
      let job = try await store.start()
      try await store.end(job, .exited(code: 1))
      #expect(try await store.store.move(job.id, .retry, now: store.now).isDone)
      let again = try #require(try await store.claim().first)
      try await store.end(again, .exited(code: 0))
      #expect(
        try await bench.heard(&running).map(\.short) == ["1 running", "1 failed left", "1 running", "1 succeeded left"])
      // What was the exit code of the last attempt until the next one began.
      #expect(try await bench.heard(&failed).map(\.short) == ["1 failed", "1 queued", "1 running left"])
    }
  }

  @Test(arguments: StoreKind.all) func editedNamesAreThoseOfWhatComesLater(_ kind: StoreKind) async throws {
    try await bench.withStore(kind) { store in
      var named = try bench.follow(store.store) { $0.jobs.nameGlob = "a" }
      var all = try bench.follow(store.store)
      let id = try await store.insert(.noop { $0.name = "a" })
      #expect(try await bench.heard(&all).compactMap { $0.job?.name } == ["a"])
      _ = try await store.store.update(id, patch { $0.name = .set("b") }, now: store.now)
      _ = try await store.store.update(id, patch { $0.priority = 3 }, now: store.now)
      #expect(try await bench.heard(&all).compactMap { $0.job?.name } == ["b", "b"])
      #expect(try await bench.heard(&named).map(\.short) == ["1 queued", "1 edited left"])
    }
  }

  @Test(arguments: StoreKind.all) func progressIsShownWithWhatComesAfterIt(_ kind: StoreKind) async throws {
    try await bench.withStore(kind) { store in
      var reader = try bench.follow(store.store)
      let job = try await store.start()
      let progress = try Progress(fraction: 0.5, at: store.now)
      #expect(try await store.store.setProgress(progress, of: job.fence))
      try await store.end(job, .exited(code: 0))
      let events = try await bench.heard(&reader)
      #expect(events.map(\.short) == ["1 queued", "1 running", "1 progressed", "1 succeeded"])
      #expect(events.map { $0.job?.progress } == [nil, nil, progress, progress])
    }
  }

  @Test func batchQueueAndScheduleAreHeardOf() async throws {
    try await bench.withStore { store in
      var reader = try bench.follow(store.store)
      _ = try await store.store.setQueuePaused("default", true, now: store.now)
      _ = try await store.store.setSchedule("s", NewSchedule(.every(micros: 60_000_000), job: .noop()), now: store.now)
      _ = try await store.store.deleteSchedule("s", now: store.now)
      let (batch, ids) = try await store.batch([.noop()])
      _ = try await store.store.cancel(ids[0], CancelOptions(), now: store.now)
      #expect(
        try await bench.heard(&reader).map(\.short) == [
          "queue default", "schedule s", "schedule s deleted", "1 queued", "1 cancelled", "batch \(batch)",
        ])
    }
  }

  @Test func whoIsLimitedHearsOfNothingElse() async throws {
    try await bench.withStore { store in
      var reader = try bench.follow(store.store) { $0.jobs.limits.queues = ["mine"] }
      let mine = try await store.insert(.noop { $0.queue = "mine" })
      let other = try await store.insert(.noop { $0.queue = "other" })
      let (_, ids) = try await store.batch([.noop { $0.queue = "other" }, .noop { $0.queue = "mine" }])
      for id in ids { _ = try await store.store.cancel(id, CancelOptions(), now: store.now) }
      _ = try await store.store.update(mine, patch { $0.queue = "other" }, now: store.now)
      _ = try await store.store.update(other, patch { $0.queue = "mine" }, now: store.now)
      let events = try await bench.heard(&reader)
      #expect(
        events.map(\.short) == [
          "\(mine) queued", "queue mine", "\(ids[1]) queued", "\(ids[1]) cancelled", "\(mine) deleted left",
          "\(other) edited",
        ])
      #expect(events.allSatisfy { $0.job.map { $0.queue == "mine" } ?? true })
    }
  }

  /// What is read for an event may be younger than it: then it is not told to who would not see it there.
  @Test func nameThatAJobHasGotOutOfSightIsNotTold() async throws {
    try await bench.withStore { store in
      var limited = try bench.follow(store.store) { $0.jobs.limits.queues = ["mine"] }
      var all = try bench.follow(store.store)
      let id = try await store.insert(.noop { $0.queue = "mine" })
      _ = try await store.store.update(id, patch { $0.queue = "other" }, now: store.now)
      _ = try await store.store.update(id, patch { $0.name = .set("secret") }, now: store.now)
      let names = try await bench.heard(&limited).compactMap { $0.job?.name }
      #expect(names == ["job-1", "job-1"])
      #expect(try await bench.heard(&all).contains { $0.job?.name == "secret" })
    }
  }

  @Test func jobThatComesIntoSightIsCalledByItsName() async throws {
    try await bench.withStore { store in
      var all = try bench.follow(store.store)
      var limited = try bench.follow(store.store) {
        $0.jobs.limits.queues = ["mine"]
        $0.jobs.tags = ["a": "b"]
      }
      let id = try await store.insert(
        .noop {
          ($0.queue, $0.name) = ("other", "n")
          $0.tags = ["a": "b"]
        })
      // Its name has been read where it was.
      #expect(try await bench.heard(&all).compactMap { $0.job?.name } == ["n"])
      _ = try await store.store.update(id, patch { $0.queue = "mine" }, now: store.now)
      _ = try await store.store.cancel(id, CancelOptions(), now: store.now)
      let events = try await bench.heard(&limited)
      #expect(events.map(\.short) == ["1 edited", "1 cancelled"])
      #expect(events.compactMap { $0.job?.name } == ["n", "n"])
    }
  }

  // MARK: Bounds

  private static let wide = NewJob.noop { job in
    for number in 0..<Limits.tagCountMax { job.tags["t\(number)"] = String(repeating: "t", count: 250) }
  }

  /// Of many readers that take nothing, each holds a page.
  @Test func pagesAreBoundedByBytes() async throws {
    try await bench.withStore { store in
      var live = try bench.follow(store.store)
      let ids = try await store.insert((0..<40).map { _ in Self.wide }).map(\.id)
      var there = try bench.follow(store.store, snapshot: true)
      for isSnapshot in [false, true] {
        var seen: [JobID] = []
        while seen.count < ids.count {
          let page = isSnapshot ? try await there.next() : try await live.next()
          let bytes = page.events.compactMap { event in
            if case .job(let news) = event.what { news.keptBytes } else { nil }
          }
          #expect(bytes.dropLast().reduce(0, +) < Limits.eventPageBytesMax)
          #expect(bytes.allSatisfy { $0 > 2 * Limits.tagCountMax * 250 })
          seen += page.events.compactMap { $0.job?.id }
          if let last = page.events.last, !isSnapshot, seen.count < ids.count {
            #expect(page.position == last.position, "the next page begins behind what was told")
          }
        }
        #expect(seen == ids)
      }
    }
  }

  @Test func whoIsNudgedWhileNothingIsMeantSaysWhereItIs() async throws {
    try await bench.withStore { store in
      var reader = try bench.follow(store.store) { $0.jobs.nameGlob = "nothing" }
      _ = try await reader.next()
      _ = try await store.insert((0..<500).map { _ in .noop() })
      reader.seat.nudge()
      let page = try await reader.next()
      #expect(page.events.isEmpty && !page.isLast)
      // It has not looked at all of it yet.
      #expect(try #require(page.position).number < bench.ring.last)
      let id = try await store.insert(.noop { $0.name = "nothing" })
      #expect(try await bench.heard(&reader).map(\.short) == ["\(id) queued"])
    }
  }

  @Test func whoHurriesNeedNotCatchUpWithWhatComesLater() async throws {
    try await bench.withStore { store in
      var reader = try bench.follow(store.store)
      _ = try await reader.next()
      try await store.insert()
      reader.hurry()
      #expect(!reader.isCaughtUp)
      let events = try await reader.next().events
      try await store.insert()
      reader.hurry()
      #expect(events.map(\.short) == ["1 queued"] && reader.isCaughtUp)
    }
  }
}
