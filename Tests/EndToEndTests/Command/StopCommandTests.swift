// `jobctl stop`: as the signals, and it is over when the daemon is.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct StopCommandTests {
  @Test func itStaysUntilTheDaemonIsGoneAndSaysWhatRuns() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let id = try await daemon.shell("until [ -e \(go) ]; do sleep 0.05; done")
    try await daemon.reach(id, "running")
    let stop = try daemon.startJobctl(["stop"])
    try await eventually("it says what runs") { stop.errors.contains("Job \(id) still runs") }
    #expect(stop.status == nil && daemon.program.status == nil)
    daemon.scratch.touch("go")
    #expect(try await stop.exit() == 0, "\(stop.errors)")
    #expect(stop.errors.contains("The daemon has stopped."), "\(stop.errors)")
    // Its process is gone, and not only its socket: the next one finds the directory free.
    let next = try await Daemon(daemon.scratch)
    #expect(try await next.job(id).string("state") == "succeeded")
    #expect(try await daemon.program.exit() == 0)
  }

  @Test func harderStopGoesOverAWeakerOne() async throws {
    let daemon = try await Daemon(drain: "10m")
    let id = try await daemon.submit(#"{"argv":["sleep","500"]}"#)
    try await daemon.reach(id, "running")
    let first = try await daemon.jobctl("stop", "--no-wait")
    #expect(first.status == 0 && first.errors.contains("is stopping"), "\(first)")
    #expect(try await daemon.get("/v1/info").bool("stopping") == true)
    let second = try await daemon.jobctl("stop", "--mode", "cancel")
    #expect(second.status == 0, "\(second)")
    #expect(try await daemon.program.exit() == 0)
    let gone = try await daemon.jobctl("stop")
    #expect(gone.status == 69, "\(gone)")
  }

  /// A stop that is asked for counts as the first signal.
  @Test func signalBehindAStopIsTheSecond() async throws {
    let daemon = try await Daemon(drain: "10m")
    let id = try await daemon.submit(#"{"argv":["sleep","500"]}"#)
    try await daemon.reach(id, "running")
    #expect(try await daemon.post("/v1/stop").status == 202)
    daemon.program.send(SIGTERM)
    #expect(try await daemon.program.exit() == 0)
    #expect(daemon.program.errors.contains("cancelling what runs"), "\(daemon.program.errors)")
  }

  @Test(.enabled(if: FaultyDisk.library != nil, "needs a C compiler"))
  func fullDiskKeepsNobodyFromStopping() async throws {
    let scratch = try Scratch()
    let disk = try FaultyDisk(scratch)
    let daemon = try await Daemon(scratch, drain: "0s", wrapper: disk.wrapper)
    try disk.fail("write", "*jobd.sqlite-wal", ENOSPC)
    #expect(try await daemon.post("/v1/jobs", #"{"handler":"noop"}"#).status == 507)
    let stop = try await daemon.jobctl("stop")
    #expect(stop.status == 0 && stop.errors.contains("The daemon has stopped."), "\(stop)")
    #expect(try await daemon.program.exit() == 0)
  }
}
