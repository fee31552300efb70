// Clients that are slow, broken or many; each costs only itself.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct HostileClientTests {
  private func answer(_ daemon: Daemon, _ text: String) async throws -> Answer {
    let path = daemon.socket
    return try await offPool {
      let connection = try RawConnection(path)
      connection.send(Array(text.utf8))
      return try RawConnection.parse(connection.receiveAll())
    }
  }

  @Test func oneBytePerPacketWorks() async throws {
    let daemon = try await Daemon()
    let path = daemon.socket
    let answer = try await offPool {
      let connection = try RawConnection(path)
      for byte in "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8 {
        connection.send([byte])
      }
      return try RawConnection.parse(connection.receiveAll())
    }
    #expect(answer.status == 200)
  }

  @Test(arguments: [
    ("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    ("GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n", 400),
    ("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    ("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400),
    ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: other\r\nConnection: close\r\n\r\n", 400),
    ("GET /v1/info HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n", 403),
    ("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404),
    ("DELETE /v1/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
    ("nonsense\r\n\r\n", 400),
  ])
  func brokenRequestIsAnsweredWithItsStatus(_ text: String, _ status: Int) async throws {
    let daemon = try await Daemon()
    #expect(try await answer(daemon, text).status == status, "\(text)")
    #expect(try await daemon.get("/healthz").status == 200)
  }

  @Test func hugeHeaderIsRefused() async throws {
    let daemon = try await Daemon()
    let header = String(repeating: "a", count: 1 << 20)
    // Closed while the header is still being sent, the answer may be lost on the way.
    if let answer = try? await answer(daemon, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(header)\r\n\r\n") {
      #expect(answer.status == 431 || answer.status == 400, "\(answer.text)")
    }
    let moderate = String(repeating: "a", count: 70 << 10)
    let refused = try await answer(daemon, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(moderate)\r\n\r\n")
    #expect(refused.status == 431 && refused.code == "headers_too_large", "\(refused.status)")
    #expect(try await daemon.get("/healthz").status == 200)
  }

  @Test func otherMediaTypeIsRefused() async throws {
    let daemon = try await Daemon()
    let answer = try await daemon.send("POST", "/v1/jobs", "argv=true", type: "text/plain")
    #expect(answer.status == 415 && answer.code == "unsupported_media_type")
  }

  @Test func idleConnectionsDoNotKeepOthersOut() async throws {
    let daemon = try await Daemon()
    var idle: [RawConnection] = []
    for _ in 0..<300 { idle.append(try RawConnection(daemon.socket)) }
    #expect(try await daemon.get("/healthz").status == 200)
    #expect(idle.count == 300)
  }

  @Test func manyClientsAtOnceAreAllAnswered() async throws {
    let daemon = try await Daemon()
    let ids = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<100 { group.addTask { try await daemon.submit(#"{"handler":"noop"}"#) } }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(ids.count == 100)
    for id in ids { #expect(try await daemon.finished(id).string("state") == "succeeded") }
  }

  @Test func keepAliveServesASecondRequest() async throws {
    let daemon = try await Daemon()
    let text =
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    let path = daemon.socket
    let all = try await offPool {
      let connection = try RawConnection(path)
      connection.send(Array(text.utf8))
      return String(decoding: connection.receiveAll(), as: UTF8.self)
    }
    #expect(all.components(separatedBy: "HTTP/1.1 200").count == 3, "\(all)")
  }
}
