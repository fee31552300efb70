// Remote attempts of workers that say nothing more: a cancel or a time limit ends them after their grace, whatever the
// worker does, and its late word changes nothing.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct RemoteEndTests {
  @Test func cancelThatIsNotAnsweredEndsTheAttemptAfterItsGrace() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.far(#""grace":"1s""#)
    let (_, fence) = try await daemon.claimed()
    let before = WireMoment.now()
    try await daemon.cancel(id)
    #expect(try await daemon.state(id) == "running")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "cancelled" && job.string("reason") == "cancel", "\(job.text)")
    #expect(job.bool("cancel_requested") == true)
    #expect(try #require(job.micros("finished_at")) - before >= 1_000_000, "not before its grace: \(job.text)")
    try await isRefused(fence, id, daemon)
  }

  @Test func timeoutThatIsNotAnsweredEndsTheAttemptAfterItsGrace() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.far(#""timeout":"1s","grace":"1s""#)
    let (_, fence) = try await daemon.claimed()
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "failed" && job.string("reason") == "timeout", "\(job.text)")
    #expect(job.bool("cancel_requested") == false)
    let micros = try #require(job.micros("finished_at")) - (try #require(job.micros("started_at")))
    #expect(micros >= 2_000_000, "not before timeout and grace: \(job.text)")
    #expect(job.objects("attempts").map { $0.string("outcome") } == ["timed_out"])
    try await isRefused(fence, id, daemon)
  }

  @Test func externalJobHasNobodyToWaitFor() async throws {
    let daemon = try await Daemon()
    // Nobody has it, so that its grace, ten seconds if nothing is said, does not count.
    let id = try await daemon.submit(#"{"external":true,"timeout":"1s"}"#)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "failed" && job.string("reason") == "timeout", "\(job.text)")
    let micros = try #require(job.micros("finished_at")) - (try #require(job.micros("started_at")))
    #expect(micros >= 1_000_000 && micros < 10_000_000, "\(job.text)")
    let late = try await daemon.post("/v1/jobs/\(id)/complete", #"{"result":1}"#)
    #expect(late.status == 409 && late.code == "invalid_state", "\(late.text)")
  }

  /// Whatever the worker says now is too late.
  private func isRefused(_ fence: String, _ id: Int, _ daemon: Daemon) async throws {
    let before = try await daemon.job(id).text
    for late in [
      try await daemon.complete(fence), try await daemon.post("/v1/claims/\(fence)/fail", #"{"error":"late"}"#),
      try await daemon.post("/v1/claims/\(fence)/heartbeat"),
    ] {
      #expect(late.status == 409 && late.code == "stale_fence", "\(late.text)")
    }
    let after = try await daemon.job(id).text
    #expect(after == before)
  }
}
