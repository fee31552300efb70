// Signals to the daemon that are no stop, and what a kill leaves of the commands of callbacks.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct SignalTests {
  @Test func straySignalsEndNothing() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(id, "running")
    for signal in [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPIPE, SIGXFSZ, SIGHUP] {
      daemon.program.send(signal)
      #expect(try await daemon.get("/healthz").status == 200, "\(signal)")
    }
    #expect(try await daemon.state(id) == "running")
    // A child is born with the default dispositions, and with nothing blocked.
    let child = try await daemon.shell("grep -E '^Sig(Ign|Blk)' /proc/self/status")
    _ = try await daemon.finished(child)
    let shown = try await daemon.log(child).text
    // The C library keeps 32 and 33 for itself.
    let values = shown.split(separator: "\n").compactMap { $0.split(separator: "\t").last }
    let masks = values.compactMap { UInt64($0, radix: 16) }
    #expect(masks.count == 2 && masks.allSatisfy { $0 & ~0x1_8000_0000 == 0 }, "\(shown)")
    try await daemon.cancel(id)
    #expect(try await daemon.stop() == 0)
  }

  @Test func quitSaysWhatRunsAndKills() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await eventually("its process is known") { try await daemon.job(id).int("pid") != nil }
    let pid = try #require(try await daemon.job(id).int("pid"))
    daemon.program.send(SIGQUIT)
    #expect(try await daemon.program.exit() == 128 + SIGQUIT)
    #expect(daemon.program.errors.contains("SIGQUIT, job \(id) runs"), "\(daemon.program.errors)")
    #expect(daemon.program.errors.contains("pid \(pid)"), "\(daemon.program.errors)")
    kill(pid_t(pid), SIGKILL)
  }

  @Test func commandOfACallbackDoesNotOutliveTheNextStart() async throws {
    let scratch = try Scratch()
    let daemon = try await Daemon(scratch)
    let file = scratch.file("pid")
    let command = "echo $$ >> \(file); test $(wc -l < \(file)) -gt 1 || exec sleep 50"
    let spec = #"{"handler":"noop","callbacks":[{"argv":["/bin/sh","-c",\#(JSONText.quoted(command))]}]}"#
    let id = try await daemon.submit(spec)
    try await eventually("the command runs") { scratch.lines("pid").count == 1 }
    let pid = try #require(Int32(scratch.lines("pid")[0]))
    // Late: a stop has begun, and waits for nothing but its end.
    daemon.program.send(SIGSTOP)
    daemon.program.send(SIGTERM)
    try await daemon.killHard()
    #expect(Processes.isAlive(Int(pid)))
    let next = try await Daemon(scratch)
    try await eventually("the command is gone") { !Processes.isAlive(Int(pid)) }
    try await eventually("it is called again") {
      try await next.get("/v1/jobs/\(id)/callbacks").objects("callbacks").first?.string("state") == "delivered"
    }
    #expect(try await next.stop() == 0)
    // A clean end leaves nothing to look for.
    #expect(!FileManager.default.fileExists(atPath: scratch.file("data") + "/workers.mark"), "the mark stays")
  }

  @Test func sixteenHangingReceiversHoldNobodyUp() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    var hanging: [HangingReceiver] = []
    for _ in 0..<20 {
      let receiver = try HangingReceiver()
      hanging.append(receiver)
      for _ in 0..<2 {
        _ = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(receiver.url)"}]}"#)
      }
    }
    try await eventually("all hang") { hanging.allSatisfy { $0.hasCall } }
    let start = ContinuousClock.now
    let id = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(server.url("/other"))"}]}"#)
    try await eventually("another one is called") { server.calls("/other").count == 1 }
    #expect(ContinuousClock.now - start < .seconds(10))
    _ = try await daemon.finished(id)
    #expect(try await daemon.stop() == 0)
  }
}

/// A port that takes connections and answers nothing.
private final class HangingReceiver: Sendable {
  private let listener: Int32
  let url: String

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listener = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound else { throw Unexpected("no port: errno \(errno)") }
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
  }

  /// Somebody has connected: the kernel has taken it, nobody else does.
  var hasCall: Bool {
    var wanted = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) == 1
  }

  deinit { close(listener) }
}
