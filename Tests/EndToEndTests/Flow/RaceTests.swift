// Races for the end of a job: whoever wins, there is one outcome, and everything else agrees with it.

import Foundation
import JobWire
import Testing

/// Two things that happen to a job at nearly the same time.
private enum Race: CaseIterable {
  case cancelDuringSpawn, cancelAgainstFinish, cancelWithTimeout, cancelTwice, cancelAgainstRetry, retryAgainstComplete

  func spec(_ id: Int, _ scratch: Scratch) -> String {
    let note = "echo \(id) >> \(scratch.file("starts"))"
    return switch self {
    case .cancelDuringSpawn: #""shell":"\#(note); sleep 60""#
    case .cancelAgainstFinish: #""shell":"\#(note); sleep 0.03""#
    case .cancelWithTimeout:
      #""shell":"\#(note); trap 'echo \#(id) >> \#(scratch.file("terms"))' TERM; for i in 1 2 3 4 5 6 7 8; do sleep 0.05; done; exit 3","timeout":"150ms","grace":"20s""#
    case .cancelTwice: #""shell":"\#(note); sleep 60""#
    case .cancelAgainstRetry:
      #""shell":"\#(note); exit 1","retry":{"max_attempts":3,"backoff":"constant","initial":"20ms","jitter":0}"#
    case .retryAgainstComplete: #""shell":"\#(note); sleep 0.02; exit 1""#
    }
  }

  /// How long after the submission the blow comes, in microseconds.
  var moments: ClosedRange<Int> {
    switch self {
    case .cancelDuringSpawn, .cancelTwice: 0...8_000
    case .cancelAgainstFinish, .retryAgainstComplete: 0...60_000
    case .cancelWithTimeout: 120_000...180_000
    case .cancelAgainstRetry: 0...60_000
    }
  }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct RaceTests {
  @Test func whoeverWinsThereIsOneOutcome() async throws {
    let seed = ProcessInfo.processInfo.environment["JOBD_RACE_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("race seed \(seed); repeat it with JOBD_RACE_SEED=\(seed)")
    var chance = SeededChance(seed)
    let daemon = try await Daemon(slots: 6)
    let rounds = (0..<180).map { index in
      let race = Race.allCases[index % Race.allCases.count]
      return (index, race, Int.random(in: race.moments, using: &chance))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      var rest = rounds[...]
      for round in rest.prefix(6) { group.addTask { try await Self.run(daemon, round) } }
      rest = rest.dropFirst(6)
      while try await group.next() != nil {
        if let round = rest.popFirst() { group.addTask { try await Self.run(daemon, round) } }
      }
    }
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
    #expect(try await daemon.get("/v1/jobs?state=active").objects("jobs").isEmpty)
    let terms = daemon.scratch.lines("terms")
    #expect(Set(terms).count == terms.count, "a job got TERM twice: \(terms)")
  }

  private static func run(_ daemon: Daemon, _ round: (Int, Race, Int)) async throws {
    let (index, race, moment) = round
    let then = ["success", "failure", "any"].map { #"{"on":"\#($0)","job":{"handler":"noop"}}"# }.joined(separator: ",")
    let id = try await daemon.submit("{\(race.spec(index, daemon.scratch)),\"then\":[\(then)]}")
    // Safe: the moment of the blow is what is random here; any will do.
    try await Task.sleep(for: .microseconds(moment))
    var answers: [Answer] = []
    switch race {
    case .cancelTwice:
      async let first = daemon.post("/v1/jobs/\(id)/cancel")
      async let second = daemon.post("/v1/jobs/\(id)/cancel")
      answers = [try await first, try await second]
    case .retryAgainstComplete: answers = [try await daemon.post("/v1/jobs/\(id)/retry")]
    default: answers = [try await daemon.post("/v1/jobs/\(id)/cancel")]
    }
    let job = try await daemon.finished(id)
    let what = "round \(index) \(race) after \(moment) µs: \(job.text)"
    #expect(answers.allSatisfy { [200, 201, 409].contains($0.status) }, "\(what) \(answers.map(\.text))")
    expectOneFate(job, race, answers, what)
    let starts = daemon.scratch.lines("starts").count { $0 == "\(index)" }
    let attempts = job.objects("attempts")
    // A child that was ended before its first command left no note.
    #expect(starts <= attempts.count && attempts.allSatisfy { $0["finished_at"] != .null }, "\(what)")
    for pid in attempts.compactMap({ $0.int("pid") }) where !Processes.group(pid).isEmpty {
      let environment = (try? String(contentsOfFile: "/proc/\(pid)/environ", encoding: .utf8)) ?? ""
      #expect(!environment.contains(daemon.scratch.path), "group \(pid) is left over: \(what)")
    }
    #expect(try await daemon.job(id).string("state") == job.string("state"), "\(what)")
    let isSuccess = job.string("state") == "succeeded"
    let fates = try await daemon.fates(job.ints("children"))
    #expect(
      fates == [isSuccess ? "succeeded" : "skipped", isSuccess ? "skipped" : "succeeded", "succeeded"],
      "\(fates) \(what)")
  }

  /// What was answered fits what the job became.
  private static func expectOneFate(_ job: Answer, _ race: Race, _ answers: [Answer], _ what: String) {
    let (state, reason) = (job.string("state"), job.string("reason"))
    if race == .retryAgainstComplete {
      let isRetried = answers[0].status != 409
      #expect(state == "failed" && reason == "exit", "\(what)")
      #expect(job.objects("attempts").count == (isRetried ? 2 : 1), "\(what)")
      return
    }
    let isAccepted = answers.contains { $0.status == 200 }
    #expect(job.bool("cancel_requested") == isAccepted, "\(what)")
    if !isAccepted { #expect(state != "cancelled", "\(what)") }
    switch race {
    case .cancelDuringSpawn, .cancelTwice: #expect(isAccepted && state == "cancelled", "\(what)")
    case .cancelAgainstFinish: #expect(state == "succeeded" || (isAccepted && state == "cancelled"), "\(what)")
    case .cancelWithTimeout: #expect(["cancelled", "failed"].contains(state), "\(what)")
    case .cancelAgainstRetry:
      #expect((isAccepted && state == "cancelled") || (state == "failed" && reason == "exit"), "\(what)")
      #expect(job.objects("attempts").count <= 3, "\(what)")
    case .retryAgainstComplete: break
    }
  }
}
