// A daemon that may have few files open: it goes on, whoever connects, and says how it shares them out.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct DescriptorTests {
  /// 64 on two cores: an event loop for each is among what the daemon always has open.
  private static let limit = 58 + 3 * ProcessInfo.processInfo.activeProcessorCount

  private func start(_ scratch: Scratch, port: Int? = nil) async throws -> Daemon {
    let listen = port.map { ["--listen", "http://127.0.0.1:\($0)"] } ?? []
    return try await Daemon(
      scratch, slots: 2, arguments: listen, wrapper: ["/bin/sh", "-c", "ulimit -n \(Self.limit); exec \"$@\"", "sh"])
  }

  /// Of the daemon, in hundredths of a second.
  private func processorTime(_ daemon: Daemon) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(daemon.program.pid)/stat", encoding: .utf8)
    // What follows the name, which may have anything in it, begins with the third field.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }

  private func openFiles(_ daemon: Daemon) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.program.pid)/fd").count
  }

  @Test func idleStrangersNeitherEndTheDaemonNorKeepItsOwnerOut() async throws {
    let port = try Daemon.freePort()
    let daemon = try await start(try Scratch(), port: port)
    var strangers: [TCPSocket] = []
    for _ in 0..<60 { strangers.append(try TCPSocket(port: port)) }
    let before = try processorTime(daemon)
    let began = ContinuousClock.now
    for _ in 0..<5 {
      let id = try await daemon.submit(#"{"argv":["/bin/sh","-c","exit 0"]}"#)
      #expect(try await daemon.finished(id).string("state") == "succeeded")
    }
    #expect(try openFiles(daemon) <= Self.limit - 4)
    // 60 connections that wait cost nothing; accepting in vain took nearly all of a core.
    let took = ContinuousClock.now - began
    let used = try processorTime(daemon) - before
    #expect(used < 50 || used < Int(took / .milliseconds(10)) / 2, "\(used) of \(took)")
    #expect(daemon.program.status == nil, "\(daemon.program.errors)")
    strangers.removeAll()
    #expect(try await daemon.stop() == 0, "\(daemon.program.errors)")
  }

  @Test func infoSaysHowTheyAreSharedOut() async throws {
    let daemon = try await start(try Scratch())
    let shares = try #require(try await daemon.get("/v1/info").value("descriptors"))
    func share(_ name: String) throws -> Int { try #require(shares[name]?.integerValue.map { Int($0) }) }
    #expect(try share("limit") == Self.limit)
    let total =
      try share("own") + share("reserve") + share("slots_max") * 5 + share("callbacks_max") * 3
      + share("connections_max")
    #expect(total <= Self.limit, "\(shares)")
    #expect(daemon.program.errors.contains("open files"), "\(daemon.program.errors)")
    // What it has open without a job, but for the connection of whoever asks.
    let (open, own) = (try openFiles(daemon), try share("own"))
    #expect(open - 1 <= own && own <= open + 16, "\(open) open, \(shares)")
  }
}
