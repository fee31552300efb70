// The layers of the configuration: which one wins, and what is said about each mistake.

import HTTPFront
import JobCore
import Logging
import Testing

@testable import jobd

@Suite struct DaemonConfigLoadTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func nothingGivenMeansDefaults() throws {
    let config = try load().config
    #expect(config.dataDirectory == "/u/ann/.local/state/jobd")
    #expect(config.listen == [.unix(path: "/u/ann/.local/state/jobd/jobd.sock")])
    #expect(config.isListenDefault)
    #expect(config.slots == 3)
    #expect(config.durability == .full)
    #expect(config.drainMicros == 60_000_000)
    #expect(config.logLevel == .notice)
    #expect(config.effectiveSocketMode == 0o600)
    #expect(config.tokensFile == "/u/ann/.local/state/jobd/tokens")
  }

  @Test func flagOutweighsEnvironmentOutweighsFile() throws {
    let yaml = "slots: 1\ngrace: 1s\ndurability: relaxed"
    let loaded = try load(
      flags: [.slots: .one("7")], environment: ["JOBD_SLOTS": "5", "JOBD_GRACE": "2s"], yaml: yaml)
    #expect(loaded.config.slots == 7)
    #expect(loaded.config.graceMicros == 2_000_000)
    #expect(loaded.config.durability == .relaxed)
    #expect(loaded.sources[.slots] == "--slots")
    #expect(loaded.sources[.grace] == "JOBD_GRACE")
    #expect(loaded.sources[.durability]?.hasSuffix("jobd.yaml line 3") == true)
  }

  @Test func everySettingCanComeFromEveryLayer() throws {
    for setting in ConfigSetting.all {
      let sample = Self.samples[setting] ?? ""
      let sections = setting.key.split(separator: ".")
      let yaml =
        sections.count == 2 ? "\(sections[0]):\n  \(sections[1]): \"\(sample)\"" : "\(setting.key): \"\(sample)\""
      let fromFile = try load(yaml: yaml)
      let fromEnvironment = try load(environment: [setting.environmentName: sample])
      let fromFlag = try load(flags: [setting: .one(sample)])
      let text = fromFile.config.text(of: setting)
      #expect(text?.contains(sample) == true, "\(setting.key): \(text ?? "nothing")")
      #expect(text == fromEnvironment.config.text(of: setting))
      #expect(text == fromFlag.config.text(of: setting))
      #expect(fromFile.sources[setting] != nil && fromEnvironment.sources[setting] == setting.environmentName)
    }
  }

  private static let samples: [ConfigSetting: String] = [
    .dataDirectory: "/d", .listen: "http://127.0.0.1:7878", .slots: "9", .durability: "relaxed", .drainTimeout: "5m",
    .grace: "3s", .keepFor: "2d", .logLimit: "1MiB", .callbackAddresses: "refuse", .debug: "yes", .logLevel: "error",
    .logFormat: "json",
    .socketMode: "0640", .socketGroup: "users", .tokensFile: "/t", .runAsUsers: "nobody", .bodyLimit: "2MiB",
    .connectionLimit: "77",
    .allowedHosts: "build.example.org", .origins: "https://jobs.example.org", .headerTimeout: "4s", .idleTimeout: "5s",
  ]

  @Test func jsonIsReadAsWell() throws {
    let path = try directory.file(
      "jobd.json", #"{"slots": 4, "log": {"level": "error"}, "listen": ["unix:///a", "http://[::1]:0"]}"#)
    let config = try DaemonConfig.load(flags: [:], configPath: path, environment: [:], isRoot: true, cores: 1).config
    #expect(config.slots == 4)
    #expect(config.logLevel == .error)
    #expect(config.listen == [.unix(path: "/a"), .tcp(host: "::1", port: 0)])
  }

  @Test func configPathComesFromTheEnvironmentToo() throws {
    let path = try directory.file("other.yml", "slots: 6")
    let loaded = try load(environment: ["JOBD_CONFIG": path])
    #expect(loaded.config.slots == 6)
  }

  @Test func allMistakesAreToldAtOnceWithTheirPlaces() throws {
    let found = try problems(
      flags: [.listen: .many(["ftp://x"])], environment: ["JOBD_LOG_LIMIT": "1"],
      yaml: "slotz: 1\nslots: [1, 2]\ngrace: -1s\nlimits:\n  bodyy: 1\nqueues:\n  q: {slots: 0, pausd: yes}\n")
    let keys = Set(found.map(\.key))
    #expect(
      keys == ["listen", "log_limit", "slotz", "slots", "grace", "limits.bodyy", "queues.q.slots", "queues.q.pausd"])
    let typo = found.first { $0.key == "slotz" }
    #expect(typo?.hint == "Did you mean slots?")
    #expect(typo?.source.hasSuffix("jobd.yaml line 1") == true)
    #expect(found.first { $0.key == "listen" }?.source == "--listen")
    #expect(found.first { $0.key == "log_limit" }?.source == "JOBD_LOG_LIMIT")
  }

  @Test(arguments: [
    "slots: 0", "slots: 10001", "slots: 1.5", "slots: many", "durability: half", "drain_timeout: -1s",
    "drain_timeout: 8d", "grace: 1e400", "grace: NaN", "log_limit: 1KiB", "debug: perhaps", "log: {level: loud}",
    "socket: {mode: \"999\"}", "socket: {mode: \"01777\"}", "socket: {mode: \"0440\"}", "allowed_hosts: [\"a/b\"]",
    "origins: [jobs.example.org]", "origins: [\"https://jobs.example.org/\"]", "origins: [\"ftp://a\"]",
    "origins: https://a:b",
    "listen: []", "listen: [unix://relative]",
    "listen: http://127.0.0.1:70000", "limits: {connections: 0}", "limits: {body: 2GiB}", "log: text", "slots: {a: 1}",
    "queues: [a]", "queues: {a: 1}", "run_as: {users: [root]}", "run_as: {users: [\"a,b\"]}", "run_as: ann",
    "queues: {a: {run_as: ann}}", "run_as: {users: [ann]}\nqueues: {a: {run_as: bob}}",
  ])
  func valueOutsideItsRangeIsRefused(yaml: String) throws {
    #expect(try problems(yaml: yaml).count == 1)
  }

  @Test func emptyFileAndEmptyValuesMeanDefaults() throws {
    for yaml in ["", "# nothing\n", "slots:\n", "slots: ~\nlimits:\n", "queues:\n"] {
      #expect(try load(yaml: yaml).config.slots == 3, "\(yaml)")
    }
    #expect(try load(environment: ["JOBD_SLOTS": ""]).config.slots == 3)
  }

  @Test func queuesAreReadFromTheFile() throws {
    let config = try load(yaml: "queues:\n  video: {slots: 2, paused: yes}\n  a.b: {slots: 3}\n  plain:\n").config
    #expect(config.queues["video"]?.slots == .set(2))
    #expect(config.queues["video"]?.isPaused == true)
    #expect(config.queues["a.b"]?.slots == .set(3))
    // What the file does not say, it does not change.
    #expect(config.queues["a.b"]?.isPaused == nil && config.queues["a.b"]?.runAs == nil)
    let users = try load(yaml: "run_as: {users: [ann, bob]}\nqueues: {guests: {run_as: bob}}\n").config
    #expect(users.runAsUsers == ["ann", "bob"] && users.queues["guests"]?.runAs == .set("bob"))
    #expect(config.queues["plain"] == QueueChange())
  }

  @Test func brokenFilesAreNotGuessedAt() throws {
    for (name, text) in [
      ("a.yaml", "a: ["), ("b.yaml", "slots: 1\nslots: 2"), ("c.json", "{\"slots\": 1,}"), ("d.yaml", "- 1"),
    ] {
      let path = try directory.file(name, text)
      #expect { try ConfigFile(path: path) } throws: { error in
        if case ConfigError.malformed = error { true } else { false }
      }
    }
    #expect(throws: ConfigError.unknownFormat(path: "/x.toml")) { try ConfigFile(path: "/x.toml") }
    #expect { try ConfigFile(path: "/does/not/exist.yaml") } throws: { error in
      if case ConfigError.unreadable = error { true } else { false }
    }
  }

  @Test func misspeltVariablesAreNoticed() throws {
    let environment = [
      "JOBD_SLOTSS": "1", "JOBD_URL": "x", "JOBD_TOKEN_FILE": "x", "JOBD_TAG_A": "x", "JOBD_PARENT_1_ID": "1",
      "JOBD_FENCE": "a/1/1", "JOBD_BATCH_1_ID": "3", "JOBD_WORKER_IN": "3",
    ]
    #expect(try load(environment: environment).unknownVariables == ["JOBD_SLOTSS"])
  }

  @Test func debugTurnsTheLogUpUnlessSaidOtherwise() throws {
    #expect(try load(yaml: "debug: yes").config.logLevel == .debug)
    #expect(try load(yaml: "debug: yes\nlog: {level: error}").config.logLevel == .error)
  }

  @Test func groupOpensTheSocketToItself() throws {
    #expect(try load(yaml: "socket: {group: users}").config.effectiveSocketMode == 0o660)
    #expect(try load(yaml: "socket: {group: users, mode: \"0600\"}").config.effectiveSocketMode == 0o600)
  }
}
