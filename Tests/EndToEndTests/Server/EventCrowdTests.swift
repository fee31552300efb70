// Very many streams of events, most of which nobody reads, and one client that comes and goes: what they cost the daemon
// and those beside them.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct EventCrowdTests {
  private static let request = Array(
    "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n".utf8)

  private func start(connections: Int) async throws -> Daemon {
    let scratch = try Scratch()
    try Data("limits:\n  connections: \(connections)\n".utf8).write(to: URL(filePath: scratch.file("jobd.yaml")))
    return try await Daemon(scratch, arguments: ["--config", scratch.file("jobd.yaml")])
  }

  /// Streams that have been asked for, and are there.
  private func open(_ count: Int, _ daemon: Daemon) async throws -> [RawConnection] {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let path = daemon.socket
    let streams = try await offPool {
      try (0..<count).map { _ in
        let connection = try RawConnection(path)
        connection.send(Self.request)
        return connection
      }
    }
    try await eventually("all have begun", within: .seconds(60)) {
      try await offPool { streams.allSatisfy { $0.isReadable(withinMillis: 0) } }
    }
    return streams
  }

  /// So many events, each of which has this byte once.
  private func read(_ count: Int, marked mark: UInt8, _ stream: RawConnection) async throws -> String {
    try await offPool {
      var (seen, end) = (0, "")
      while seen < count {
        let bytes = stream.receive()
        if bytes.isEmpty { throw Unexpected("\(seen) of \(count) events, then the end") }
        seen += bytes.count { $0 == mark }
        end = String(decoding: bytes.suffix(2_000), as: UTF8.self)
      }
      return end
    }
  }

  @Test func thoseWhoDoNotReadCostThemselves() async throws {
    let daemon = try await start(connections: 2_200)
    let idle = try daemon.program.memory("VmRSS")
    let streams = try await open(1_000, daemon)
    let each = (try daemon.program.memory("VmRSS") - idle) / streams.count
    #expect(each < 64, "\(each) KiB for a stream to which nothing happens")

    // Of each stream more than the kernel and the daemon keep for whoever does not read: those stand still.
    let count = 500
    let tags = (0..<6).map { #""t\#($0)":"\#(String(repeating: "t", count: 250))""# }.joined(separator: ",")
    let line = #"{"handler":"noop","hold":true,"name":"^","tags":{\#(tags)}}"#
    try daemon.program.resetPeak()
    for _ in 0..<10 {
      let sent = try await daemon.lines([String](repeating: line, count: count / 10))
      #expect(sent.status == 201, "\(sent.text.prefix(200))")
    }
    for stream in streams.prefix(10) {
      let end = try await read(count, marked: UInt8(ascii: "^"), stream)
      #expect(!end.contains("gap"), "\(end)")
    }
    let grown = try daemon.program.memory("VmHWM") - idle
    #expect(grown < 160 << 10, "\(grown) KiB")
  }

  @Test func whoComesAndGoesLeavesNothing() async throws {
    // Fewer streams than come and go: a place that is not given back would be missed.
    let daemon = try await start(connections: 400)
    let path = daemon.socket
    func comeAndGo(_ times: Int) async throws {
      try await offPool {
        for _ in 0..<times {
          let connection = try RawConnection(path)
          connection.send(Self.request)
          let head = String(decoding: connection.receive().prefix(12), as: UTF8.self)
          if head != "HTTP/1.1 200" { throw Unexpected("\(head) for one of \(times) streams") }
        }
      }
      try await eventually("all have left") { try await daemon.get("/v1/info").int("connections") == 1 }
    }
    func openFiles() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.program.pid)/fd").count
    }
    try await comeAndGo(500)
    let (files, memory) = (try openFiles(), try daemon.program.memory("VmRSS"))
    try await comeAndGo(10_000)
    #expect(try openFiles() <= files + 2)
    let grown = try daemon.program.memory("VmRSS") - memory
    #expect(grown < 16 << 10, "\(grown) KiB")
  }
}
