// External jobs, from a shell: they wait until somebody completes or fails them, and others wait for them.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct ExternalJobTests {
  private func external(_ daemon: Daemon, _ more: String = "") async throws -> Int {
    let id = try await daemon.submit(#"{"external":true\#(more.isEmpty ? "" : "," + more)}"#)
    try await daemon.reach(id, "running")
    return id
  }

  @Test func completedByHandItHasItsResultAndItsChildRuns() async throws {
    let daemon = try await Daemon()
    let id = try await external(daemon)
    let child = try await daemon.noop(after: "\(id)")
    let other = try await daemon.noop(after: #"{"job":\#(id),"on":"failure"}"#)
    #expect(try await daemon.state(child) == "blocked")
    let done = try await daemon.jobctl("complete", "\(id)", #"{"a":1}"#)
    #expect(done.status == 0 && done.output.isEmpty && done.errors == "Job \(id) is succeeded.\n", "\(done)")
    let result = try await daemon.get("/v1/jobs/\(id)/result")
    #expect(result.status == 200 && result.text == #"{"a":1}"#, "\(result.text)")
    #expect(try await daemon.jobctl("result", "\(id)").output.contains(#"{"a":1}"#))
    #expect(try await daemon.fates([child, other]) == ["succeeded", "skipped"])
    // It has ended: nobody ends it once more.
    for (verb, word) in [("complete", "2"), ("complete", #"{"a":1}"#), ("fail", "no")] {
      let spoken = try await daemon.jobctl(verb, "\(id)", word)
      #expect(spoken.status == 4, "\(verb) \(word): \(spoken)")
    }
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == #"{"a":1}"#)
  }

  @Test func failedByHandItSaysWhy() async throws {
    let daemon = try await Daemon()
    let id = try await external(daemon)
    let child = try await daemon.noop(after: "\(id)")
    let failed = try await daemon.jobctl("fail", "\(id)", "not approved")
    #expect(failed.status == 0 && failed.errors == "Job \(id) is failed.\n", "\(failed)")
    let job = try await daemon.job(id)
    #expect(job.string("state") == "failed" && job.string("reason") == "error", "\(job.text)")
    #expect(job.value("error")?.string("message") == "not approved", "\(job.text)")
    #expect(try await daemon.fates([child]) == ["skipped"])
    #expect(try await daemon.jobctl("error", "\(id)").output.contains("not approved"))
    #expect(try await daemon.jobctl("fail", "\(id)", "again").status == 4)
    #expect(try await daemon.job(id).value("error")?.string("message") == "not approved")
  }

  @Test func resultsAreGatheredInTheOrderNamed() async throws {
    let daemon = try await Daemon()
    let id = try await external(daemon)
    let other = try await daemon.shell("echo other")
    _ = try await daemon.finished(other)
    let gather = try daemon.startJobctl(["wait", "--results", "\(id)", "\(other)"])
    try await eventually("it waits") { try await daemon.waiters() > 0 }
    #expect(try await daemon.jobctl("complete", "\(id)", #"{"a":1}"#).status == 0)
    #expect(try await gather.exit() == 0)
    // The bytes of each, and nothing between them.
    #expect(gather.output == "{\"a\":1}other\n", "\(gather.output) \(gather.errors)")
  }

  @Test func waitWithALimitCancelsIt() async throws {
    let daemon = try await Daemon()
    let id = try await external(daemon)
    let spoken = try await daemon.jobctl("wait", "\(id)", "--timeout", "300ms", "--cancel")
    #expect(spoken.status == 7, "\(spoken)")
    let job = try await daemon.job(id)
    #expect(job.string("state") == "cancelled" && job.string("reason") == "cancel", "\(job.text)")
  }

  @Test func jobThatRunsSomethingIsNotEndedFromOutside() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("exec sleep 60")
    try await daemon.reach(id, "running")
    let refused = try await daemon.post("/v1/jobs/\(id)/complete", #"{"result":1}"#)
    #expect(refused.status == 400 && refused.text.contains("is not external"), "\(refused.text)")
    #expect(try await daemon.jobctl("complete", "\(id)", "1").status == 64)
    #expect(try await daemon.jobctl("fail", "\(id)", "no").status == 64)
    #expect(try await daemon.state(id) == "running")
    #expect(try await daemon.jobctl("complete", "999", "1").status == 3)
  }
}
