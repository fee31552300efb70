// Running real commands: their words, their streams, their environment, and when they start.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct RunTests {
  @Test func wordsReachTheProgramUntouched() async throws {
    let daemon = try await Daemon()
    func output(_ spec: String) async throws -> String {
      let id = try await daemon.submit(spec)
      _ = try await daemon.finished(id)
      return try await daemon.get("/v1/jobs/\(id)/result").text
    }
    #expect(try await output(#"{"argv":["echo","$HOME;*|x"]}"#) == "$HOME;*|x\n")
    #expect(try await output(#"{"argv":["printf","%s\\n","a b","c'd",""]}"#) == "a b\nc'd\n\n")
    #expect(try await output(#"{"shell":"echo $((1+1)) | wc -c"}"#).trimmingCharacters(in: .whitespaces) == "2\n")
    #expect(try await output(#"{"argv":["echo","x; touch \#(daemon.scratch.file("pwn"))"]}"#).hasPrefix("x; touch"))
    #expect(!daemon.scratch.has("pwn"))
  }

  @Test func oneSlotStartsInOrderAndPriorityOvertakes() async throws {
    let daemon = try await Daemon(slots: 1)
    let blocker = try await daemon.shell("while ! test -e \(daemon.scratch.file("go")); do sleep 0.05; done")
    try await daemon.reach(blocker, "running")
    var ids: [Int] = []
    for (word, priority) in [("a", 0), ("b", 0), ("c", 5), ("d", 5), ("e", -1)] {
      ids.append(try await daemon.shell("echo \(word) >> \(daemon.scratch.file("order"))", #""priority":\#(priority)"#))
    }
    let waiting = try await daemon.job(ids[1])
    #expect(waiting.string("state") == "queued")
    #expect(waiting.isNull("pid") && waiting.isNull("started_at"))
    daemon.scratch.touch("go")
    for id in ids { _ = try await daemon.finished(id) }
    #expect(daemon.scratch.lines("order") == ["c", "d", "a", "b", "e"])
  }

  @Test func exitCodesAndSignalsAreToldApart() async throws {
    let daemon = try await Daemon()
    let seven = try await daemon.finished(daemon.shell("exit 7"))
    #expect(seven.int("exit_code") == 7 && seven.string("reason") == "exit" && seven.string("state") == "failed")
    let killed = try await daemon.finished(daemon.shell("kill -9 $$"))
    #expect(killed.int("signal") == 9 && killed.string("reason") == "signal" && killed.isNull("exit_code"))
    let fault = try await daemon.finished(daemon.shell("kill -SEGV $$"))
    #expect(fault.int("signal") == 11)
    let fine = try await daemon.finished(daemon.submit(#"{"argv":["true"]}"#))
    #expect(fine.string("state") == "succeeded" && fine.int("exit_code") == 0 && fine.isNull("error"))
  }

  @Test func bytesAreExactAndStreamsApart() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell(#"printf 'a\000\377b'; printf 'err' >&2"#)
    let job = try await daemon.finished(id)
    #expect(try await daemon.log(id, "stream=stdout").body == [0x61, 0, 0xff, 0x62])
    #expect(try await daemon.log(id, "stream=stderr").text == "err")
    #expect(job.value("log")?.int("stdout_bytes") == 4 && job.value("log")?.int("stderr_bytes") == 3)
    let merged = try await daemon.shell("echo a; echo b >&2; echo c", #""merge_stderr":true"#)
    _ = try await daemon.finished(merged)
    #expect(try await daemon.log(merged).text == "a\nb\nc\n")
  }

  @Test func partsOfALogCanBeAskedFor() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("for i in 1 2 3 4 5; do echo line$i; done")
    _ = try await daemon.finished(id)
    let range = try await daemon.send("GET", "/v1/jobs/\(id)/log", headers: ["Range": "bytes=6-10"])
    #expect(range.status == 206)
    #expect(range.text == "line2")
    #expect(range.headers["content-range"] == "bytes 6-10/30")
    #expect(try await daemon.log(id, "offset=6&limit=6").text == "line2\n")
    #expect(try await daemon.log(id, "tail=2").text == "line4\nline5\n")
    let beyond = try await daemon.send("GET", "/v1/jobs/\(id)/log", headers: ["Range": "bytes=100-"])
    #expect(beyond.status == 416)
  }

  @Test func followingALogEndsWithTheJob() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("for i in 1 2 3; do echo $i; sleep 0.2; done")
    #expect(try await daemon.log(id, "follow=true").text == "1\n2\n3\n")
    #expect(try await daemon.job(id).bool("done") == true)
  }

  @Test func inputReachesTheChildAndIsOtherwiseEmpty() async throws {
    let daemon = try await Daemon()
    let empty = try await daemon.submit(#"{"argv":["cat"]}"#)
    #expect(try await daemon.finished(empty).string("state") == "succeeded")
    let text = try await daemon.submit(#"{"argv":["cat"],"stdin":"héllo"}"#)
    _ = try await daemon.finished(text)
    #expect(try await daemon.get("/v1/jobs/\(text)/result").text == "héllo")
    let large = String(repeating: "x", count: 10 << 20)
    let unread = try await daemon.submit(#"{"shell":"exit 4","stdin":"\#(large)"}"#)
    #expect(try await daemon.finished(unread).int("exit_code") == 4)
  }

  @Test func muchOutputIsKeptAsHeadAndTail() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("echo first; head -c 10000000 /dev/zero; echo last", #""log_limit":65536"#)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded")
    #expect(job.value("log")?["truncated"]?.boolValue == true, "\(job.text)")
    let log = try await daemon.log(id)
    #expect(log.text.hasPrefix("first\n"))
    #expect(log.text.hasSuffix("last\n"))
  }

  @Test func gigabyteOfOutputTakesNoMoreOfTheDiskThanItsLimit() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("echo first; head -c 1000000000 /dev/zero; echo last", #""log_limit":1048576"#)
    let job = try await daemon.finished(id)
    #expect(job.value("log")?.int("stdout_bytes") == 1_000_000_011, "\(job.text)")
    var status = stat()
    try #require(stat("\(try daemon.logs())/0/\(id).1.out", &status) == 0)
    #expect(status.st_blocks * 512 <= 1_048_576 + 16_384)
    #expect(try await daemon.log(id).text.hasSuffix("last\n"))
  }

  @Test func childHasItsSettingsAndNothingOfTheDaemon() async throws {
    let daemon = try await Daemon()
    let spec = """
      {"shell":"pwd; umask; echo $A; echo $JOBD_JOB_ID $JOBD_JOB_NAME $JOBD_ATTEMPT $JOBD_QUEUE; ls /proc/self/fd | wc -l; \
      nice; grep SigIgn /proc/self/status; echo out > $JOBD_RESULT",\
      "cwd":"/usr","umask":"0077","env":{"A":"b c"},"name":"n","nice":3}
      """
    let answer = try await daemon.post("/v1/jobs", spec)
    let id = try #require(answer.int("id"), "\(answer.text)")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    let lines = try await daemon.log(id).text.split(separator: "\n").map(String.init)
    // The C library keeps the two signals above 31 for itself and has children ignore them.
    let ignored = try #require(lines.last?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }, "\(lines)")
    // ls has its three streams and the directory it reads.
    #expect(lines.prefix(6) == ["/usr", "0077", "b c", "\(id) n 1 default", "4", "3"], "\(lines)")
    #expect(ignored & 0x7fff_ffff == 0, "\(lines)")
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == "out\n")
  }

  @Test func grandchildThatKeepsTheOutputOpenDoesNotHoldTheJob() async throws {
    let daemon = try await Daemon()
    let start = ContinuousClock.now
    let job = try await daemon.finished(daemon.shell("sleep 30 & echo hi"))
    #expect(job.string("state") == "succeeded")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func signalsReachARunningJobOnly() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ready")
    let id = try await daemon.shell("trap 'exit 9' HUP; touch \(file); while :; do sleep 0.05; done")
    try await eventually("the trap is set") { daemon.scratch.has("ready") }
    try await eventually("it has a pid") { try await daemon.job(id).int("pid") != nil }
    #expect((200...204).contains(try await daemon.post("/v1/jobs/\(id)/signal", #"{"signal":"HUP"}"#).status))
    #expect(try await daemon.finished(id).int("exit_code") == 9)
    let late = try await daemon.post("/v1/jobs/\(id)/signal", #"{"signal":"HUP"}"#)
    #expect(late.status == 409 && late.code == "invalid_state")
    #expect(try await daemon.post("/v1/jobs/\(id)/signal", #"{"signal":"NOSUCH"}"#).status == 400)
  }

  @Test func resultsFollowTheState() async throws {
    let daemon = try await Daemon()
    func result(_ id: Int) async throws -> Answer { try await daemon.get("/v1/jobs/\(id)/result") }
    let running = try await daemon.submit(#"{"argv":["sleep","30"]}"#)
    #expect(try await result(running).code == "invalid_state")
    let failed = try await daemon.shell("exit 3")
    _ = try await daemon.finished(failed)
    #expect(try await result(failed).status == 409)
    #expect(try await result(failed).code == "job_failed")
    let empty = try await daemon.submit(#"{"argv":["true"]}"#)
    _ = try await daemon.finished(empty)
    #expect(try await result(empty).status == 200)
    #expect(try await result(empty).body.isEmpty)
    _ = try await daemon.post("/v1/jobs/\(running)/cancel")
    _ = try await daemon.finished(running)
    #expect(try await result(running).code == "job_cancelled")
    let echo = try await daemon.submit(#"{"handler":"echo","payload":{"a":[1,2]}}"#)
    _ = try await daemon.finished(echo)
    #expect(try await result(echo).value("a")?.arrayValue?.count == 2)
    #expect(try await result(999_999).status == 404)
  }

  @Test(arguments: ["head -c 3000000 /dev/zero > $JOBD_RESULT", "head -c 3000000 /dev/zero"])
  func theBeginningOfALargeResultSaysThatItIsOne(_ command: String) async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell(command)
    _ = try await daemon.finished(id)
    let result = try await daemon.get("/v1/jobs/\(id)/result")
    #expect(result.body.count == 1 << 20 && result.headers["jobd-result-bytes"] == "3000000")
    let small = try await daemon.shell("echo small")
    _ = try await daemon.finished(small)
    #expect(try await daemon.get("/v1/jobs/\(small)/result").headers["jobd-result-bytes"] == nil)
    #expect(try await daemon.jobctl("result", "\(small)").errors.isEmpty)
  }
}
