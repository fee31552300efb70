// The payload of the handler that sleeps.

import Testing

@testable import JobCore

@Suite struct SleepPayloadTests {
  @Test(
    arguments: [("2", 2_000_000), ("0", 0), ("1.5", 1_500_000), (#"{"seconds": 0.25}"#, 250_000)] as [(String, Int64)])
  func secondsAreReadInBothForms(_ payload: String, _ micros: Int64) throws {
    #expect(try SleepPayload.micros(payload) == micros)
  }

  @Test(arguments: [nil, "", "-1", "soon", "[]", "1e300", #"{"minutes": 1}"#] as [String?])
  func otherPayloadsAreRefused(_ payload: String?) {
    #expect(throws: HandlerError.self) { try SleepPayload.micros(payload) }
  }
}
