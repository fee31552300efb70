// `jobctl status` against a real daemon: how things stand, and everything about a job.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct StatusCommandTests {
  @Test func statusShowsWhatRunsWhatFailedWhatComesNextAndWhatIsPaused() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.send("PUT", "/v1/queues/mail", "{}")
    #expect(try await daemon.post("/v1/queues/mail/pause").status == 200)
    let schedule = #"{"cron":"0 3 * * *","job":{"argv":["./backup"]}}"#
    #expect(try await daemon.send("PUT", "/v1/schedules/nightly", schedule).status < 300)
    let failed = try await daemon.shell("exit 7")
    _ = try await daemon.finished(failed)
    let running = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(running, "running")
    let status = try await daemon.jobctl("status")
    #expect(status.status == 0 && status.errors.isEmpty, "\(status)")
    let parts = status.output.components(separatedBy: "\n\n")
    func part(_ heading: String) -> String { parts.first { $0.hasPrefix(heading) } ?? "" }
    #expect(part("Running").contains("sleep 60") && part("Failed lately").contains("exit 7"), "\(status.output)")
    #expect(part("Next").contains("nightly") && part("Next").contains("./backup"), "\(status.output)")
    #expect(part("Paused").contains("queue mail") && part("QUEUE").contains("paused"), "\(status.output)")
  }

  @Test func pageOfAJobSaysWhatItRunsWithWhyItWaitsAndWhoWaitsForIt() async throws {
    let daemon = try await Daemon()
    let first = try await daemon.submit(#"{"argv":["build"],"hold":true}"#)
    let id = try await daemon.submit(
      #"""
      {"argv":["deploy","--token","hunter2"],"cwd":"/srv","env":{"API_KEY":"hunter2","MODE":"fast"},
       "after":[\#(first)],"unique":{"key":"deploy"},"timeout":"90s"}
      """#)
    let child = try await daemon.submit(#"{"argv":["announce"],"after":[\#(id)]}"#)
    let page = try await daemon.jobctl("status", "\(id)")
    let lines = page.output.split(separator: "\n").map(String.init)
    #expect(page.status == 0 && page.errors.isEmpty, "\(page)")
    for line in [
      "  in         /srv", "  env        API_KEY='***'", "             MODE=fast", "  timeout    1m30s an attempt",
      "  unique     deploy: another one is refused", "  \(first)  held  build  (success: not yet)",
      "     └─ \(child)  blocked  announce",
    ] { #expect(lines.contains(line), "\(line)\n\(page.output)") }
    #expect(lines.contains { $0.hasPrefix("  waits      waits for") && $0.contains("job \(first)") }, "\(page.output)")
  }
}
