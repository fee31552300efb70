// `jobctl map`: one job per item, without a shell, as a batch.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct MapTests {
  @Test func oneJobPerArgumentAndResultsInOrder() async throws {
    let daemon = try await Daemon()
    let made = try await map(daemon, ["echo", "<{}>", ":::", "a", "b c", "$(id)"])
    #expect(made.status == 0, "\(made)")
    let id = try #require(Int(made.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(try await daemon.doneBatch(id).int("size") == 3)
    let results = try await daemon.jobctl("batch", "results", "\(id)")
    #expect(results.output == "<a>\n<b c>\n<$(id)>\n", "\(results)")
  }

  @Test func itemIsAppendedWhereNoPlaceIsGiven() async throws {
    let daemon = try await Daemon()
    let made = try await map(daemon, ["--results", "printf", "%s\\n", ":::", "x; touch /tmp/never", "*"])
    #expect(made.status == 0 && made.output.hasSuffix("x; touch /tmp/never\n*\n"), "\(made)")
  }

  @Test func itemsComeFromStandardInputOrAFile() async throws {
    let daemon = try await Daemon()
    let items = (1...1_000).map { "item \($0)" }
    let file = daemon.scratch.file("items")
    try (items.joined(separator: "\n") + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    let piped = try await map(daemon, ["--results", "echo", "{}"], input: file)
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(piped.output.split(separator: "\n").suffix(1_000).map(String.init) == items)
    let named = try await map(daemon, ["--wait", "true", "::::", file])
    #expect(named.status == 0 && named.errors.contains("1000/1000"), "\(named.errors)")
    try "a\nb\0c d\0".write(toFile: file, atomically: false, encoding: .utf8)
    let null = try await map(daemon, ["--null", "--results", "echo", "{}"], input: file)
    #expect(null.output.hasSuffix("a\nb\nc d\n"), "\(null)")
  }

  @Test func neverMoreThanParallelAtOnce() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("marks")
    let command = ["sh", "-c", "echo + >> \(file); sleep 0.05; echo - >> \(file)", "{}"]
    let made = try await map(daemon, ["--parallel", "2", "--wait"] + command + [":::"] + (0..<12).map { "\($0)" })
    #expect(made.status == 0, "\(made)")
    var (running, most) = (0, 0)
    for mark in daemon.scratch.lines("marks") {
      running += mark == "+" ? 1 : -1
      most = max(most, running)
    }
    #expect(most == 2 && running == 0, "\(most) at once")
  }

  @Test func fateOfTheItemsIsTheStatus() async throws {
    let daemon = try await Daemon()
    let some = try await map(daemon, ["--wait", "sh", "-c", "exit {}", ":::", "0", "3", "0"])
    #expect(some.status == 1, "\(some)")
    #expect(some.errors.contains("3/3 ok=2 failed=1"), "\(some.errors)")
    let arguments = ["--fail-fast", "--wait", "--parallel", "2", "sh", "-c", "sleep {}; exit 1"]
    let first = try await map(daemon, arguments + [":::", "0", "60", "60", "60"])
    #expect(first.status == 1, "\(first)")
    #expect(try await daemon.get("/v1/jobs?state=cancelled").objects("jobs").count == 3)
    #expect(try await map(daemon, [":::", "a"]).status == 64)
  }

  private func map(_ daemon: Daemon, _ arguments: [String], input: String = "/dev/null") async throws -> Spoken {
    let program = try Program(
      [BuiltProgram.jobctl, "map"] + arguments, environment: ["JOBD_URL": "unix://\(daemon.socket)"], input: input)
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }
}
