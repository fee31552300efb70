// Browsers on this machine must not be able to submit jobs.

import Testing

@testable import HTTPFront

@Suite struct OriginGuardTests {
  private let origins = OriginGuard(hosts: ["Jobs.Example:7878"])
  private let unix = Peer.unix(PeerCredentials(uid: 0, gid: 0))

  @Test(arguments: [
    "localhost", "LOCALHOST:7878", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:7878", "jobs.example",
    "jobs.example:99",
  ])
  func ownHostsAreTaken(_ host: String) throws {
    try origins.check(host: host, origin: nil, peer: .tcp)
    try origins.check(host: host, origin: "http://\(host)", peer: .tcp)
  }

  @Test(arguments: ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]", "10.0.0.1"])
  func foreignHostsAreRefusedOverTCP(_ host: String) {
    #expect(throws: HTTPFault.self) { try origins.check(host: host, origin: nil, peer: .tcp) }
    #expect(throws: Never.self) { try origins.check(host: host, origin: nil, peer: unix) }
  }

  /// A proxy before a Unix socket may hand on the host that a browser asked for, and nothing else that tells.
  @Test func domainAsTheHostOfAUnixSocketIsAMarkOfAProxy() {
    for host in ["evil.example", "jobs.example:80", "192.0.2.1", "[2001:db8::1]:7878", "localhost."] {
      #expect(OriginGuard.isPassedOn(host: host), "\(host)")
    }
    for host in [nil, "", "localhost", "localhost:80", "jobd", "_", "127.0.0.1:1", "[::1]", "%2Frun%2Fjobd.sock"] {
      #expect(!OriginGuard.isPassedOn(host: host), "\(host ?? "none")")
    }
  }

  @Test func requestForADomainOverAUnixSocketTakesAToken() async throws {
    try await withFront { front in
      let client = try await front.connect()
      for (host, status) in [("localhost", 200), ("jobd", 200), ("evil.example", 401), ("evil.example:80", 401)] {
        let response = try await client.exchange("GET /whoami HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(response.status == status, "\(host)")
      }
      #expect(try await client.exchange("GET http://evil.example/whoami HTTP/1.1\r\nHost: x\r\n\r\n").status == 401)
      #expect(try await client.exchange("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 200)
      client.close()
    }
  }

  @Test(arguments: ["http://evil.example", "null", "", "https://localhost", "http://localhost:1", "file://"])
  func foreignOriginsAreRefusedEverywhere(_ origin: String) {
    for peer in [Peer.tcp, unix] {
      #expect(throws: HTTPFault.self) { try origins.check(host: "localhost", origin: origin, peer: peer) }
    }
  }

  /// What is only half a host would be read as one by this guard and as another by somebody else.
  @Test(arguments: [
    "[::1].evil", "[::1]evil", "[::1]:evil", "localhost:evil", "localhost:80:evil", "user@localhost", "localhost@evil",
    "localhost evil", "localhost,evil", "localhost/evil", "localhost:99999", "localhost:-1", "localhost#",
    "[localhost]",
    "::1", "%6cocalhost", "127.0.0.1:80@evil",
  ])
  func halfAHostIsNone(_ host: String) {
    for peer in [Peer.tcp, unix] {
      #expect(throws: HTTPFault.self) { try origins.check(host: host, origin: nil, peer: peer) }
    }
  }

  /// A socket has no host; what is written in its place is no address of anybody else.
  @Test(arguments: ["", "jobd", "%2Frun%2Fjobd.sock", "%2frun", "/run/jobd.sock"])
  func pathOfASocketIsTakenForItsHost(_ host: String) {
    #expect(throws: Never.self) { try origins.check(host: host, origin: nil, peer: unix) }
  }

  @Test func halfAHostIsRefusedOverAUnixSocket() async throws {
    try await withFront { front in
      let client = try await front.connect()
      for host in ["user@localhost", "[::1].evil", "localhost:evil"] {
        let response = try await client.exchange("GET /whoami HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(response.status == 403 && response.code == "forbidden", "\(host)")
      }
      client.close()
    }
  }

  @Test func configuredOriginsAreTakenWithTheirHosts() throws {
    let configured = try ["https://jobs.example.org", "http://other.example:8080"].map { text in
      try #require(WebOrigin(text))
    }
    let origins = OriginGuard(hosts: [], origins: configured)
    for origin in ["https://jobs.example.org", "https://JOBS.example.org:443", "http://other.example:8080"] {
      for host in ["localhost:7878", "jobs.example.org", "other.example"] {
        try origins.check(host: host, origin: origin, peer: .tcp)
        try origins.check(host: host, origin: origin, peer: unix)
      }
    }
    for origin in [
      "http://jobs.example.org", "https://jobs.example.org:444", "https://evil.jobs.example.org",
      "http://other.example",
      "https://jobs.example.org.evil", "https://jobs.example.org/", "https://user@jobs.example.org",
    ] {
      #expect(throws: HTTPFault.self) { try origins.check(host: "localhost", origin: origin, peer: .tcp) }
    }
  }

  @Test func guardStandsBeforeEverythingElse() async throws {
    try await withFront(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
    }) { front in
      for fields in ["Host: evil.example", "Host: localhost\r\nOrigin: http://evil.example"] {
        let client = try await front.connectTCP()
        let response = try await client.exchange("GET /hello HTTP/1.1\r\n\(fields)\r\n\r\n")
        #expect(response.status == 403)
        #expect(response.code == "forbidden")
        client.close()
      }
    }
  }
}
