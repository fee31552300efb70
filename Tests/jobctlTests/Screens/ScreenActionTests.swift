// What a key does to the row that is chosen.

import JobClient
import Testing

@testable import jobctl

@Suite struct ScreenActionTests {
  @Test func keysAreAboutTheChosenRow() {
    #expect(ScreenAction(.letter("c"), on: .job(7)) == .cancel(7))
    #expect(ScreenAction(.letter("r"), on: .job(7)) == .retry(7) && ScreenAction(.enter, on: .job(7)) == .log(7))
    #expect(ScreenAction(.letter("p"), on: .job(7)) == .pauseQueue(of: 7))
    #expect(ScreenAction(.letter("p"), on: .queue("mail")) == .pause("mail"))
    for key in ["c", "r", "l"] { #expect(ScreenAction(.letter(Character(key)), on: .queue("mail")) == nil) }
    #expect(ScreenAction(.letter("c"), on: nil) == nil)
  }

  @Test func onlyWhatCannotBeTakenBackIsAsked() {
    #expect(ScreenAction.cancel(7).question == "Cancel job 7? y/N" && ScreenAction.retry(7).question == nil)
  }

  @Test func errorIsOneLine() {
    let error = CommandFailure(.other, "There is a reason.", hint: "Do something.")
    #expect(ScreenAction.words(error) == "jobctl: There is a reason.")
  }
}
