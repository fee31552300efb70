// Following along, as an embedder does.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueEventsTests {
  @Test func embedderHearsOfItsJobsUntilTheQueueStops() async throws {
    try await EngineBench.run { bench in
      let events = try bench.queue.events()
      let id = try await bench.submit(.shell("exit 3") { $0.name = "n" })
      var states: [JobState] = []
      for try await event in events {
        guard let job = event.job, job.id == id, case .job(let news) = event.what, news.what == .moved else { continue }
        states.append(job.state)
        if job.state.isTerminal { break }
      }
      #expect(states == [.queued, .running, .failed])
      let later = try bench.queue.events()
      let end = Task.immediate {
        var iterator = later.makeAsyncIterator()
        return try await iterator.next() == nil
      }
      bench.queue.stop(.now)
      #expect(try await end.value)
    }
  }

  @Test func eachIterationHasASeatOfItsOwn() async throws {
    try await EngineBench.run { bench in
      let events = try bench.queue.events(snapshot: true)
      let id = try await bench.submit(.noop { $0.holds = true })
      for _ in 0..<2 {
        var iterator = events.makeAsyncIterator()
        #expect(try await iterator.next()?.job?.id == id)
      }
      #expect(bench.queue.ring.readerCount == 0)
    }
  }

  @Test func filterThatNoListTakesIsRefused() async throws {
    try await EngineBench.run { bench in
      var filter = EventFilter()
      filter.jobs.nameGlob = String(repeating: "*", count: 5_000)
      #expect(throws: JobError.self) { try bench.queue.events(filter) }
    }
  }
}
