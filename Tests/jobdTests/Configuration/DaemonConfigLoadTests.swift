// The layers of the configuration: which one wins, and what is said about each mistake.

import HTTPFront
import JobCore
import Logging
import Testing

@testable import jobd

@Suite struct DaemonConfigLoadTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func load(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> LoadedConfig {
    let path = try yaml.map { try directory.file("jobd.yaml", $0) }
    return try DaemonConfig.load(
      flags: flags, configPath: path, environment: environment.merging(["HOME": "/u/ann"]) { given, _ in given },
      isRoot: false, cores: 3)
  }

  private func problems(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> [ConfigError.Problem] {
    do {
      _ = try load(flags: flags, environment: environment, yaml: yaml)
    } catch ConfigError.invalid(let problems) {
      return problems
    }
    return []
  }

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
    .socketMode: "0640", .socketGroup: "users", .tokensFile: "/t", .bodyLimit: "2MiB", .connectionLimit: "77",
    .allowedHosts: "build.example.org", .headerTimeout: "4s", .idleTimeout: "5s",
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
    "listen: []", "listen: [unix://relative]",
    "listen: http://127.0.0.1:70000", "limits: {connections: 0}", "limits: {body: 2GiB}", "log: text", "slots: {a: 1}",
    "queues: [a]", "queues: {a: 1}",
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
    #expect(config.queues["a.b"]?.isPaused == nil)
    #expect(config.queues["plain"] == QueueChange())
  }

  @Test func handlersAreReadFromTheFile() throws {
    let yaml = """
      handlers:
        thumb:
          command: [/usr/bin/python3, thumb.py]
          processes: 2
          concurrency: 8
          max_jobs_per_process: 1000
          idle_timeout: 90s
          max_rss: 512MiB
          startup_timeout: 5s
        a.b: {command: [x]}
      """
    let handlers = try load(yaml: yaml).config.handlers
    var thumb = WorkerSettings(.program(["/usr/bin/python3", "thumb.py"]))
    thumb.processes = 2
    thumb.concurrency = 8
    thumb.maxJobsPerProcess = 1_000
    thumb.idleTimeoutMicros = 90_000_000
    thumb.maxRSSBytes = 512 << 20
    thumb.startupTimeoutMicros = 5_000_000
    #expect(handlers == ["thumb": thumb, "a.b": WorkerSettings(.program(["x"]))])
  }

  @Test func mistakesInHandlersAreToldWithTheirPlaces() throws {
    let problems = try problems(
      yaml: """
        handlers:
          empty:
          none: {processes: 1}
          text: {command: python3 worker.py}
          noop: {command: [x]}
          "b d": {command: [x]}
          many:
            command: [""]
            processes: 0
            concurrency: x
            max_jobs_per_process: -1
            idle_timeout: 0s
            max_rss: 1
            startup_timeout: 100h
            proceses: 1
        """)
    #expect(
      Set(problems.map(\.key)) == [
        "handlers.empty", "handlers.none", "handlers.text.command", "handlers.noop", "handlers.b d",
        "handlers.many.command", "handlers.many.processes", "handlers.many.concurrency",
        "handlers.many.max_jobs_per_process", "handlers.many.idle_timeout", "handlers.many.max_rss",
        "handlers.many.startup_timeout", "handlers.many.proceses",
      ])
    #expect(problems.count == 13)
    let line = { (key: String) in problems.first { $0.key == key }?.source ?? "" }
    #expect(line("handlers.none").hasSuffix("jobd.yaml line 3") && line("handlers.noop").hasSuffix("line 5"))
    #expect(line("handlers.many.max_rss").hasSuffix("line 13"))
    #expect(problems.first { $0.key == "handlers.many.proceses" }?.hint == "Did you mean processes?")
    #expect(try self.problems(yaml: "handlers: [a]").count == 1)
    #expect(try self.problems(yaml: "handlers: {a: 1}").count == 1)
    #expect(try self.problems(yaml: "handler: {a: {command: [x]}}").first?.hint == "Did you mean handlers?")
  }

  @Test func executorsAreReadFromTheFile() throws {
    let config = try load(yaml: "executors:\n  db: {threads: 4}\n  thread: {threads: 512}\n").config
    #expect(config.executors == ["db": PoolSettings(threads: 4), "thread": PoolSettings(threads: 512)])
    #expect(try load(yaml: "executors:\n").config.executors.isEmpty)
  }

  @Test func mistakesInExecutorsAreToldWithTheirPlaces() throws {
    let problems = try problems(
      yaml: """
        executors:
          none:
          zero: {threads: 0}
          many: {threads: 513}
          text: {threads: four}
          remote: {threads: 1}
          "d b": {threads: 1}
          size: {thread: 4}
        """)
    #expect(
      problems.map(\.key).sorted() == [
        "executors.d b", "executors.many.threads", "executors.none", "executors.remote", "executors.size",
        "executors.size.thread", "executors.text.threads", "executors.zero.threads",
      ])
    #expect(problems.first { $0.key == "executors.zero.threads" }?.source.hasSuffix("jobd.yaml line 3") == true)
    #expect(problems.first { $0.key == "executors.size.thread" }?.hint == "Did you mean threads?")
    #expect(try self.problems(yaml: "executors: {a: 1}").count == 1)
    let pools = (0...Limits.poolCountMax).map { "p\($0): {threads: 1}" }.joined(separator: ", ")
    #expect(try self.problems(yaml: "executors: {\(pools)}").map(\.key) == ["executors"])
  }

  @Test func handlerNamedTwiceIsRefused() throws {
    let texts = [
      "twice.yaml": "handlers:\n  a: {command: [x]}\n  a: {command: [y]}\n",
      "twice.json": #"{"handlers": {"a": {"command": ["x"]}, "a": {"command": ["y"]}}}"#,
    ]
    for (name, text) in texts {
      let path = try directory.file(name, text)
      #expect { try ConfigFile(path: path) } throws: { error in
        guard case ConfigError.malformed(_, let reason) = error else { return false }
        return reason.contains("a") && reason.contains(name.hasSuffix("json") ? "twice" : "'a'")
      }
    }
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

  @Test func printedConfigurationIsAConfiguration() throws {
    let loaded = try load(
      yaml: "slots: 2\nsocket: {group: users}\nqueues: {video: {slots: 2, paused: yes}}\n"
        + "executors: {db: {threads: 4}}\n"
        + "handlers: {t: {command: [p, \"a \\\"b\\\": #\"], processes: 3, max_rss: 1GiB, max_jobs_per_process: 9}}\n")
    let printed = loaded.config.yaml(sources: loaded.sources)
    let again = try load(yaml: printed)
    #expect(again.config.slots == 2)
    for setting in ConfigSetting.all { #expect(again.config.text(of: setting) == loaded.config.text(of: setting)) }
    #expect(again.config.queues == loaded.config.queues)
    #expect(again.config.handlers == loaded.config.handlers && again.config.handlers.count == 1)
    #expect(again.config.executors == ["db": PoolSettings(threads: 4)])
  }
}
