// Submissions: every field is read, and everything that is wrong with one is reported at once under its own path.

import JobWire
import Testing

@Suite struct SubmitRequestTests {
  private func problems(_ text: String) -> [String: String] {
    do {
      _ = try SubmitRequest(jsonBytes: Array(text.utf8))
      return [:]
    } catch .fields(let problems) {
      return Dictionary(problems.map { ($0.field, $0.detail) }) { first, _ in first }
    } catch {
      return ["(syntax)": error.description]
    }
  }

  @Test func smallestSubmissionIsRead() throws {
    #expect(try SubmitRequest(jsonBytes: Array(#"{"argv":["true"]}"#.utf8)) == SubmitRequest(argv: ["true"]))
    #expect(try SubmitRequest(jsonBytes: Array(#"{"shell":"true","queue":null}"#.utf8)) == SubmitRequest(shell: "true"))
  }

  @Test func wholeNumbersMayBeWrittenWithAFraction() throws {
    let request = try SubmitRequest(
      jsonBytes: Array(
        """
        {"argv": ["a"], "priority": 5.0, "slots_needed": 2e0, "after": [7.0, {"job": 8.0}], "nice": -3.0,
         "retry": {"max_attempts": 3.0, "on": [75.0]}, "batch": 4.0}
        """.utf8))
    #expect(request.priority == 5 && request.slotsNeeded == 2 && request.batch == 4 && request.nice == -3)
    #expect(request.after == [AfterSpec(job: 7), AfterSpec(job: 8)])
    #expect(request.retry?.maxAttempts == 3 && request.retry?.on == [.exitCode(75)])
    // What is nobody's number but the job's own stays as it was written.
    let handler = try SubmitRequest(jsonBytes: Array(#"{"handler": "h", "payload": 5.0}"#.utf8))
    #expect(handler.payload == .number(5))
    for text in ["5.5", "1e300", "-9223372036854775809.0e9"] {
      let found = problems(#"{"argv":["a"],"priority":\#(text)}"#)
      #expect(found["priority"] == "must be a whole number that fits 64 bits")
    }
  }

  @Test func namesThatOnlyLookTheSameAreNotMixedUp() {
    let found = problems("{\"argv\": [\"a\"], \"env\": {\"\u{e9}\": \"1\", \"e\u{301}\": \"2\"}}")
    #expect(found.count == 1 && found.values.first?.contains("normal form") == true, "\(found)")
  }

  /// `max` is the longest pause: taken for the number of attempts, it would be one attempt, without a word.
  @Test(arguments: [#"{"max": 3}"#, #"{"backoff": "linear"}"#, #"{"on": [75]}"#, #"{"max_attempts": null, "max": 3}"#])
  func retriesWithoutTheirNumberAreRefused(retry: String) {
    let found = problems(#"{"argv": ["a"], "retry": \#(retry)}"#)
    #expect(found.keys.sorted() == ["retry.max_attempts"], "\(found)")
    #expect((found.values.first?.contains("longest pause") == true) == retry.contains("max\""), "\(found)")
    #expect(problems(#"{"argv": ["a"], "retry": {}}"#).isEmpty)
    #expect(problems(#"{"argv": ["a"], "retry": {"max_attempts": 2, "max": 3}}"#).isEmpty)
    // Nothing to retry is not everything.
    #expect(problems(#"{"argv": ["a"], "retry": {"max_attempts": 2, "on": []}}"#).keys.sorted() == ["retry.on"])
    #expect(problems(#"{"argv": ["a"], "retry": {"max_attempts": 2, "not_on": []}}"#).isEmpty)
  }

  @Test func allProblemsAreReportedTogether() {
    let found = problems(
      """
      {"argv": ["a", 1, null], "quue": "x", "priority": "high", "grace": "-1s", "env": {"A": 1, "B": "b"},
       "retry": {"max_attempts": 1.5, "on": [300], "backof": "linear"}, "umask": 22, "run_at": "tomorrow"}
      """)
    #expect(
      found == [
        "argv[1]": "must be a string, not a number",
        "argv[2]": "must be a string, not null",
        "quue": #"is not a known field; did you mean "queue"?"#,
        "priority": "must be a whole number, not a string",
        "grace": "must not be negative",
        "env.A": "must be a string, not a number",
        "retry.max_attempts": "must be a whole number that fits 64 bits",
        "retry.on[0]": #"must be an exit code from 1 to 255 or a reason such as "timeout""#,
        "retry.backof": #"is not a known field; did you mean "backoff"?"#,
        "umask": #"must be a string of octal digits such as "022""#,
        "run_at": WireTime.expectation,
      ])
  }

  @Test(arguments: [
    "{}", #"{"name":"x"}"#, #"{"argv":["a"],"shell":"b"}"#, #"{"handler":"a","external":true}"#, "[]", "1", #""x""#,
  ])
  func notExactlyOneThingToRunIsRefused(text: String) {
    #expect(problems(text)["(body)"] != nil)
  }

  @Test func partsThatExcludeEachOtherAreRefused() {
    #expect(problems(#"{"shell":"x","stdin":"","stdin_base64":""}"#)["stdin_base64"] != nil)
    #expect(problems(#"{"shell":"x","delay":1,"run_at":"2026-01-01T00:00:00Z"}"#)["run_at"] != nil)
    #expect(problems(#"{"shell":"x","payload":1}"#)["payload"] != nil)
    #expect(problems(#"{"handler":"x","payload":1}"#) == [:])
    #expect(problems(#"{"external":true,"payload":1}"#)["payload"] != nil)
  }

  @Test func externalIsAKindThatIsOnlyEverTrue() throws {
    let request = try SubmitRequest(jsonBytes: Array(#"{"external":true}"#.utf8))
    #expect(request.external == true && request.jsonBytes() == Array(#"{"external":true}"#.utf8))
    #expect(problems(#"{"external":false}"#) == ["external": "must be true, or left out"])
    #expect(problems(#"{"external":1}"#)["external"] != nil)
  }

  @Test(arguments: ["+22", "0o22", "22 ", "8", "1000", "00022", ""]) func otherMasksAreRefused(text: String) {
    #expect(problems("{\"shell\":\"x\",\"umask\":\"\(text)\"}").keys.sorted() == ["umask"])
  }

  @Test func delayMayBeNegative() throws {
    let request = try SubmitRequest(jsonBytes: Array(#"{"shell":"x","delay":"-5s"}"#.utf8))
    #expect(request.delay == WireDuration(micros: -5_000_000))
  }

  @Test func problemsOfNestedJobsCarryTheirPath() {
    let found = problems(#"{"shell":"x","then":[{"job":{"argv":[7]}},{"on":"never","job":{}}]}"#)
    #expect(found["then[0].job.argv[0]"] != nil)
    #expect(found["then[1].on"] == "must be one of success, failure, any")
    #expect(found["then[1].job"]?.contains("exactly one of") == true)
  }

  @Test func tooManyFieldsAreRefusedAsAWhole() {
    let members = (0..<200).map { "\"f\($0)\":1" }.joined(separator: ",")
    #expect(problems("{\(members)}") == ["(body)": "has 200 fields, more than there are"])
  }
}
