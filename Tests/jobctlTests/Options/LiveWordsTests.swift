// Words for the completion of a shell.

import JobWire
import Testing

@testable import jobctl

@Suite struct LiveWordsTests {
  @Test(arguments: ["$(reboot)", "`reboot`", "a b", "a:b", "a'b", "a\\b", "a\nb", "a;b", "*", "über", ""])
  func namesThatAShellWouldCarryOutAreNotOffered(_ name: String) {
    #expect(!LiveWords.isPlain(name))
    let words = LiveWords.words(of: [JobSamples.job(7, .queued, name: name)])
    #expect(words == ["last", "last-failed", "7"])
  }

  @Test func idsAndGivenNamesAreOfferedOnce() {
    let jobs = [
      JobSamples.job(9, .queued, name: "nightly.2"), JobSamples.job(8, .failed, name: "nightly.2"),
      JobSamples.job(7, .running),
    ]
    #expect(LiveWords.words(of: jobs) == ["last", "last-failed", "9", "8", "7", "%nightly.2"])
  }
}
