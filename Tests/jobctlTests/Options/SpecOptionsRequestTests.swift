// Options become the fields they are named after, and nothing else.

import ArgumentParser
import Foundation
import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct SpecOptionsRequestTests {
  private func request(
    _ arguments: [String], endpoint: Endpoint = .unix(path: "/s"), config: UserConfig = UserConfig()
  ) throws -> SubmitRequest {
    let command = try #require(try Jobctl.parseAsRoot(["submit"] + arguments) as? SubmitCommand)
    var request = SubmitRequest()
    let argv = try command.command().argv
    if !argv.isEmpty { request.argv = argv }
    try command.spec.fill(&request, endpoint: endpoint, config: config)
    try command.once.fill(&request)
    return request
  }

  @Test func everyOptionReachesItsField() throws {
    let request = try request([
      "--name", "n", "--queue", "q", "--priority", "-5", "--delay", "90s", "--timeout", "1h", "--grace", "5",
      "--deadline", "2026-11-23T08:00:00Z", "--retries", "3", "--backoff", "linear", "--retry-delay", "1s", "--shield",
      "--hold", "--tag", "a=b", "--tag", "c=d=e", "--env", "A=1", "--env", "B=", "--cwd", "/tmp", "--interactive",
      "--merge-stderr", "--keep-for", "2d", "--", "ls", "--all", "-l",
    ])
    var expected = SubmitRequest(argv: ["ls", "--all", "-l"])
    expected.name = "n"
    expected.queue = "q"
    expected.priority = -5
    expected.delay = .seconds(90)
    expected.timeout = .seconds(3_600)
    expected.grace = .seconds(5)
    expected.deadline = WireTime(micros: 1_795_420_800_000_000)
    expected.retry = RetrySpec(maxAttempts: 4, backoff: .linear, initial: .seconds(1))
    expected.shield = true
    expected.hold = true
    expected.tags = ["a": "b", "c": "d=e"]
    expected.env = ["A": "1", "B": ""]
    expected.cwd = "/tmp"
    expected.umask = FileMask.inherited
    expected.interactive = true
    expected.mergeStderr = true
    expected.keepFor = .seconds(172_800)
    #expect(request == expected)
  }

  @Test func directoryIsSharedOnlyWithADaemonOnThisMachine() throws {
    #expect(try request(["--", "ls"]).cwd?.hasPrefix("/") == true)
    let elsewhere = try request(["--", "ls"], endpoint: .tcp(host: "h", port: 1, isTLS: false))
    #expect(elsewhere.cwd == nil && elsewhere.umask == nil)
    #expect(try request(["--cwd", "x", "--", "ls"]).cwd?.hasSuffix("/x") == true)
  }

  @Test func retriesAreOneLessThanAttempts() throws {
    #expect(try request(["--retries", "0", "--", "ls"]).retry == nil)
    #expect(try request(["--retries", "1", "--", "ls"]).retry == RetrySpec(maxAttempts: 2))
    // The daemon says that it is too much; here it must not end in a crash.
    #expect(try request(["--retries", "\(Int.max)", "--", "ls"]).retry == RetrySpec(maxAttempts: .max))
  }

  @Test func variableWithoutAValueIsTheOneOfHere() throws {
    let path = try #require(ProcessInfo.processInfo.environment["PATH"])
    #expect(try request(["--env", "PATH", "--env", "A=b=c", "--", "ls"]).env == ["PATH": path, "A": "b=c"])
    #expect { try request(["--env", "JOBCTL_TEST_NOT_SET", "--", "ls"]) } throws: { error in
      "\(error)".contains("--env JOBCTL_TEST_NOT_SET=VALUE")
    }
    #expect(try request(["--", "ls"]).env == nil)
    let all = try #require(try request(["--env-all", "--env", "A=b", "--env", "PATH=/x", "--", "ls"]).env)
    #expect(all["HOME"] == ProcessInfo.processInfo.environment["HOME"] && all["A"] == "b" && all["PATH"] == "/x")
  }

  /// Of what the configuration says, what stands on the command line is the exception.
  @Test func configurationTakesTheVariablesOfCommandsAlong() throws {
    var config = UserConfig()
    config.takesEnvironment = true
    let path = ProcessInfo.processInfo.environment["PATH"]
    #expect(try request(["--", "ls"], config: config).env?["PATH"] == path)
    #expect(try request(["--env", "PATH=/x", "--", "ls"], config: config).env?["PATH"] == "/x")
    #expect(try request(["--no-env-all", "--", "ls"], config: config).env == nil)
    #expect(try request(["--no-env-all", "--env", "A=b", "--", "ls"], config: config).env == ["A": "b"])
    // What runs no command has no use for them.
    #expect(try request(["--handler", "noop"], config: config).env == nil)
    #expect(try request(["--no-env-all", "--env-all", "--", "ls"]).env?["PATH"] == path)
  }

  @Test func inputIsTextOrBase64() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "jobctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: "input")
    try Data("text ä".utf8).write(to: file)
    let text = try request(["--stdin", file.path, "--", "cat"])
    #expect(text.stdin == "text ä" && text.stdinBase64 == nil)
    try Data([0xFF, 0]).write(to: file)
    let bytes = try request(["--stdin", file.path, "--", "cat"])
    #expect(bytes.stdin == nil && bytes.stdinBase64 == "/wA=")
    #expect(throws: CommandFailure.self) { try request(["--stdin", file.path + "x", "--", "cat"]) }
  }

  @Test func eachSubmissionHasAKeyOfItsOwn() throws {
    func key(_ arguments: [String]) throws -> String {
      try #require(try Jobctl.parseAsRoot(["submit"] + arguments + ["--", "ls"]) as? SubmitCommand).spec.key
    }
    #expect(try key(["--idempotency-key", "k"]) == "k")
    #expect(try key([]) != key([]))
  }
}
