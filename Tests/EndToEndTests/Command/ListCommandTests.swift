// `jobctl list` against a real daemon: what it says of each job, and the forms that scripts read.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ListCommandTests {
  @Test func listSaysWhatRunsAndWhatKeepsOthersFromStarting() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.send("PUT", "/v1/queues/mail", "{}")
    #expect(try await daemon.post("/v1/queues/mail/pause").status == 200)
    _ = try await daemon.submit(#"{"argv":["send","--token","hunter2"],"queue":"mail"}"#)
    let limit = #""limit":{"key":"db","max":1}"#
    let running = try await daemon.submit(#"{"argv":["sleep","60"],\#(limit)}"#)
    try await daemon.reach(running, "running")
    _ = try await daemon.submit(#"{"argv":["sleep","60"],\#(limit)}"#)
    let list = try await daemon.jobctl("list")
    let lines = list.output.split(separator: "\n")
    #expect(list.status == 0 && list.errors.isEmpty && lines.count == 4, "\(list)")
    #expect(lines[0].contains("QUEUE") && lines[0].contains("COMMAND") && !lines[0].contains("BATCH"), "\(list)")
    #expect(
      lines[1].contains("queued") && lines[1].contains(#"limit "db": 1 of 1 running, job \#(running)"#), "\(list)")
    #expect(lines[2].contains("running") && lines[2].hasSuffix("sleep 60"), "\(list)")
    #expect(lines[3].contains("send --token ***") && lines[3].hasSuffix("queue paused"), "\(list)")
  }

  @Test func listHasFormsForScripts() async throws {
    let daemon = try await Daemon()
    for (name, priority) in [("b", 2), ("c", 3), ("a", 1)] {
      _ = try await daemon.submit(#"{"handler":"noop","hold":true,"name":"\#(name)","priority":\#(priority)}"#)
    }
    let format = try await daemon.jobctl("list", "--sort", "-priority", "--format", "{id}:{name}:{command}")
    #expect(format.output == "2:c:noop\n1:b:noop\n3:a:noop\n", "\(format)")
    let csv = try await daemon.jobctl("list", "--csv", "--columns", "id,name,batch", "--sort", "name")
    #expect(csv.output == "id,name,batch\n3,a,\n1,b,\n2,c,\n", "\(csv)")
    let columns = try await daemon.jobctl("list", "--columns", "name,id", "--order", "oldest")
    #expect(columns.output == "NAME  ID\nb      1\nc      2\na      3\n", "\(columns)")
    let unknown = try await daemon.jobctl("list", "--columns", "id,colour")
    #expect(unknown.status == 64 && unknown.errors.contains("state_since"), "\(unknown)")
  }

  @Test func jobsOfAMapHaveTheNamesOfTheirItems() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("map", "--hold", "true", ":::", "a b", "x=1").status == 0)
    #expect(try await daemon.jobctl("map", "--hold", "--name", "n-{}", "true", ":::", "c").status == 0)
    let list = try await daemon.jobctl("list", "--order", "oldest", "--format", "{name}")
    #expect(list.output == "a b\n\nn-c\n", "\(list)")
  }

  @Test func listThatIsNotWholeSaysSo() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.lines(Array(repeating: #"{"handler":"noop","hold":true}"#, count: 3))
    for form in [["--json"], ["--csv"], ["--format", "{id}"], []] {
      let list = try daemon.startJobctl(["list", "--limit", "2"] + form)
      #expect(try await list.exit() == 0)
      #expect(list.errors.contains("these are 2 of more jobs; --all"), "\(form): \(list.errors)")
      let all = try daemon.startJobctl(["list", "--all"] + form)
      #expect(try await all.exit() == 0)
      #expect(all.errors.isEmpty, "\(form): \(all.errors)")
    }
  }

  /// Sorted is what is shown; where the daemon has the order, the first are those of all jobs.
  @Test func listThatSortsOnlyTheNewestSaysSo() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.lines(["b", "a", "c"].map { #"{"handler":"noop","hold":true,"name":"\#($0)"}"# })
    let names = try await daemon.jobctl("list", "-n", "2", "--sort", "name", "--format", "{name}")
    #expect(names.status == 0 && names.output == "a\nc\n", "\(names)")
    #expect(names.errors.contains("sorted are only the 2 newest jobs, of more; --all"), "\(names)")
    let oldest = try await daemon.jobctl("list", "-n", "2", "--sort", "id", "--format", "{name}")
    #expect(oldest.output == "b\na\n" && oldest.errors.contains("these are 2 of more jobs"), "\(oldest)")
    let all = try await daemon.jobctl("list", "--all", "--sort", "name", "--format", "{name}")
    #expect(all.output == "a\nb\nc\n" && all.errors.isEmpty, "\(all)")
  }

  @Test func whatEndedLastComesFirstIfThatIsAsked() async throws {
    let daemon = try await Daemon()
    for command in ["exit 3", "exit 4", "true"] {
      _ = try await daemon.finished(try await daemon.submit(#"{"shell":"\#(command)"}"#))
    }
    _ = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let ended = try await daemon.jobctl("list", "--order", "finished", "--format", "{id}")
    #expect(ended.output == "3\n2\n1\n" && ended.errors.contains("shows only jobs that have ended"), "\(ended)")
    let failed = try await daemon.jobctl("list", "--failed", "-n", "1", "--sort", "-finished_at", "--format", "{id}")
    #expect(failed.output == "2\n" && failed.errors.contains("these are 1 of more jobs"), "\(failed)")
    let code = try await daemon.jobctl("list", "--exit-code", "3", "--attempts", "1", "--format", "{id}")
    #expect(code.output == "1\n" && code.errors.isEmpty, "\(code)")
    let wrong = try await daemon.jobctl("list", "--reason", "boredom")
    #expect(wrong.status == 64 && wrong.errors.contains("timeout"), "\(wrong)")
    let removed = try await daemon.jobctl("rm", "--search", "EXIT", "--reason", "exit", "--dry-run")
    #expect(removed.status == 0 && removed.output == "1\n2\n", "\(removed)")
  }

  @Test func searchFindsWhatIsShownOfJobs() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.submit(#"{"argv":["send","--token","hunter2","home"],"hold":true}"#)
    _ = try await daemon.submit(#"{"handler":"noop","hold":true,"name":"Send home"}"#)
    let found = try await daemon.jobctl("search", "HOME", "--format", "{id}")
    #expect(found.status == 0 && found.output == "2\n1\n" && found.errors.isEmpty, "\(found)")
    let one = try await daemon.jobctl("search", "home", "-n", "1", "--format", "{id}")
    #expect(one.output == "2\n" && one.errors.contains("only looked at jobs submitted since"), "\(one)")
    let secret = try await daemon.jobctl("search", "hunter2")
    #expect(secret.status == 0 && secret.output.isEmpty && secret.errors.contains("No jobs match."), "\(secret)")
    let json = try await daemon.jobctl("search", "1", "--json")
    #expect(json.output.contains("\"id\":1,") && json.output.contains("\"looked_back_to\":null"), "\(json)")
  }

  @Test func orderOfPrioritySaysThatItIsOfQueuedJobs() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.submit(#"{"handler":"noop","hold":true}"#)
    let list = try await daemon.jobctl("list", "--order", "priority")
    #expect(list.status == 0 && list.errors.contains("only queued jobs"), "\(list)")
    let queued = try await daemon.jobctl("list", "--order", "priority", "--state", "queued")
    #expect(!queued.errors.contains("only queued jobs"), "\(queued)")
    #expect(try await daemon.jobctl("list", "--order", "priority", "--state", "held").status == 64)
  }

  @Test func outputOfAJobDoesNotControlTheTerminal() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(
      #"{"argv":["printf","\\033]0;title\\007\\033[31mred\\033[2J\\n"],"name":"n"}"#)
    _ = try await daemon.finished(id)
    func shown(_ arguments: String...) async throws -> String {
      let program = try daemon.startJobctl(
        arguments + ["\(id)"], environment: ["TERM": "xterm"], terminal: PseudoTerminal())
      #expect(try await program.exit() == 0)
      return program.output
    }
    let safe = "\\u{1b}]0;title\\u{7}\u{1b}[31mred\u{1b}[0m\r\n"
    #expect(try await shown("logs") == safe)
    #expect(try await shown("result") == safe)
    #expect(try await shown("logs", "--raw").hasPrefix("\u{1b}]0;title\u{7}\u{1b}[31mred\u{1b}[2J"))
    #expect(try await daemon.jobctl("logs", "\(id)").output == "\u{1b}]0;title\u{7}\u{1b}[31mred\u{1b}[2J\n")
  }

  @Test func answerOfAStrangerDoesNotControlTheTerminal() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"handler":"fail","payload":{"message":"\u009b2J\u202e"}}"#)
    _ = try await daemon.finished(id)
    for arguments in [["status", "\(id)"], ["error", "\(id)"], ["list"], ["status", "--json", "\(id)"]] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() == 0)
      #expect(program.output.contains("2J"), "\(program.output)")
      #expect(!program.output.unicodeScalars.contains { $0 == "\u{9b}" || $0 == "\u{202e}" }, "\(program.output)")
    }
  }
}
