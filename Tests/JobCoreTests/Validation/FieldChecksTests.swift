// Fields of submissions, each at its bounds.

import Testing

@testable import JobCore

@Suite struct FieldChecksTests {
  private func faults(_ change: (inout NewJob) -> Void) -> [String] {
    var job = NewJob(.shell("true"))
    change(&job)
    return job.faults().map(\.field)
  }

  @Test func boundsAreTaken() {
    #expect(
      faults {
        $0.priority = 1_000
        $0.timeoutMicros = -5
        $0.keepForMicros = Limits.durationMicrosMax
        $0.start = .after(micros: Limits.durationMicrosMax)
        $0.deadline = Limits.timeMax.advanced(byMicros: -1)
        $0.retry.maxAttempts = Limits.retryAttemptsMax
        $0.retry.multiplier = 100
        $0.retry.jitter = 1
      } == [])
  }

  @Test func whatIsBeyondThemIsNamed() {
    #expect(faults { $0.priority = 1_001 } == ["priority"])
    #expect(faults { $0.keepForMicros = -1 } == ["keep_for"])
    #expect(faults { $0.start = .after(micros: Limits.durationMicrosMax + 1) } == ["delay"])
    #expect(faults { $0.start = .at(Limits.timeMax) } == ["run_at"])
    #expect(faults { $0.deadline = Limits.timeMax } == ["deadline"])
    #expect(faults { $0.retry.maxAttempts = 0 } == ["retry.max_attempts"])
    #expect(faults { $0.retry.multiplier = 0.5 } == ["retry.multiplier"])
    #expect(faults { $0.retry.jitter = .nan } == ["retry.jitter"])
  }

  @Test func reasonsAndNamesAreLinesForPeople() {
    func faults(_ reason: String?) -> [String] {
      var check = FieldChecks()
      check.reason(reason)
      return check.faults.map(\.field)
    }
    let longest = String(repeating: "r", count: Limits.reasonBytesMax)
    for reason in [nil, "", "wrong input", "é \u{2027}\u{202F} עברית 👩‍🔧", longest] {
      #expect(faults(reason).isEmpty)
    }
    // Those of ASCII, those that terminals obey beyond it, line separators, and overrides of the direction of writing.
    for control in [
      "\n", "\r", "\t", "\0", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9B}2J", "\u{2028}", "\u{2029}", "\u{202A}",
      "\u{202E}", "\u{2066}", "\u{2069}",
    ] {
      #expect(faults("a\(control)b") == ["reason"])
      #expect(self.faults { $0.name = "a\(control)b" } == ["name"])
      #expect(self.faults { $0.work = .handler(name: "a\(control)b", payload: nil) } == ["handler"])
      #expect(self.faults { $0.unique = UniqueRule(key: "a\(control)b") } == ["unique.key"])
    }
    #expect(faults(String(repeating: "r", count: Limits.reasonBytesMax + 1)) == ["reason"])
  }
}
