// What a type says of its own form, by reading itself from nothing.

import JobWire
import Testing

@Suite struct ObjectShapeTests {
  @Test func aRequestSaysWhatHasToBeThereAndWhatMayBeNull() throws {
    let shape = UniqueSpec.shape
    #expect(shape.isClosed)
    #expect(shape.fields.map(\.name) == ["key", "on_conflict", "for"])
    let key = try #require(shape["key"])
    #expect(key.isRequired && !key.takesNull)
    let rule = try #require(shape["on_conflict"])
    #expect(!rule.isRequired && rule.takesNull)
    guard case .word(["reject", "return", "replace"], name: "UniqueConflict") = rule.shape else {
      Issue.record("\(rule.shape)")
      return
    }
  }

  @Test func fieldsOfAPatchWithoutDefaultTakeNoNull() {
    let shape = PatchRequest.shape
    #expect(shape["priority"]?.takesNull == false)
    #expect(shape["queue"]?.takesNull == false)
    #expect(shape["name"]?.takesNull == true)
    #expect(shape.fields.allSatisfy { !$0.isRequired })
  }

  /// The reader of a job makes do with less, but every answer has it.
  @Test func anAnswerSaysWhatItAlwaysHas() throws {
    let shape = JobView.shape
    #expect(!shape.isClosed)
    for name in ["id", "done", "timed_out", "tags", "parents", "log"] {
      let field = try #require(shape[name])
      #expect(field.isRequired && !field.takesNull, "\(name)")
    }
    for name in ["reason", "exit_code", "error", "batch"] {
      let field = try #require(shape[name])
      #expect(field.isRequired && field.takesNull, "\(name)")
    }
    for name in ["spec", "attempts", "callbacks", "http"] { #expect(shape[name]?.isRequired == false, "\(name)") }
  }

  @Test func whatStandsInThePlaceOfSomethingElseIsNotRequired() {
    #expect(EndLineReply.shape["fence"]?.isRequired == true)
    #expect(EndLineReply.shape["ok"]?.isRequired == false)
    #expect(EndLineReply.shape.rules == [.exactlyOne(["ok", "code"])])
  }

  @Test func boundsOfTextsAreThoseOfRequestsAlone() {
    guard case .text(bytesMax: .some)? = CancelRequest.shape["reason"]?.shape,
      case .text(bytesMax: nil)? = BatchEntryView.shape["reason"]?.shape,
      case .text(bytesMax: nil)? = SubmitRequest.shape["shell"]?.shape
    else {
      Issue.record("a text has a bound where it has none, or none where it has one")
      return
    }
  }

  @Test func aTypeThatHoldsItselfIsNamedAndNotUnfolded() {
    guard case .object(let type)? = ThenSpec.shape["job"]?.shape else {
      Issue.record("then has no job")
      return
    }
    #expect("\(type)" == "SubmitRequest")
  }

  @Test func anObjectWithoutATypeIsUnfolded() {
    guard case .fields(let cancel)? = LeaseView.shape["cancel"]?.shape else {
      Issue.record("a lease has no cancel")
      return
    }
    #expect(cancel.fields.map(\.name) == ["reason"])
  }

  @Test func rulesAreNotedAsTheyAreChecked() {
    let rules = SubmitRequest.shape.rules
    #expect(
      rules == [
        .exactlyOne(["argv", "shell", "http", "handler", "external", "copy_of"]), .needs(["payload"], "handler"),
        .notBoth("stdin_base64", "stdin"), .notBoth("run_at", "delay"),
      ])
    #expect(RetrySpec.shape.rules.contains(.notEmpty("on")))
    #expect(BulkRequest.shape.rules == [.filled("filter", unless: "all")])
  }

  @Test func whatIsAskedForIsWrittenDownOnlyWhereItIsWanted() throws {
    // A reader that has found an unknown field runs again and writes down names; what it says is the same.
    let error = #expect(throws: WireDecodeError.self) {
      try UniqueSpec(jsonBytes: Array(#"{"key":"k","fore":"1s"}"#.utf8))
    }
    #expect(error == .fields([FieldProblem(field: "fore", detail: #"is not a known field; did you mean "for"?"#)]))
  }
}
