// What came of a pause, as people read it.

import JobWire
import Testing

@testable import jobctl

@Suite struct PauseTextTests {
  @Test func jobsThatWereNamedHaveALineEach() {
    let reply = PauseReply(
      paused: [7], notPaused: [LeftJobView(id: 8, reason: "running"), LeftJobView(id: 9, reason: "not_found")])
    #expect(
      PauseText.lines(reply, to: PauseRequest(ids: [7, 8, 9])) == [
        "Job 7 is paused.", "Job 8 is not paused: it runs; to stop it where it is, add --running.",
        "Job 9 is not paused: there is no such job.",
      ])
    #expect(PauseText.status(of: reply.notPaused) == .wrongState)
    #expect(PauseText.status(of: [LeftJobView(id: 9, reason: "not_found")]) == .noSuchJob)
    #expect(PauseText.status(of: []) == .fine)
  }

  @Test func jobsThatNobodyNamedAreCounted() {
    let left = (1...12).map { LeftJobView(id: $0, reason: "not_a_command") }
    let request = PauseRequest(queues: ["q"], running: true, forTime: .seconds(3_600))
    let lines = PauseText.lines(PauseReply(paused: [1, 2], notPaused: left, omitted: 3), to: request)
    #expect(lines.count == 13 && lines[0] == "Queue q is paused, for 1h.")
    #expect(lines[1] == "2 running commands stand still." && lines.last == "And 5 more.")
    #expect(lines[2] == "Job 1 goes on: only commands can be stopped where they are.")
  }

  @Test func everythingIsNamedAsSuch() {
    #expect(
      PauseText.lines(PauseReply(), to: PauseRequest()) == [
        "Everything is paused: nothing starts before `jobctl resume`."
      ])
  }

  @Test func endOfAPauseSaysWhatGoesOn() {
    #expect(
      PauseText.lines(ResumeReply(resumed: [3]), to: ResumeRequest(queues: ["q"])) == [
        "Queue q goes on.", "1 command that stood still goes on.",
      ])
    let reply = ResumeReply(resumed: [7], notResumed: [LeftJobView(id: 8, reason: "still_paused")])
    #expect(
      PauseText.lines(reply, to: ResumeRequest(ids: [7, 8])) == [
        "Job 7 goes on.", "Job 8 is not resumed: its queue, or everything, is paused with what runs.",
      ])
  }

  @Test func reasonOfANewerDaemonIsPrintedAsItIs() {
    let reply = PauseReply(notPaused: [LeftJobView(id: 8, reason: "eclipse")])
    #expect(PauseText.lines(reply, to: PauseRequest(ids: [8])) == ["Job 8 is not paused: eclipse."])
  }

  @Test func pauseThatIsOnSaysHow() {
    #expect(PauseText.words(nil) == "paused")
    #expect(PauseText.words(PauseView(running: true)) == "paused with what runs")
    let until = PauseView(until: JobSamples.now)
    #expect(PauseText.words(until) == "paused until \(Moment.zoned(JobSamples.now))")
  }
}
