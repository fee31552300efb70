// Ctrl-C in `jobctl map --wait`, pressed at a terminal as a person does it.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct MapInterruptTests {
  private static let offer = "press Ctrl-C again within 5 s to cancel it"

  /// Two jobs that do not heed TERM, and the map that waits for them at a terminal.
  private func map(_ daemon: Daemon) async throws -> (terminal: PseudoTerminal, map: Program, batch: Int) {
    let terminal = try PseudoTerminal()
    let script = "trap : TERM; touch \(daemon.scratch.file("ready"))-{}; while :; do sleep 0.05; done"
    let map = try daemon.startJobctl(
      ["map", "--wait", "--grace", "1h", "sh", "-c", script, ":::", "a", "b"], terminal: terminal)
    try await eventually("both run") { daemon.scratch.has("ready-a") && daemon.scratch.has("ready-b") }
    let batch = try #require(try await daemon.get("/v1/batches").objects("batches").first?["id"]?.integerValue)
    try await eventually("it waits") { map.output.contains("0/2 ok=0") }
    return (terminal, map, Int(batch))
  }

  private func cancelRequested(_ daemon: Daemon, _ batch: Int) async throws -> Bool? {
    try await daemon.get("/v1/batches/\(batch)").bool("cancel_requested")
  }

  private func end(_ daemon: Daemon) async throws {
    for job in try await daemon.get("/v1/jobs?state=running").objects("jobs") {
      let id = job["id"]?.integerValue ?? 0
      #expect(try await daemon.post("/v1/jobs/\(id)/cancel", #"{"force":true,"grace":0}"#).status == 200)
    }
  }

  @Test func theSecondCancelsTheBatchAndLeavesAtOnce() async throws {
    let daemon = try await Daemon()
    let (terminal, map, batch) = try await map(daemon)
    try terminal.pressControlC()
    try await eventually("the offer") { map.output.contains(Self.offer) }
    #expect(map.output.contains("jobctl: batch \(batch) goes on without this command"), "\(map.output)")
    #expect(try await cancelRequested(daemon, batch) == false)
    try terminal.pressControlC()
    // The jobs go on for an hour; whoever has asked for their end does not wait for it.
    #expect(try await map.exit() == 130)
    #expect(map.output.contains("jobctl: batch \(batch) is being cancelled"), "\(map.output)")
    #expect(try await cancelRequested(daemon, batch) == true)
    #expect(try await daemon.get("/v1/jobs?state=running").objects("jobs").count == 2)
    try await end(daemon)
  }

  @Test func withoutASecondTheBatchGoesOn() async throws {
    let daemon = try await Daemon()
    let (terminal, map, batch) = try await map(daemon)
    try terminal.pressControlC()
    #expect(try await map.exit() == 130)
    #expect(map.output.contains(Self.offer) && !map.output.contains("being cancelled"), "\(map.output)")
    #expect(try await cancelRequested(daemon, batch) == false)
    try await end(daemon)
  }

  /// The cancel gets no answer, since the daemon is stopped; one more leaves all the same.
  @Test func theThirdLeavesACancelThatIsNotAnswered() async throws {
    let daemon = try await Daemon()
    let (terminal, map, batch) = try await map(daemon)
    daemon.program.send(SIGSTOP)
    defer { daemon.program.send(SIGCONT) }
    try terminal.pressControlC()
    try await eventually("the offer") { map.output.contains(Self.offer) }
    try terminal.pressControlC()
    try await eventually("it asks for the cancel") { map.output.contains("jobctl: cancelling batch \(batch)") }
    try terminal.pressControlC()
    #expect(try await map.exit() == 130)
    #expect(map.output.contains("whether batch \(batch) is cancelled is not known"), "\(map.output)")
    daemon.program.send(SIGCONT)
    try await end(daemon)
  }

  /// Who sends a signal to a script cannot press a key again.
  @Test func withoutATerminalItSaysHowToCancel() async throws {
    let daemon = try await Daemon()
    let map = try daemon.startJobctl(["map", "--wait", "sleep", "{}", ":::", "60"])
    try await eventually("it waits") { try await daemon.waiters() > 0 }
    map.send(SIGINT)
    #expect(try await map.exit() == 130)
    #expect(map.errors.contains("`jobctl batch cancel 1` cancels it"), "\(map.errors)")
    try await end(daemon)
  }
}
