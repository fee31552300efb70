// A real daemon and a service manager played by the test: readiness, watchdog, stopping, and sockets handed over.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct SystemdProcessTests {
  private let directory: TemporaryDirectory
  private var data: String { "\(directory.path)/data" }

  init() throws { directory = try TemporaryDirectory() }

  @Test func managerHearsReadyThenStopping() async throws {
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let socket = "\(directory.path)/jobd.sock"
    let jobd = try JobdProcess(
      ["--data-dir", data, "--listen", "unix://\(socket)", "--drain-timeout", "7s"],
      environment: ["NOTIFY_SOCKET": receiver.address])
    let start = try #require(await receiver.lines(until: "READY=1"))
    #expect(start.contains("MAINPID=\(jobd.pid)"))
    #expect(start.contains("STATUS=ready on unix://\(socket)"))
    #expect(try await statusLine(of: "/healthz", at: socket) == "HTTP/1.1 200 OK")
    jobd.send(SIGTERM)
    let stop = try #require(await receiver.lines(until: "STOPPING=1"))
    // 7 s of draining, 10 s of grace, 15 s to write it down.
    #expect(stop.contains("EXTEND_TIMEOUT_USEC=32000000"))
    #expect(await jobd.exitStatus() == 0)
  }

  @Test func managerHearsReadyInTheAbstractNamespace() async throws {
    let receiver = try NotifyReceiver(address: "@jobd-test-\(UInt64.random(in: 0 ... .max))")
    let jobd = try JobdProcess(
      ["--data-dir", data, "--listen", "unix://\(directory.path)/jobd.sock"],
      environment: ["NOTIFY_SOCKET": receiver.address])
    #expect(await receiver.lines(until: "READY=1")?.contains("MAINPID=\(jobd.pid)") == true)
  }

  @Test func managerHearsWhyTheStartFailed() async throws {
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let jobd = try JobdProcess(["--slots", "0"], environment: ["NOTIFY_SOCKET": receiver.address])
    let lines = try #require(await receiver.next())
    #expect(lines.first?.hasPrefix("STATUS=failed: slots") == true)
    #expect(await jobd.exitStatus() == 78)
  }

  @Test func watchdogIsFed() async throws {
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let jobd = try JobdProcess(
      ["--data-dir", data, "--listen", "unix://\(directory.path)/jobd.sock"],
      environment: ["NOTIFY_SOCKET": receiver.address, "WATCHDOG_USEC": "50000"])
    #expect(await receiver.lines(until: "WATCHDOG=1") != nil)
    #expect(await receiver.lines(until: "WATCHDOG=1") != nil)
    jobd.send(SIGTERM)
    #expect(await jobd.exitStatus() == 0)
  }

  @Test func watchdogOfAnotherProcessIsNotFed() async throws {
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let jobd = try JobdProcess(
      ["--data-dir", data, "--listen", "unix://\(directory.path)/jobd.sock"],
      environment: ["NOTIFY_SOCKET": receiver.address, "WATCHDOG_USEC": "50000", "WATCHDOG_PID": "1"])
    // After READY nothing comes until the stop.
    #expect(await receiver.lines(until: "READY=1") != nil)
    jobd.send(SIGTERM)
    let stop = await receiver.lines(until: "STOPPING=1")
    #expect(stop?.contains("WATCHDOG=1") == false)
  }

  @Test func socketOfTheManagerIsServed() async throws {
    let listener = try ListeningSocket(path: "\(directory.path)/passed.sock", mode: 0o660)
    // A client that comes before the daemon waits in the socket's queue instead of being refused.
    async let early = statusLine(of: "/healthz", at: listener.path)
    let jobd = try JobdProcess(["--data-dir", data], listener: listener.descriptor)
    #expect(await jobd.outputLine(containing: "ready")?.hasSuffix("ready on unix://\(listener.path)") == true)
    #expect(try await early == "HTTP/1.1 200 OK")
    jobd.send(SIGTERM)
    #expect(await jobd.exitStatus() == 0)
    #expect(FileManager.default.fileExists(atPath: listener.path), "the socket belongs to the manager")
  }
}
