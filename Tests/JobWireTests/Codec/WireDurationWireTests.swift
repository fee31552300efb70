// Durations in JSON: text with units, or a number of seconds.

import Testing

@testable import JobWire

@Suite struct WireDurationWireTests {
  @Test(
    arguments: [
      ("90", 90_000_000), ("1.5", 1_500_000), ("1e1", 10_000_000), ("\"90\"", 90_000_000), ("\"1h30m\"", 5_400_000_000),
      ("0.0000004", 0), ("0", 0),
    ] as [(String, Int64)]) func numbersAreSeconds(_ json: String, _ micros: Int64) throws
  {
    #expect(try WireDuration(json: try JSONReader.parse(json), sign: .nonNegative).micros == micros)
  }

  @Test(
    arguments: [
      ("-1", .negative), ("-1e400", .negative), ("1e400", .tooLong), ("9223372036854775807", .tooLong),
      ("-9223372036854775807", .negative), ("true", .wrongType("a boolean")), ("\"soon\"", .unreadable),
    ] as [(String, WireDuration.Failure)]) func otherValuesAreRefused(_ json: String, _ failure: WireDuration.Failure)
    throws
  {
    let value = try JSONReader.parse(json)
    #expect(throws: failure) { try WireDuration(json: value, sign: .nonNegative) }
  }

  @Test func aSignIsTakenWhereItMeansSomething() throws {
    #expect(try WireDuration(json: .integer(-2), sign: .any).micros == -2_000_000)
    #expect(throws: WireDuration.Failure.tooLong) { try WireDuration(json: .integer(.min), sign: .any) }
  }

  @Test func itIsWrittenAsText() {
    #expect(String(decoding: WireDuration(micros: 250_000).jsonBytes(), as: UTF8.self) == "\"250ms\"")
  }
}
