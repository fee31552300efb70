// A proxy before the Unix socket: whom it asks for shows a token, and pages are taken from the origins that are configured.

import Foundation
import Testing

@Suite struct PassedOnTests {
  private static let token = "proxied-token-0123456789"
  private static let origin = "https://jobs.example.org"

  @Test func proxyBeforeTheSocketLetsTokensInAndNobodyElse() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.file("data"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let isWritten = FileManager.default.createFile(
      atPath: scratch.file("data/tokens"), contents: Data("\(Self.token) web read\n".utf8),
      attributes: [.posixPermissions: 0o600])
    try #require(isWritten)
    try Data("origins: [\"\(Self.origin)\"]\n".utf8).write(to: URL(filePath: scratch.file("jobd.yaml")))
    let daemon = try await Daemon(scratch, arguments: ["--config", scratch.file("jobd.yaml")])
    let proxied = ["X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"]
    let known = ["Authorization": "Bearer \(Self.token)"]
    func status(_ method: String, _ target: String, _ headers: [String: String]...) async throws -> Int {
      let all = headers.reduce(into: [:]) { $0.merge($1) { $1 } }
      return try await daemon.send(method, target, headers: all).status
    }
    #expect(try await status("GET", "/v1/jobs") == 200, "the owner needs no token")
    #expect(try await status("GET", "/v1/jobs", proxied) == 401)
    #expect(try await status("GET", "/v1/jobs", proxied, known) == 200)
    #expect(try await status("POST", "/v1/drain", proxied, known) == 403)
    #expect(try await status("GET", "/v1/jobs", proxied, known, ["Origin": Self.origin]) == 200)
    #expect(try await status("GET", "/v1/jobs", proxied, known, ["Origin": "https://evil.example"]) == 403)
    #expect(try await status("GET", "/v1/jobs", ["Origin": Self.origin]) == 401)
  }
}
