// The regular expression of a duration against its parser.

import JobWire
import Testing

@Suite struct WireDurationPatternTests {
  private static let texts = [
    "0", "5", "1.5", "250ms", "1.5s", "90s", "1h30m", "2d", "1w2d3h4m5s6ms7us", "7µs", "+5s", "-5s", "-1h30m", "1m30",
    "", "s", "-", "1 s", "1s ", "5x", ".5s", "5.s", "1s1h", "1m1m", "ms", "1ms2s", "--1s", "1e3s", "\n", "1h-30m",
  ]

  @Test(arguments: texts) func thePatternHasWhatTheParserReads(text: String) throws {
    for sign in [WireDuration.Sign.any, .nonNegative] {
      let pattern = try Regex(WireDuration.pattern(sign)).matchingSemantics(.unicodeScalar)
      let isRead = (try? WireDuration(parsing: text, sign: sign)) != nil
      #expect((text.firstMatch(of: pattern) != nil) == isRead, "\(text) \(sign)")
    }
  }
}
