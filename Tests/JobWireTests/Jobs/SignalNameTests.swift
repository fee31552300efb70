// Signals by name and by number.

import Testing

@testable import JobWire

@Suite struct SignalNameTests {
  @Test(arguments: [("TERM", 15), ("SIGTERM", 15), ("sigterm", 15), ("15", 15), ("Kill", 9), ("64", 64)])
  func namesAndNumbersAreRead(_ text: String, _ number: Int) {
    #expect(SignalName.number(for: text) == number)
  }

  @Test(arguments: ["", "SIG", "TERMINATE", "0", "65", "-9", "SIGSIGTERM", "9.0"]) func othersAreNone(_ text: String) {
    #expect(SignalName.number(for: text) == nil)
  }

  @Test func everyNameLeadsBackToItsNumber() {
    for number in 1...31 { #expect(SignalName.number(for: SignalName.name(of: number)) == number) }
    #expect(SignalName.name(of: 40) == "signal 40")
  }

  @Test func longTextIsNoSignalAndIsNotCompared() {
    let accents = "TERM" + String(repeating: "\u{301}", count: 1_000_000)
    let took = ContinuousClock().measure { #expect(SignalName.number(for: accents) == nil) }
    #expect(took < .seconds(2), "\(took)")
  }
}
