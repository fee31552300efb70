// Single fields by type: what fits is read, what does not is said.

import Testing

@testable import JobWire

@Suite struct ObjectReaderScalarsTests {
  /// The value that `read` finds in `{"x": json}`, and what is wrong with it.
  private func read<T>(_ json: String, _ read: (inout ObjectReader) -> T?) throws -> (value: T?, problem: String?) {
    var problems: [FieldProblem] = []
    let value = ObjectReader.read(
      try JSONReader.parse("{\"x\": \(json)}"), unknown: .refused, problems: &problems, read)
    return (value ?? nil, problems.first?.detail)
  }

  @Test(arguments: [("7", 7), ("7.0", 7), ("70e-1", 7), ("-0", 0), ("9223372036854775807", .max)] as [(String, Int64)])
  func wholeNumbersAreReadHoweverTheyAreWritten(_ json: String, _ number: Int64) throws {
    #expect(try read(json) { $0.integer("x") }.value == number)
  }

  @Test(arguments: [
    ("7.5", "must be a whole number that fits 64 bits"), ("1e400", "must be a whole number that fits 64 bits"),
    ("\"7\"", "must be a whole number, not a string"), ("true", "must be a whole number, not a boolean"),
  ])
  func otherNumbersAreRefused(_ json: String, _ problem: String) throws {
    #expect(try read(json) { $0.integer("x") }.problem == problem)
  }

  @Test func rangesAreSaid() throws {
    #expect(try read("11") { $0.int("x", in: 1...10) }.problem == "must be between 1 and 10")
    #expect(try read("0") { $0.int("x", in: 1...(.max)) }.problem == "must be at least 1")
    #expect(try read("10") { $0.int("x", in: 1...10) }.value == 10)
  }

  @Test func numbersMayHaveFractions() throws {
    #expect(try read("1.5") { $0.number("x") }.value == 1.5)
    #expect(try read("1e400") { $0.number("x") }.problem == "is larger than any number that is calculated with")
    #expect(try read("[]") { $0.number("x") }.problem == "must be a number, not an array")
  }

  @Test func flagsTextsTimesAndDurationsAreRead() throws {
    #expect(try read("true") { $0.bool("x") }.value == true)
    #expect(try read("1") { $0.bool("x") }.problem == "must be true or false, not a number")
    #expect(try read("\"a\"") { $0.string("x") }.value == "a")
    #expect(try read("\"1970-01-01T00:00:01Z\"") { $0.time("x") }.value == WireTime(micros: 1_000_000))
    #expect(try read("1") { $0.time("x") }.problem == "must be a time as a string, not a number")
    #expect(try read("\"tomorrow\"") { $0.time("x") }.problem == WireTime.expectation)
    #expect(try read("\"90s\"") { $0.duration("x") }.value == .seconds(90))
    #expect(try read("-1") { $0.duration("x") }.problem == "must not be negative")
    #expect(try read("-1") { $0.duration("x", sign: .any) }.value == WireDuration(micros: -1_000_000))
  }

  @Test func wordsOfAListAreNamedWhenNoneFits() throws {
    #expect(try read("\"any\"") { $0.choice("x", of: WireCondition.self) }.value == .any)
    #expect(
      try read("\"all\"") { $0.choice("x", of: WireCondition.self) }.problem
        == "must be one of success, failure, any")
  }

  @Test func textsThatAreLookedUpAreBoundedInRequestsOnly() throws {
    let long = String(repeating: "a", count: WireLimits.textBytesMax + 1)
    #expect(try read("\"\(long)\"") { $0.string("x") }.problem == "must have at most 8192 bytes")
    #expect(try read("\"\(long)\"") { $0.string("x", bytesMax: .max) }.value == long)
    var problems: [FieldProblem] = []
    let json = try JSONReader.parse("{\"x\": \"\(long)\"}")
    let answer = ObjectReader.read(json, unknown: .ignored, problems: &problems) { $0.string("x") }
    #expect(answer == long && problems.isEmpty)
  }

  /// Swift takes two texts for one if they look the same; names of fields are compared as bytes.
  @Test func wordsOfAListAreComparedAsBytes() throws {
    let accents = "\"any" + String(repeating: "\u{301}", count: 1_000_000) + "\""
    let took = try ContinuousClock().measure {
      let choice = try read(accents) { $0.choice("x", of: WireCondition.self) }.problem
      #expect(choice == "must be one of success, failure, any")
      let duration = try read(accents) { $0.duration("x") }.problem
      #expect(duration?.hasPrefix("must be a duration") == true)
      let retry = try read("[\(accents)]") { $0.retryMatches("x") }.problem
      #expect(retry?.hasPrefix("must be an exit code") == true)
    }
    #expect(took < .seconds(10), "\(took)")
  }
}
