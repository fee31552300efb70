// When a job may start: which moment a rule means.

import Testing

@testable import JobCore

@Suite struct StartRuleTests {
  @Test(
    arguments: [
      (.now, nil), (.after(micros: 0), nil), (.after(micros: -1), nil), (.after(micros: 5), 105),
      (.at(Timestamp(micros: 100)), nil), (.at(Timestamp(micros: 99)), nil), (.at(Timestamp(micros: 101)), 101),
      (.after(micros: .max), .max),
    ] as [(StartRule, Int64?)]) func onlyWhatIsAheadIsWaitedFor(_ rule: StartRule, _ micros: Int64?)
  {
    #expect(rule.due(now: Timestamp(micros: 100))?.micros == micros)
  }
}
