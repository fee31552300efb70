// The configuration file: flat keys with the lines they stand on, and every key that means nothing.

import Testing

@testable import jobd

@Suite struct ConfigFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func read(_ text: String, as name: String = "jobd.yaml") throws -> ConfigFile {
    try ConfigFile(path: try directory.file(name, text))
  }

  @Test func sectionsBecomeKeysWithTheirLines() throws {
    let file = try read("slots: 4\nlimits:\n  body: 1MiB\nlisten: [a, b]\n")
    #expect(file.values == ["slots": .one("4"), "limits.body": .one("1MiB"), "listen": .many(["a", "b"])])
    #expect(file.source(of: "limits.body").hasSuffix("line 3") && file.problems.isEmpty)
  }

  @Test(arguments: ["", "# nothing\n", "slots:\n", "slots: null\n", "slots: ~\n", "limits:\n"])
  func nothingSaidIsNothing(_ text: String) throws {
    let file = try read(text)
    #expect(file.values.isEmpty && file.problems.isEmpty)
  }

  @Test func aQuotedNullIsAText() throws {
    #expect(try read("socket:\n  group: \"null\"\n").values == ["socket.group": .one("null")])
  }

  @Test func namedSectionsKeepTheirOrder() throws {
    let file = try read("queues:\n  video: {slots: 1}\n  mail: {paused: yes}\n")
    #expect(file.names["queues"] == ["video", "mail"])
    #expect(file.values == ["queues.video.slots": .one("1"), "queues.mail.paused": .one("yes")])
  }

  @Test func everyWrongKeyIsNamed() throws {
    let problems = try read("slot: 4\nqueues:\n  video: {slotz: 1}\nlimits: 3\nlisten: [[a]]\n").problems
    #expect(problems.map(\.key) == ["slot", "queues.video.slotz", "limits", "listen"])
    #expect(problems[0].hint == "Did you mean slots?" && problems[1].hint == "Did you mean slots?")
  }

  @Test func jsonIsReadStrictly() throws {
    #expect(try read(#"{"slots": 4}"#, as: "jobd.json").values == ["slots": .one("4")])
    #expect(throws: ConfigError.self) { try read("slots: 4", as: "jobd.json") }
  }

  @Test(arguments: ["slots: [", "- a\n", "just a text"]) func malformedFilesAreRefused(_ text: String) {
    #expect(throws: ConfigError.self) { try read(text) }
  }

  @Test func otherFilesAreRefused() throws {
    #expect(throws: ConfigError.self) { try read("slots: 4", as: "jobd.toml") }
    #expect(throws: ConfigError.self) { try ConfigFile(path: "\(directory.path)/none.yaml") }
  }
}
