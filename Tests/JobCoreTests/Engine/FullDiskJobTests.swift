// What still works on a disk that takes nothing: what runs can be cancelled, and what ends is kept.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct FullDiskJobTests {
  /// No write of the store's goes through.
  private func fill(_ bench: EngineBench) -> DiskFault {
    DiskFault(.write, of: "\(bench.directory)/jobd.sqlite-wal", ENOSPC)
  }

  /// A command that says `on` and then waits for ever.
  private func endless(_ bench: EngineBench, _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
    let id = try await bench.submit(.shell("echo on; sleep 1000", change))
    try await bench.says(id, "on")
    return id
  }

  private func isGone(_ bench: EngineBench, _ id: JobID) async throws {
    try await eventually("the process of job \(id) is gone") { bench.queue.live.process(id) == nil }
  }

  @Test func runningJobIsCancelledAtOnceAndRecordedWhenThereIsSpace() async throws {
    try await EngineBench.run { bench in
      let id = try await endless(bench)
      let full = fill(bench)
      var options = CancelOptions()
      options.reason = "the disk is full of it"
      let answer = try await bench.queue.cancel(id, options)
      #expect(answer.isAccepted && answer.state == .running)
      try await isGone(bench, id)
      let shown = try await bench.queue.job(id)
      #expect(shown.state == .running && shown.isCancelRequested)
      full.heal()
      let job = try await bench.end(of: id)
      #expect(job.state == .cancelled && job.isCancelRequested)
      #expect(job.failure?.message.contains("the disk is full of it") ?? false, "\(String(describing: job.failure))")
    }
  }

  @Test func forceReachesAShieldedJob() async throws {
    try await EngineBench.run { bench in
      let id = try await endless(bench) { $0.isShielded = true }
      let full = fill(bench)
      #expect(try await bench.queue.cancel(id).isAbsorbed)
      #expect(bench.queue.live.process(id) != nil)
      var options = CancelOptions()
      options.isForced = true
      #expect(try await bench.queue.cancel(id, options).isAbsorbed == false)
      try await isGone(bench, id)
      full.heal()
      #expect(try await bench.end(of: id).state == .cancelled)
    }
  }

  @Test func manyAreCancelledByAFilterOrTheirBatch() async throws {
    try await EngineBench.run { bench in
      let ids = [try await endless(bench), try await endless(bench)]
      let batch = try await bench.queue.createBatch(NewBatch(jobs: [.shell("echo on; sleep 1000")]))
      guard case .created(let made, let members) = batch else { throw Unexpected(what: "no batch") }
      try await bench.says(members[0], "on")
      let held = try await bench.submit(.noop { $0.holds = true })
      let full = fill(bench)
      _ = try await bench.queue.cancelBatch(made.id, reason: nil)
      try await isGone(bench, members[0])
      // What has not started is left out, and that is said.
      do throws(JobError) {
        let result = try await bench.queue.bulk(.cancel, JobFilter(), isDryRun: false)
        Issue.record("\(result) is not all of them")
      } catch {
        guard case .partlyDone(let count, .full) = error else { throw Unexpected(what: "\(error)") }
        #expect(count >= 2)
      }
      for id in ids { try await isGone(bench, id) }
      try await expectShown(ids + members, made.id, bench)
      #expect(try await !bench.queue.job(held).isCancelRequested)
      // What has not started is not cancelled on a word that a crash would forget.
      await #expect(throws: JobError.self) { _ = try await bench.queue.cancel(held) }
      full.heal()
      for id in ids + members { #expect(try await bench.end(of: id).state == .cancelled) }
      #expect(try await bench.queue.job(held).state == .held)
    }
  }

  /// A cancel that was accepted is shown wherever its jobs are, though no row has it yet.
  private func expectShown(_ jobs: [JobID], _ batch: BatchID, _ bench: EngineBench) async throws {
    var running = JobFilter()
    running.states = [.running]
    let page = try await bench.queue.jobs(running, order: .newest, limit: 10, after: nil)
    #expect(Set(page.jobs.map(\.id)) == Set(jobs) && page.jobs.allSatisfy(\.isCancelRequested))
    for id in jobs {
      #expect(try await bench.queue.job(id).isCancelRequested)
      #expect(try await bench.queue.detail(id).job.isCancelRequested)
      #expect(try await bench.queue.store.job(id)?.isCancelRequested == false, "it is recorded")
    }
    #expect(try await bench.queue.batch(batch).isCancelRequested)
    #expect(try await bench.queue.batches(limit: 10, after: nil).map(\.isCancelRequested) == [true])
    let entries = try await bench.queue.batchResults(batch, limit: 10, after: nil).entries
    #expect(entries.map(\.job.isCancelRequested) == [true])
  }

  private func remote(_ bench: EngineBench) async throws -> RemoteClaim {
    var job = NewJob(.handler(name: "far", payload: nil))
    job.executor = "remote"
    try await bench.submit(job)
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    return try #require(try await bench.queue.claim(request).first)
  }

  /// What was accepted holds, though the disk takes nothing before the stop.
  @Test func cancelsThatAStopCouldNotRecordAreRecordedByTheNextStart() async throws {
    let scratch = try TemporaryDirectory()
    let bench = try await EngineBench.open(scratch)
    let queue = bench.queue
    async let ended: Void = queue.run()
    let (claim, other) = (try await remote(bench), try await remote(bench))
    let members = [NewJob.shell("echo on; sleep 1000"), .noop { $0.holds = true }]
    guard case .created(let batch, let ids) = try await queue.createBatch(NewBatch(jobs: members)) else {
      throw Unexpected(what: "no batch")
    }
    try await bench.says(ids[0], "on")
    let full = fill(bench)
    var options = CancelOptions()
    options.reason = "not wanted"
    // From when it is recorded: the bench's own would be over before the worker is heard of.
    options.graceMicros = 600_000_000
    #expect(try await queue.cancel(claim.job, options).isAccepted)
    #expect(try await queue.heartbeat(claim.fence).cancel?.reason == "not wanted")
    #expect(try await queue.cancelBatch(batch.id, reason: nil).isCancelRequested)
    // Asked for again, it waits once.
    #expect(try await queue.cancelBatch(batch.id, reason: nil).isCancelRequested)
    #expect(try await queue.job(claim.job).isCancelRequested)
    #expect(try await !queue.job(other.job).isCancelRequested)
    try await isGone(bench, ids[0])
    queue.stop(.drain)
    await ended
    await queue.close()
    #expect(queue.unrecordedEnds.map(\.job) == [ids[0]])
    #expect(
      Set(queue.unrecordedCancels) == [
        UnrecordedCancel(.job(claim.job), isKept: true), UnrecordedCancel(.batch(batch.id), isKept: true),
      ])
    full.heal()
    try await EngineBench.run(in: scratch) { bench in
      let job = try await bench.queue.job(claim.job)
      #expect(job.isCancelRequested && job.state == .running)
      #expect(try await bench.queue.heartbeat(claim.fence).cancel?.reason == "not wanted")
      #expect(try await bench.queue.heartbeat(other.fence).cancel == nil)
      for id in ids { #expect(try await bench.end(of: id).state == .cancelled) }
      #expect(try await bench.queue.batch(batch.id).isDone)
      #expect(bench.queue.unrecordedCancels.isEmpty)
    }
    let journal = try EndJournal(path: queue.endJournalPath, store: queue.store.mark)
    #expect(journal.earlier().cancels.isEmpty)
  }

  @Test func finishedJobsAreDeletedForTheRoomOfTheirLogs() async throws {
    try await EngineBench.run { bench in
      let one = try await bench.finish(.shell("echo one"))
      let more = [try await bench.finish(.shell("echo two")), try await bench.finish(.shell("echo three"))]
      let paths = (more + [one]).map { bench.queue.files.paths($0.id, start: 1).stdout }
      let full = fill(bench)
      try await bench.queue.delete(one.id)
      #expect(!RegularFile.isThere(paths[2]))
      let result = try await bench.queue.bulk(.delete, JobFilter(), isDryRun: false)
      #expect(result.count >= 2)
      for path in paths { #expect(!RegularFile.isThere(path)) }
      full.heal()
      for job in more + [one] {
        try await eventually("job \(job.id) is gone") {
          do throws(JobError) { _ = try await bench.queue.job(job.id) } catch { return error == .notFound(job.id) }
          return false
        }
      }
    }
  }

  @Test func attemptWhoseEndWaitsForTheDiskHasNoProcess() async throws {
    try await EngineBench.run { bench in
      let go = "\(bench.scratch.path)/go"
      let id = try await bench.submit(.shell("while ! test -e \(go); do sleep 0.02; done"))
      try await eventually("its process is stored") { try await bench.queue.store.job(id)?.pid != nil }
      let full = fill(bench)
      #expect(try await bench.queue.job(id).pid != nil)
      try bench.touch("go")
      try await isGone(bench, id)
      let job = try await bench.queue.job(id)
      #expect(job.state == .running && job.pid == nil)
      #expect(try await bench.queue.detail(id).attempts.last?.pid == nil)
      full.heal()
      #expect(try await bench.end(of: id).state == .succeeded)
    }
  }

  @Test func stopThatWaitsForTheDiskAloneDoesNotWaitForTheDrainLimit() async throws {
    let scratch = try TemporaryDirectory()
    let bench = try await EngineBench.open(scratch) { $0.drainMicros = 120_000_000 }
    let queue = bench.queue
    async let ended: Void = queue.run()
    let id = try await endless(bench)
    let full = fill(bench)
    _ = try await queue.cancel(id)
    try await isGone(bench, id)
    let asked = ContinuousClock.now
    queue.stop(.drain)
    await ended
    #expect(ContinuousClock.now - asked < .seconds(60))
    await queue.close()
    #expect(queue.unrecordedEnds == [UnrecordedEnd(job: id, isKept: true)])
    full.heal()
  }
}
