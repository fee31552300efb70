// Where jobctl's configuration lies, and whose is believed.

import Foundation
import Testing

@testable import jobctl

@Suite struct UserConfigFileTests {
  private func withFile(_ text: String, mode: Int, _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/jobctl-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    try body(path)
  }

  @Test(
    arguments: [
      (["HOME": "/h"], "/h/.config/jobctl/config"), (["HOME": "/h", "XDG_CONFIG_HOME": "/c"], "/c/jobctl/config"),
      (["HOME": "/h", "XDG_CONFIG_HOME": "c"], "/h/.config/jobctl/config"), (["HOME": "h"], nil), ([:], nil),
      (["HOME": "/h", "JOBCTL_CONFIG": "f"], "f"), (["HOME": "/h", "JOBCTL_CONFIG": ""], nil),
    ] as [([String: String], String?)]) func placeFollowsTheEnvironment(
      _ environment: [String: String], _ path: String?
    )
  {
    #expect(UserConfig.path(environment) == path)
  }

  @Test func fileOfTheUserIsReadAndOneThatIsNotThereIsNone() throws {
    try withFile("alias.a: list\n", mode: 0o644) { path in
      let config = try UserConfig.load(path, isNamed: false)
      #expect(config.aliases["a"]?.words == ["list"])
      let none = try UserConfig.load(path + ".gone", isNamed: false)
      #expect(none == UserConfig())
      #expect(throws: CommandFailure.self) { try UserConfig.load(path + ".gone", isNamed: true) }
    }
  }

  @Test func fileThatOthersCanWriteIsRefused() throws {
    try withFile("alias.a: list\n", mode: 0o606) { path in
      let failure = #expect(throws: CommandFailure.self) { try UserConfig.load(path, isNamed: false) }
      #expect(failure?.message?.contains("written by others") == true && failure?.hint?.contains("chmod") == true)
    }
  }

  /// It is not waited for, and not read.
  @Test func whatIsNoFileIsRefused() throws {
    let path = NSTemporaryDirectory() + "/jobctl-\(UUID().uuidString)"
    #expect(mkfifo(path, 0o600) == 0)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for place in [path, NSTemporaryDirectory()] {
      let failure = #expect(throws: CommandFailure.self) { try UserConfig.load(place, isNamed: false) }
      #expect(failure?.message?.contains("no regular file") == true, "\(place)")
    }
  }

  @Test func fileThatIsTooLargeOrNoTextIsRefused() throws {
    try withFile(String(repeating: "#\n", count: 64 << 10), mode: 0o600) { path in
      #expect(throws: CommandFailure.self) { try UserConfig.load(path, isNamed: false) }
      try Data([0x23, 0xFF, 0x0A]).write(to: URL(filePath: path))
      #expect(throws: CommandFailure.self) { try UserConfig.load(path, isNamed: false) }
    }
  }
}
