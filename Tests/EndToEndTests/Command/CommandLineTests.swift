// What stands on a command line is what is done: options end at the command, and nothing is passed over in silence.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CommandLineTests {
  @Test func optionsBehindTheCommandAreItsOwn() async throws {
    let daemon = try await Daemon()
    let run = try await daemon.jobctl("run", "sh", "-c", #"echo "$@""#, "x", "--name", "web", "--queue", "q", "-la")
    #expect(run.status == 0 && run.output == "--name web --queue q -la\n", "\(run)")
    #expect(run.errors.isEmpty, "a pipe hears no remark: \(run)")
    let job = try await daemon.job(1)
    #expect(job.string("name") == "job-1" && job.string("queue") == "default", "\(job.text)")
    let set = try await daemon.jobctl("schedule", "set", "n", "--cron", "@daily", "ls", "--cron", "x")
    #expect(set.status == 0, "\(set)")
    #expect(try await daemon.get("/v1/schedules/n").text.contains(#""argv":["ls","--cron","x"]"#))
  }

  @Test func aCommandJoinsABatchByItself() async throws {
    let daemon = try await Daemon()
    let batch = try await daemon.jobctl("batch", "create", "--open").output.trimmingCharacters(
      in: .whitespacesAndNewlines)
    let added = try await daemon.jobctl("batch", "add", batch, "--name", "mine", "echo", "--name", "its own")
    #expect(added.status == 0, "\(added)")
    let id = try #require(Int(added.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    let job = try await daemon.finished(id)
    #expect(job.int("batch") == Int(batch) && job.string("name") == "mine", "\(job.text)")
    #expect(try await daemon.jobctl("result", "\(id)").output == "--name its own\n")
    let file = daemon.scratch.file("jobs.ndjson")
    try "{\"argv\":[\"true\"]}\n{\"argv\":[\"true\"]}\n".write(toFile: file, atomically: false, encoding: .utf8)
    let old = try await daemon.jobctl("batch", "add", batch, file)
    #expect(old.status == 64 && old.errors.contains("--file \(file)"), "\(old)")
    let filed = try await daemon.jobctl("batch", "add", batch, "--file", file)
    #expect(filed.status == 0 && filed.output == "\(id + 1)\n\(id + 2)\n", "\(filed)")
  }

  @Test func aPersonIsToldOfAnOptionBehindTheCommand() async throws {
    let daemon = try await Daemon()
    let seen = try daemon.startJobctl(["submit", "echo", "--priority", "9"], terminal: PseudoTerminal())
    #expect(try await seen.exit() == 0, "\(seen.output)")
    #expect(seen.output.contains("--priority stands behind the command"), "\(seen.output)")
    let marked = try daemon.startJobctl(["submit", "--", "echo", "--priority", "9"], terminal: PseudoTerminal())
    #expect(try await marked.exit() == 0)
    #expect(!marked.output.contains("stands behind"), "\(marked.output)")
    #expect(try await daemon.job(1).int("priority") == 0)
  }

  @Test func anEndIsSaidInOneWay() async throws {
    let daemon = try await Daemon()
    let (told, other) = (daemon.scratch.file("told"), daemon.scratch.file("other"))
    let failed = try await daemon.jobctl(
      "submit", "--wait", "--on-failure", "cat > \(told)", "--on-success", "touch \(other)", "--on-end",
      "touch \(other).end", "false")
    #expect(failed.status == 1, "\(failed)")
    try await eventually("the commands for this end have run") {
      daemon.scratch.text("told").contains("job.failed") && daemon.scratch.has("other.end")
    }
    #expect(!daemon.scratch.has("other"))
    for (arguments, meant) in [
      (["--then", "fail:mail me"], "failure:"), (["--callback", "failure=http://h/"], "failure:"),
      (["--callback", "http://h/ x"], "--on-end"), (["--on-done", "failure:mail me"], "--on-failure"),
      (["--unique", "k:retrun"], "return"),
    ] {
      let program = try daemon.startJobctl(["submit"] + arguments + ["true"])
      #expect(try await program.exit() == 64, "\(arguments)")
      #expect(program.errors.contains(meant), "\(program.errors)")
    }
  }

  @Test func threeOClockIsThreeOClockHere() async throws {
    let daemon = try await Daemon()
    let berlin = ["TZ": "Europe/Berlin"]
    let set = try await daemon.jobctl("schedule", "set", "here", "--cron", "0 3 * * *", "true", environment: berlin)
    #expect(set.status == 0 && set.errors.contains("03:00:00 CE"), "\(set)")
    #expect(try await daemon.schedule("here").string("timezone") == "Europe/Berlin")
    let named = try await daemon.jobctl(
      "schedule", "set", "there", "--cron", "0 3 * * *", "--timezone", "asia/TOKYO", "true", environment: berlin)
    #expect(named.status == 0, "\(named)")
    #expect(try await daemon.schedule("there").string("timezone") == "Asia/Tokyo")
    let wrong = try await daemon.jobctl("schedule", "set", "x", "--cron", "@daily", "--timezone", "Berlin", "true")
    #expect(wrong.status == 64 && wrong.errors.contains("Europe/Berlin"), "\(wrong)")
    let rule = ["TZ": "CET-1CEST,M3.5.0,M10.5.0/3"]
    let unnamed = try await daemon.jobctl("schedule", "set", "x", "--cron", "@daily", "true", environment: rule)
    #expect(unnamed.status == 64 && unnamed.errors.contains("--timezone"), "\(unnamed)")
  }

  @Test func aTimeThatHasGoneByIsRefused() async throws {
    let daemon = try await Daemon()
    let past = try await daemon.jobctl("submit", "--at", "2020-01-01 08:00", "true")
    #expect(past.status == 64 && past.errors.contains("--allow-past"), "\(past)")
    #expect(try await daemon.jobctl("submit", "--at", "2020-01-01 08:00", "--allow-past", "true").status == 0)
    #expect(try await daemon.finished(1).string("state") == "succeeded")
    let coming = try await daemon.jobctl("submit", "--at", "+3h", "true")
    #expect(coming.output == "2\n", "\(coming)")
    let page = try await daemon.jobctl("status", "2", environment: ["TZ": "Asia/Tokyo"])
    #expect(page.output.contains(" JST (in 3h)"), "\(page.output)")
    #expect(try await daemon.jobctl("edit", "2", "--at", "2020-01-01").status == 64)
  }
}
