// Verbs over many jobs: which they reach, how they are counted, and what is said of those left out.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct JobQueueBulkTests {
  /// No write of the store's goes through.
  private func fill(_ bench: EngineBench) -> DiskFault {
    DiskFault(.write, of: "\(bench.directory)/jobd.sqlite-wal", ENOSPC)
  }

  /// Whether they are needed was not looked into to the end: that they stay is said.
  @Test func finishedJobsWithManyFollowUpsAreNotLeftOutInSilence() async throws {
    try await EngineBench.run { bench in
      let parent = try await bench.finish(.shell("echo parent"))
      let follower = NewJob.noop { $0.after = [Dependency(.job(parent.id))] }
      guard case .created(let ids) = try await bench.queue.submit([NewJob](repeating: follower, count: 130)) else {
        throw Unexpected(what: "not created")
      }
      for id in ids { _ = try await bench.end(of: id) }
      let path = bench.queue.files.paths(parent.id, start: 1).stdout
      let full = fill(bench)
      do throws(JobError) {
        let result = try await bench.queue.bulk(.delete, JobFilter(), isDryRun: false)
        // All of them are, if all were looked at.
        #expect(result.count == 131 && !RegularFile.isThere(path), "\(result.count) is not all of them")
      } catch {
        guard case .partlyDone(let count, .full) = error else { throw Unexpected(what: "\(error)") }
        #expect(count == 130 && RegularFile.isThere(path))
      }
      full.heal()
    }
  }

  /// A job that succeeded, one that failed, one that was cancelled and one that is held.
  private func mix(_ bench: EngineBench) async throws -> [JobID] {
    var ids = [try await bench.finish(.noop()).id]
    ids.append(try await bench.finish(NewJob(.handler(name: "fail", payload: nil))).id)
    for _ in 0..<2 { ids.append(try await bench.submit(.noop { $0.holds = true })) }
    _ = try await bench.queue.cancel(ids[2])
    return ids
  }

  @Test func eachVerbReachesThoseThatAreInAStateForIt() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await mix(bench)
      let queue = bench.queue
      let wanted: [(BulkVerb, [JobID])] = [
        (.cancel, [ids[3]]), (.retry, [ids[1], ids[2]]), (.delete, Array(ids[..<3])),
      ]
      for (verb, reached) in wanted {
        let dry = try await queue.bulk(verb, JobFilter(), isDryRun: true)
        #expect(dry.ids == reached && dry.count == reached.count, "\(verb)")
      }
      #expect(try await queue.job(ids[3]).state == .held, "nothing has happened yet")
      var failed = JobFilter()
      failed.states = [.failed, .held]
      #expect(try await queue.bulk(.retry, failed, isDryRun: false).count == 1)
      _ = try await bench.end(of: ids[1])
      #expect(try await queue.job(ids[1]).attempt == 2)
      #expect(try await queue.job(ids[2]).state == .cancelled)
      let cancelled = try await queue.bulk(.cancel, JobFilter(), isDryRun: false)
      #expect(cancelled.count == 1 && cancelled.ids.isEmpty)
      #expect(try await bench.end(of: ids[3]).state == .cancelled)
      #expect(try await queue.bulk(.delete, JobFilter(), isDryRun: false).count == 4)
      #expect(try await queue.bulk(.delete, JobFilter(), isDryRun: false).count == 0)
    }
  }

  @Test func manyAreHeldEditedAndReleased() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let late = NewJob.noop { $0.start = .after(micros: 3_600_000_000) }
      let ids = [try await bench.submit(late), try await bench.submit(late)]
      let done = try await bench.finish(.noop()).id
      for (verb, reached) in [(BulkVerb.hold, ids), (.release, [])] as [(BulkVerb, [JobID])] {
        #expect(try await queue.bulk(verb, JobFilter(), isDryRun: true).ids == reached, "\(verb)")
      }
      #expect(try await queue.bulk(.hold, JobFilter(), isDryRun: false).count == 2)
      #expect(try await queue.bulk(.hold, JobFilter(), isDryRun: false).count == 0)
      var patch = JobPatch()
      patch.start = .now
      #expect(try await queue.bulk(.edit(patch), JobFilter(), isDryRun: true).ids == ids)
      #expect(try await queue.bulk(.edit(patch), JobFilter(), isDryRun: false).count == 2)
      #expect(try await queue.bulk(.release, JobFilter(), isDryRun: false).count == 2)
      for id in ids { #expect(try await bench.end(of: id).state == .succeeded) }
      #expect(try await queue.job(done).state == .succeeded)
    }
  }

  @Test func editOfManyThatIsRefusedSaysWhy() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let held = NewJob.noop { $0.holds = true }
      let ids = [try await bench.submit(held), try await bench.submit(held)]
      var patch = JobPatch()
      patch.priority = 5_000
      await #expect(throws: JobError.self) { _ = try await queue.bulk(.edit(patch), JobFilter(), isDryRun: true) }
      patch = JobPatch()
      // Each but the first can wait for the first.
      patch.after = [Dependency(.job(ids[0]))]
      do throws(JobError) {
        _ = try await queue.bulk(.edit(patch), JobFilter(), isDryRun: false)
        throw .shuttingDown
      } catch {
        guard case .partlyRefused(1, .invalid(let faults)) = error else { throw Unexpected(what: "\(error)") }
        #expect(faults.map(\.field) == ["after[0].job"])
      }
      #expect(try await queue.job(ids[1]).parents.count == 1)
      patch.after = [Dependency(.job(JobID(999)))]
      await #expect(throws: JobError.self) { _ = try await queue.bulk(.edit(patch), JobFilter(), isDryRun: false) }
    }
  }

  @Test func filterThatLeavesNoStateForTheVerbReachesNothing() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await mix(bench)
      for (verb, state) in [(BulkVerb.cancel, JobState.failed), (.retry, .succeeded), (.delete, .held)] {
        var filter = JobFilter()
        filter.states = [state]
        for isDryRun in [true, false] {
          #expect(try await bench.queue.bulk(verb, filter, isDryRun: isDryRun).count == 0, "\(verb) of \(state)")
        }
      }
      #expect(try await bench.queue.job(ids[3]).state == .held)
    }
  }

  @Test func dryRunCountsAllAndNamesTheFirst() async throws {
    try await EngineBench.run { bench async throws in
      let held = NewJob.noop { $0.holds = true }
      let count = Limits.bulkIDsMax + 200
      guard case .created(let ids) = try await bench.queue.submit([NewJob](repeating: held, count: count)) else {
        throw Unexpected(what: "not created")
      }
      let dry = try await bench.queue.bulk(.cancel, JobFilter(), isDryRun: true)
      #expect(dry.count == count && dry.ids == Array(ids[..<Limits.bulkIDsMax]))
      // More than one transaction takes.
      #expect(try await bench.queue.bulk(.cancel, JobFilter(), isDryRun: false).count == count)
    }
  }

  /// Nobody hears what comes of it, so it goes no further; whoever called it is not told a count that is too low.
  @Test(arguments: [true, false]) func verbWhoseCallerHasLeftEnds(_ isDryRun: Bool) async throws {
    try await EngineBench.run { bench async throws in
      let held = NewJob.noop { $0.holds = true }
      _ = try await bench.queue.submit([NewJob](repeating: held, count: 3))
      let queue = bench.queue
      let run = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await queue.bulk(.cancel, JobFilter(), isDryRun: isDryRun)
      }
      await #expect(throws: JobError.cutShort(count: isDryRun ? 1 : 0)) { _ = try await run.value }
      var filter = JobFilter()
      filter.states = [.held]
      #expect(try await queue.bulk(.cancel, filter, isDryRun: true).count == 3)
    }
  }

  @Test func queueWithoutRoomForAllIsSaid() async throws {
    try await EngineBench.run { bench async throws in
      var change = QueueChange()
      change.maxQueued = .set(2)
      change.isPaused = true
      _ = try await bench.queue.setQueue("small", change)
      for _ in 0..<3 {
        let id = try await bench.submit(
          .noop {
            $0.queue = "small"
            $0.holds = true
          })
        _ = try await bench.queue.cancel(id)
      }
      await #expect(throws: JobError.queueFilled(count: 2, name: "small", max: 2)) {
        _ = try await bench.queue.bulk(.retry, JobFilter(), isDryRun: false)
      }
    }
  }
}
