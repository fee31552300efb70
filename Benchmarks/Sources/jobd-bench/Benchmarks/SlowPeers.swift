// Whoever behaves, beside peers that do not: how much longer an answer takes, and what the daemon holds for them.

import Glibc

/// Slow, deaf and silent clients over TCP, and one good client over the Unix socket.
enum SlowPeers {
  /// What a peer does. It has no token.
  private struct Kind {
    let name: String
    let count: Int
    let sent: [UInt8]
  }

  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    Connection.raiseLimit()
    let port = try Connection.freePort()
    let jobd = try Jobd(run.programs, in: scratch.path, port: port, config: "limits: {connections: 5000}")
    try jobd.ask().submit((0..<1_000).map { _ in #"{"handler":"noop","hold":true}"# })
    let request = "GET /v1/jobs?limit=1000 HTTP/1.1\r\nHost: localhost\r\n"
    let kinds = [
      Kind(name: "silent", count: run.scaled(4_200), sent: []),
      Kind(name: "slow: half a head", count: run.scaled(200), sent: Array(request.utf8)),
      Kind(
        name: "deaf: 400 requests at once, never read", count: run.scaled(200),
        sent: Array(String(repeating: request + "\r\n", count: 400).utf8)),
    ]
    let good = LoadClient(socketPath: jobd.socketPath, clients: 4)
    let exchange = HTTPExchange("POST", "/v1/jobs", body: #"{"handler":"noop","hold":true}"#, status: 201)
    for kind in kinds {
      var alone: [Double] = []
      var beside: [Double] = []
      var held = 0.0
      for _ in 0..<run.rounds {
        alone.append(Samples(try good.run(exchange, seconds: run.seconds).latencies).p99)
        let before = ProcessFigures(pid: jobd.child.pid)
        var peers: [Int32] = []
        for _ in 0..<kind.count {
          let peer = try Connection.open(port: port)
          peers.append(peer)
          // As much as goes in without being taken out.
          if !kind.sent.isEmpty { Connection.offer(kind.sent, to: peer) }
        }
        beside.append(Samples(try good.run(exchange, seconds: run.seconds).latencies).p99)
        held = max(held, ProcessFigures(pid: jobd.child.pid).residentMiB - before.residentMiB)
        for peer in peers { close(peer) }
        try jobd.ask().bytes("GET", "/healthz")
      }
      run.report.add(
        Figure(
          what: "submits by 4 clients beside \(kind.count) TCP peers (\(kind.name)), p99",
          value: Samples(beside).p50 / 1_000, unit: "ms", referenceName: "without them",
          reference: Samples(alone).p50 / 1_000, budget: .ratioAtMost(2),
          note: "\(Figure.short(held)) MiB more resident"))
    }
    jobd.stop()
  }
}
