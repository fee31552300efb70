// Strangers over TCP that send and do not read, or send what is no request: they cost the daemon no memory, and its owner
// no time.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SlowPeerTests {
  private func start() async throws -> (Daemon, port: Int) {
    let port = try Daemon.freePort()
    let daemon = try await Daemon(arguments: ["--listen", "http://127.0.0.1:\(port)"])
    // What a first request takes for itself is not counted.
    #expect(try await daemon.get("/v1/info").status == 200)
    return (daemon, port)
  }

  @Test(arguments: [
    "CONNECT jobd:80 HTTP/1.1\r\nHost: jobd:80\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "nonsense\r\n\r\n",
  ])
  func whatFollowsTheLastRequestCostsNoMemory(_ request: String) async throws {
    let (daemon, port) = try await start()
    try daemon.program.resetPeak()
    let before = try daemon.program.memory("VmRSS")
    let sent = try await offPool {
      let socket = try TCPSocket(port: port)
      socket.send(Array(request.utf8))
      let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
      var sent = 0
      // Until it is closed, or far more has been sent than may be kept.
      while sent < 200 << 20 {
        let count = socket.send(piece)
        sent += count
        if count < piece.count { break }
      }
      return sent
    }
    #expect(try await daemon.get("/healthz").status == 200)
    let grown = try daemon.program.memory("VmHWM") - before
    #expect(grown < 16 << 10, "\(grown) KiB for \(sent >> 20) MiB")
  }

  @Test func pipelinersThatDoNotReadAreBounded() async throws {
    let (daemon, port) = try await start()
    try daemon.program.resetPeak()
    let before = try daemon.program.memory("VmRSS")
    let requests = Array(String(repeating: "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 4_000).utf8)
    var deaf: [(socket: TCPSocket, sent: Int)] = []
    // Unbounded, each took over 2 MiB.
    for _ in 0..<100 { deaf.append((try TCPSocket(port: port), 0)) }
    for _ in 0..<3 {
      // Each goes on where it had to stop.
      for index in deaf.indices {
        deaf[index].sent += deaf[index].socket.offer(Array(requests[(deaf[index].sent % requests.count)...]))
      }
      // The daemon serves what it has been sent, and its owner.
      #expect(try await daemon.get("/healthz").status == 200)
    }
    let grown = try daemon.program.memory("VmHWM") - before
    #expect(grown < 24 << 10, "\(grown) KiB")
    deaf.removeAll()
    #expect(try await daemon.stop() == 0)
  }
}
