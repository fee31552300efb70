// Gathering with jobctl: results in the order they were asked for, the first failure at once, each as it completes.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct GatherTests {
  @Test func resultsAreInTheOrderAskedForAndRepeated() async throws {
    let daemon = try await Daemon()
    var ids: [String] = []
    for (pause, word) in [("0.3", "a"), ("0.1", "b"), ("0.2", "c")] {
      ids.append("\(try await daemon.shell("sleep \(pause); echo \(word)"))")
    }
    let plain = try await jobctl(daemon, ["wait", "--results"] + ids)
    #expect(plain.status == 0 && plain.output == "a\nb\nc\n", "\(plain)")
    let twice = try await jobctl(daemon, ["wait", "--results", ids[0], ids[0], ids[1]])
    #expect(twice.status == 0 && twice.output == "a\na\nb\n", "\(twice)")
    let json = try await jobctl(daemon, ["wait", "--results", "--json", ids[0], ids[0], ids[1]])
    let entries = try JSONReader.parse(json.output).arrayValue ?? []
    #expect(entries.map { $0.string("result") } == ["a\n", "a\n", "b\n"], "\(json)")
  }

  @Test func firstFailureEndsTheGatherAndLeavesTheSiblings() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let slow = try await daemon.shell("while ! test -e \(go); do sleep 0.05; done; echo slow")
    let bad = try await daemon.shell("sleep 0.1; exit 3")
    let ended = try await jobctl(daemon, ["wait", "--results", "\(slow)", "\(bad)"])
    #expect(ended.status == 1 && ended.output.isEmpty, "\(ended)")
    #expect(ended.errors.contains("\(bad)"), "\(ended)")
    #expect(try await daemon.state(slow) == "running")
    daemon.scratch.touch("go")
    let all = try await jobctl(daemon, ["wait", "--results", "--return-errors", "--json", "\(slow)", "\(bad)"])
    let entries = try JSONReader.parse(all.output).arrayValue ?? []
    #expect(entries.map { $0.string("state") } == ["succeeded", "failed"], "\(all)")
    #expect(entries.first?.string("result") == "slow\n" && entries.last?.int("exit_code") == 3)
  }

  @Test func cancelledMemberIsAnEntryAndTheOthersFinish() async throws {
    let daemon = try await Daemon()
    let gone = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    let fine = try await daemon.shell("sleep 0.4; echo fine")
    try await daemon.reach(gone, "running")
    try await daemon.cancel(gone)
    let all = try await jobctl(daemon, ["wait", "--results", "--return-errors", "--json", "\(gone)", "\(fine)"])
    let entries = try JSONReader.parse(all.output).arrayValue ?? []
    #expect(entries.map { $0.string("state") } == ["cancelled", "succeeded"] && all.status == 5, "\(all)")
  }

  @Test func eachIsShownAsItCompletes() async throws {
    let daemon = try await Daemon()
    let slow = try await daemon.shell("while ! test -e \(daemon.scratch.file("slow")); do sleep 0.05; done")
    let mid = try await daemon.shell("while ! test -e \(daemon.scratch.file("mid")); do sleep 0.05; done")
    let quick = try await daemon.submit(#"{"handler":"noop"}"#)
    let program = try daemon.startJobctl(["wait", "--as-completed", "\(slow)", "\(mid)", "\(quick)"])
    try await shown(program, [quick])
    daemon.scratch.touch("mid")
    try await shown(program, [quick, mid])
    daemon.scratch.touch("slow")
    #expect(try await program.exit() == 0)
    try await shown(program, [quick, mid, slow])
    let held = try await daemon.held()
    let late = try await jobctl(daemon, ["wait", "--as-completed", "--timeout", "300ms", "\(quick)", "\(held)"])
    #expect(late.status == 7 && late.output.hasPrefix("\(quick) "), "\(late)")
    #expect(try await daemon.state(held) == "held")
  }

  @Test func progressCountsEveryEnd() async throws {
    let daemon = try await Daemon()
    var ids: [Int] = []
    for index in 0..<10 {
      ids.append(try await daemon.submit(#"{"handler":"\#(index < 2 ? "fail" : "noop")","hold":true}"#))
    }
    let program = try daemon.startJobctl(["wait", "--progress"] + ids.map { "\($0)" })
    try await eventually("it waits") { try await daemon.waiters() > 0 }
    try await daemon.cancel(ids[9])
    for id in ids.dropLast() { try await daemon.release(id) }
    #expect(try await program.exit() == 1)
    let lastLine = program.errors.split(separator: "\n").last ?? ""
    #expect(lastLine.hasSuffix("10/10 ok=7 failed=2 cancelled=1"), "\(program.errors)")
    #expect(lastLine.prefix { $0 != " " }.count == 10, "one mark for each: \(program.errors)")
  }

  @Test func waitForABatchPrintsItsResults() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.ndjson")
    let lines = (1...5).map { "{\"shell\":\"echo \($0)\"}" }.joined(separator: "\n")
    try lines.write(toFile: file, atomically: false, encoding: .utf8)
    let made = try await jobctl(daemon, ["batch", "create", "--name", "five", "--file", file])
    #expect(made.status == 0, "\(made)")
    let id = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let waited = try await jobctl(daemon, ["wait", "--batch", id, "--results"])
    #expect(waited.status == 0 && waited.output == "1\n2\n3\n4\n5\n", "\(waited)")
    #expect(try await jobctl(daemon, ["batch", "results", id]).output == "1\n2\n3\n4\n5\n")
    #expect(try await jobctl(daemon, ["batch", "show", id]).output.contains("five"))
    let open = try await jobctl(daemon, ["batch", "create"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(try await jobctl(daemon, ["submit", "--batch", open, "--", "true"]).status == 0)
    #expect(try await jobctl(daemon, ["batch", "close", open]).status == 0)
    #expect(try await jobctl(daemon, ["batch", "close", open]).status == 4)
    #expect(try await jobctl(daemon, ["wait", "--batch", open]).status == 0)
    #expect(try await jobctl(daemon, ["batch", "show", "999"]).status == 3)
  }

  private func jobctl(_ daemon: Daemon, _ arguments: [String]) async throws -> Spoken {
    let program = try daemon.startJobctl(arguments)
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }

  private func shown(_ program: Program, _ ids: [Int]) async throws {
    try await eventually("the jobs \(ids) are shown") {
      program.output.split(separator: "\n").map { $0.prefix { $0.isNumber } } == ids.map { "\($0)"[...] }
    }
  }
}
