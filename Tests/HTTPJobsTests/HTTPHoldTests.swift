// `Retry-After` in a running engine: the host is left alone, no attempt is used, and nothing bursts afterwards.

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTPJobs
@testable import JobCore

@Suite struct HTTPHoldTests {
  /// Waits until the jobs are back in line after so many starts each.
  private func areGivenBack(_ ids: [JobID], _ bench: EngineBench, starts: Int = 1) async throws {
    try await eventually("not all jobs were given back") {
      for id in ids {
        let job = try await bench.queue.job(id)
        if job.state != .queued || job.starts < starts { return false }
      }
      return true
    }
  }

  @Test(arguments: ["429 Too Many Requests", "503 Service Unavailable"])
  func heldHostGetsAProbeAndThenMoreAndNoAttemptIsUsed(_ status: String) async throws {
    let clock = ManualClock()
    let isOpen = Atomic<Bool>(false)
    let host = try await WebHost { _ in
      isOpen.load(ordering: .sequentiallyConsistent)
        ? [.wait(milliseconds: 20)] + WebHost.answer() : WebHost.answer(status, ["Retry-After: 60"])
    }
    try await EngineBench.run(clock: clock) {
      $0.slots = 50
    } _: { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<50 { ids.append(try await bench.submit(.http(host.url("/")))) }
      try await areGivenBack(ids, bench)
      let asked = host.requests.count
      #expect(asked <= 50)
      let why = try await bench.queue.why(ids[0])
      #expect(why.blockers.first { $0.kind == .host }?.until == .noon + 60_000_000, "\(why)")
      // A job that comes now asks nobody.
      let late = try await bench.submit(.http(host.url("/late")))
      try await areGivenBack([late], bench)
      #expect(host.requests.count == asked)

      isOpen.store(true, ordering: .sequentiallyConsistent)
      clock.advance(byMicros: 60_000_000)
      for id in ids + [late] {
        let job = try await bench.end(of: id)
        #expect(job.state == .succeeded && job.attempt == 1, "\(job)")
      }
    }
    #expect(host.requests.count <= 101)
  }

