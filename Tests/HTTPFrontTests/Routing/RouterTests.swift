// From method and path to a route.

import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct RouterTests {
  private let router = Router([
    Self.route(.GET, "/v1/jobs"), Self.route(.POST, "/v1/jobs"), Self.route(.POST, "/v1/jobs:cancel"),
    Self.route(.GET, "/v1/jobs/{id}"), Self.route(.POST, "/v1/jobs/{id}/cancel"), Self.route(.PUT, "/v1/queues/{name}"),
  ])

  private static func route(_ method: HTTPMethod, _ path: String) -> Route {
    Route(method: method, path: path, verb: .probe) { _ in .noContent }
  }

  private func match(_ method: HTTPMethod, _ path: String) -> String {
    switch router.match(method, path: path) {
    case .found(let match): ([match.route.path] + match.parameters).joined(separator: " ")
    case .wrongMethod(let allowed): "405 " + allowed.joined(separator: ",")
    case .notFound: "404"
    }
  }

  @Test func pathsFindTheirRoutes() {
    #expect(match(.GET, "/v1/jobs") == "/v1/jobs")
    #expect(match(.POST, "/v1/jobs:cancel") == "/v1/jobs:cancel")
    #expect(match(.GET, "/v1/jobs/17") == "/v1/jobs/{id} 17")
    #expect(match(.POST, "/v1/jobs/17/cancel") == "/v1/jobs/{id}/cancel 17")
    #expect(match(.PUT, "/v1/queues/a%20b%2Fc") == "/v1/queues/{name} a b/c")
  }

  @Test func headIsServedByGet() {
    #expect(match(.HEAD, "/v1/jobs/17") == "/v1/jobs/{id} 17")
  }

  @Test func wrongMethodNamesTheRightOnes() {
    #expect(match(.DELETE, "/v1/jobs") == "405 GET,POST,HEAD")
    #expect(match(.GET, "/v1/jobs/17/cancel") == "405 POST")
  }

  @Test(arguments: [
    "/", "", "/v1", "/v1/jobs/", "/v1//jobs", "/v1/jobs/1/2/3", "/v1/queues/%zz", "/v1/queues/%ff", "/V1/jobs",
  ])
  func otherPathsAreNotFound(_ path: String) {
    #expect(match(.GET, path) == "404")
  }
}
