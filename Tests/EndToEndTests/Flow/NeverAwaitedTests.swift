// What asyncio warns of: jobs that nobody starts, and failures that nobody looks at.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct NeverAwaitedTests {
  @Test func holdSaysHowTheJobIsReleased() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.jobctl("submit", "--hold", "--", "true")
    #expect(held.status == 0 && held.output == "1\n" && held.errors.contains("jobctl release 1"), "\(held)")
    #expect(try await daemon.jobctl("submit", "--", "true").errors.isEmpty)
    let map = try await daemon.jobctl("map", "--hold", "true", ":::", "a")
    #expect(map.errors.contains("held"), "\(map)")
  }

  @Test func waitForAllLeavesOutWhatIsHeldAndNamesIt() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.held()
    let child = try await daemon.noop(after: "\(held)")
    let grandchild = try await daemon.noop(after: "\(child)")
    let go = daemon.scratch.file("go")
    let job = try await daemon.shell("while ! test -e \(go); do sleep 0.05; done")
    let after = try await daemon.noop(after: "\(job)")
    let all = try daemon.startJobctl(["wait", "--all"])
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    daemon.scratch.touch("go")
    #expect(try await all.exit() == 0, "\(all.errors)")
    #expect(all.errors.contains("\(held), \(child), \(grandchild);"), "\(all.errors)")
    #expect(Set(all.output.split(separator: "\n").map { $0.prefix { $0 != " " } }) == ["\(job)", "\(after)"])
    // Nothing else is left: it does not wait for ever.
    #expect(try await daemon.jobctl("wait", "--all").status == 0)
  }

  @Test func aStopCountsWhatIsHeldAndBlocked() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.held()
    for _ in 0..<2 { _ = try await daemon.noop(after: "\(held)") }
    #expect(try await daemon.stop() == 0)
    let lines = daemon.program.errors.split(separator: "\n").filter { $0.contains("wait for somebody") }
    #expect(lines.count == 1 && lines[0].contains("jobs.held=1") && lines[0].contains("jobs.blocked=2"), "\(lines)")
    let quiet = try await Daemon()
    _ = try await quiet.finished(try await quiet.submit(#"{"handler":"noop"}"#))
    #expect(try await quiet.stop() == 0)
    #expect(!quiet.program.errors.contains("wait for somebody"), "\(quiet.program.errors)")
  }

  @Test func mapSaysWhatBecomesOfTheBatchWhenItIsInterrupted() async throws {
    let daemon = try await Daemon()
    let map = try daemon.startJobctl(["map", "--wait", "sleep", ":::", "60"])
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    map.send(SIGINT)
    #expect(try await map.exit() == 130, "\(map.errors)")
    #expect(map.errors.contains("goes on") && map.errors.contains("jobctl batch cancel 1"), "\(map.errors)")
    #expect(try await daemon.get("/v1/batches/1").bool("cancel_requested") == false)
  }
}
