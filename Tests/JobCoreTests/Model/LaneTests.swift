// Lanes: which jobs wait for the same executor, by a text that can be taken apart again.

import Testing

@testable import JobCore

@Suite struct LaneTests {
  @Test func onlyHandlersAndExternalJobsHaveOne() {
    #expect(Lane.of(NewJob(.shell("a"))) == nil && Lane.of(NewJob(.exec(argv: ["a"]))) == nil)
    #expect(Lane.of(NewJob(.http(HTTPWork(url: "https://x")))) == nil)
    #expect(Lane.of(NewJob(.external)) == Lane.external)
  }

  @Test(arguments: [(nil, "resize"), ("remote", "a/b"), ("pool", "")] as [(String?, String)])
  func theLaneOfAHandlerIsTakenApartAgain(_ executor: String?, _ handler: String) throws {
    var job = NewJob(.handler(name: handler, payload: nil))
    job.executor = executor
    let lane = try #require(Lane.of(job))
    let parts = try #require(Lane.parts(lane))
    #expect(parts.executor == executor && parts.handler == handler)
  }

  @Test func aLaneHasItsSource() {
    let map = LaneMap { executor, handler in .pool("\(executor ?? "-")|\(handler)") }
    #expect(map.source(Lane.external) == .external && map.source("remote/a") == .remote)
    #expect(map.source("host/https://x:443") == .pool("host/https://x:443"))
    #expect(map.source("/a") == .pool("-|a") && map.source("p/a") == .pool("p|a"))
    #expect(map.source("nonsense") == .open && LaneMap.open.source("p/a") == .open)
  }
}
