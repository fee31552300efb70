// Many clients that are slow in one way, all at once.

import Foundation

/// How a client keeps a daemon waiting.
enum Slowness: String, CaseIterable {
  /// Connects, and says nothing.
  case silent
  /// The beginning of a head.
  case halfHead
  /// A body of which only the beginning comes.
  case halfBody
  /// A large list, of which nothing is read.
  case deafList
  /// Thousands of requests, and no answer is read.
  case deafPipeline
  /// The same by clients that have said all, but might still read.
  case halfClosed
  /// Waits for a job that does not end.
  case longPoll
}

/// Connections to one daemon that are slow in the same way, as its owner or over TCP without a token.
final class SlowPeerCrowd {
  private var owners: [RawConnection] = []
  private var strangers: [TCPSocket] = []

  /// - Parameters:
  ///   - list: a path whose answer has megabytes.
  ///   - held: a job that does not end.
  init(_ slowness: Slowness, count: Int, _ daemon: Daemon, port: Int, list: String, held: Int) throws {
    let ask = "GET \(list) HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in 0..<count {
      switch slowness {
      case .silent: strangers.append(try TCPSocket(port: port))
      case .halfHead: try stranger(port, "GET /healthz HTTP/1.1\r\nHo")
      case .halfBody:
        let head = "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        try owner(daemon, head + "Content-Length: 1000000\r\n\r\n" + String(repeating: " ", count: 100_000))
      case .deafList: try owner(daemon, ask)
      case .deafPipeline:
        try stranger(port, String(repeating: "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 2_000))
      case .halfClosed: try owner(daemon, ask).endSending()
      case .longPoll: try owner(daemon, "GET /v1/jobs/\(held)?wait=9m HTTP/1.1\r\nHost: localhost\r\n\r\n")
      }
    }
  }

  func leave() {
    owners.removeAll()
    strangers.removeAll()
  }

  @discardableResult private func owner(_ daemon: Daemon, _ text: String) throws -> RawConnection {
    let connection = try RawConnection(daemon.socket)
    connection.send(Array(text.utf8))
    owners.append(connection)
    return connection
  }

  private func stranger(_ port: Int, _ text: String) throws {
    let socket = try TCPSocket(port: port)
    // What the other side does not take at once is not worth a wait.
    socket.offer(Array(text.utf8))
    strangers.append(socket)
  }
}
