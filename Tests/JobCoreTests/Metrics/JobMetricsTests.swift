// What is counted and timed of the life of jobs, with a metrics system that remembers.

import CoreMetrics
import MetricsTestKit
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobMetricsTests {
  private func event(_ job: Int64, _ queue: String, _ state: JobState, at micros: Int64) -> JobEvent {
    JobEvent(
      job: JobID(job), queue: queue, state: state, reason: nil, attempt: 1, at: Timestamp(micros: micros))
  }

  @Test func endsAreCountedAndTimesTaken() throws {
    let system = TestMetrics()
    let metrics = try #require(JobMetrics(system))
    metrics.note([event(1, "q", .queued, at: 0), event(1, "q", .running, at: 5)])
    metrics.note([event(1, "q", .succeeded, at: 12)])
    let counter = try system.expectCounter("jobd_jobs_total", [("queue", "q"), ("state", "succeeded")])
    #expect(counter.totalValue == 1)
    #expect(try system.expectTimer("jobd_job_wait", [("queue", "q")]).lastValue == 5_000)
    #expect(try system.expectTimer("jobd_job_run", [("queue", "q")]).lastValue == 7_000)
  }

  @Test func retryThatIsHeldAndReleasedIsCountedOnce() throws {
    let system = TestMetrics()
    let metrics = try #require(JobMetrics(system))
    var released = event(1, "q", .retrying, at: 9)
    released.isReleased = true
    metrics.note([event(1, "q", .retrying, at: 0), event(1, "q", .held, at: 5), released])
    let counter = try system.expectCounter("jobd_jobs_total", [("queue", "q"), ("state", "retrying")])
    #expect(counter.totalValue == 1)
  }

  @Test func veryManyQueuesAreCountedTogether() throws {
    let system = TestMetrics()
    let metrics = try #require(JobMetrics(system))
    for number in 0..<1_000 { metrics.note([event(1, "q\(number)", .failed, at: 0)]) }
    let other = try system.expectCounter("jobd_jobs_total", [("queue", "other"), ("state", "failed")])
    #expect(other.totalValue == Int64(1_000 - Limits.metricsQueuesMax))
  }

  @Test func gaugesShowHowThingsStand() throws {
    let system = TestMetrics()
    let metrics = try #require(JobMetrics(system))
    metrics.note([.queued: 7, .running: 2], stuck: 1, pools: ["db": (capacity: 4, used: 3)])
    #expect(try system.expectGauge("jobd_jobs", [("state", "queued")]).lastValue == 7)
    #expect(try system.expectGauge("jobd_stuck_handlers").lastValue == 1)
    #expect(try system.expectGauge("jobd_pool_used", [("pool", "db")]).lastValue == 3)
  }

  @Test func queueCountsForTheFactoryItIsGiven() async throws {
    let system = TestMetrics()
    let valve = Valve()
    defer { valve.open() }
    var handlers = HandlerRegistry.builtIn
    handlers.register("block") { _ in
      await valve.wait()
      return nil
    }
    try await EngineBench.run(handlers: handlers, metrics: system) { bench in
      let quick = try await bench.finish(.noop { $0.queue = "q" })
      #expect(quick.state == .succeeded)
      for executor in ["async", "thread"] {
        let stuck = try await bench.finish(
          .handler("block", executor) {
            $0.timeoutMicros = 20_000
            $0.graceMicros = 0
          })
        #expect(stuck.reason == .stuck)
      }
      let succeeded = try system.expectCounter("jobd_jobs_total", [("queue", "q"), ("state", "succeeded")])
      let failed = try system.expectCounter("jobd_jobs_total", [("queue", "default"), ("state", "failed")])
      // Who waits for a job is told before it is counted.
      try await eventually { failed.totalValue == 2 }
      #expect(succeeded.totalValue == 1)
      #expect(try system.expectTimer("jobd_job_run", [("queue", "q")]).values.count == 1)
      try await eventually("the gauge never showed the stuck handlers") {
        (try? system.expectGauge("jobd_stuck_handlers").lastValue) == 2
      }
      // No job has anything to do with it from here on, so no commit tells of it.
      valve.open()
      try await eventually("the gauge never showed that they have ended") {
        (try? system.expectGauge("jobd_stuck_handlers").lastValue) == 0
      }
      #expect(try system.expectGauge("jobd_jobs", [("state", "running")]).lastValue == 0)
      #expect(try system.expectGauge("jobd_pool_capacity", [("pool", "thread")]).lastValue ?? 0 > 0)
    }
  }

  @Test func nothingIsCountedWhereNobodyAsks() {
    #expect(JobMetrics(NOOPMetricsHandler.instance) == nil)
  }
}
