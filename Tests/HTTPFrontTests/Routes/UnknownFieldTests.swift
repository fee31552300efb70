// No route ignores what it is sent: a field that it does not know is refused, and so is a body where none is taken.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct UnknownFieldTests {
  private static let field = #""no_such_field":1"#

  /// Every route is in the table: AuthorityTests sees to it.
  @Test func fieldThatARouteDoesNotKnowIs400AndNamed() async throws {
    try await withDaemon { daemon in
      let owner = try await daemon.connect()
      let front = daemon.front
      let world = try await AccessWorld(owner: owner, tcp: owner) { try await front.connect() }
      for row in AccessTable.rows where row.type != "application/octet-stream" {
        let name = world.names[AccessWorld.own]?[row.object] ?? "1"
        var asking = row
        asking.body = row.body.isEmpty ? "{\(Self.field)}" : "{\(Self.field)," + row.body.dropFirst()
        let answer = try await world.ask(asking, about: name, as: nil)
        #expect(answer.status == 400, "\(row.route): \(answer.text)")
        #expect(answer.text.contains("no_such_field"), "\(row.route): \(answer.text)")
      }
      _ = try await owner.post("/v1/jobs/\(world.running.id)/cancel", #"{"grace":"0s"}"#)
      owner.raw.close()
    }
  }

  @Test func drainIsNotUndoneByARequestThatMeansSomethingElse() async throws {
    try await withDaemon { daemon in
      let owner = try await daemon.connect()
      #expect(try await owner.post("/v1/drain", "{}").status == 200)
      // What names something is about that alone.
      #expect(try await owner.post("/v1/resume", #"{"queues":["ci"]}"#).status == 404)
      #expect(try await owner.post("/v1/resume", #"{"ids":[1]}"#).status == 200)
      for body in [#"{"queues":[]}"#, #"{"ids":[]}"#, #"{"queue":"ci"}"#, "[]", "null", "{", " "] {
        #expect(try await owner.post("/v1/resume", body).status == 400, "\(body)")
      }
      #expect(await daemon.queue.drainStatus.isDraining)
      #expect(try await owner.post("/v1/resume", "{}").status == 200)
      #expect(await !daemon.queue.drainStatus.isDraining)
      owner.raw.close()
    }
  }
}
