// A queue that is not there was mistyped, unless somebody says otherwise.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct NamedQueueTests {
  private func names(_ daemon: Daemon) async throws -> [String] {
    try await daemon.get("/v1/queues").objects("queues").compactMap { $0.string("name") }
  }

  @Test func aQueueThatIsNotThereIsRefused() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.ndjson")
    try #"{"argv":["true"],"queue":"defualt"}"#.write(toFile: file, atomically: false, encoding: .utf8)
    for arguments in [
      ["submit", "--queue", "defualt", "true"], ["submit", "--dry-run", "--queue", "defualt", "true"],
      ["submit", "--file", file], ["run", "--queue", "defualt", "true"],
      ["map", "--queue", "defualt", "echo", ":::", "a"],
      ["batch", "create", "--file", file],
      ["schedule", "set", "s", "--every", "1h", "--queue", "defualt", "true"],
      ["submit", "--then", #"{"argv":["true"],"queue":"defualt"}"#, "--queue", "default", "true"],
    ] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() == 3, "\(arguments): \(program.errors)")
      #expect(program.errors.contains(#"did you mean "default"?"#), "\(program.errors)")
    }
    #expect(try await !names(daemon).contains("defualt"))
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
  }

  @Test func itIsMadeOnRequest() async throws {
    let daemon = try await Daemon()
    let made = try await daemon.jobctl("submit", "--queue", "build", "--create-queue", "--hold", "true")
    #expect(made.status == 0, "\(made)")
    #expect(try await daemon.jobctl("run", "--queue", "build", "true").status == 0)
    let moved = try await daemon.jobctl("edit", "1", "--queue", "biuld")
    #expect(moved.status == 3 && moved.errors.contains("--create-queue"), "\(moved)")
    #expect(try await daemon.jobctl("edit", "1", "--queue", "night", "--create-queue").status == 0)
    #expect(try await daemon.job(1).string("queue") == "night")
    // HTTP makes queues as ever, unless it is told not to.
    #expect(try await daemon.post("/v1/jobs", #"{"handler":"noop","queue":"http"}"#).status == 201)
    let refused = try await daemon.post("/v1/jobs?create_queue=false", #"{"handler":"noop","queue":"htpp"}"#)
    #expect(refused.status == 404 && refused.value("subject")?["kind"]?.stringValue == "queue", "\(refused.text)")
    #expect(refused.string("detail")?.contains(#"did you mean "http"?"#) == true)
  }

  @Test(arguments: [("y\n", Int32(0)), ("\n", 3), ("no\n", 3)])
  func aPersonIsAsked(answer: String, status: Int32) async throws {
    let daemon = try await Daemon()
    let terminal = try PseudoTerminal()
    let program = try daemon.startJobctl(["submit", "--queue", "build", "true"], terminal: terminal)
    try await eventually("it asks") { program.output.contains("[y/N]") }
    #expect(write(terminal.controller, answer, answer.utf8.count) == answer.utf8.count)
    #expect(try await program.exit() == status, "\(program.output)")
    #expect(try await names(daemon).contains("build") == (status == 0))
  }

  @Test func aQueueWithoutJobsIsRemoved() async throws {
    let daemon = try await Daemon()
    for name in ["empty", "used"] { #expect(try await daemon.jobctl("queue", "set", name, "--slots", "1").status == 0) }
    #expect(try await daemon.jobctl("run", "--queue", "used", "true").status == 0)
    let removed = try await daemon.jobctl("queue", "rm", "empty")
    #expect(removed.status == 0, "\(removed)")
    #expect(try await !names(daemon).contains("empty"))
    let used = try await daemon.jobctl("queue", "rm", "used")
    #expect(used.status == 4 && used.errors.contains("jobctl list --queue used"), "\(used)")
    #expect(try await daemon.jobctl("queue", "rm", "empty").status == 3)
    #expect(try await daemon.jobctl("queue", "rm", "default").status == 4)
    #expect(try await daemon.jobctl("rm", "--queue", "used", "--state", "finished").status == 0)
    #expect(try await daemon.jobctl("queue", "rm", "used").status == 0)
    // It is gone for good, and its name is free.
    try await daemon.killHard()
    let second = try await Daemon(daemon.scratch)
    #expect(try await names(second) == ["default"])
    #expect(try await second.jobctl("submit", "--queue", "used", "--create-queue", "true").status == 0)
    #expect(try await second.get("/v1/queues/used").isNull("slots"))
  }
}
