// Lists and maps of scalars: each bad element is named by its place.

import Testing

@testable import JobWire

@Suite struct ObjectReaderCollectionsTests {
  private func read<T>(_ json: String, _ read: (inout ObjectReader) -> T?) throws -> (value: T?, problems: [String]) {
    var problems: [FieldProblem] = []
    let value = ObjectReader.read(
      try JSONReader.parse("{\"x\": \(json)}"), unknown: .refused, problems: &problems, read)
    return (value ?? nil, problems.map { "\($0.field) \($0.detail)" })
  }

  @Test func listsKeepTheirOrder() throws {
    #expect(try read(#"["b", "a"]"#) { $0.strings("x") }.value == ["b", "a"])
    #expect(try read("[3, 1.0]") { $0.integers("x") }.value == [3, 1])
    #expect(try read(#"["1970-01-01T00:00:00Z"]"#) { $0.times("x") }.value == [WireTime(micros: 0)])
    #expect(try read(#"{"a": "1"}"#) { $0.stringMap("x") }.value == ["a": "1"])
  }

  @Test func eachBadElementIsNamed() throws {
    #expect(
      try read(#"[1, "a", null]"#) { $0.strings("x") }.problems == [
        "x[0] must be a string, not a number", "x[2] must be a string, not null",
      ])
    #expect(try read("[1.5]") { $0.integers("x") }.problems == ["x[0] must be a whole number, not a number"])
    #expect(try read("[0]") { $0.times("x") }.problems == ["x[0] \(WireTime.expectation)"])
    #expect(try read(#"{"a": 1}"#) { $0.stringMap("x") }.problems == ["x.a must be a string, not a number"])
  }

  @Test func whatIsNoListOrMapIsSaidToBeNone() throws {
    #expect(try read("{}") { $0.strings("x") }.problems == ["x must be an array, not an object"])
    #expect(try read("[]") { $0.stringMap("x") }.problems == ["x must be an object of strings, not an array"])
  }

  @Test func twoNamesThatLookTheSameAreNotOne() throws {
    let found = try read("{\"\u{E9}\": \"1\", \"e\u{301}\": \"2\"}") { $0.stringMap("x") }.problems
    #expect(found.count == 1 && found[0].hasSuffix("looks the same as another name, in another Unicode normal form"))
  }

  @Test func namesOfEntriesAreBoundedBeforeTheyAreLookedUp() throws {
    let longest = String(repeating: "n", count: WireLimits.entryNameBytesMax)
    #expect(try read("{\"\(longest)\": \"1\"}") { $0.stringMap("x") }.value?.count == 1)
    // As a key of a dictionary, such a name takes seconds.
    let accents = "a" + String(repeating: "\u{301}", count: 1_000_000)
    let took = try ContinuousClock().measure {
      let found = try read("{\"\(accents)\": \"1\"}") { $0.stringMap("x") }.problems
      #expect(found.count == 1 && found[0].hasSuffix("must have a name of at most 1024 bytes"))
      #expect(found.first?.utf8.count ?? .max < 300, "a refusal says a few characters of it back")
    }
    #expect(took < .seconds(5), "\(took)")
  }

  @Test func entriesAndElementsAreBounded() throws {
    let entries = (0...WireLimits.entriesMax).map { "\"k\($0)\": \"\"" }
    #expect(
      try read("{\(entries.joined(separator: ","))}") { $0.stringMap("x") }.problems == [
        "x must have at most 1024 entries"
      ])
    #expect(try read(#"{"a":"","b":""}"#) { $0.stringMap("x", max: 1) }.problems == ["x must have at most 1 entries"])
    #expect(try read("{\(entries.dropLast().joined(separator: ","))}") { $0.stringMap("x") }.problems.isEmpty)
    let elements = [String](repeating: "1", count: WireLimits.elementsMax + 1)
    #expect(
      try read("[\(elements.joined(separator: ","))]") { $0.integers("x") }.problems == [
        "x must have at most 100000 elements"
      ])
  }

  @Test func noMoreFaultsAreGatheredThanAreTold() throws {
    let elements = [String](repeating: "{}", count: 5_000).joined(separator: ",")
    #expect(try read("[\(elements)]") { $0.strings("x") }.problems.count == WireLimits.problemsMax)
    let members = (0..<1_000).map { "\"k\($0)\": 1" }.joined(separator: ",")
    #expect(try read("{\(members)}") { $0.stringMap("x") }.problems.count == WireLimits.problemsMax)
    let objects = [String](repeating: #"{"job": 1, "nope": 1}"#, count: 5_000).joined(separator: ",")
    #expect(try read("[\(objects)]") { $0.objects("x", as: AfterSpec.self) }.problems.count == WireLimits.problemsMax)
  }

  @Test func textsOfListsAreBoundedUnlessTheyAreOnlyPassedOn() throws {
    let long = String(repeating: "a", count: WireLimits.textBytesMax + 1)
    #expect(try read("[\"\(long)\"]") { $0.strings("x") }.problems == ["x[0] must have at most 8192 bytes"])
    #expect(try read("[\"\(long)\"]") { $0.strings("x", bytesMax: .max) }.value == [long])
  }
}
