// The rules between the fields of an object: what breaks them, and what is said of it.

import Testing

@testable import JobWire

@Suite struct ObjectRuleTests {
  /// What `check` finds wrong with an object.
  private func problems(_ text: String, _ check: (inout ObjectReader) -> Void) throws -> [FieldProblem] {
    var problems: [FieldProblem] = []
    ObjectReader.read(try JSONReader.parse(Array(text.utf8)), unknown: .ignored, problems: &problems, check)
    return problems
  }

  @Test(arguments: [
    ("{}", "none"), (#"{"a":null}"#, "none"), (#"{"a":1,"b":2}"#, "a, b"), (#"{"c":1,"b":2,"a":3}"#, "a, b, c"),
  ])
  func notExactlyOneIsSaidWithWhatIsThere(text: String, found: String) throws {
    let problems = try problems(text) { $0.exactlyOne(of: ["a", "b", "c"]) }
    let detail = "must have exactly one of a, b and c; it has \(found)"
    #expect(problems == [FieldProblem(field: "(body)", detail: detail)])
  }

  @Test func twoOfTwoAreBoth() throws {
    let problems = try problems(#"{"a":1,"b":2}"#) { $0.exactlyOne(of: ["a", "b"]) }
    #expect(problems.map(\.detail) == ["must have exactly one of a and b; it has both"])
  }

  @Test(arguments: [#"{"b":1}"#, #"{"a":null,"b":1}"#, #"{"b":[],"d":1}"#])
  func exactlyOneIsEnoughWhateverItsValue(text: String) throws {
    #expect(try problems(text) { $0.exactlyOne(of: ["a", "b", "c"]) } == [])
  }

  @Test func theFirstOfTwoThatExcludeEachOtherIsNamed() throws {
    #expect(
      try problems(#"{"a":1,"b":2}"#) { $0.notBoth("a", "b") }
        == [FieldProblem(field: "a", detail: "cannot be given together with b")])
    for text in ["{}", #"{"a":1}"#, #"{"b":1}"#, #"{"a":1,"b":null}"#] {
      #expect(try problems(text) { $0.notBoth("a", "b") } == [], "\(text)")
    }
  }

  @Test func whatIsThereWithoutWhatItTakesIsFound() throws {
    func lacking(_ text: String) throws -> String? {
      var found: String?
      _ = try problems(text) { found = $0.lacking("whole", for: ["a", "b"]) }
      return found
    }
    #expect(try lacking(#"{"b":1,"a":2}"#) == "a")
    #expect(try lacking(#"{"b":1,"whole":null}"#) == "b")
    #expect(try lacking(#"{"b":1,"whole":1}"#) == nil)
    #expect(try lacking(#"{"b":null}"#) == nil)
  }

  @Test func onlyAListWithoutElementsIsEmpty() throws {
    #expect(try problems(#"{"a":[]}"#) { $0.notEmpty("a", else: "is empty") }.map(\.detail) == ["is empty"])
    for text in ["{}", #"{"a":null}"#, #"{"a":[null]}"#, #"{"a":{}}"#] {
      #expect(try problems(text) { $0.notEmpty("a", else: "is empty") } == [], "\(text)")
    }
  }
}
