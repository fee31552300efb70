// Durations: what is read, what is refused with which words, and that formatting is exact.

import JobWire
import Testing

@Suite struct WireDurationTests {
  @Test(
    arguments: [
      ("250ms", 250_000), ("90s", 90_000_000), ("1h30m", 5_400_000_000), ("2d", 172_800_000_000),
      ("1w", 604_800_000_000), ("1.5s", 1_500_000), ("10us", 10), ("10µs", 10), ("0s", 0), ("0", 0), ("90", 90_000_000),
      ("0.25", 250_000), ("1m0.5s", 60_500_000), ("+5s", 5_000_000), ("1.123456789s", 1_123_456),
      ("1000d", 86_400_000_000_000),
    ] as [(String, Int64)]) func textIsRead(text: String, micros: Int64) throws
  {
    #expect(try WireDuration(parsing: text).micros == micros)
  }

  @Test(arguments: [
    "", "s", "1x", "1h30", "30m1h", "1m1m", "1 h", " 1h", "1h ", "1..5s", ".5s", "5.s", "-", "+", "--1s", "1e3s", "NaN",
    "inf", "0x10s", "1S", "１s", "1h-30m",
  ]) func otherTextIsRefused(text: String) {
    #expect(throws: WireDuration.Failure.unreadable) { try WireDuration(parsing: text) }
  }

  @Test func signMattersOnlyWhereItIsRefused() throws {
    #expect(throws: WireDuration.Failure.negative) { try WireDuration(parsing: "-1s") }
    #expect(throws: WireDuration.Failure.negative) { try WireDuration(json: .integer(-1), sign: .nonNegative) }
    #expect(throws: WireDuration.Failure.negative) { try WireDuration(json: .number(-1e300), sign: .nonNegative) }
    #expect(try WireDuration(parsing: "-1s", sign: .any).micros == -1_000_000)
    #expect(try WireDuration(parsing: "-0s").micros == 0)
  }

  @Test(arguments: ["99999999999999999999s", "1001w1000000000000h", "366000d", "9223372036854775807us"])
  func hugeTextIsRefused(text: String) {
    #expect(throws: WireDuration.Failure.self) { try WireDuration(parsing: text) }
  }

  @Test func numbersAreSeconds() throws {
    #expect(try WireDuration(json: .integer(90), sign: .nonNegative).micros == 90_000_000)
    #expect(try WireDuration(json: .number(0.25), sign: .nonNegative).micros == 250_000)
    #expect(throws: WireDuration.Failure.tooLong) { try WireDuration(json: .number(1e300), sign: .any) }
    #expect(throws: WireDuration.Failure.tooLong) { try WireDuration(json: .integer(.max), sign: .any) }
    #expect(throws: WireDuration.Failure.self) { try WireDuration(json: .number(.nan), sign: .any) }
    #expect(throws: WireDuration.Failure.self) { try WireDuration(json: .number(.infinity), sign: .any) }
    #expect(throws: WireDuration.Failure.wrongType("a boolean")) { try WireDuration(json: .bool(true), sign: .any) }
  }

  @Test(
    arguments: [
      (0, "0s"), (1, "1us"), (250_000, "250ms"), (1_250, "1.25ms"), (1_500_000, "1.5s"), (90_000_000, "1m30s"),
      (5_400_000_000, "1h30m"), (172_800_000_000, "2d"), (86_400_000_001, "1d0.000001s"), (-250_000, "-250ms"),
    ] as [(Int64, String)]) func textIsShortAndExact(micros: Int64, text: String) throws
  {
    #expect(WireDuration(micros: micros).description == text)
    #expect(try WireDuration(parsing: text, sign: .any).micros == micros)
  }

  @Test func formattingIsReadBackExactly() throws {
    var random = JSONGenerator(seed: 7)
    for _ in 0..<2_000 {
      let micros =
        Int64.random(in: 0...WireDuration.microsMax, using: &random) >> Int64.random(in: 0..<56, using: &random)
      let text = WireDuration(micros: micros).description
      #expect(try WireDuration(parsing: text).micros == micros, "seed 7: \(text)")
    }
  }
}
