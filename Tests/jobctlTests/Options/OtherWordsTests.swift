// Words of other programs are answered with commands that there are.

import Testing

@testable import jobctl

@Suite struct OtherWordsTests {
  @Test func everyAnswerIsACommandAndNoWordIsOne() {
    for (word, answers) in OtherWords.answers {
      #expect(!UnknownCommand.isKnown(word, of: Jobctl.self), "\(word)")
      #expect(AsyncioWords.answers[word] == nil, "\(word)")
      let last = answers.last?.split(separator: " ").map(String.init) ?? []
      #expect(UnknownCommand.isKnown(last.first ?? "", of: Jobctl.self), "\(word): \(answers)")
      #expect(
        last.count < 2 || last[1].hasPrefix("-") || UnknownCommand.failure(last, of: Jobctl.self) == nil, "\(word)")
    }
  }

  @Test(arguments: [
    ("swap", "`jobctl switch`"), ("unpause", "`jobctl resume`"), ("shutdown", "`jobctl stop`"),
    ("write", "`jobctl send`"), ("mail", "`jobctl notify`"), ("unhold", "`jobctl release`"),
  ]) func wordOfAnotherProgramIsAnsweredWithItsCommand(_ word: String, _ command: String) throws {
    let failure = try #require(UnknownCommand.failure([word, "7"], of: Jobctl.self))
    #expect(failure.status == .usage && failure.message == "There is no command 'jobctl \(word)'.")
    #expect(failure.hint?.contains(command) == true, "\(failure)")
  }

  @Test(arguments: [
    ("hodl", "hold"), ("swithc", "switch"), ("puase", "pause"), ("resmue", "resume"), ("stopp", "stop"),
    ("strat", "start"), ("sned", "send"), ("notfiy", "notify"),
  ]) func misspeltVerbIsNamed(_ word: String, _ verb: String) throws {
    let failure = try #require(UnknownCommand.failure([word], of: Jobctl.self))
    #expect(failure.hint?.contains("`jobctl \(verb)`") == true, "\(failure)")
  }
}
