// Output that a job wrote and that is not there any more: it is said, and never shown as if there had been none.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct LostOutputTests {
  /// A job that has written `hi` and a line end, and what stands now in the place of its file with that ending.
  private func lose(
    _ daemon: Daemon, _ script: String = "echo hi", _ ending: String = "out", _ replacement: String = "true"
  ) async throws -> Int {
    let id = try await daemon.shell(script)
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    let path = "\(try daemon.logs())/\(id / 1_000)/\(id).1.\(ending)"
    try #require(FileManager.default.fileExists(atPath: path))
    let program = try Program(["/bin/sh", "-c", "at=$0; rm $at; \(replacement)", path])
    #expect(try await program.exit() == 0)
    return id
  }

  @Test(arguments: ["true", "mkfifo $at", "ln -s /etc/passwd $at", "mkdir $at", ": > $at"])
  func whatIsGoneIsSaidToBe(_ replacement: String) async throws {
    let daemon = try await Daemon()
    let id = try await lose(daemon, "echo hi", "out", replacement)
    for target in ["result", "log", "log?attempt=1", "log?follow=true", "log?tail=1", "result?follow=true"] {
      let answer = try await daemon.get("/v1/jobs/\(id)/\(target)")
      #expect(answer.status == 410 && answer.code == "output_gone", "\(target): \(answer.status) \(answer.text)")
      #expect(answer.int("job_id") == id)
    }
    for arguments in [
      ["result", "\(id)"], ["logs", "\(id)"], ["logs", "-n", "2", "\(id)"], ["logs", "-f", "\(id)"],
    ] {
      let program = try daemon.startJobctl(arguments)
      #expect(try await program.exit() == 70, "\(arguments)")
      #expect(program.output.isEmpty && program.errors.contains("the stdout of job \(id) is gone"), "\(program.errors)")
    }
    // Of that nothing was written.
    let errors = try await daemon.log(id, "stream=stderr")
    #expect(errors.status == 200 && errors.body.isEmpty)
  }

  /// Nobody was there to measure it when the daemon was killed.
  @Test func outputOfALostAttemptIsCounted() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("echo hi; echo bad >&2; exec sleep 60")
    try await eventually("it has written") { try await daemon.log(id, "stream=stderr").text == "bad\n" }
    try await daemon.killHard()
    let second = try await Daemon(daemon.scratch)
    let job = try await second.finished(id)
    #expect(job.string("reason") == "lost", "\(job.text)")
    let log = try #require(job.value("log"))
    #expect(log.int("stdout_bytes") == 3 && log.int("stderr_bytes") == 4, "\(job.text)")
    #expect(try await second.log(id).text == "hi\n")
    #expect(try await second.jobctl("error", "\(id)").output.contains("bad"))
  }

  @Test func outputDoesNotStandInForALostResult() async throws {
    let daemon = try await Daemon()
    let id = try await lose(daemon, "echo hi; echo result > $JOBD_RESULT", "result")
    let result = try await daemon.get("/v1/jobs/\(id)/result")
    #expect(result.status == 410 && result.code == "output_gone", "\(result.status) \(result.text)")
    #expect(try await daemon.log(id).text == "hi\n")
  }

  /// A power cut may take the end of a log: what is left is shown as a log, and is no result.
  @Test func aResultThatHasLostItsEndIsNone() async throws {
    let daemon = try await Daemon()
    let id = try await lose(daemon, "echo hi", "out", "printf h > $at")
    #expect(try await daemon.get("/v1/jobs/\(id)/result").code == "output_gone")
    #expect(try await daemon.log(id).text == "h")
  }

  @Test func aFollowUpDoesNotTakeItForNothing() async throws {
    let daemon = try await Daemon()
    let script = #""shell":"echo \"[$(cat $JOBD_PARENT_1_RESULT)]\"""#
    for (wrote, ending) in [("echo hi", "out"), ("echo hi; echo result > $JOBD_RESULT", "result")] {
      let parent = try await lose(daemon, wrote, ending)
      let child = try await daemon.finished(daemon.submit(#"{\#(script),"after":[\#(parent)]}"#))
      #expect(child.string("state") == "failed", "\(child.text)")
      #expect(child.value("error")?.string("code") == "output_gone", "\(child.text)")
      #expect(child.value("error")?.string("message")?.contains("job \(parent)") == true, "\(child.text)")
    }
    // One that failed has no result to promise: who cleans up after it runs.
    let failed = try await daemon.shell("echo hi; exit 1")
    _ = try await daemon.finished(failed)
    try FileManager.default.removeItem(atPath: "\(try daemon.logs())/\(failed / 1_000)/\(failed).1.out")
    let cleanup = try await daemon.submit(#"{"shell":"true","after":[{"job":\#(failed),"on":"failure"}]}"#)
    #expect(try await daemon.finished(cleanup).string("state") == "succeeded")
  }

  @Test func aBatchSaysWhichOfItsResultsIsGone() async throws {
    let daemon = try await Daemon()
    let batch = try await daemon.batch(#"{"jobs":[{"shell":"echo one"},{"shell":"echo two"}]}"#)
    let (id, jobs) = (try #require(batch.int("id")), batch.ints("ids"))
    _ = try await daemon.doneBatch(id)
    try FileManager.default.removeItem(atPath: "\(try daemon.logs())/\(jobs[0] / 1_000)/\(jobs[0]).1.out")
    let gathered = try await daemon.get("/v1/batches/\(id)?results=true&return_errors=false")
    #expect(gathered.status == 410 && gathered.int("job_id") == jobs[0], "\(gathered.text)")
    let all = try await daemon.get("/v1/batches/\(id)?results=true&return_errors=true")
    let entries = all.objects("results")
    #expect(entries.first?["error"]?.string("code") == "output_gone", "\(all.text)")
    #expect(entries.first?["truncated"]?.boolValue == true && entries.first?["result"] == .null)
    #expect(entries.last?.string("result") == "two\n")
    let fanIn = try await daemon.finished(
      daemon.submit(#"{"shell":"cat $JOBD_BATCH_1_RESULTS","after":[{"batch":\#(id)}]}"#))
    #expect(fanIn.value("error")?.string("code") == "output_gone", "\(fanIn.text)")
    let waited = try await daemon.jobctl("wait", "--batch", "\(id)", "--results")
    #expect(waited.status == 70 && waited.errors.contains("is gone"), "\(waited)")
  }
}
