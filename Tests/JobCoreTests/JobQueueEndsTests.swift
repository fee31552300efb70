// Ends that a full disk did not let be recorded: said at the end, and recorded by the next start.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct JobQueueEndsTests {
  /// No write of the store's goes through.
  private func fill(_ bench: EngineBench) -> DiskFault {
    DiskFault(.write, of: "\(bench.directory)/jobd.sqlite-wal", ENOSPC)
  }

  private func isGone(_ bench: EngineBench, _ id: JobID) async throws {
    try await eventually("the process of job \(id) is gone") { bench.queue.live.process(id) == nil }
  }

  @Test func endsThatAStopCannotRecordAreKeptForTheNextStart() async throws {
    let scratch = try TemporaryDirectory()
    let go = "\(scratch.path)/go"
    let bench = try await EngineBench.open(scratch) { $0.drainMicros = 0 }
    let queue = bench.queue
    async let ended: Void = queue.run()
    let command = "echo on; while ! test -e \(go); do sleep 0.02; done; exit 3"
    let id = try await bench.submit(.shell(command) { $0.retry = .attempts(5) })
    try await bench.says(id, "on")
    let full = fill(bench)
    try bench.touch("go")
    try await isGone(bench, id)
    // That it is gone is not yet that jobd knows how it ended.
    try await eventually { await queue.dispatcher.slotsUsed == 0 }
    queue.stop(.now)
    await ended
    await queue.close()
    full.heal()
    let next = try await EngineBench.open(scratch)
    let attempts = try await next.queue.detail(id).attempts
    #expect(attempts.map(\.outcome) == [.failed])
    #expect(attempts.first?.exitCode == 3)
    // Its next try may be due by now.
    #expect([.retrying, .queued].contains(try await next.queue.job(id).state))
    await next.queue.close()
  }

  /// What happens meanwhile is not to be undone when the words are recorded at last.
  @Test func startWhoseDiskDoesNotTakeWhatWasKeptGoesNoFurther() async throws {
    let bench = try await EngineBench.open(try TemporaryDirectory())
    let queue = bench.queue
    let job = NewJob.noop { $0.holds = true }
    guard case .created(let batch, let ids) = try await queue.createBatch(NewBatch(jobs: [job])) else {
      throw Unexpected(what: "not created")
    }
    let journal = try EndJournal(path: queue.endJournalPath, store: queue.storeMark)
    #expect(journal.add(KeptCancel(subject: .batch(batch.id))))
    let full = fill(bench)
    queue.store.writer.setPatience(micros: 0)
    await #expect(throws: StoreError.self) { try await queue.recordKeptWords() }
    #expect(journal.earlier().cancels.count == 1)
    full.heal()
    try await queue.recordKeptWords()
    #expect(try await queue.job(ids[0]).state == .cancelled)
    await queue.close()
    #expect(try EndJournal(path: queue.endJournalPath, store: queue.storeMark).earlier().cancels.isEmpty)
  }
}
