// One object's fields: what is missing, unknown or wrong is all said at once, with the path to it.

import Testing

@testable import JobWire

@Suite struct ObjectReaderTests {
  /// What is wrong with `text` for whoever asks for these fields.
  private func problems(
    _ text: String, unknown: ObjectReader.UnknownFields = .refused, _ body: (inout ObjectReader) -> Void
  ) throws -> [String] {
    var problems: [FieldProblem] = []
    _ = ObjectReader.read(try JSONReader.parse(text), unknown: unknown, problems: &problems, body)
    return problems.map { "\($0.field) \($0.detail)" }
  }

  @Test func allFaultsAreNamedAtOnce() throws {
    let found = try problems(#"{"a": 1, "b": "x", "kount": 3}"#) { reader in
      _ = reader.string("a")
      _ = reader.int("b")
      _ = reader.required("c", reader.string("c"), or: "")
      _ = reader.int("count")
    }
    #expect(
      found == [
        "a must be a string, not a number", "b must be a whole number, not a string", "c is required",
        "kount is not a known field; did you mean \"count\"?",
      ])
  }

  @Test func whatIsThereAndWrongIsNotCalledMissingToo() throws {
    let found = try problems(#"{"a": 1}"#) { reader in _ = reader.required("a", reader.string("a"), or: "") }
    #expect(found == ["a must be a string, not a number"])
  }

  @Test func unknownFieldsOfAnswersAreLeftAlone() throws {
    #expect(try problems(#"{"new": 1}"#, unknown: .ignored) { _ in }.isEmpty)
  }

  @Test func nullCountsAsAbsent() throws {
    let found = try problems(#"{"a": null}"#) { reader in
      #expect(reader.isNull("a") && !reader.has("a"))
      #expect(reader.string("a") == nil)
    }
    #expect(found.isEmpty)
  }

  @Test func pathsLeadThroughObjectsAndArrays() throws {
    let found = try problems(#"{"outer": {"x": 1, "more": 2}, "list": [{"on": "never", "job": 7}]}"#) { reader in
      _ = reader.object("outer") { $0.string("x") }
      _ = reader.objects("list", as: AfterSpec.self)
    }
    #expect(found.contains("outer.x must be a string, not a number"))
    #expect(found.contains("outer.more is not a known field"))
    #expect(found.contains("list[0].on must be one of success, failure, any"))
  }

  @Test(arguments: [("[]", "(body) must be an object, not an array"), ("3", "(body) must be an object, not a number")])
  func whatIsNoObjectIsSaidToBeNone(_ text: String, _ problem: String) throws {
    #expect(try problems(text) { _ in Issue.record("nothing can be asked of \(text)") } == [problem])
  }

  @Test func moreFieldsThanAnyTypeHasAreRefusedTogether() throws {
    let text = "{" + (0...64).map { "\"f\($0)\": 0" }.joined(separator: ",") + "}"
    #expect(try problems(text) { _ in } == ["(body) has 65 fields, more than there are"])
  }

  /// K (the unit, U+212A) looks like the letter, and to Swift it is the same text.
  @Test func namesAreComparedAsBytes() throws {
    let found = try problems("{\"\u{212A}\": 1}") { reader in #expect(reader.int("K") == nil && !reader.has("K")) }
    #expect(
      found == ["\u{212A} is not a known field; did you mean \"K\"?"] || found == ["\u{212A} is not a known field"])
  }

  /// Ten megabytes of combining accents in the name of a field kept all requests waiting for 13 seconds.
  @Test func longNameIsNeitherComparedNorSaidBack() throws {
    let name = "a" + String(repeating: "\u{301}", count: 2_000_000)
    let took = try ContinuousClock().measure {
      let found = try problems("{\"\(name)\": 1}") { reader in
        for index in 0..<40 { _ = reader.string("field\(index)") }
      }
      #expect(found.count == 1 && found[0].hasSuffix("is not a known field") && found[0].utf8.count < 300)
    }
    #expect(took < .seconds(5), "\(took)")
  }
}
