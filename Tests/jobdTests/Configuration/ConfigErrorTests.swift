// What is said of a configuration that cannot be used: which file, or each setting that is wrong, and what to do next.

import Glibc
import JobCore
import Testing

@testable import jobd

@Suite struct ConfigErrorTests {
  private static let ofFiles: [ConfigError] = [
    .unreadable(path: "/c.yaml", reason: "no such file"), .unknownFormat(path: "/c.yaml"),
    .malformed(path: "/c.yaml", reason: "line 3: no key"),
    .distrusted(path: "/c.yaml", place: "/c.yaml", .owner(7)),
    .distrusted(path: "/c.yaml", place: "/", .writable(mode: 0o777)),
  ]

  @Test(arguments: ofFiles) func fileIsNamedWithWhatToDo(_ error: ConfigError) {
    #expect(error.description.contains("/c.yaml"))
    #expect(error.hint.hasSuffix(".") && !error.hint.isEmpty)
  }

  @Test func fileOfOthersIsNamedWithTheCommandToRun() {
    let owned = ConfigError.distrusted(path: "/d/c.yaml", place: "/d/c.yaml", .owner(7))
    #expect(owned.description.contains("belongs to user 7") && owned.hint.contains("`chown \(geteuid()) /d/c.yaml`"))
    let open = ConfigError.distrusted(path: "/d/c.yaml", place: "/d", .writable(mode: 0o777))
    #expect(
      open.description.hasPrefix("/d can be written by others (mode 777)") && open.hint.contains("`chmod go-w /d`"))
    #expect(open.description.contains("/d/c.yaml"))
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
