// Each further signal makes the stop stronger, and none makes it weaker.

import JobCore
import Testing

@testable import jobd

@Suite struct StopSignalsTests {
  @Test func signalsGetStronger() {
    #expect(StopSignals.next(after: nil) == .drain)
    #expect(StopSignals.next(after: .drain) == .cancel)
    #expect(StopSignals.next(after: .cancel) == .now)
    #expect(StopSignals.next(after: .now) == .now)
  }

  @Test func eachSaysWhatAFurtherOneDoes() {
    #expect("\(StopSignals.meaning(of: .drain))".contains("a second signal (Ctrl-C, SIGTERM)"))
    #expect("\(StopSignals.meaning(of: .cancel))".contains("further signal kills"))
  }
}
