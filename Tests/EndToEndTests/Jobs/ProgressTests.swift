// `jobctl progress` as a job runs it: the report is there while the job runs and after, over the Unix socket and over
// TCP with the job's own token.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct ProgressTests {
  /// The command of a job that reports in three steps. How a step ended is in a file of its name; it waits for the file
  /// `after-STEP` before the next one.
  private func reports(_ scratch: Scratch, _ steps: [Step]) -> String {
    let commands = steps.map { step in
      let (said, next) = (scratch.file(step.name), scratch.file("after-\(step.name)"))
      return """
        \(BuiltProgram.jobctl) progress \(step.words) 2>> \(scratch.file("errors")); echo $? > \(said)
        while ! test -e \(next); do sleep 0.02; done
        """
    }
    return commands.joined(separator: "\n")
  }

  /// How the step ended.
  private func status(_ step: String, _ scratch: Scratch) async throws -> String {
    try await eventually("the job has said: \(step)") { scratch.text(step).hasSuffix("\n") }
    return scratch.text(step).trimmingCharacters(in: .newlines)
  }

  private typealias Step = (name: String, words: String)
  private let steps: [Step] = [("first", "3/10 encoding"), ("wrong", "2/1"), ("last", "10/10")]

  @Test func reportsOfACommandAreShownWhileItRunsAndAfter() async throws {
    let daemon = try await Daemon()
    let scratch = daemon.scratch
    let id = try await daemon.shell(reports(scratch, steps))
    func progress() async throws -> JSONValue? { try await daemon.job(id).value("progress") }
    #expect(try await status("first", scratch) == "0", "\(scratch.text("errors"))")
    let first = try #require(try await progress())
    #expect(first.int("done") == 3 && first.int("total") == 10 && first.string("note") == "encoding", "\(first)")
    #expect(first["fraction"]?.doubleValue == 0.3)
    #expect(try await daemon.jobctl("status", "\(id)").output.contains("encoding"))
    scratch.touch("after-first")
    #expect(try await status("wrong", scratch) == "64")
    #expect(try await progress() == first)
    scratch.touch("after-wrong")
    #expect(try await status("last", scratch) == "0", "\(scratch.text("errors"))")
    scratch.touch("after-last")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    let last = try #require(job.value("progress"))
    #expect(last.int("done") == 10 && last.int("total") == 10 && last["note"] == .null, "\(last)")
  }

  @Test func overTCPTheTokenOfTheJobIsEnough() async throws {
    let url = "http://127.0.0.1:\(try Daemon.freePort())"
    let daemon = try await Daemon(listen: url)
    let scratch = daemon.scratch
    let environment = ["JOBD_URL": url, "JOBD_TOKEN_FILE": try daemon.adminToken()]
    let command = reports(scratch, steps) + "\necho $JOBD_URL; test -n \"$JOBD_TOKEN_FILE\""
    let submitted = try await daemon.jobctl("submit", "--shell", command, environment: environment)
    let id = try #require(Int(submitted.output.trimmingCharacters(in: .newlines)), "\(submitted)")
    func job() async throws -> JSONValue {
      try JSONReader.parse(try await daemon.jobctl("status", "--json", "\(id)", environment: environment).output)
    }
    #expect(try await status("first", scratch) == "0", "\(scratch.text("errors"))")
    let first = try #require(try await job()["progress"])
    #expect(first.int("done") == 3 && first.int("total") == 10 && first.string("note") == "encoding", "\(first)")
    scratch.touch("after-first")
    #expect(try await status("wrong", scratch) == "64")
    #expect(try await job()["progress"] == first)
    scratch.touch("after-wrong")
    #expect(try await status("last", scratch) == "0", "\(scratch.text("errors"))")
    scratch.touch("after-last")
    #expect(try await daemon.jobctl("wait", "\(id)", environment: environment).status == 0)
    #expect(try await job()["progress"]?.int("done") == 10)
    #expect(try await daemon.jobctl("logs", "\(id)", environment: environment).output.contains(url))
  }

  @Test func outsideAJobThereIsNothingToReport() async throws {
    let daemon = try await Daemon()
    let outside = try await daemon.jobctl("progress", "1/2")
    #expect(outside.status == 3 && outside.errors.contains("not inside a job"), "\(outside)")
    let ended = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(ended)
    let late = try await daemon.jobctl("progress", "1/2", environment: ["JOBD_JOB_ID": "\(ended)"])
    #expect(late.status == 4, "\(late)")
    #expect(try await daemon.job(ended).isNull("progress"))
  }
}
