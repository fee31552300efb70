// Request targets: paths, and the absolute form of clients of proxies.

import Testing

@testable import HTTPFront

@Suite struct RequestTargetTests {
  @Test(
    arguments: [
      ("/v1/jobs", "/v1/jobs", "", nil), ("/v1/jobs?a=b?c", "/v1/jobs", "a=b?c", nil), ("/?", "/", "", nil),
      ("http://host:80/v1?x", "/v1", "x", "host:80"), ("HTTP://host", "/", "", "host"),
      ("http://host?x", "/", "x", "host"), ("//host/a", "//host/a", "", nil),
    ] as [(String, String, String, String?)])
  func targetsAreTakenApart(_ uri: String, _ path: String, _ query: String, _ authority: String?) throws {
    let target = try RequestTarget(uri)
    #expect(target.path == path && target.query == query && target.authority == authority)
  }

  @Test(arguments: [
    "", "*", "v1/jobs", "ftp://host/", "https://host/", "/v1#a", "http://host/#a", "/v1?a#b", "http://user@host/",
    "http://user:word@host/a",
  ])
  func othersAreRefused(_ uri: String) {
    #expect(throws: HTTPFault.self) { try RequestTarget(uri) }
  }
}
