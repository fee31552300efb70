// What is said of a configuration that cannot be used: which file, or each setting that is wrong, and what to do next.

import Testing

@testable import jobd

@Suite struct ConfigErrorTests {
  private static let ofFiles: [ConfigError] = [
    .unreadable(path: "/c.yaml", reason: "no such file"), .unknownFormat(path: "/c.yaml"),
    .malformed(path: "/c.yaml", reason: "line 3: no key"),
  ]

  @Test(arguments: ofFiles) func fileIsNamedWithWhatToDo(_ error: ConfigError) {
    #expect(error.description.contains("/c.yaml"))
    #expect(error.hint.hasSuffix(".") && !error.hint.isEmpty)
  }

  @Test func reasonOfTheSystemAndOfTheParserIsSaid() {
    #expect(ConfigError.unreadable(path: "/c", reason: "no such file").description.hasSuffix(": no such file"))
    #expect(ConfigError.malformed(path: "/c", reason: "line 3: no key").description.hasSuffix(": line 3: no key"))
  }

  @Test func everySettingThatIsWrongHasALineWithItsPlaceAndItsHint() {
    let error = ConfigError.invalid([
      ConfigError.Problem(key: "slots", source: "--slots", reason: "0 is too few", hint: "Allowed: 1 to 10000."),
      ConfigError.Problem(key: "grace", source: "JOBD_GRACE", reason: "\"x\" is no time", hint: "Such as 10s."),
    ])
    #expect(
      error.description == """
        slots (--slots): 0 is too few. Allowed: 1 to 10000.
        grace (JOBD_GRACE): "x" is no time. Such as 10s.
        """)
    #expect(error.hint.contains("docs/configuration.md"))
  }
}
