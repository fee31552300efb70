// A token in a URL ends in logs and histories of others: it lets nobody in, and nothing repeats it.

import JobCore
import Testing

@testable import HTTPFront

@Suite struct TokenInURLTests {
  @Test func tokenInAURLLetsNobodyInAndIsNotSaidBack() async throws {
    try await withLimitedToken("admin") { owner, limited in
      let token = TokenClient.token
      let targets = [
        "/v1/jobs?token=\(token)", "/v1/jobs?access_token=\(token)", "/v1/info?token=\(token)",
        "http://user:\(token)@localhost/v1/jobs", "http://\(token)@localhost/v1/jobs",
      ]
      for target in targets {
        let bare = try await limited.client.raw.exchange("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect([400, 401].contains(bare.status), "\(target): \(bare.status)")
        // Nor beside a token in its place.
        let known = try await limited.send("GET", target)
        #expect(known.status == 400, "\(target): \(known.status)")
        let peer = try await owner.get(target)
        #expect(peer.status == 400, "\(target): \(peer.status)")
        for answer in [bare, known, peer] { #expect(!answer.text.contains(token), "\(answer.text)") }
      }
    }
  }
}
