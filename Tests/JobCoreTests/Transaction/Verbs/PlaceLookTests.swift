// Looks at a place in line: all lanes of its queue are looked into, and nothing beside it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PlaceLookTests {
  private static let place = SwitchPolicy.Place(priority: 0, readyAt: Timestamp.noon.micros)

  private func look(_ bench: RuleBench) throws -> PlaceLook {
    let lanes: [ReadyLine.Lane] = [.plain, .parked, .remote, .named("a/noop"), .named("/noop")]
    return PlaceLook(place: Self.place, queue: 1, lanes: lanes)
  }

  @Test func jobsOfAllLanesAreFoundByTheirNumbers() throws {
    let bench = RuleBench()
    let jobs: [NewJob] = [.shell("true"), .noop(), .noop { $0.limit = LimitRule(key: "k", max: 1) }, .shell("true")]
    let ids = try bench.insert(jobs)
    // Of another priority, of another queue, and held.
    _ = try bench.insert([
      .shell("true") { $0.priority = 1 }, .shell("true") { $0.queue = "far" }, .shell("true") { $0.holds = true },
    ])
    let look = try look(bench)
    #expect(try bench.run { tx in try look.jobs(from: 1, to: .max, tx) } == ids)
    let between = try bench.run { tx in try look.jobs(from: ids[1].value, to: ids[2].value, tx) }
    #expect(between == [ids[1], ids[2]])
    #expect(try bench.run { tx in try look.jobs(from: 9, to: 8, tx) } == [])
  }

  @Test func nextMomentsAreThoseOfAnyLane() throws {
    let bench = RuleBench()
    _ = try bench.insert(.shell("true"))
    let look = try look(bench)
    #expect(try bench.run { tx in try look.earlier(tx) } == nil)
    #expect(try bench.run { tx in try look.later(tx) } == nil)
    bench.clock.advance(byMicros: 5)
    _ = try bench.insert(.noop())
    bench.clock.advance(byMicros: 5)
    _ = try bench.insert(.shell("true"))
    #expect(try bench.run { tx in try look.later(tx) } == Timestamp.noon.micros + 5)
    let last = PlaceLook(
      place: SwitchPolicy.Place(priority: 0, readyAt: Timestamp.noon.micros + 10), queue: look.queue, lanes: look.lanes)
    #expect(try bench.run { tx in try last.earlier(tx) } == Timestamp.noon.micros + 5)
  }
}
