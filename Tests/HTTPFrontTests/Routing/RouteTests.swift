// Routing over a real socket: statuses, header fields, query rules and content types.

import Testing

@testable import HTTPFront

@Suite struct RouteTests {
  private func get(_ target: String) async throws -> RawResponse {
    try await withFront { front in
      let client = try await front.connect()
      defer { client.close() }
      return try await client.exchange("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
    }
  }

  @Test func unknownPathIs404() async throws {
    let response = try await get("/nowhere")
    #expect(response.status == 404)
    #expect(response.code == "not_found")
  }

  @Test func wrongMethodIs405WithAllow() async throws {
    let response = try await get("/echo")
    #expect(response.status == 405)
    #expect(response.code == "method_not_allowed")
    #expect(response.header("allow") == "POST")
  }

  @Test func queryIsDecoded() async throws {
    #expect(try await get("/items/x?a=1%202+3&b=%C3%A9&b=").text == "x|a=1 2 3;b=é;b=")
  }

  @Test(arguments: ["?c=1", "?a=1&a=2", "?a=%zz", "?a=%ff", "?A=1"])
  func unknownRepeatedOrBrokenQueryIs400(_ query: String) async throws {
    #expect(try await get("/items/x\(query)").status == 400)
  }

  @Test(arguments: [
    nil, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "multipart/form-data",
    "application/x-ndjson", "application/jsonp",
  ])
  func otherContentTypesAre415(_ type: String?) async throws {
    try await withFront { front in
      let client = try await front.connect()
      let field = type.map { "Content-Type: \($0)\r\n" } ?? ""
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\n\(field)Content-Length: 2\r\n\r\n{}")
      #expect(response.status == 415)
      #expect(response.code == "unsupported_media_type")
      client.close()
    }
  }

  @Test(arguments: [
    "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
  ])
  func jsonIsTakenInEverySpelling(_ type: String) async throws {
    try await withFront { front in
      let client = try await front.connect()
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: \(type)\r\nContent-Length: 2\r\n\r\n{}")
      #expect(response.status == 200)
      client.close()
    }
  }

  @Test func requestIDComesBack() async throws {
    try await withFront { front in
      let client = try await front.connect()
      let good = try await client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc-1\r\n\r\n")
      #expect(good.header("x-request-id") == "abc-1")
      let bad = try await client.exchange("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\r\n\r\n")
      #expect(bad.status == 400)
      client.close()
    }
  }
}
