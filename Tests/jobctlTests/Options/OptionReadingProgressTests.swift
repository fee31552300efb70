// The words of `jobctl progress`.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct OptionReadingProgressTests {
  @Test(arguments: [
    ("0.5", ProgressRequest(fraction: 0.5)), ("1", ProgressRequest(fraction: 1)),
    ("50%", ProgressRequest(fraction: 0.5)), ("3/10", ProgressRequest(done: 3, total: 10)),
    ("2/1", ProgressRequest(done: 2, total: 1)), ("1.5", ProgressRequest(fraction: 1.5)),
  ])
  func wordsAreRead(_ text: String, _ report: ProgressRequest) throws {
    #expect(try OptionReading.progress(text) == report)
  }

  @Test(arguments: [
    "", "half", "NaN", "inf", "3/", "/10", "3/10/2", "1.5/2", "%", "a%", "3 / 10", "99999999999999999999/1",
  ])
  func otherWordsAreRefused(_ text: String) {
    #expect(throws: ValidationError.self) { try OptionReading.progress(text) }
  }
}
