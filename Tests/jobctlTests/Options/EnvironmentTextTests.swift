// Variables as they are given to `--env`.

import Testing

@testable import jobctl

@Suite struct EnvironmentTextTests {
  @Test func valueIsWhatStandsBehindTheFirstEqualsSign() throws {
    #expect(try EnvironmentText.read(["A=1", "B=x=y", "C=", "A=2"]) == ["A": "2", "B": "x=y", "C": ""])
  }

  @Test func nameAloneTakesWhatIsSetHere() throws {
    #expect(try EnvironmentText.read(["PATH"])["PATH"]?.isEmpty == false)
    #expect(throws: (any Error).self) { try EnvironmentText.read(["NO_SUCH_VARIABLE_HERE"]) }
  }
}
