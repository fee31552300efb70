// Handlers in the configuration: what a file says of them, and what is said about its mistakes.

import JobCore
import Testing

@testable import jobd

@Suite struct DaemonConfigHandlersTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

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

  @Test func settingsArePrintedAsAFileSaysThem() {
    var settings = WorkerSettings(.program(["/bin/x", "a b"]))
    let plain = DaemonConfig.members(of: settings)
    #expect(plain.first == #"command: ["/bin/x", "a b"]"#)
    #expect(!plain.contains { $0.hasPrefix("max_") }, "what has no bound says none")
    settings.processes = 3
    settings.concurrency = 4
    settings.maxJobsPerProcess = 5
    settings.maxRSSBytes = 6 << 20
    settings.idleTimeoutMicros = 90_000_000
    settings.startupTimeoutMicros = 500_000
    #expect(
      DaemonConfig.members(of: settings).dropFirst() == [
        "processes: 3", "concurrency: 4", "max_jobs_per_process: 5", "idle_timeout: 1m30s", "max_rss: 6MiB",
        "startup_timeout: 500ms",
      ])
  }

  @Test func namesAndTheirNumberHaveBounds() throws {
    let longest = String(repeating: "h", count: Limits.nameBytesMax)
    #expect(try problems(yaml: "handlers: {\(longest): {command: [x]}}").isEmpty)
    #expect(try problems(yaml: "handlers: {\(longest)h: {command: [x]}}").map(\.key) == ["handlers.\(longest)h"])
    func many(_ count: Int) -> String {
      "handlers: {\((0..<count).map { "h\($0): {command: [x]}" }.joined(separator: ", "))}"
    }
    #expect(try problems(yaml: many(Limits.workerHandlersMax)).isEmpty)
    #expect(try problems(yaml: many(Limits.workerHandlersMax + 1)).map(\.key) == ["handlers"])
  }
}
