// Which jobs run, as events tell it.

import JobWire
import Testing

@testable import jobctl

@Suite struct RunningTableTests {
  private static func event(
    _ id: Int64, _ state: WireJobState, rev: Int = 1, _ event: WireEvent? = nil, hasLeft: Bool = false
  ) -> EventView {
    var job = JobSamples.job(id, state)
    job.rev = rev
    return EventView(event ?? WireEvent(state), job: job, hasLeft: hasLeft)
  }

  private func ids(_ events: [EventView]) -> [Int64] {
    var table = RunningTable()
    for event in events { table.take(event) }
    return table.jobs.map(\.id)
  }

  @Test func jobsComeAndGo() {
    #expect(ids([Self.event(2, .running), Self.event(1, .running)]) == [1, 2])
    #expect(ids([Self.event(1, .running), Self.event(1, .succeeded, rev: 2)]).isEmpty)
    #expect(ids([Self.event(1, .running), Self.event(1, .running, rev: 2, .jobEdited, hasLeft: true)]).isEmpty)
    #expect(ids([Self.event(1, .running), Self.event(1, .running, rev: 2, .jobDeleted)]).isEmpty)
  }

  @Test func newerPictureStays() {
    var table = RunningTable()
    var newer = JobSamples.job(1, .running)
    newer.rev = 5
    newer.progress = ProgressView(fraction: 0.5, at: JobSamples.now)
    table.take(EventView(.jobRunning, job: newer, isSnapshot: true))
    table.take(Self.event(1, .running, rev: 4))
    #expect(table.jobs == [newer])
  }

  @Test func gapForgetsThemAll() {
    #expect(ids([Self.event(1, .running), EventView(.gap), Self.event(2, .running)]) == [2])
  }
}
