// Pools of threads: what is wrong with them keeps a queue from opening, and one that is busy is in the way of its jobs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueuePoolsTests {
  @Test func poolThatIsNotConfiguredKeepsTheQueueFromOpening() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread("db"))
    let scratch = try TemporaryDirectory()
    await #expect(throws: OpenError.self) { _ = try await EngineBench.open(scratch, handlers: handlers) }
  }

  private func fault(_ pools: [String: PoolSettings], _ handlers: HandlerRegistry = .builtIn) -> String? {
    var config = JobQueueConfig(dataDirectory: "/data", slots: 1)
    config.pools = pools
    do throws(OpenError) {
      try JobQueue.checkPools(config, handlers)
      return nil
    } catch {
      guard case .failed("/data", let message) = error else { return "\(error)" }
      return message
    }
  }

  @Test func poolsAreCheckedBeforeAnythingIsOpened() {
    #expect(fault([:]) == nil && fault(["db": PoolSettings(threads: 1)]) == nil)
    #expect(fault(["thread": PoolSettings(threads: 2)]) == nil, "the standard one may be set up, too")
    #expect(fault(["async": PoolSettings(threads: 1)])?.hasPrefix("pool async: name: ") == true)
    #expect(
      fault(["db": PoolSettings(threads: 0)]) == "pool db: threads: must be between 1 and \(Limits.poolThreadsMax)")
    let names = (0...Limits.poolCountMax).map { "p\($0)" }
    let many = Dictionary(uniqueKeysWithValues: names.map { ($0, PoolSettings(threads: 1)) })
    #expect(fault(many) == "there are more than \(Limits.poolCountMax) pools of threads")
    #expect(fault(many.filter { $0.key != "p0" }) == nil)
    var handlers = HandlerRegistry.builtIn
    handlers.register("a", on: .thread("db")) { _ in nil }
    #expect(
      fault(["other": PoolSettings(threads: 1)], handlers)
        == "a handler is registered on pool db, which is not configured; add it to pools")
    #expect(fault(["db": PoolSettings(threads: 1)], handlers) == nil)
  }

  @Test func lanesAreThoseOfWhereAHandlerRuns() {
    var handlers = HandlerRegistry.builtIn.adding(outside: ["out"]).adding(pools: ["db"])
    handlers.register("query", on: .thread("db")) { _ in nil }
    let lanes = JobQueue.lanes(handlers)
    func source(_ handler: String, _ executor: String? = nil) -> LaneSource? {
      var job = NewJob(.handler(name: handler, payload: nil))
      job.executor = executor
      return Lane.of(job).map { lanes.source($0) }
    }
    #expect(source("noop") == .open && source("noop", "async") == .open)
    #expect(source("noop", "thread") == .pool("thread:thread") && source("query") == .pool("thread:db"))
    #expect(source("out") == .pool("worker:out") && source("noop", "remote") == .remote)
    // Nobody can run it, which is found out when it is tried.
    #expect(source("gone") == .open)
  }

  @Test func poolIsInTheWayAsLongAsItIsBusy() async throws {
    let valve = Valve()
    var handlers = HandlerRegistry.builtIn
    handlers.register("block", on: .thread("db")) { _ in
      valve.pass()
      return nil
    }
    try await EngineBench.run(handlers: handlers, { $0.pools["db"] = PoolSettings(threads: 1) }) { bench async throws in
      defer { valve.open() }
      let job = NewJob(.handler(name: "block", payload: nil))
      let lane = try #require(Lane.of(job))
      #expect(await bench.queue.poolBlocker(lane) == nil)
      let first = try await bench.submit(job)
      try await eventually { valve.entered == 1 }
      let second = try await bench.submit(job)
      let busy = Blocker.Cause.threadsBusy(pool: "db", count: 1)
      #expect(try await bench.queue.why(second).blockers.map(\.cause) == [busy])
      #expect(await bench.queue.poolBlocker(lane)?.cause == busy)
      #expect(await bench.queue.poolBlocker(nil) == nil, "what needs no pool waits for none")
      valve.open()
      for id in [first, second] { #expect(try await bench.end(of: id).state == .succeeded) }
      #expect(await bench.queue.poolBlocker(lane) == nil)
    }
  }
}
