// The documentation and the example file say what the daemon does: each setting, its default, its variable.

import HTTPFront
import Testing

@testable import jobd

@Suite struct ConfigurationDocumentTests {
  @Test func everySettingIsDocumentedAsItIs() throws {
    let document = try Repository.text("docs/configuration.md")
    for setting in ConfigSetting.all {
      let row =
        "| `\(setting.key)` | \(setting.type) | \(setting.defaultText) | \(setting.range) | \(setting.meaning) |"
      #expect(document.contains(row), "docs/configuration.md lacks: \(row)")
      #expect(document.contains("`\(setting.environmentName)`"))
    }
  }

  @Test func everySettingOfWhatIsNamedIsDocumentedAndShown() throws {
    let document = try Repository.text("docs/configuration.md")
    let example = try Repository.text("deploy/jobd.example.yaml")
    for (section, members) in ConfigSetting.namedSections {
      for member in members {
        #expect(document.contains("| `\(section).NAME.\(member)` |"), "\(section).NAME.\(member)")
        #expect(example.contains("\(member): "), "\(section).NAME.\(member)")
      }
    }
  }

  @Test func exampleLoadsAndSaysTheDefaults() throws {
    // The tree may be somebody else's, whose configuration would not be taken.
    let directory = try TemporaryDirectory()
    let path = try directory.file("jobd.yaml", try Repository.text("deploy/jobd.example.yaml"))
    let example = try DaemonConfig.load(
      flags: [:], configPath: path, environment: [:], isRoot: true, cores: 4
    ).config
    let defaults = try DaemonConfig.load(flags: [:], configPath: nil, environment: [:], isRoot: true, cores: 4).config
    for setting in ConfigSetting.all {
      #expect(example.text(of: setting) == defaults.text(of: setting), "\(setting.key)")
    }
  }

  @Test func exampleShowsEverySetting() throws {
    let text = try Repository.text("deploy/jobd.example.yaml")
    for setting in ConfigSetting.all {
      let member = setting.key.split(separator: ".").last ?? ""
      #expect(text.contains("\(member):"), "deploy/jobd.example.yaml does not show \(setting.key)")
    }
  }
}
