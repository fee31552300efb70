// Lists that have an end are read to it; one that leads in a circle is noticed.

import JobWire
import Testing

@testable import JobClient

@Suite struct PageTrailTests {
  @Test func circleIsNoticed() async throws {
    let client = JobClient(endpoint: .unix(path: "/nonexistent/s"))
    var trail = PageTrail(client)
    for cursor in ["a", "b", "c"] { #expect(try trail.next(cursor) == cursor) }
    #expect(try trail.next(nil) == nil)
    let error = #expect(throws: ClientError.self) { _ = try trail.next("b") }
    guard case .unexpectedAnswer = error else { return #expect(Bool(false), "\(String(describing: error))") }
    await client.shutdown()
  }

  @Test func schedulesInACircleAreAnError() async throws {
    try await ScriptedJobs.withClient { _ in
      ScriptedJobs.reply(ScheduleList(schedules: [], nextCursor: "again"))
    } _: { client, server in
      let error = await #expect(throws: ClientError.self) { _ = try await client.schedules() }
      guard case .unexpectedAnswer = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(server.requests.count == 2)
    }
  }
}
