// What the table says of its routes.

import JobCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct RouteTableTests {
  /// A list that nobody waits for any more is not gone through.
  @Test func readsOfManyJobsAreCutShortWhenTheirClientLeaves() async throws {
    try await withDaemon { daemon in
      let facts = FrontFacts(version: "0", isDebug: false, registry: ConnectionRegistry(limits: HTTPLimits()))
      let routes = RouteTable.routes(JobDesk(queue: daemon.queue, front: facts))
      for path in ["/v1/jobs", "/v1/jobs:cancel", "/v1/jobs:retry", "/v1/jobs:delete", "/v1/wait"] {
        let route = routes.first { $0.path == path && ($0.method == .GET || path != "/v1/jobs") }
        #expect(route.map { if case .short = $0.length { false } else { true } } == true, "\(path)")
      }
    }
  }
}
