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
}
