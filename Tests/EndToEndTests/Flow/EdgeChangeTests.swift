// Edges that are changed while the child waits, parents that are still needed, and what a child sees of its parents.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct EdgeChangeTests {
  @Test func edgesAreReplacedAddedAndRemovedWhileBlocked() async throws {
    let daemon = try await Daemon()
    let (first, second) = (try await daemon.held(), try await daemon.held())
    let child = try await daemon.noop(after: "\(first)")
    let changed = try await daemon.patch(child, #"{"after":[\#(first),{"job":\#(second),"on":"any"}]}"#)
    #expect(changed.status == 200, "\(changed.text)")
    #expect(try await daemon.job(child).objects("parents").compactMap { $0.int("job") } == [first, second])
    try await daemon.release(first)
    _ = try await daemon.finished(first)
    #expect(try await daemon.state(child) == "blocked")
    #expect(try await daemon.patch(child, #"{"after":[]}"#).status == 200)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    #expect(try await daemon.job(second).ints("children") == [])
    let late = try await daemon.patch(child, #"{"after":[\#(second)]}"#)
    #expect(late.status == 409 && late.code == "invalid_state", "\(late.text)")
  }

  @Test func newEdgeToAnEndedParentDecidesAtOnce() async throws {
    let daemon = try await Daemon()
    let waiting = try await daemon.held()
    let bad = try await daemon.submit(#"{"handler":"fail"}"#)
    _ = try await daemon.finished(bad)
    let child = try await daemon.noop(after: "\(waiting)")
    #expect(try await daemon.patch(child, #"{"after":[{"job":\#(bad),"on":"failure"}]}"#).status == 200)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    let other = try await daemon.noop(after: "\(waiting)")
    #expect(try await daemon.patch(other, #"{"after":[\#(bad)]}"#).status == 200)
    #expect(try await daemon.finished(other).string("state") == "skipped")
  }

  @Test func heldJobMayGetParentsAndWaitsForThemOnceReleased() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.held()
    let child = try await daemon.held()
    #expect(try await daemon.patch(child, #"{"after":[\#(parent)]}"#).status == 200)
    try await daemon.release(child)
    #expect(try await daemon.state(child) == "blocked")
    try await daemon.release(parent)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
  }

  @Test func selfAndCyclesAreRefused() async throws {
    let daemon = try await Daemon()
    let a = try await daemon.held()
    let b = try await daemon.noop(after: "\(a)")
    let c = try await daemon.noop(after: "\(b)")
    for (job, parent) in [(a, a), (a, b), (a, c), (b, c)] {
      let answer = try await daemon.patch(job, #"{"after":[\#(parent)]}"#)
      #expect(answer.status == 400 && answer.code == "bad_request", "\(job) after \(parent): \(answer.text)")
      #expect(answer.faultyFields.first?.hasPrefix("after") == true, "\(answer.text)")
    }
    #expect(try await daemon.job(a).objects("parents").isEmpty)
    try await daemon.release(a)
    #expect(try await daemon.fates([a, b, c]) == ["succeeded", "succeeded", "succeeded"])
  }

  @Test func neededParentIsNotDeletedAndADeletedOneIsUnknown() async throws {
    let daemon = try await Daemon()
    let ended = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(ended)
    let other = try await daemon.held()
    let child = try await daemon.noop(after: "\(ended),\(other)")
    let refused = try await daemon.delete("/v1/jobs/\(ended)")
    #expect(refused.status == 409 && refused.code == "invalid_state", "\(refused.text)")
    try await daemon.release(other)
    _ = try await daemon.finished(child)
    #expect([200, 204].contains(try await daemon.delete("/v1/jobs/\(ended)").status))
    let answer = try await daemon.post("/v1/jobs", #"{"handler":"noop","after":[\#(ended)]}"#)
    #expect(answer.status == 400 && answer.faultyFields == ["after[0].job"], "\(answer.text)")
  }

  @Test func skippedFollowUpStaysSkippedWhenItsParentIsRetried() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.shell("test -e \(daemon.scratch.file("fine"))")
    let child = try await daemon.note("child", #""after":[\#(parent)]"#)
    #expect(try await daemon.finished(child).string("state") == "skipped")
    daemon.scratch.touch("fine")
    let retried = try await daemon.post("/v1/jobs/\(parent)/retry")
    #expect(retried.status == 200 || retried.status == 201)
    #expect(try await daemon.finished(try #require(retried.int("id"))).string("state") == "succeeded")
    #expect(try await daemon.state(child) == "skipped")
    let again = try await daemon.post("/v1/jobs/\(child)/retry")
    #expect(again.status == 200 || again.status == 201, "\(again.text)")
    #expect(try await daemon.finished(try #require(again.int("id"))).string("state") == "succeeded")
    #expect(daemon.scratch.lines("ran") == ["child"])
  }

  @Test func childReadsWhatItsParentsMade() async throws {
    let daemon = try await Daemon()
    let text = try await daemon.shell("echo from stdout")
    let file = try await daemon.shell("printf chosen > $JOBD_RESULT; echo not this")
    let json = try await daemon.submit(#"{"handler":"echo","payload":{"n":1}}"#)
    let bad = try await daemon.shell("exit 3")
    let script = """
      echo $JOBD_PARENT_COUNT
      for n in 1 2 3; do cat "$(eval echo \\$JOBD_PARENT_${n}_RESULT)"; echo; done
      echo $JOBD_PARENT_4_ID $JOBD_PARENT_4_STATE
      """
    let after = #""after":[\#(text),\#(file),\#(json),{"job":\#(bad),"on":"any"}]"#
    let child = try await daemon.shell(script, after)
    let end = try await daemon.finished(child)
    #expect(end.string("state") == "succeeded", "\(end.text)")
    #expect(
      try await daemon.log(child).text == "4\nfrom stdout\n\nchosen\n{\"n\":1}\n\(bad) failed\n")
  }

  @Test func parentsResultOfTenMegabytesIsAFile() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.shell("head -c 10000000 /dev/zero > $JOBD_RESULT")
    let child = try await daemon.shell(#"wc -c < "$JOBD_PARENT_1_RESULT""#, #""after":[\#(parent)]"#)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    #expect(try await daemon.log(child).text.trimmingCharacters(in: .whitespacesAndNewlines) == "10000000")
  }

  @Test func jobSubmitsAFollowUpOfItself() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ran")
    let command =
      "echo first >> \(file); \(BuiltProgram.jobctl) submit --after $JOBD_JOB_ID --shell 'echo next >> \(file)'"
    let parent = try await daemon.shell(command)
    let end = try await daemon.finished(parent)
    #expect(end.string("state") == "succeeded", "\(end.text)")
    let child = try #require(end.ints("children").first)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    #expect(daemon.scratch.lines("ran") == ["first", "next"])
  }

  @Test func followUpRunsOnceWhenTheDaemonDiesBetweenTheTwo() async throws {
    var daemon = try await Daemon(slots: 1)
    let scratch = daemon.scratch
    _ = try await daemon.put("/v1/queues/later", #"{"slots":1}"#)
    #expect(try await daemon.post("/v1/queues/later/pause").status == 200)
    let parent = try await daemon.note("parent")
    let child = try await daemon.note("child", #""after":[\#(parent)],"queue":"later""#)
    let skipped = try await daemon.note("never", #""after":[{"job":\#(parent),"on":"failure"}],"queue":"later""#)
    _ = try await daemon.finished(parent)
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    #expect(try await daemon.state(child) == "queued")
    #expect(try await daemon.state(skipped) == "skipped")
    #expect(try await daemon.post("/v1/queues/later/resume").status == 200)
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    #expect(scratch.lines("ran") == ["parent", "child"])
  }
}
