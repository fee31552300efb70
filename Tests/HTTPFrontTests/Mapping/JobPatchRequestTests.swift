// Edits from the wire: what is absent is left alone, and null goes back to the default.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobPatchRequestTests {
  @Test func absentFieldsAreLeftAlone() {
    #expect(JobPatch(PatchRequest()) == JobPatch())
  }

  @Test func nullGoesBackToTheDefault() {
    var request = PatchRequest()
    request.name = .null
    request.runAt = .null
    request.tags = .null
    request.timeout = .null
    request.deadline = .null
    request.retry = .null
    request.after = .null
    let patch = JobPatch(request)
    #expect(patch.name == .clear && patch.timeoutMicros == .clear && patch.deadline == .clear)
    #expect(patch.start == .now && patch.tags == [:] && patch.retry == RetryRule() && patch.after == [])
  }

  @Test func valuesAreSet() {
    var request = PatchRequest()
    request.name = .value("n")
    request.priority = .value(7)
    request.queue = .value("ci")
    request.runAt = .value(WireTime(micros: 7))
    request.timeout = .value(.seconds(-1))
    request.deadline = .value(WireTime(micros: 8))
    request.after = .value([AfterSpec(job: 2)])
    let patch = JobPatch(request)
    #expect(patch.name == .set("n") && patch.priority == 7 && patch.queue == "ci")
    #expect(patch.start == .at(Timestamp(micros: 7)) && patch.timeoutMicros == .set(-1_000_000))
    #expect(patch.deadline == .set(Timestamp(micros: 8)) && patch.after == [Dependency(.job(JobID(2)), on: .success)])
  }
}
