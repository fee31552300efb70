// A schedule says when in exactly one way, and every wrong field is named.

import JobWire
import Testing

@Suite struct ScheduleRequestTests {
  private func problems(_ text: String) -> [String: String] {
    do {
      _ = try ScheduleRequest(jsonBytes: Array(text.utf8))
      return [:]
    } catch .fields(let problems) {
      return Dictionary(problems.map { ($0.field, $0.detail) }) { first, _ in first }
    } catch {
      return ["(syntax)": error.description]
    }
  }

  @Test func theSmallestSchedulesAreRead() throws {
    let job = SubmitRequest(shell: "x")
    #expect(
      try ScheduleRequest(jsonBytes: Array(#"{"cron":"@daily","job":{"shell":"x"}}"#.utf8))
        == ScheduleRequest(cron: "@daily", job: job))
    #expect(
      try ScheduleRequest(jsonBytes: Array(#"{"every":"90s","job":{"shell":"x"}}"#.utf8))
        == ScheduleRequest(every: .seconds(90), job: job))
  }

  @Test func oneOfCronAndEveryIsNeeded() {
    let sentence = "must have exactly one of cron and every; it has "
    #expect(problems(#"{"job":{"shell":"x"}}"#) == ["(body)": sentence + "none"])
    #expect(problems(#"{"cron":"@daily","every":"1h","job":{"shell":"x"}}"#) == ["(body)": sentence + "both"])
  }

  @Test func allProblemsAreReportedTogether() {
    let text = #"{"every":"-1s","overlap":"wait","catch_up":true,"jiter":"1s","job":{"argv":[7]}}"#
    let wanted = [
      "every": "must not be negative", "overlap": "must be one of skip, queue, cancel",
      "catch_up": "must be a string, not a boolean", "jiter": #"is not a known field; did you mean "jitter"?"#,
      "job.argv[0]": "must be a string, not a number",
    ]
    #expect(problems(text) == wanted)
    #expect(problems(#"{"every":"1h"}"#)["job"] == "is required")
  }
}
