// Every method on every path of the table: one that is not there is told which are, and nobody meets an error of jobd.

import JobCore
import NIOHTTP1
import Testing

@testable import HTTPFront

@Suite struct MethodTests {
  private static let methods = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "SEARCH", "PURGE", "LINK",
  ]

  @Test func methodThatAPathHasNotIs405WithThoseItHas() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let facts = FrontFacts(version: "0", isDebug: false, registry: daemon.front.registry)
      let routes = RouteTable.routes(JobDesk(queue: daemon.queue, front: facts))
      for path in Set(routes.map(\.path)) {
        var allowed = Set(routes.filter { $0.path == path }.map(\.method.rawValue))
        if allowed.contains("GET") { allowed.insert("HEAD") }
        let target = path.replacing("{id}", with: "7").replacing("{name}", with: "n").replacing("{fence}", with: "f")
        for method in Self.methods where !allowed.contains(method) {
          let response = try await client.send(method, target)
          #expect(response.status == 405, "\(method) \(path)")
          let told = response.header("allow").map { Set($0.split(separator: ", ").map { String($0) }) }
          #expect(told == allowed, "\(method) \(path)")
          if method != "HEAD" { #expect(response.code == "method_not_allowed", "\(method) \(path)") }
        }
      }
      client.raw.close()
    }
  }

  @Test(arguments: ["FROB", "DESCRIBE", "get", "G\u{E9}T"]) func wordThatIsNoMethodIs400(_ method: String) async throws
  {
    try await withFront { front in
      let client = try await front.connect()
      #expect(try await client.exchange("\(method) /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 400)
      client.close()
    }
  }
}
