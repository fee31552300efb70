// Worker processes of a queue: settings that cannot be keep it from opening, and whose place is whose.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueWorkersTests {
  @Test func settingsThatCannotBeKeepTheQueueFromOpening() async throws {
    let scratch = try TemporaryDirectory()
    let wrong: [(String, (inout WorkerSettings) -> Void)] = [
      ("processes", { $0.processes = 0 }), ("concurrency", { $0.concurrency = Limits.workerConcurrencyMax + 1 }),
      ("idle_timeout", { $0.idleTimeoutMicros = 1 }),
    ]
    for (field, change) in wrong {
      var settings = WorkerSettings(.program(["/bin/true"]))
      change(&settings)
      let broken = settings
      let error = await #expect(throws: OpenError.self) {
        _ = try await EngineBench.open(scratch) { $0.workers["work"] = broken }
      }
      guard case .failed(_, let message) = error else {
        Issue.record("\(error as Any)")
        continue
      }
      #expect(message.hasPrefix("handler work: \(field): "), "\(message)")
    }
    // What was refused has left nothing that keeps the next one from opening.
    let bench = try await EngineBench.open(scratch)
    #expect(await bench.queue.workers() == WorkerOverview(workers: [], handlers: []))
    await bench.queue.close()
  }

  @Test func placeOfAPoolIsThatOfItsHandler() async throws {
    let scratch = try TemporaryDirectory()
    let bench = try await EngineBench.open(scratch) {
      $0.workers["thread:db"] = WorkerSettings(.program(["/bin/true"]))
    }
    let place = JobQueue.workerPool(of: "thread:db")
    #expect(await bench.queue.workerBlocker(place: place)?.cause == .workerMissing(handler: "thread:db"))
    #expect(await bench.queue.workerBlocker(place: "thread:db") == nil, "a pool of threads")
    #expect(await bench.queue.workerBlocker(place: JobQueue.workerPool(of: "another")) == nil)
    // Known to the dispatcher, without room until there is a worker.
    #expect(
      bench.queue.pools.use(place)?.capacity == 0 && bench.queue.pools.use(JobQueue.workerPool(of: "another")) == nil)
    await bench.queue.close()
  }
}
