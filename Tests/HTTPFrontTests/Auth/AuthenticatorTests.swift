// Who gets in: peers of the Unix socket by their user, TCP by token, and scopes by route.

import JobCore
import NIOCore
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct AuthenticatorTests {
  private static let reader = "reader-token-0123456789"
  private static let submitter = "submit-token-0123456789"

  private func withTokens(_ body: (TestFront) async throws -> Void) async throws {
    try await withFront(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      let text = "# a comment\n\n\(Self.reader) reader read\n\(Self.submitter) ci submit queues=a,b kinds=exec\n"
      try writePrivate(text, to: "\(directory)/tokens")
    }) { front in try await body(front) }
  }

  private func get(_ path: String, token: String?, on front: TestFront) async throws -> RawResponse {
    let client = try await front.connectTCP()
    defer { client.close() }
    let field = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    return try await client.exchange("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(front.port)\r\n\(field)\r\n")
  }

  @Test func unixPeerIsKnownByItsUser() async throws {
    try await withFront { front in
      let client = try await front.connect()
      #expect(try await client.exchange("GET /whoami HTTP/1.1\r\nHost: x\r\n\r\n").text == "uid:\(geteuid())")
      client.close()
    }
  }

  @Test func unixPeerOfAnotherUserIsRefusedUnlessTheFileModeDecides() throws {
    let stranger = Peer.unix(PeerCredentials(uid: 4_242, gid: 1))
    let owner = Authenticator(unixAccess: .owner, daemonUID: 1_000, tokens: nil)
    #expect(throws: HTTPFault.self) { _ = try owner.identify(stranger, authorization: nil) }
    for uid: UInt32 in [0, 1_000] {
      let peer = Peer.unix(PeerCredentials(uid: uid, gid: 1))
      #expect(try owner.identify(peer, authorization: nil).name == "uid:\(uid)")
    }
    let open = Authenticator(unixAccess: .anyoneWhoConnects, daemonUID: 1_000, tokens: nil)
    #expect(try open.identify(stranger, authorization: nil).scopes.allows(.admin))
  }

  /// Whoever connects to the socket then speaks for somebody else: a page in a browser, or the client of a proxy.
  @Test(arguments: [
    "Origin: http://localhost", "Sec-Fetch-Site: none", "sec-fetch-mode: cors", "SEC-FETCH-NEW: 1",
    "Forwarded: for=1.2.3.4",
    "X-Forwarded-For: 1.2.3.4", "x-forwarded-proto: https", "X-Forwarded-Host: localhost",
  ])
  func unixPeerThatPassesARequestOnNeedsAToken(_ mark: String) async throws {
    try await withTokens { front in
      let client = try await front.connect()
      func ask(_ path: String, _ fields: String = "") async throws -> RawResponse {
        try await client.exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(mark)\r\n\(fields)\r\n")
      }
      let refused = try await ask("/whoami")
      #expect(refused.status == 401 && refused.code == "unauthenticated", "\(refused.text)")
      #expect(try await ask("/whoami", "Authorization: Bearer wrong-token-0123456789\r\n").status == 401)
      #expect(try await ask("/whoami", "Authorization: Bearer \(Self.reader)\r\n").text == "token:reader")
      #expect(try await ask("/admin", "Authorization: Bearer \(Self.reader)\r\n").status == 403)
      #expect(try await ask("/hello").text == "hello", "what needs no rights needs no token")
      let own = try await client.exchange("GET /whoami HTTP/1.1\r\nHost: localhost\r\nForward: x\r\n\r\n")
      #expect(own.text == "uid:\(geteuid())")
      client.close()
    }
  }

  @Test func withoutATokenFileNothingIsPassedOn() async throws {
    try await withFront { front in
      let client = try await front.connect()
      for authorization in ["", "Authorization: Bearer \(Self.reader)\r\n"] {
        let refused = try await client.exchange(
          "GET /whoami HTTP/1.1\r\nHost: x\r\nForwarded: for=1.2.3.4\r\n\(authorization)\r\n")
        #expect(refused.status == 401, "\(refused.text)")
      }
      client.close()
    }
  }

  @Test func tcpWithoutAValidTokenIs401() async throws {
    try await withTokens { front in
      for token in [nil, "", "wrong", Self.reader + "x", String(Self.reader.dropLast())] {
        let response = try await get("/whoami", token: token, on: front)
        #expect(response.status == 401)
        #expect(response.code == "unauthenticated")
        #expect(response.header("www-authenticate")?.hasPrefix("Bearer") == true)
      }
      #expect(try await get("/no-such-path", token: nil, on: front).status == 401)
      #expect(try await get("/hello", token: nil, on: front).status == 200)
    }
  }

  @Test func tokenOpensWhatItsScopesSay() async throws {
    try await withTokens { front in
      #expect(try await get("/whoami", token: Self.reader, on: front).text == "token:reader")
      let refused = try await get("/whoami", token: Self.submitter, on: front)
      #expect(refused.status == 403)
      #expect(refused.code == "forbidden")
      #expect(try await get("/admin", token: Self.reader, on: front).status == 403)
      #expect(try await get("/no-such-path", token: Self.reader, on: front).status == 404)
    }
  }

  @Test func refusalComesBeforeTheBody() async throws {
    try await withTokens { front in
      let client = try await front.connectTCP()
      let response = try await client.exchange(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
          + "Authorization: Bearer \(Self.reader)\r\nExpect: 100-continue\r\n\r\n")
      #expect(response.status == 403)
      client.close()
    }
  }

  @Test func changedTokenFileIsNoticed() async throws {
    try await withTokens { front in
      let fresh = "fresh-token-0123456789"
      try writePrivate("\(fresh) fresh read\n", to: "\(front.directory)/tokens")
      #expect(try await eventually { try await get("/whoami", token: fresh, on: front).status == 200 })
      #expect(try await get("/whoami", token: Self.reader, on: front).status == 401)
    }
  }

  @Test func limitedTokenIsHeldToItsQueuesAndKinds() throws {
    let list = TokenList(Array("\(Self.submitter) ci submit queues=a,b kinds=exec".utf8))
    let identity = try #require(list.entries.first).identity
    func answer(_ queue: String, _ kind: JobKind) -> Authority.Answer {
      Authority.decide(identity, .act, .job(JobID(1), in: JobRealm(queue: queue, kind: kind)))
    }
    #expect(answer("a", .exec) == .allowed)
    #expect(answer("b", .exec) == .allowed)
    #expect(answer("c", .exec) == .hidden)
    #expect(answer("a", .shell) == .hidden)
  }
  /// What a job may is decided by who has submitted it: of a user of this machine the token file says nothing.
  @Test func tokenOfARunningJobNeedsTheFileOnlyIfAnotherTokenHasSubmittedIt() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate("\(Self.submitter) ci submit\n", to: path)
      let disk = SlowDisk()
      defer { disk.be(.quick) }
      let store = TokenStore(
        path: path, interval: .milliseconds(1), lookWait: .milliseconds(1), logger: .silent
      ) { disk.look($0, after: $1) }
      try await store.open()
      #expect(try await eventually { !store.isWatching })
      disk.be(.failing)
      let holders = [
        "own": TokenHolder(job: JobID(1), submitter: "uid:7"), "other": .init(job: JobID(2), submitter: "token:ci"),
      ]
      let door = Authenticator(unixAccess: .owner, daemonUID: 7, tokens: store) { holders[String($0)] }
      #expect(try door.identify(.tcp, authorization: "Bearer own").name == "job:1")
      let fault = #expect(throws: HTTPFault.self) { try door.identify(.tcp, authorization: "Bearer other") }
      guard case .tokensUnknown = fault else {
        Issue.record("\(String(describing: fault))")
        return
      }
      #expect(door.hasKnown("Bearer other") && !door.hasKnown("Bearer third") && !door.hasKnown(nil))
    }
  }
}
