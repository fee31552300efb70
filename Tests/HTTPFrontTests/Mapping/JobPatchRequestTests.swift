// Edits from the wire: what is absent is left alone, and null goes back to the default.

import JobCore
import JobWire
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct JobPatchRequestTests {
  @Test func absentFieldsAreLeftAlone() throws {
    #expect(try JobPatch(PatchRequest()) == JobPatch())
  }

  @Test func nullGoesBackToTheDefault() throws {
    var request = PatchRequest()
    request.name = .null
    request.runAt = .null
    request.tags = .null
    request.timeout = .null
    request.deadline = .null
    request.retry = .null
    request.after = .null
    let patch = try JobPatch(request)
    #expect(patch.name == .clear && patch.timeoutMicros == .clear && patch.deadline == .clear)
    #expect(patch.start == .now && patch.tags == [:] && patch.retry == RetryRule() && patch.after == [])
  }

  @Test func valuesAreSet() throws {
    var request = PatchRequest()
    request.name = .value("n")
    request.priority = .value(7)
    request.queue = .value("ci")
    request.runAt = .value(WireTime(micros: 7))
    request.timeout = .value(.seconds(-1))
    request.deadline = .value(WireTime(micros: 8))
    request.after = .value([AfterSpec(job: 2)])
    let patch = try JobPatch(request)
    #expect(patch.name == .set("n") && patch.priority == 7 && patch.queue == "ci")
    #expect(patch.start == .at(Timestamp(micros: 7)) && patch.timeoutMicros == .set(-1_000_000))
    #expect(patch.deadline == .set(Timestamp(micros: 8)) && patch.after == [Dependency(.job(JobID(2)), on: .success)])
  }

  private func read(_ json: String) throws -> JobPatch {
    try JobPatch(PatchRequest(jsonBytes: Array(json.utf8)))
  }

  @Test func nullOfWhatRunsIsItsDefault() throws {
    let patch = try read(
      #"""
      {"payload":null,"executor":null,"grace":null,"shield":null,"limit":null,"slots_needed":null,"cwd":null,"env":null,
      "clear_env":null,"umask":null,"nice":null,"stdin":null,"interactive":null,"merge_stderr":null,"log_limit":null,
      "callbacks":null,"keep_for":null,"delay":null}
      """#.replacing("\n", with: ""))
    #expect(patch.work == .handler(name: nil, payload: .clear) && patch.executor == .clear)
    #expect(patch.graceMicros == .clear && patch.keepForMicros == .clear && patch.isShielded == false)
    #expect(patch.limit == .clear && patch.slotsNeeded == 1 && patch.callbacks == [] && patch.start == .now)
    var process = ProcessEdit()
    (process.workingDirectory, process.umask, process.nice, process.stdin) = (.clear, .clear, .clear, .clear)
    (process.environment, process.clearsEnvironment, process.logLimitBytes) = ([:], false, .clear)
    (process.isInteractive, process.mergesStderr) = (false, false)
    #expect(patch.process == process)
  }

  @Test(arguments: [
    (#"{"argv":["a","b"]}"#, WorkEdit.exec(argv: ["a", "b"])), (#"{"shell":"a"}"#, .shell("a")),
    (#"{"handler":"h"}"#, .handler(name: "h", payload: nil)),
    (#"{"payload":{"a":1}}"#, .handler(name: nil, payload: .set(#"{"a":1}"#))),
    (#"{"http":{"url":"http://h/"}}"#, .http(HTTPWork(url: "http://h/"))),
  ]) func workIsOfOneKind(_ json: String, _ work: WorkEdit) throws {
    #expect(try read(json).work == work)
  }

  @Test func inputIsTextOrBase64() throws {
    #expect(try read(#"{"stdin":"ab"}"#).process.stdin == .set([97, 98]))
    #expect(try read(#"{"stdin_base64":"/wA="}"#).process.stdin == .set([255, 0]))
    #expect(try read(#"{"stdin_base64":null}"#).process.stdin == .clear)
    let fault = #expect(throws: HTTPFault.self) { try read(#"{"stdin_base64":"!"}"#) }
    guard case .invalid(let problems)? = fault else { throw Unexpected(what: "\(String(describing: fault))") }
    #expect(problems.map(\.field) == ["stdin_base64"])
  }

  @Test func delayCountsFromTheEdit() throws {
    #expect(try read(#"{"delay":"5s"}"#).start == .after(micros: 5_000_000))
    #expect(try read(#"{"delay":null,"run_at":"1970-01-01T00:00:00Z"}"#).start == .at(Timestamp(micros: 0)))
  }
}
