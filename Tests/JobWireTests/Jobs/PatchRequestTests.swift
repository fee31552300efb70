// Patches tell absent, null and a value apart, both ways.

import JobWire
import Testing

@Suite struct PatchRequestTests {
  @Test func absentNullAndValueAreDifferent() throws {
    let text = #"{"priority":5,"timeout":null,"tags":{}}"#
    let patch = try PatchRequest(jsonBytes: Array(text.utf8))
    #expect(patch.priority == .value(5))
    #expect(patch.timeout == .null)
    #expect(patch.tags == .value([:]))
    #expect(patch.name == .absent)
    #expect(String(decoding: patch.jsonBytes(), as: UTF8.self) == #"{"priority":5,"tags":{},"timeout":null}"#)
  }

  @Test func nullIsRefusedWhereThereIsNoDefault() {
    #expect(throws: WireDecodeError.fields([FieldProblem(field: "priority", detail: "cannot be null")])) {
      try PatchRequest(jsonBytes: Array(#"{"priority":null}"#.utf8))
    }
  }

  @Test func wrongTypeIsOneProblem() {
    #expect(throws: WireDecodeError.fields([FieldProblem(field: "name", detail: "must be a string, not a number")])) {
      try PatchRequest(jsonBytes: Array(#"{"name":1}"#.utf8))
    }
  }

  @Test func emptyPatchIsEmpty() throws {
    #expect(try PatchRequest(jsonBytes: Array("{}".utf8)).isEmpty)
  }

  @Test(arguments: [
    #"{"argv":["a"],"shell":"b"}"#, #"{"http":{"url":"http://h/"},"argv":["a"]}"#, #"{"handler":"h","shell":"b"}"#,
    #"{"stdin":"a","stdin_base64":"YQ=="}"#, #"{"delay":"1s","run_at":"2026-11-22T08:00:00Z"}"#, #"{"argv":null}"#,
    #"{"umask":22}"#, #"{"slots_needed":0}"#, #"{"hold":true}"#, #"{"grace":"-1s"}"#,
  ]) func whatContradictsItselfIsRefused(_ text: String) {
    #expect(throws: WireDecodeError.self) { try PatchRequest(jsonBytes: Array(text.utf8)) }
  }

  @Test(arguments: [
    #"{"argv":["a","b"]}"#, #"{"shell":"a b"}"#, #"{"http":{"url":"http://h/"}}"#, #"{"handler":"h","payload":null}"#,
    #"{"umask":"022"}"#, #"{"stdin_base64":"YQ=="}"#, #"{"limit":null,"callbacks":[],"keep_for":null}"#,
  ]) func whatIsReadIsWrittenAsItWas(_ text: String) throws {
    let patch = try PatchRequest(jsonBytes: Array(text.utf8))
    #expect(String(decoding: patch.jsonBytes(), as: UTF8.self) == text)
  }
}