  @Test func afterAHoldTheFirstOneGoesAlone() async throws {
    let clock = ManualClock()
    let isOpen = Atomic<Bool>(false)
    let mayAnswer = Atomic<Bool>(false)
    let host = try await WebHost { _ in
      if !isOpen.load(ordering: .sequentiallyConsistent) { return WebHost.answer("429 Wait", ["Retry-After: 5"]) }
      return [.when { mayAnswer.load(ordering: .sequentiallyConsistent) }] + WebHost.answer()
    }
    try await EngineBench.run(clock: clock) {
      $0.slots = 20
    } _: { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<20 { ids.append(try await bench.submit(.http(host.url("/")))) }
      try await areGivenBack(ids, bench)
      let asked = host.requests.count
      isOpen.store(true, ordering: .sequentiallyConsistent)
      clock.advance(byMicros: 5_000_000)
      try await eventually { host.requests.count == asked + 1 }
      // The daemon goes on claiming; of this host it takes none, neither old nor new.
      let late = try await bench.submit(.http(host.url("/late")))
      for _ in 0..<5 { #expect(try await bench.finish(.noop()).state == .succeeded) }
      try await areGivenBack([late], bench)
      #expect(host.requests.count == asked + 1)
      var waiting: [WhyAnswer] = []
      for id in ids { waiting.append(try await bench.queue.why(id)) }
      #expect(waiting.filter { $0.blockers.contains { $0.kind == .host && $0.until == nil } }.count == 19)
      mayAnswer.store(true, ordering: .sequentiallyConsistent)
      for id in ids + [late] { #expect(try await bench.end(of: id).state == .succeeded) }
    }
  }

  @Test(arguments: ["Retry-After: soon", "Retry-After: -5", "X-Other: 1", "Retry-After: "])
  func garbageIsAPlainFailure(_ header: String) async throws {
    let host = try await WebHost { _ in WebHost.answer("429 No", [header]) }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/")))
      #expect(job.state == .failed && job.reason == .http && job.failure?.code == "status" && job.attempt == 1)
    }
  }

  @Test func otherStatusesHoldNobody() async throws {
    let host = try await WebHost { _ in WebHost.answer("500 No", ["Retry-After: 60"]) }
    try await EngineBench.run { bench async throws in
      #expect(try await bench.finish(.http(host.url("/"))).state == .failed)
    }
  }

  @Test func hostThatIsExpectedToSaySoSucceeds() async throws {
    let host = try await WebHost { _ in WebHost.answer("503 As Planned", ["Retry-After: 60"]) }
    try await EngineBench.run { bench async throws in
      var work = HTTPWork(url: host.url("/"))
      work.expectStatus = [503...503]
      #expect(try await bench.finish(NewJob(.http(work))).state == .succeeded)
    }
  }

  @Test func hundredHoldsAreEnough() async throws {
    let clock = ManualClock()
    let host = try await WebHost { _ in WebHost.answer("503 Never", ["Retry-After: 1"]) }
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(.http(host.url("/")))
      for hold in 1...Limits.httpHoldsMax {
        try await eventually("hold \(hold) never came") {
          let job = try await bench.queue.job(id)
          return job.state == .queued && job.starts == hold && !clock.moments.isEmpty
        }
        clock.advance(byMicros: 1_000_000)
      }
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.reason == .http && job.attempt == 1)
      #expect(job.failure?.code == "status" && job.failure?.message.contains("100 times") == true, "\(job)")
    }
  }

  @Test func cancelReachesAJobWhoseHostIsHeld() async throws {
    let clock = ManualClock()
    let host = try await WebHost { _ in WebHost.answer("429 No", ["Retry-After: 60"]) }
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(.http(host.url("/")))
      try await areGivenBack([id], bench)
      _ = try await bench.queue.cancel(id, CancelOptions())
      #expect(try await bench.end(of: id).state == .cancelled)
    }
  }

  @Test func heldHostHoldsUpNoOther() async throws {
    let clock = ManualClock()
    let shy = try await WebHost { _ in WebHost.answer("429 No", ["Retry-After: 60"]) }
    let fine = try await WebHost { _ in WebHost.answer() }
    try await EngineBench.run(clock: clock) {
      $0.slots = 2
    } _: { bench async throws in
      for _ in 0..<20 { _ = try await bench.submit(.http(shy.url("/"))) }
      for _ in 0..<5 { #expect(try await bench.finish(.http(fine.url("/"))).state == .succeeded) }
      #expect(try await bench.finish(.noop()).state == .succeeded)
    }
  }

  @Test func heldHostInTheMiddleOfRedirectsIsLeftAloneToo() async throws {
    let clock = ManualClock()
    let isOpen = Atomic<Bool>(false)
    let shy = try await WebHost { _ in
      isOpen.load(ordering: .sequentiallyConsistent)
        ? WebHost.answer("200 OK", [], "at last") : WebHost.answer("429 No", ["Retry-After: 9"])
    }
    let target = shy.url("/")
    let first = try await WebHost { _ in WebHost.answer("307 There", ["Location: \(target)"]) }
    try await EngineBench.run(clock: clock) { bench async throws in
      var work = HTTPWork(url: first.url("/"))
      work.redirectsMax = 2
      let id = try await bench.submit(NewJob(.http(work)))
      try await areGivenBack([id], bench)
      isOpen.store(true, ordering: .sequentiallyConsistent)
      clock.advance(byMicros: 9_000_000)
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.queue.result(id).bytes == Array("at last".utf8))
    }
  }

  @Test func serverThatRefusesRetriesGetsNone() async throws {
    let host = try await WebHost { request in
      request.path == "/fine"
        ? WebHost.answer("200 OK", ["Jobd-No-Retry: true"])
        : WebHost.answer("429 No", ["Jobd-No-Retry: true", "Retry-After: 60"])
    }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.http(host.url("/")) { $0.retry = .quick(5) })
      #expect(job.state == .failed && job.reason == .http && job.attempt == 1 && job.failure?.code == "status")
      #expect(try await bench.queue.detail(job.id).http?.status == 429)
      // It means nothing on a success.
      #expect(try await bench.finish(.http(host.url("/fine"))).state == .succeeded)
    }
    #expect(host.requests("/").count == 1)
  }
}
