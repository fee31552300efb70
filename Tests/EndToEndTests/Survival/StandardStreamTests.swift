// What whoever starts the daemon may do with its standard streams: close them, or not read them.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct StandardStreamTests {
  /// fcntl(2), F_SETPIPE_SZ: declared only with _GNU_SOURCE.
  private static let setPipeSize: Int32 = 1_031

  /// The daemon's ready line cannot be heard, so its socket is asked.
  private func ready(_ program: Program, _ scratch: Scratch) async throws {
    try await eventually("jobd answers", within: .seconds(60)) {
      if let status = program.status { throw Unexpected("jobd ended with \(status)") }
      let probe = try Program([BuiltProgram.jobctl, "info"], environment: ["JOBD_URL": "unix://\(scratch.file("s"))"])
      return try await probe.exit() == 0
    }
  }

  @Test func closedStreamsAreOpenedOnNull() async throws {
    let scratch = try Scratch()
    let script = #"exec "$0" "$@" <&- >&- 2>&-"#
    let program = try Program(
      ["/bin/sh", "-c", script, BuiltProgram.jobd] + Daemon.arguments(scratch))
    try await ready(program, scratch)
    for number in 0...2 {
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(program.pid)/fd/\(number)")
      #expect(target == "/dev/null", "\(number): \(target)")
    }
    program.send(SIGTERM)
    #expect(try await program.exit() == 0)
  }

  /// Nobody reads the log until the end: the daemon works on, and then says what it could not say.
  @Test func aReaderThatTakesNothingHoldsNothingUp() async throws {
    let scratch = try Scratch()
    let fifo = scratch.file("log")
    try #require(mkfifo(fifo, 0o600) == 0)
    let reader = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    try #require(reader >= 0)
    defer { close(reader) }
    // One page: a few messages fill it.
    _ = fcntl(reader, Self.setPipeSize, 4_096)
    let daemon = try await Daemon(
      scratch, arguments: ["--log-level", "trace"], wrapper: ["/bin/sh", "-c", #"exec "$0" "$@" 2> \#(fifo)"#])
    let (rounds, count) = (14, 1_000)
    for _ in 0..<rounds {
      let ids = try await daemon.lines(
        (0..<count).map { _ in #"{"handler":"noop","name":"\#(String(repeating: "n", count: 150))"}"# })
      #expect(ids.int("count") == count)
    }
    try await eventually("all have run", within: .seconds(120)) {
      try await daemon.get("/v1/info").value("jobs")?.int("succeeded") == rounds * count
    }
    #expect(try await daemon.get("/healthz").status == 200)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    func take() {
      while true {
        let got = read(reader, &buffer, buffer.count)
        if got <= 0 { return }
        text += buffer[..<got]
      }
    }
    // From now on somebody reads, in larger pieces: a stop waits for the log only so long.
    _ = fcntl(reader, Self.setPipeSize, 1_048_576)
    daemon.program.send(SIGTERM)
    try await eventually("what was dropped is said") {
      take()
      return String(decoding: text, as: UTF8.self).contains("messages were dropped")
    }
    try await eventually("it ends") {
      take()
      return daemon.program.status != nil
    }
    #expect(daemon.program.status == 0)
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.contains("were dropped") } ?? ""
    let dropped = line.split(separator: "count=").last.flatMap { Int($0) } ?? 0
    #expect(dropped > 0, "\(line)")
  }

  @Test func aStopDoesNotWaitForTheReaderOfItsLog() async throws {
    let scratch = try Scratch()
    let fifo = scratch.file("log")
    try #require(mkfifo(fifo, 0o600) == 0)
    let reader = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    _ = fcntl(reader, Self.setPipeSize, 4_096)
    let daemon = try await Daemon(
      scratch, arguments: ["--log-level", "trace"], wrapper: ["/bin/sh", "-c", #"exec "$0" "$@" 2> \#(fifo)"#])
    for _ in 0..<50 { _ = try await daemon.submit(#"{"handler":"noop"}"#) }
    #expect(try await daemon.stop() == 0)
  }
}
