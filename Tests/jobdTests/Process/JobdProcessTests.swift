// The life of a real daemon as seen from outside: its ready line, its exit codes, its signals.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct JobdProcessTests {
  private let directory: TemporaryDirectory
  private var data: String { "\(directory.path)/data" }
  private var socket: String { "\(directory.path)/jobd.sock" }
  private var arguments: [String] { ["--data-dir", data, "--listen", "unix://\(socket)"] }

  init() throws { directory = try TemporaryDirectory() }

  @Test func versionIsPrinted() async throws {
    let jobd = try JobdProcess(["version"])
    #expect(await jobd.outputLine(containing: "jobd") == "jobd \(try currentVersion())")
    #expect(await jobd.exitStatus() == 0)
  }

  @Test func readyDaemonAnswersAndStopsCleanly() async throws {
    let jobd = try JobdProcess(arguments)
    #expect(await jobd.outputLine(containing: "ready")?.hasSuffix("ready on unix://\(socket)") == true)
    #expect(try await statusLine(of: "/healthz", at: socket) == "HTTP/1.1 200 OK")
    #expect(try mode(of: data) == 0o700)
    #expect(try mode(of: socket) == 0o600)
    jobd.send(SIGTERM)
    #expect(await jobd.exitStatus() == 0)
    #expect(!FileManager.default.fileExists(atPath: socket))
  }

  @Test func interruptStopsItToo() async throws {
    let jobd = try JobdProcess(arguments)
    #expect(await jobd.outputLine(containing: "ready") != nil)
    jobd.send(SIGINT)
    #expect(await jobd.exitStatus() == 0)
  }

  @Test func hangupIsIgnored() async throws {
    let jobd = try JobdProcess(arguments)
    #expect(await jobd.outputLine(containing: "ready") != nil)
    jobd.send(SIGHUP)
    #expect(try await statusLine(of: "/readyz", at: socket) == "HTTP/1.1 200 OK")
    jobd.send(SIGTERM)
    #expect(await jobd.exitStatus() == 0)
    #expect(await jobd.allErrors().contains("SIGHUP ignored"))
  }

  @Test func secondDaemonOnTheDirectoryIsRefused() async throws {
    let first = try JobdProcess(arguments)
    #expect(await first.outputLine(containing: "ready") != nil)
    let second = try JobdProcess(["--data-dir", data, "--listen", "unix://\(directory.path)/other.sock"])
    #expect(await second.exitStatus() == 73)
    #expect(await second.allErrors().contains("in use by"))
    #expect(try await statusLine(of: "/healthz", at: socket) == "HTTP/1.1 200 OK")
  }

  @Test func addressInUseIsToldApart() async throws {
    let first = try JobdProcess(arguments)
    #expect(await first.outputLine(containing: "ready") != nil)
    let second = try JobdProcess(["--data-dir", "\(directory.path)/other", "--listen", "unix://\(socket)"])
    #expect(await second.exitStatus() == 69)
    #expect(try await statusLine(of: "/healthz", at: socket) == "HTTP/1.1 200 OK")
  }

  @Test func socketOfADaemonThatDiedIsReplaced() async throws {
    let first = try JobdProcess(arguments)
    #expect(await first.outputLine(containing: "ready") != nil)
    first.send(SIGKILL)
    #expect(await first.exitStatus() == 128 + SIGKILL)
    let second = try JobdProcess(arguments)
    #expect(await second.outputLine(containing: "ready") != nil)
    #expect(try await statusLine(of: "/healthz", at: socket) == "HTTP/1.1 200 OK")
  }

  @Test func wrongConfigurationIsRefused() async throws {
    let jobd = try JobdProcess(arguments + ["--slots", "none"])
    #expect(await jobd.exitStatus() == 78)
    #expect(await jobd.allErrors().contains("slots (--slots)"))
    #expect(!FileManager.default.fileExists(atPath: data))
  }

  @Test(
    arguments: [
      (["--slots", "none"], "slots (--slots)"), (["--slots", "0"], "slots (--slots)"),
      (["--config", "/nonexistent/jobd.yaml"], "/nonexistent/jobd.yaml"), (["--config", "twice.yaml"], "slots"),
      (["--config", "unknown.yaml"], "slotz"),
    ])
  func configurationThatIsWrongIsSaidToBe(flags: [String], named: String) async throws {
    _ = try directory.file("twice.yaml", "slots: 1\nslots: 2\n")
    _ = try directory.file("unknown.yaml", "slotz: 1\n")
    let flags = flags.map { $0.hasSuffix(".yaml") && !$0.hasPrefix("/") ? "\(directory.path)/\($0)" : $0 }
    for command in [["config", "check"], ["serve"], []] {
      let jobd = try JobdProcess(command + ["--data-dir", data] + flags)
      #expect(await jobd.exitStatus() == 78)
      let errors = await jobd.allErrors()
      #expect(errors.contains(named), "\(command): \(errors)")
    }
  }

  @Test func wrongUsageIsRefused() async throws {
    let jobd = try JobdProcess(["--no-such-flag"])
    #expect(await jobd.exitStatus() == 64)
  }

  @Test func directoryThatCannotBeMadeIsRefused() async throws {
    let file = try directory.file("file", "")
    let jobd = try JobdProcess(["--data-dir", "\(file)/data", "--listen", "unix://\(socket)"])
    #expect(await jobd.exitStatus() == 73)
  }

  @Test func damagedDatabaseIsLeftAsItIs() async throws {
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let database = "\(data)/jobd.sqlite"
    let garbage = String(repeating: "this is no database\n", count: 1000)
    try garbage.write(toFile: database, atomically: false, encoding: .utf8)
    let jobd = try JobdProcess(arguments)
    #expect(await jobd.exitStatus() == 65)
    #expect(try String(contentsOfFile: database, encoding: .utf8) == garbage)
  }

  @Test func portZeroIsPrintedAsTheRealOneAndATokenIsMade() async throws {
    let jobd = try JobdProcess(["--data-dir", data, "--listen", "http://127.0.0.1:0"])
    let made = try #require(await jobd.outputLine(containing: "token"))
    #expect(made.contains("\(data)/tokens; whoever has it can run commands as this user"))
    let ready = try #require(await jobd.outputLine(containing: "ready"))
    let port = try #require(ready.split(separator: ":").last.flatMap { Int($0) })
    #expect(port > 0)
    #expect(try mode(of: "\(data)/tokens") == 0o600)
    let token = try String(contentsOfFile: "\(data)/tokens", encoding: .utf8)
    #expect(token.contains("admin"))
  }

  @Test func runtimeDirectoryHoldsTheDefaultSocket() async throws {
    let environment = ["RUNTIME_DIRECTORY": directory.path, "STATE_DIRECTORY": data]
    let jobd = try JobdProcess([], environment: environment)
    #expect(await jobd.outputLine(containing: "ready")?.hasSuffix("unix://\(socket)") == true)
    #expect(FileManager.default.fileExists(atPath: "\(data)/jobd.sqlite"))
  }

  private func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func currentVersion() throws -> String {
    let source = try Repository.text("Sources/JobWire/Version.swift")
    return try #require(source.firstMatch(of: /current = "([^"]+)"/).map { String($0.output.1) })
  }
}
