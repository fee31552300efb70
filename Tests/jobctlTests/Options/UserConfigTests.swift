// The lines of jobctl's configuration.

import Testing

@testable import jobctl

@Suite struct UserConfigTests {
  private func read(_ text: String) throws -> UserConfig { try UserConfig(text: text, path: "FILE") }

  @Test func settingsAndAliasesAreRead() throws {
    let config = try read(
      "# mine\n\nenv.capture: true\r\n  alias.bad : list --failed --since '1 day'  \nalias.x.y: run --queue q --\n")
    #expect(config.takesEnvironment)
    #expect(
      config.aliases.mapValues(\.words) == [
        "bad": ["list", "--failed", "--since", "1 day"], "x.y": ["run", "--queue", "q", "--"],
      ])
    #expect(config.aliases["bad"]?.place == "FILE line 4")
    #expect(try read("") == UserConfig())
    for no in ["false", "no", "off"] { #expect(try !read("env.capture: \(no)").takesEnvironment) }
  }

  @Test(arguments: [
    ("env.captur: true", "env.capture"), ("env.capture: maybe", "true or false"), ("env.capture:", "true or false"),
    ("alias.a b: list", "letters"), ("alias.-x: list", "letters"), ("alias.: list", "letters"),
    ("alias.a:", "alias.a: list"), ("alias.a: 'x", "run --shell"), ("alias.a: a | b", "run --shell"),
    ("alias", "key: value"), ("color: red", "alias.NAME"),
  ]) func whatIsNoSettingIsNamedWithItsPlace(_ line: String, _ hint: String) throws {
    let failure = #expect(throws: CommandFailure.self) { try read("\n\(line)\n") }
    #expect(failure?.status == .usage && failure?.message?.hasPrefix("FILE line 2: ") == true, "\(line)")
    #expect(failure?.hint?.contains(hint) == true, "\(line): \(failure?.hint ?? "")")
  }

  @Test func settingThatIsSaidTwiceIsRefused() throws {
    let failure = #expect(throws: CommandFailure.self) { try read("alias.a: list\nalias.a: top\n") }
    #expect(failure?.message == "FILE line 2: alias.a is said twice.")
  }
}
