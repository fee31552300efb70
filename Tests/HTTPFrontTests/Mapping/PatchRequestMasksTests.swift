// Edits with masks in them, as they were shown.

import JobCore
import JobWire
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct PatchRequestMasksTests {
  private func read(_ json: String) throws -> PatchRequest { try PatchRequest(jsonBytes: Array(json.utf8)) }

  @Test(arguments: [
    (#"{"env":{"API_TOKEN":"***"}}"#, "env.API_TOKEN"), (#"{"stdin":"*** (5 bytes)"}"#, "stdin"),
    (#"{"http":{"url":"https://h/***"}}"#, "http.url"),
    (#"{"callbacks":[{"url":"https://h/***"}]}"#, "callbacks[0].url"),
  ]) func maskThatStandsForNothingIsRefused(_ json: String, _ field: String) throws {
    let request = try read(json)
    #expect(request.hasMasks)
    let fault = #expect(throws: HTTPFault.self) { try JobPatch(request, path: "set.") }
    guard case .invalid(let problems)? = fault else { throw Unexpected(what: "\(String(describing: fault))") }
    #expect(problems.map(\.field) == ["set." + field])
  }

  @Test(arguments: [
    #"{"argv":["a"]}"#, #"{"shell":"a"}"#, #"{"http":{"url":"http://h/"}}"#, #"{"handler":"h"}"#, #"{"payload":null}"#,
    #"{"executor":null}"#, #"{"cwd":"/"}"#, #"{"env":{}}"#, #"{"clear_env":true}"#, #"{"umask":"022"}"#, #"{"nice":1}"#,
    #"{"stdin":""}"#, #"{"stdin_base64":""}"#, #"{"interactive":true}"#, #"{"merge_stderr":true}"#, #"{"log_limit":9}"#,
  ]) func whatAJobRunsIsKnownByItsFields(_ json: String) throws {
    #expect(try read(json).changesWhatRuns)
    // The engine means the same.
    #expect(try JobPatch(read(json)).changesWhatRuns)
  }

  @Test func theRestIsNotWhatAJobRuns() throws {
    let others = try read(
      #"""
      {"name":"n","priority":1,"queue":"q","tags":{},"timeout":"1s","grace":"1s","limit":{"key":"k","max":1},"after":[],
      "slots_needed":2,"callbacks":[],"keep_for":"1d","shield":true,"delay":"1s","deadline":null,"retry":null}
      """#.replacing("\n", with: ""))
    #expect(try !others.changesWhatRuns && !others.hasMasks && !JobPatch(others).changesWhatRuns)
  }
}
