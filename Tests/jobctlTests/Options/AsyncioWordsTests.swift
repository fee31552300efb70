// asyncio's words are answered with commands that exist.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct AsyncioWordsTests {
  @Test(arguments: ["gather", "wait-for", "wait_for", "shield", "as-completed", "create-task", "sleep", "to-thread"])
  func wordIsAnsweredWithItsCommand(_ word: String) throws {
    let failure = try #require(AsyncioWords.failure([word, "7"]))
    #expect(failure.status == .usage && failure.message?.hasPrefix("\(word) is asyncio's word") == true)
    #expect(failure.hint?.hasPrefix("jobctl ") == true)
  }

  @Test(arguments: [[], ["status"], ["wait", "7"], ["--help"], ["gathering"]])
  func otherWordsAreLeftAlone(_ arguments: [String]) {
    #expect(AsyncioWords.failure(arguments) == nil)
  }

  @Test func noWordHidesACommand() throws {
    for word in AsyncioWords.answers.keys {
      #expect(throws: (any Error).self, "\(word)") { _ = try Jobctl.parseAsRoot([word]) }
    }
  }

  @Test func everyAnswerIsACommandLineThatIsUnderstood() throws {
    let examples = ["ID": "7", "ID:any": "7:any", "$JOBD_JOB_ID": "7", "JSON": "{}", "'CMD": "CMD"]
    for (word, answers) in AsyncioWords.answers {
      for answer in answers {
        let words = answer.command.split(separator: " ").map(String.init).filter { $0 != "|" && $0 != "CMD'" }
        #expect(words.first == "jobctl")
        let arguments = words.dropFirst().map { examples[$0] ?? $0 }
        #expect(throws: Never.self, "\(word): \(answer.command)") { _ = try Jobctl.parseAsRoot(Array(arguments)) }
      }
    }
  }
}
