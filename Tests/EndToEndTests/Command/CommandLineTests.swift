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
      #expect(program.errors.contains(meant) && !program.errors.contains("<subcommand>"), "\(program.errors)")
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

  @Test func aCommandThatIsNotThereIsNamedFirst() async throws {
    let daemon = try await Daemon()
    let typo = try await daemon.jobctl("sumbit", "--wait", "--no-such-option", "true")
    #expect(typo.status == 64 && typo.errors.contains("'jobctl sumbit'"), "\(typo)")
    #expect(typo.errors.contains("`jobctl submit`"), "\(typo)")
    let group = try await daemon.jobctl("queue", "lst")
    #expect(group.status == 64 && group.errors.contains("`jobctl queue list`"), "\(group)")
    let version = try await daemon.jobctl("--version")
    let info = try await daemon.get("/v1/info").string("version")
    #expect(version.status == 0 && version.output == "\(info ?? "")\n", "\(version)")
    #expect(try await daemon.jobctl("add", "true").output == "1\n")
    #expect(try await daemon.jobctl("ls", "--json").output.contains(#""id":1"#))
  }

  @Test func whatHasNoEndOrNoItemsIsRefused() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.jobctl("submit", "--hold", "--wait", "true")
    #expect(held.status == 64 && held.errors.contains("--hold"), "\(held)")
    for arguments in [["map", "echo", ":::"], ["map", "echo"]] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() == 64, "\(program.errors)")
      #expect(program.errors.contains("There are no items"), "\(program.errors)")
    }
    let typed = try daemon.startJobctl(["map", "echo"], terminal: PseudoTerminal())
    #expect(try await typed.exit() == 64)
    #expect(typed.output.contains("Say for which items"), "\(typed.output)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
    #expect(try await daemon.get("/v1/batches").objects("batches").isEmpty)
  }

  @Test func aDirectoryThatIsGoneIsSaid() async throws {
    let daemon = try await Daemon()
    let script = #"mkdir "$1/gone"; cd "$1/gone"; rmdir "$1/gone"; shift; exec "$@""#
    for (arguments, status) in [(["submit", "true"], Int32(64)), (["submit", "--cwd", "/", "true"], 0)] {
      let shell = try Program(
        ["/bin/sh", "-c", script, "sh", daemon.scratch.path, BuiltProgram.jobctl] + arguments,
        environment: ["JOBD_URL": "unix://\(daemon.socket)"])
      #expect(try await shell.exit() == status, "\(shell.errors)")
      #expect(shell.errors.contains("has been removed") == (status == 64), "\(shell.errors)")
    }
  }

  @Test func aFileOfJobsMayBeAnArray() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.json")
    try #"[{"argv":["true"]}, {"argv":["true"],"name":"b"}]"#.write(toFile: file, atomically: false, encoding: .utf8)
    let array = try await daemon.jobctl("submit", "--file", file)
    #expect(array.status == 0 && array.output == "1\n2\n", "\(array)")
    #expect(try await daemon.job(2).string("name") == "b")
    let named = try await daemon.jobctl("submit", "--file", file, "--name", "all")
    #expect(named.status == 64, "options are not passed over: \(named)")
    let missing = try await daemon.jobctl("submit", "--batch", "99", "true")
    #expect(missing.status == 3 && missing.errors.hasPrefix("jobctl: there is no batch 99\n"), "\(missing)")
  }

  @Test func aPriorityCanBeRaised() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("submit", "--hold", "--priority", "10", "true").status == 0)
    for (change, priority) in [("+5", 15), ("+-20", -5), ("7", 7)] {
      #expect(try await daemon.jobctl("edit", "1", "--priority", change).status == 0)
      #expect(try await daemon.job(1).int("priority") == priority)
    }
  }

  @Test func aDrainWaitsForWhatRunsOnly() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    let command = "until [ -e \(go) ]; do sleep 0.05; done; echo not yet >&2; exit 3"
    let again = try await daemon.jobctl("submit", "--retries", "1", "--retry-delay", "1h", "--shell", command)
    #expect(again.output == "1\n")
    try await daemon.reach(1, "running")
    #expect(try await daemon.jobctl("submit", "--hold", "true").status == 0)
    #expect(try await daemon.jobctl("submit", "--external").status == 0)
    let early = try await daemon.jobctl("error", "1")
    #expect(early.status == 4, "\(early)")
    let drain = try daemon.startJobctl(["drain", "--wait"])
    try await eventually("it waits") { drain.errors.contains("still running") }
    #expect(drain.status == nil)
    try "".write(toFile: go, atomically: false, encoding: .utf8)
    #expect(try await drain.exit() == 0, "\(drain.errors)")
    #expect(drain.errors.contains("Nothing runs any more"), "\(drain.errors)")
    #expect(try await daemon.job(1).string("state") == "retrying")
    let error = try await daemon.jobctl("error", "1")
    #expect(error.status == 0, "\(error)")
    #expect(error.output == "retrying (exit): exited with code 3\n  not yet\n", "\(error)")
  }

  @Test func errorsBeginTheSameWayAndHelpIsShort() async throws {
    let daemon = try await Daemon()
    for arguments in [
      ["submit"], ["submit", "--quue", "x", "ls"], ["sumbit"], ["status", "99"], ["submit", "ls -la"],
    ] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() != 0)
      #expect(program.errors.hasPrefix("jobctl: ") && program.output.isEmpty, "\(program.errors)")
    }
    let line = try await daemon.jobctl("submit", "ls -la")
    #expect(line.status == 64 && line.errors.contains("--shell 'ls -la'"), "\(line)")
    let brief = try await daemon.jobctl("submit", "-h")
    #expect(brief.status == 0 && brief.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 25)
    let whole = try await daemon.jobctl("submit", "--help")
    #expect(whole.status == 0 && whole.output.contains("--idempotency-key") && whole.output.contains("WHAT TO RUN"))
    #expect(try await daemon.jobctl("run", "ls", "--help").output.contains("Usage"), "that of ls")
  }
}
