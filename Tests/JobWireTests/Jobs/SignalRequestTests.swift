// Signals by name and number.

import JobWire
import Testing

@Suite struct SignalRequestTests {
  @Test(arguments: [(#""TERM""#, 15), (#""SIGKILL""#, 9), (#""sigusr1""#, 10), ("2", 2), (#""18""#, 18)])
  func namesAndNumbersAreRead(json: String, number: Int) throws {
    #expect(try SignalRequest(jsonBytes: Array("{\"signal\":\(json)}".utf8)).signal == number)
  }

  @Test(arguments: [#""NOPE""#, "0", "65", "-1", #""0""#, "1.5", "true", "[]", "null"])
  func otherSignalsAreRefused(json: String) {
    #expect(throws: WireDecodeError.self) { try SignalRequest(jsonBytes: Array("{\"signal\":\(json)}".utf8)) }
  }

  @Test func numbersHaveNames() {
    #expect(SignalName.name(of: 9) == "SIGKILL")
    #expect(SignalName.name(of: 40) == "signal 40")
  }
}
